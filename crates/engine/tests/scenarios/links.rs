//! Whom a Task hangs on when the org changes under our hands, and what Salesforce allows beside a Lead or a
//! Person Account.

use serde_json::{Map, Value, json};

use crate::stage::books::{refusal, text};
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_record_that_vanishes_before_the_write_is_looked_for_again,
    a_link_that_stays_refused_gives_way_to_the_task,
    an_inactive_owner_is_passed_over_with_a_note,
    an_owner_who_is_deactivated_meanwhile_is_replaced,
    a_lead_has_no_related_to,
    a_person_account_is_linked_by_its_hidden_contact,
    a_converted_lead_is_followed_to_its_contact,
);

/// Tells one call and settles; returns its Task.
async fn task_of_a_call(stage: &Stage) -> Map<String, Value> {
    stage.tell("desk", &call_from(1, BEN)).await;
    let status = stage.settle().await;
    assert_eq!(status.logged, 1, "{status:?}");
    stage.task()
}

async fn a_record_that_vanishes_before_the_write_is_looked_for_again(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let older = stage.enter_contact("Okafor", BEN.1);
    stage.clock.advance(60_000);
    let newer = stage.enter_contact("Duplicate", BEN.1);
    let mut held = stage.wire.hold("/composite/sobjects");
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.engine.digest().await.unwrap();
    let vanish = async {
        held.arrived().await;
        stage.delete("Contact", &newer);
        held.go();
    };
    let (carried, ()) = tokio::join!(stage.engine.round(), vanish);
    carried.unwrap();
    assert_eq!(stage.tasks().len(), 0);
    let status = stage.settle().await;
    assert_eq!(status.logged, 1, "{status:?}");
    assert_eq!(text(&stage.task(), "WhoId"), older);
}

async fn a_link_that_stays_refused_gives_way_to_the_task(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let contact = stage.enter_contact("Okafor", BEN.1);
    let code = "INVALID_CROSS_REFERENCE_KEY";
    stage.break_record(refusal("WhoId", json!(contact), code, &["WhoId"], None));
    let task = task_of_a_call(&stage).await;
    assert_eq!(text(&task, "WhoId"), "");
    let note = stage.row("desk:1").await.error_text.unwrap();
    assert!(note.contains("WhoId") && note.contains("left out"), "{note}");
}

async fn an_inactive_owner_is_passed_over_with_a_note(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_user("Weber", "mia.weber@example.com", false);
    stage.enter_contact("Okafor", BEN.1);
    let task = task_of_a_call(&stage).await;
    assert_eq!(text(&task, "OwnerId"), stage.org.administrator().user_id);
    let explained =
        engine::explain(&stage.store, "desk:1", stage.clock.now(), &language::Locale::default())
            .await
            .unwrap();
    let engine::Explained::Call(explanation) = explained else { panic!("{explained:?}") };
    let owner = explanation.owner.join(" ");
    assert!(owner.contains("Mia Weber") && owner.contains("inactive"), "{owner}");
}

/// We know the users for ten minutes; Salesforce knows better.
async fn an_owner_who_is_deactivated_meanwhile_is_replaced(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let mia = stage.enter_user("Weber", "mia.weber@example.com", true);
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "OwnerId"), mia);

    stage.edit("User", &mia, json!({"IsActive": false}));
    stage.tell("desk", &call_from(2, BEN)).await;
    let status = stage.settle().await;
    assert_eq!(status.logged, 2, "{status:?}");
    let owners: Vec<String> =
        stage.tasks().iter().map(|task| text(task, "OwnerId").to_owned()).collect();
    assert_eq!(owners, [mia, stage.org.administrator().user_id]);
}

async fn a_lead_has_no_related_to(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let lead = stage
        .enter("Lead", json!({"LastName": "Okafor", "Company": "Okafor & Co", "Phone": BEN.1}));
    let task = task_of_a_call(&stage).await;
    assert_eq!((text(&task, "WhoId"), text(&task, "WhatId")), (lead.as_str(), ""));
}

async fn a_person_account_is_linked_by_its_hidden_contact(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let kinds = stage.query(
        "SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND DeveloperName = 'PersonAccount'",
    );
    let person = json!({"LastName": "Okafor", "Phone": BEN.1, "RecordTypeId": kinds[0]["Id"]});
    let account = stage.enter("Account", person);
    let contact = stage.query("SELECT PersonContactId FROM Account WHERE PersonContactId != null");
    let task = task_of_a_call(&stage).await;
    assert_eq!(text(&task, "WhoId"), text(&contact[0], "PersonContactId"));
    assert_eq!(text(&task, "WhatId"), account);
}

async fn a_converted_lead_is_followed_to_its_contact(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let contact = stage.enter("Contact", json!({"LastName": "Okafor"}));
    let lead = json!({
        "LastName": "Okafor", "Company": "Okafor & Co", "Phone": BEN.1, "Status": "Closed - Converted",
        "IsConverted": true, "ConvertedDate": "2026-11-01", "ConvertedContactId": contact,
    });
    let Value::Object(lead) = lead else { unreachable!("it is written as an object") };
    stage.org.load("Lead", vec![lead]).unwrap();
    let task = task_of_a_call(&stage).await;
    assert_eq!(text(&task, "WhoId"), contact);
}
