//! What goes wrong by itself and mends itself: busy servers, locked rows, expired sessions. Every call becomes
//! one Task.

use std::collections::HashSet;

use emulator::{Faults, RequestFault, RequestFaultKind};
use futures_util::future::join_all;
use serde_json::Value;

use crate::stage::books::text;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_third_of_the_requests_unavailable_in_mode_a,
    a_third_of_the_requests_unavailable_in_mode_b,
    locked_rows_are_tried_again,
    an_expired_session_is_renewed_once,
    many_rounds_at_once_under_all_faults,
);

/// Calls of a test.
const CALLS: u64 = 12;

/// Tells the calls one by one, each followed by whatever can be done at once, then settles.
async fn one_task_each(stage: &Stage) {
    stage.enter_contact("Okafor", BEN.1);
    for id in 1..=CALLS {
        stage.tell("desk", &call_from(id, BEN)).await;
        stage.work().await;
    }
    let status = stage.settle().await;
    assert_eq!(status.logged, i64::try_from(CALLS).unwrap(), "{status:?}");
    let tasks = stage.tasks();
    assert_eq!(tasks.len(), usize::try_from(CALLS).unwrap());
    assert!(tasks.iter().all(|task| task["WhoId"] != Value::Null));
}

fn unavailable() -> Faults {
    let unavailable =
        |kind| RequestFault { kind, probability: 0.18, remaining: None, path_contains: None };
    Faults {
        seed: 3,
        requests: vec![
            unavailable(RequestFaultKind::UnavailableJson),
            unavailable(RequestFaultKind::UnavailableHtml),
        ],
        ..Faults::default()
    }
}

async fn a_third_of_the_requests_unavailable_in_mode_a(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.org.set_faults(unavailable());
    one_task_each(&stage).await;
}

async fn a_third_of_the_requests_unavailable_in_mode_b(place: &Place) {
    let stage = Stage::open(place, Plan::mode_b()).await;
    stage.org.set_faults(unavailable());
    one_task_each(&stage).await;
}

async fn locked_rows_are_tried_again(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.org.set_faults(Faults { seed: 4, lock_row_probability: 0.4, ..Faults::default() });
    one_task_each(&stage).await;
}

fn one_call_a_round() -> Plan {
    let mut plan = Plan::default();
    plan.delivery.batch = 1;
    plan
}

/// Runs rounds side by side, as the workers of a service do; returns how many calls they took.
async fn rounds_at_once(stage: &Stage, rounds: usize) -> usize {
    let carried = join_all((0..rounds).map(|_| stage.engine.round())).await;
    carried.into_iter().map(Result::unwrap).sum()
}

async fn many_rounds_at_once_under_all_faults(place: &Place) {
    let stage = Stage::open(place, one_call_a_round()).await;
    stage.enter_contact("Okafor", BEN.1);
    let reset =
        |kind| RequestFault { kind, probability: 0.1, remaining: None, path_contains: None };
    let mut faults = unavailable();
    faults.requests.extend([
        reset(RequestFaultKind::ResetBeforeCommit),
        reset(RequestFaultKind::ResetAfterCommit),
        reset(RequestFaultKind::SessionExpired),
    ]);
    stage.org.set_faults(Faults { lock_row_probability: 0.2, ..faults });
    stage.tell_at_once("desk", (1..=30).map(|id| call_from(id, BEN))).await;
    stage.engine.digest().await.unwrap();
    while rounds_at_once(&stage, 6).await > 0 {
        stage.status().await;
    }
    let status = stage.settle().await;
    assert_eq!(status.logged, 30, "{status:?}");
    let ids: HashSet<String> =
        stage.tasks().iter().map(|task| text(task, "CallObject").to_owned()).collect();
    assert_eq!((stage.tasks().len(), ids.len()), (30, 30));
}

async fn an_expired_session_is_renewed_once(place: &Place) {
    let stage = Stage::open(place, one_call_a_round()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.wire.count("/services/oauth2/token"), 1);

    stage.org.sessions().expire_all();
    for id in 2..=5 {
        stage.tell("desk", &call_from(id, BEN)).await;
    }
    stage.engine.digest().await.unwrap();
    assert_eq!(rounds_at_once(&stage, 4).await, 4);
    let status = stage.settle().await;
    assert_eq!(status.logged, 5, "{status:?}");
    assert_eq!(stage.tasks().len(), 5);
    assert_eq!(stage.wire.count("/services/oauth2/token"), 2);
}
