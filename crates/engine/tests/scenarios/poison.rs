//! One bad record never delays or fails the others.

use emulator::{Faults, RecordFault};
use serde_json::{Value, json};

use crate::stage::books::refusal;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    one_among_two_hundred_fails_alone_and_is_replayed,
    a_field_that_is_refused_is_left_out,
    a_field_that_is_refused_later_is_left_out_of_the_change,
    what_never_gets_through_stands_in_the_error_list_after_three_days,
);

async fn one_among_two_hundred_fails_alone_and_is_replayed(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell_at_once("desk", (1..=200).map(|id| call_from(id, BEN))).await;
    let poison = refusal(
        "CallObject",
        json!("117"),
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        &["Subject"],
        None,
    );
    stage.break_record(poison);
    let status = stage.work().await;
    assert_eq!((status.logged, status.failed, status.waiting), (199, 1, 0), "{status:?}");
    assert_eq!(stage.tasks().len(), 199);

    let errors = engine::errors(&stage.store, 10).await.unwrap();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].what, "call desk:117");
    assert_eq!(errors[0].code, "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    assert!(errors[0].text.contains("Refused by the test."), "{}", errors[0].text);
    let fix = errors[0].fix.as_deref().unwrap();
    assert!(fix.contains("validation rule"), "{fix}");
    assert_eq!(errors[0].again, "ringledger replay --kept desk:117");

    stage.heal();
    assert_eq!(engine::replay_failed(&stage.store, stage.clock.now()).await.unwrap(), 1);
    let status = stage.settle().await;
    assert_eq!((status.logged, status.failed), (200, 0), "{status:?}");
    assert_eq!(stage.tasks().len(), 200);
    assert!(engine::errors(&stage.store, 10).await.unwrap().is_empty());
}

/// The Task stands already; only its change is refused. The rest of the change is made, at a bounded price.
async fn a_field_that_is_refused_later_is_left_out_of_the_change(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let bodies = stage.bodies("desk", &call_from(1, BEN));
    let (comment, call) = bodies.split_last().unwrap();
    for body in call {
        stage.send("desk", body).await;
    }
    stage.settle().await;
    let code = "INVALID_FIELD_FOR_INSERT_UPDATE";
    stage.break_record(refusal("CallObject", json!("1"), code, &["Description"], None));
    let before = stage.org.api_calls();
    stage.send("desk", comment).await;
    let status = stage.settle().await;
    assert_eq!((status.logged, status.failed), (1, 0), "{status:?}");
    let spent = stage.org.api_calls() - before;
    assert!(spent <= 4, "{spent} requests for one change");
    let row = stage.row("desk:1").await;
    assert!(row.error_text.unwrap().contains("Description left out"));
}

async fn a_field_that_is_refused_is_left_out(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let fault = RecordFault {
        object: Some("Task".to_owned()),
        field: Some("CallDisposition".to_owned()),
        equals: None,
        code: "INVALID_FIELD_FOR_INSERT_UPDATE".to_owned(),
        message: "Unable to create/update fields: CallDisposition. Please check the security settings of this \
                  field and verify that it is read/write for your profile or permission set."
            .to_owned(),
        fields: vec!["CallDisposition".to_owned()],
        remaining: None,
    };
    stage.org.set_faults(Faults { records: vec![fault], ..Faults::default() });
    stage.tell("sales", &call_from(1, BEN)).await;
    let status = stage.settle().await;
    assert_eq!(status.logged, 1, "{status:?}");
    assert_eq!(stage.task()["CallDisposition"], Value::Null);
    let row = stage.row("sales:1").await;
    assert_eq!(row.error_code.as_deref(), Some("note"));
    assert!(row.error_text.unwrap().contains("CallDisposition left out"));
}

async fn what_never_gets_through_stands_in_the_error_list_after_three_days(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.break_record(refusal("CallObject", json!("1"), "UNABLE_TO_LOCK_ROW", &[], None));
    stage.tell("desk", &call_from(1, BEN)).await;
    let before = stage.clock.now();
    let status = stage.settle().await;
    assert_eq!(status.failed, 1, "{status:?}");
    let hours = (stage.clock.now() - before) / 3_600_000;
    assert!((70..=72).contains(&hours), "given up after {hours} hours");
    let errors = engine::errors(&stage.store, 10).await.unwrap();
    assert_eq!(errors[0].code, "UNABLE_TO_LOCK_ROW");

    stage.heal();
    engine::replay_kept(&stage.store, &["desk:1".to_owned()], stage.clock.now()).await.unwrap();
    assert_eq!(stage.settle().await.logged, 1);
    assert_eq!(stage.tasks().len(), 1);
}
