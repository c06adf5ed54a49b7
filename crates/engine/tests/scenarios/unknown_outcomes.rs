//! Requests whose outcome we never learn: done or not done, soon or late. Each call still becomes one Task.

use emulator::RequestFaultKind;
use serde_json::json;

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
    what_a_person_changed_before_the_adoption_survives_in_mode_a,
    what_a_person_changed_before_the_adoption_survives_in_mode_b,
    a_change_whose_answer_was_lost_is_not_taken_for_a_persons,
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
        assert!(
            stage.clock.now() >= before + settle_ms,
            "created again before the first could have failed"
        );
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

/// The Task stands in the org before we know of it, and somebody is quicker than we.
async fn changed_by_a_person(place: &Place, plan: Plan) {
    let stage = open(place, plan).await;
    let fault = fault(RequestFaultKind::ResetAfterCommit, Some(1), COLLECTIONS);
    stage.break_requests(vec![fault]);
    stage.work().await;
    let id = stage.task()["Id"].as_str().unwrap().to_owned();
    stage.edit("Task", &id, json!({"Subject": "Quote for Okafor"}));
    stage.send("desk", &tagged(&["Quote"])).await;
    stage.settle().await;
    assert_eq!(stage.task()["Subject"], "Quote for Okafor");
    assert_eq!(stage.task()["CallDisposition"], "Quote");
}

async fn what_a_person_changed_before_the_adoption_survives_in_mode_a(place: &Place) {
    changed_by_a_person(place, Plan::default()).await;
}

async fn what_a_person_changed_before_the_adoption_survives_in_mode_b(place: &Place) {
    changed_by_a_person(place, Plan::mode_b()).await;
}

async fn a_change_whose_answer_was_lost_is_not_taken_for_a_persons(place: &Place) {
    let stage = open(place, Plan::default()).await;
    stage.settle().await;
    let late = stage.wire.delay_change();
    stage.send("desk", &tagged(&["Quote"])).await;
    stage.work().await;
    late.commit(&stage.org).await;
    assert_eq!(stage.task()["CallDisposition"], "Quote");
    stage.send("desk", &tagged(&["Quote", "Urgent"])).await;
    stage.settle().await;
    assert_eq!(stage.task()["CallDisposition"], "Quote, Urgent");
}

/// The phone system says which tags the call has now.
fn tagged(tags: &[&str]) -> Vec<u8> {
    let at = crate::stage::NOW + 1_000 * i64::try_from(tags.len()).unwrap();
    json!({"type": "tags.changed", "at": at, "call": {"id": "1", "tags": tags}})
        .to_string()
        .into_bytes()
}
