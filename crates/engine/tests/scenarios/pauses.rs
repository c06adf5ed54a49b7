//! What stops the whole org: a revoked sign-in, used-up requests. Calls are held, lose no attempt, and go on.

use emulator::Faults;

use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_used_up_allowance_holds_the_calls_until_it_is_back,
    the_reserve_is_left_to_other_applications,
    a_long_outage_holds_everything_and_ends_by_itself,
);

/// Ten minutes, in milliseconds.
const TEN_MINUTES: i64 = 600_000;

async fn open(place: &Place, plan: Plan) -> Stage {
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    stage
}

async fn a_used_up_allowance_holds_the_calls_until_it_is_back(place: &Place) {
    let mut plan = Plan::default();
    plan.delivery.quota_reserve_percent = 0;
    let stage = open(place, plan).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let spent = stage.org.api_calls();
    stage.org.set_faults(Faults { daily_api_requests: Some(spent), ..Faults::default() });

    stage.tell("desk", &call_from(2, BEN)).await;
    let status = stage.work().await;
    assert_eq!((status.logged, status.held, status.failed), (1, 1, 0), "{status:?}");
    assert!(status.paused.is_some());
    for _ in 0..12 {
        stage.clock.advance(TEN_MINUTES);
        assert_eq!(stage.work().await.held, 1);
    }
    assert_eq!(stage.row("desk:2").await.attempts, 0);

    stage.clock.advance(86_400_000);
    let status = stage.settle().await;
    assert_eq!((status.logged, status.held), (2, 0), "{status:?}");
    assert_eq!(stage.tasks().len(), 2);
}

async fn the_reserve_is_left_to_other_applications(place: &Place) {
    let stage = open(place, Plan { daily_api_requests: 60, ..Plan::default() }).await;
    for id in 1..=40 {
        stage.tell("desk", &call_from(id, BEN)).await;
        stage.work().await;
    }
    let status = stage.status().await;
    assert!(status.held > 0, "{status:?}");
    assert_eq!(status.failed, 0, "{status:?}");
    let spent = stage.org.api_calls();
    // Ours are 54 of 60; the round that crosses the line ends what it has begun.
    assert!((54..=58).contains(&spent), "{spent} of 60 requests spent");
    let status = stage.settle().await;
    assert_eq!(status.logged, 40, "{status:?}");
    assert_eq!(stage.tasks().len(), 40);
}

async fn a_long_outage_holds_everything_and_ends_by_itself(place: &Place) {
    let stage = open(place, Plan::default()).await;
    let unavailable = emulator::RequestFault {
        kind: emulator::RequestFaultKind::UnavailableHtml,
        probability: 1.0,
        remaining: None,
        path_contains: None,
    };
    stage.break_requests(vec![unavailable]);
    for id in 1..=30 {
        stage.tell("desk", &call_from(id, BEN)).await;
        stage.work().await;
        stage.clock.advance(60_000);
    }
    let status = stage.work().await;
    assert_eq!((status.calls, status.logged, status.failed), (30, 0, 0), "{status:?}");
    let tried = stage.wire.sent().len();
    assert!(tried < 200, "{tried} requests in half an hour of outage");

    stage.heal();
    let status = stage.settle().await;
    assert_eq!(status.logged, 30, "{status:?}");
    assert_eq!(stage.tasks().len(), 30);
}
