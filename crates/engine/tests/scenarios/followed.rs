//! Calls go with their people: a converted Lead, a merged Contact, a deleted record. What Salesforce itself moved on
//! the Task is no person's change.

use emulator::LeadConversion;
use serde_json::{Map, Value, json};

use crate::stage::books::text;
use crate::stage::phones::{AIKO, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_lead_that_is_converted_takes_its_calls_along,
    a_lead_that_is_converted_during_the_call_is_followed,
    the_calls_of_a_merged_contact_go_to_the_one_that_stays,
    the_calls_of_a_deleted_contact_are_matched_once_more,
    a_task_that_went_with_its_contact_is_written_on_the_other_one,
    a_call_whose_contact_is_deleted_and_that_nobody_else_has_stays_deleted,
    old_calls_stay_where_they_are,
    a_record_that_the_copy_still_has_is_read_anew_when_it_is_refused,
);

fn convert(stage: &Stage, lead: &str) -> String {
    let wanted = LeadConversion {
        lead_id: lead.to_owned(),
        converted_status: "Closed - Converted".to_owned(),
        do_not_create_opportunity: true,
        ..LeadConversion::default()
    };
    stage.org.convert_lead(&stage.org.administrator(), &wanted).unwrap().contact_id
}

/// A stage with a copy of the org, and a call that is written.
async fn called(place: &Place, enter: impl Fn(&Stage) -> String) -> (Stage, String) {
    let stage = Stage::open(place, Plan::copied()).await;
    let record = enter(&stage);
    stage.copy_everyone().await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), record);
    stage.clock.advance(1_000);
    (stage, record)
}

fn ben(stage: &Stage) -> String {
    stage.enter_contact("Okafor", BEN.1)
}

fn lead(stage: &Stage) -> String {
    stage.enter("Lead", json!({"LastName": "Okafor", "Company": "Okafor", "Phone": BEN.1}))
}

/// What stands in the list of errors and notes about the call.
async fn remark(stage: &Stage) -> String {
    stage.row("desk:1").await.error_text.unwrap_or_default()
}

async fn settled(stage: &Stage) -> Map<String, Value> {
    stage.let_copy_follow().await;
    let status = stage.settle().await;
    assert_eq!((status.logged, status.failed), (1, 0), "{status:?}");
    let remark = remark(stage).await;
    assert!(!remark.contains("changed by a person"), "{remark}");
    stage.task()
}

async fn a_lead_that_is_converted_takes_its_calls_along(place: &Place) {
    let (stage, lead) = called(place, lead).await;
    let contact = convert(&stage, &lead);
    assert_eq!(text(&settled(&stage).await, "WhoId"), contact);
    let spent = stage.org.api_calls();
    stage.let_copy_follow().await;
    stage.settle().await;
    assert_eq!(stage.org.api_calls() - spent, 1, "it is followed once; then only the poll is left");
}

async fn a_lead_that_is_converted_during_the_call_is_followed(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let lead = lead(&stage);
    stage.copy_everyone().await;
    let mut bodies = stage.bodies("desk", &call_from(1, BEN));
    let last = bodies.pop().unwrap();
    for body in &bodies {
        stage.send("desk", body).await;
    }
    stage.work().await;
    let contact = convert(&stage, &lead);
    stage.send("desk", &last).await;
    assert_eq!(text(&settled(&stage).await, "WhoId"), contact);
}

async fn the_calls_of_a_merged_contact_go_to_the_one_that_stays(place: &Place) {
    let (stage, loser) = called(place, ben).await;
    // Neither keeps the number: only the merge itself leads there.
    let winner = stage.enter_contact("Okafor-Weber", AIKO.1);
    let admin = stage.org.administrator();
    stage.org.merge(&admin, "Contact", &winner, std::slice::from_ref(&loser), Map::new()).unwrap();
    assert_eq!(text(&settled(&stage).await, "WhoId"), winner);
    let resolution = stage.row("desk:1").await.resolution.unwrap();
    assert!(resolution.contains("merged_followed"), "{resolution}");
    // The number itself is nobody's now, as Salesforce has it.
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    let people: Vec<String> =
        stage.tasks().iter().map(|task| text(task, "WhoId").to_owned()).collect();
    assert!(people.contains(&String::new()), "{people:?}");
}

async fn the_calls_of_a_deleted_contact_are_matched_once_more(place: &Place) {
    let (stage, first) = called(place, ben).await;
    // A Task that also belongs to a company outlives its Contact.
    let account = stage.enter("Account", json!({"Name": "Example Works"}));
    let task = text(&stage.task(), "Id").to_owned();
    stage.edit("Task", &task, json!({"WhatId": account}));
    let second = stage.enter_contact("Duplicate", BEN.1);
    stage.delete("Contact", &first);
    assert_eq!(text(&stage.task(), "WhoId"), "");
    let after = settled(&stage).await;
    assert_eq!((text(&after, "Id"), text(&after, "WhoId")), (task.as_str(), second.as_str()));
    assert_eq!(text(&after, "WhatId"), account, "a person's link stays");
}

async fn a_task_that_went_with_its_contact_is_written_on_the_other_one(place: &Place) {
    let (stage, first) = called(place, ben).await;
    let second = stage.enter_contact("Duplicate", BEN.1);
    stage.delete("Contact", &first);
    assert_eq!(stage.tasks().len(), 0);
    assert_eq!(text(&settled(&stage).await, "WhoId"), second);
}

async fn a_call_whose_contact_is_deleted_and_that_nobody_else_has_stays_deleted(place: &Place) {
    let (stage, first) = called(place, ben).await;
    stage.delete("Contact", &first);
    stage.let_copy_follow().await;
    let status = stage.settle().await;
    assert_eq!((status.logged, stage.tasks().len()), (1, 0), "{status:?}");
}

async fn old_calls_stay_where_they_are(place: &Place) {
    let (stage, lead) = called(place, lead).await;
    stage.clock.advance(31 * 86_400_000);
    convert(&stage, &lead);
    stage.let_copy_follow().await;
    assert_eq!(stage.store.next_due(engine::ORG, i64::MAX).await.unwrap(), None);
}

async fn a_record_that_the_copy_still_has_is_read_anew_when_it_is_refused(place: &Place) {
    let stage = Stage::open(place, Plan::copied()).await;
    let gone = stage.enter_contact("Okafor", BEN.1);
    stage.copy_everyone().await;
    stage.clock.advance(1_000);
    let other = stage.enter("Lead", json!({"LastName": "Okafor", "Company": "O", "Phone": BEN.1}));
    stage.delete("Contact", &gone);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    assert_eq!(text(&stage.task(), "WhoId"), "", "the Lead is not in the copy yet");
    assert_eq!(stage.store.people_by_id(engine::ORG, &[&gone]).await.unwrap(), []);
    stage.let_copy_follow().await;
    stage.tell("desk", &call_from(2, BEN)).await;
    stage.settle().await;
    assert!(stage.tasks().iter().any(|task| text(task, "WhoId") == other));
}
