//! People change Tasks too: what they wrote stays, and what they deleted is not brought back.

use serde_json::json;

use crate::stage::books::text;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    f110_their_text_survives_and_ours_is_brought_up_to_date,
    a_deleted_task_is_never_resurrected_in_mode_a,
    a_deleted_task_is_never_resurrected_in_mode_b,
);

/// A stage on which the Task is written, and the comment that is told later.
async fn written(place: &Place, plan: Plan) -> (Stage, Vec<u8>) {
    let stage = Stage::open(place, plan).await;
    stage.enter_contact("Okafor", BEN.1);
    let mut bodies = stage.bodies("desk", &call_from(1, BEN));
    let comment = bodies.pop().unwrap();
    for body in &bodies {
        stage.send("desk", body).await;
    }
    stage.settle().await;
    assert_eq!(stage.tasks().len(), 1);
    (stage, comment)
}

async fn f110_their_text_survives_and_ours_is_brought_up_to_date(place: &Place) {
    let (stage, comment) = written(place, Plan::default()).await;
    let task = stage.task();
    let edited =
        format!("Call her before noon.\n\n{}\n\nSent the price list.", text(&task, "Description"));
    let changes = json!({"Subject": "Quote for Okafor", "Description": edited});
    stage.edit("Task", text(&task, "Id"), changes);

    stage.send("desk", &comment).await;
    stage.settle().await;
    let task = stage.task();
    assert_eq!(text(&task, "Subject"), "Quote for Okafor");
    let description = text(&task, "Description");
    assert!(description.starts_with("Call her before noon.\n\n--- Ringledger "), "{description}");
    assert!(description.ends_with("--- /Ringledger ---\n\nSent the price list."), "{description}");
    assert!(description.contains("Wants a quote by Friday."), "{description}");
}

async fn stays_deleted(place: &Place, plan: Plan) {
    let (stage, comment) = written(place, plan).await;
    stage.delete("Task", text(&stage.task(), "Id"));
    stage.send("desk", &comment).await;
    let status = stage.settle().await;
    assert_eq!(status.logged, 1, "{status:?}");
    assert_eq!(stage.tasks().len(), 0);
    assert_eq!(stage.row("desk:1").await.error_code.as_deref(), Some("task_deleted"));

    let spent = stage.org.api_calls();
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(stage.org.api_calls(), spent);
    assert_eq!(stage.tasks().len(), 0);
}

async fn a_deleted_task_is_never_resurrected_in_mode_a(place: &Place) {
    stays_deleted(place, Plan::default()).await;
}

async fn a_deleted_task_is_never_resurrected_in_mode_b(place: &Place) {
    stays_deleted(place, Plan::mode_b()).await;
}
