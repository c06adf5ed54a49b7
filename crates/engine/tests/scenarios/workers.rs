//! Several workers on one database: each call is one Task, and who was too slow has no say.

use std::collections::HashSet;

use engine::ORG;
use futures_util::future::join_all;
use store::StoreOptions;

use crate::stage::books::text;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    what_a_zombie_hands_in_is_discarded_in_mode_a,
    what_a_zombie_hands_in_is_discarded_in_mode_b,
    two_engines_share_three_hundred_calls,
    two_engines_deliver_while_events_keep_arriving,
    what_was_answered_with_kept_is_there_for_another_process,
);

/// A worker that hangs in a request for longer than its lease, while another takes its call over.
async fn zombie(place: &Place, plan: Plan) {
    let lease_ms = plan.delivery.lease_ms;
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.engine.digest().await.unwrap();
    let other_store = place.open(StoreOptions::default()).await;
    let other = stage.another_engine(&other_store);
    let mut held = stage.wire.hold("/composite/sobjects");
    let overtaken = async {
        held.arrived().await;
        stage.clock.advance(lease_ms + 1);
        assert_eq!(other.round().await.unwrap(), 1);
        let taken = stage.row("desk:1").await;
        held.go();
        taken
    };
    let (carried, taken) = tokio::join!(stage.engine.round(), overtaken);
    assert_eq!(carried.unwrap(), 1);
    assert_eq!(taken.epoch, 2);
    assert_eq!(stage.row("desk:1").await, taken, "the zombie's result must not count");
    let status = stage.settle().await;
    assert_eq!(status.logged, 1, "{status:?}");
    assert_eq!(stage.row("desk:1").await.task_id.as_deref(), Some(text(&stage.task(), "Id")));
}

async fn what_a_zombie_hands_in_is_discarded_in_mode_a(place: &Place) {
    zombie(place, Plan::default()).await;
}

async fn what_a_zombie_hands_in_is_discarded_in_mode_b(place: &Place) {
    zombie(place, Plan::mode_b()).await;
}

async fn two_engines_share_three_hundred_calls(place: &Place) {
    let mut plan = Plan::default();
    plan.delivery.batch = 20;
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    let other_store = place.open(StoreOptions::default()).await;
    let other = stage.another_engine(&other_store);
    stage.tell_at_once("desk", (1..=300).map(|id| call_from(id, BEN))).await;
    let (mut ours, mut theirs) = (0, 0);
    loop {
        let (digested, also) = tokio::join!(stage.engine.digest(), other.digest());
        let (carried, taken) = tokio::join!(stage.engine.round(), other.round());
        let (carried, taken) = (carried.unwrap(), taken.unwrap());
        stage.status().await;
        ours += carried;
        theirs += taken;
        if digested.unwrap() + also.unwrap() + carried + taken == 0 {
            break;
        }
    }
    assert!(ours >= 60 && theirs >= 60, "{ours} and {theirs}");
    let status = stage.settle().await;
    assert_eq!(status.logged, 300, "{status:?}");
    let tasks = stage.tasks();
    let distinct: HashSet<&str> = tasks.iter().map(|task| text(task, "CallObject")).collect();
    assert_eq!((tasks.len(), distinct.len()), (300, 300));
}

/// Everything at once on the same calls: webhooks, their digestion, and rounds, by two engines.
async fn two_engines_deliver_while_events_keep_arriving(place: &Place) {
    let mut plan = Plan::default();
    plan.delivery.batch = 7;
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    let other_store = place.open(StoreOptions::default()).await;
    let other = stage.another_engine(&other_store);
    let calls: Vec<_> = (1..=20).map(|id| stage.bodies("sales", &call_from(id, BEN))).collect();
    for step in 0..calls[0].len() {
        let told = join_all(calls.iter().map(|bodies| stage.send("sales", &bodies[step])));
        let one = async {
            stage.engine.digest().await.unwrap();
            stage.engine.round().await.unwrap();
        };
        let two = async {
            other.round().await.unwrap();
            other.digest().await.unwrap();
            other.round().await.unwrap();
        };
        tokio::join!(told, one, two);
    }
    let status = stage.settle().await;
    assert_eq!(status.logged, 20, "{status:?}");
    let tasks = stage.tasks();
    assert_eq!(tasks.len(), 20);
    assert!(
        tasks.iter().all(|task| text(task, "Description").contains("Wants a quote by Friday."))
    );
    assert!(tasks.iter().all(|task| task["CallDurationInSeconds"] == 95));
}

/// C1 of the reliability contract: 2xx means that the bytes survive us.
async fn what_was_answered_with_kept_is_there_for_another_process(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let body = &stage.bodies("desk", &call_from(1, BEN))[0];
    stage.send("desk", body).await;
    let other = place.open(StoreOptions::default()).await;
    let kept = other.undigested(ORG, 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].body, *body);
    stage.settle().await;
}
