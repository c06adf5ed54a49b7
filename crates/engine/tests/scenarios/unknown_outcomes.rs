//! Requests whose outcome we never learn: done or not done, soon or late. Each call still becomes one Task.

use emulator::RequestFaultKind;

use crate::stage::books::fault;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    lost_before_anything_was_done_in_mode_a,
    lost_before_anything_was_done_in_mode_b,
    lost_after_everything_was_done_in_mode_a,
    lost_after_everything_was_done_in_mode_b,
    a_commit_that_comes_late_in_mode_a,
    a_commit_that_comes_late_in_mode_b,
    a_commit_that_comes_after_ours_in_mode_a,
    what_was_adopted_is_brought_up_to_date,
);

/// Where Tasks are created and changed.
const COLLECTIONS: &str = "/composite/sobjects";

async fn open(place: &Place, plan: Plan) -> Stage {
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage
}

async fn one_task_after(place: &Place, plan: Plan, kind: RequestFaultKind) {
    let (mode_a, settle_ms) = (plan.call_id_field, plan.delivery.settle_ms);
    let stage = open(place, plan).await;
    stage.break_requests(vec![fault(kind, Some(1), COLLECTIONS)]);
    let before = stage.clock.now();
    stage.work().await;
    if mode_a {
        stage.settle().await;
    } else {
        assert_eq!(stage.row("desk:1").await.intent_at, Some(before));
        stage.settle().await;
        assert!(stage.clock.now() >= before + settle_ms, "created again before the first could have failed");
    }
    assert_eq!(stage.status().await.logged, 1);
    assert_eq!(stage.tasks().len(), 1);
    assert_eq!(stage.row("desk:1").await.intent_at, None);
}

async fn lost_before_anything_was_done_in_mode_a(place: &Place) {
    one_task_after(place, Plan::default(), RequestFaultKind::ResetBeforeCommit).await;
}

async fn lost_before_anything_was_done_in_mode_b(place: &Place) {
    one_task_after(place, Plan::mode_b(), RequestFaultKind::ResetBeforeCommit).await;
}

async fn lost_after_everything_was_done_in_mode_a(place: &Place) {
    one_task_after(place, Plan::default(), RequestFaultKind::ResetAfterCommit).await;
}

async fn lost_after_everything_was_done_in_mode_b(place: &Place) {
    one_task_after(place, Plan::mode_b(), RequestFaultKind::ResetAfterCommit).await;
}

/// The gateway gives up, we look away, and minutes later Salesforce commits after all.
async fn late(place: &Place, plan: Plan) {
    let stage = open(place, plan).await;
    let late = stage.wire.delay(COLLECTIONS);
    stage.work().await;
    assert_eq!(stage.tasks().len(), 0);
    stage.clock.advance(9 * 60_000);
    late.commit(&stage.org).await;
    assert_eq!(stage.tasks().len(), 1);
    let status = stage.settle().await;
    assert_eq!(status.logged, 1, "{status:?}");
    assert_eq!(stage.tasks().len(), 1);
}

async fn a_commit_that_comes_late_in_mode_a(place: &Place) {
    late(place, Plan::default()).await;
}

async fn a_commit_that_comes_late_in_mode_b(place: &Place) {
    late(place, Plan::mode_b()).await;
}

/// The repetition is done before the first request: the external id makes one Task of them.
async fn a_commit_that_comes_after_ours_in_mode_a(place: &Place) {
    let stage = open(place, Plan::default()).await;
    let late = stage.wire.delay(COLLECTIONS);
    stage.settle().await;
    assert_eq!(stage.tasks().len(), 1);
    late.commit(&stage.org).await;
    assert_eq!(stage.tasks().len(), 1);
}

/// While the outcome is unknown, more is told about the call.
async fn what_was_adopted_is_brought_up_to_date(place: &Place) {
    let stage = Stage::open(place, Plan::mode_b()).await;
    stage.enter_contact("Okafor", BEN.1);
    let mut bodies = stage.bodies("desk", &call_from(1, BEN));
    let comment = bodies.pop().unwrap();
    for body in &bodies {
        stage.send("desk", body).await;
    }
    stage.break_requests(vec![fault(RequestFaultKind::ResetAfterCommit, Some(1), COLLECTIONS)]);
    stage.work().await;
    assert!(!stage.task()["Description"].as_str().unwrap().contains("Friday"));
    stage.send("desk", &comment).await;
    stage.settle().await;
    assert!(stage.task()["Description"].as_str().unwrap().contains("Wants a quote by Friday."));
}
