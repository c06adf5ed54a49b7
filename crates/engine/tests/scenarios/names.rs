//! F117..F121: the names beside the numbers of the call list, and what they cost.

use engine::CallLine;
use serde_json::json;

use crate::stage::phones::{self, BEN, Phone, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    f120_the_call_list_shows_company_and_person,
    f118_without_registration_the_list_keeps_to_the_phone_system,
    f121_names_cost_no_request_beyond_those_of_the_match,
    a_renamed_contact_has_the_new_name_where_the_copy_heard_of_it_since,
);

/// The default profile without names.
const NAMELESS: &str =
    "name = \"nameless\"\nextends = \"default\"\n[match]\nregister_names = false";

/// An org in which Ada Okafor of Okafor & Co has Ben's number, and two phone systems: `quiet` registers no names.
async fn stage(place: &Place) -> Stage {
    let desk = phones::ALL.into_iter().find(|phone| phone.id == "desk").unwrap();
    let quiet = Phone { id: "quiet", profile: NAMELESS, ..desk.clone() };
    let stage = Stage::open(place, Plan { phones: vec![desk, quiet], ..Plan::default() }).await;
    let account = stage.enter("Account", json!({"Name": "Okafor & Co"}));
    let contact =
        json!({"FirstName": "Ada", "LastName": "Okafor", "Phone": BEN.1, "AccountId": account});
    stage.enter("Contact", contact);
    stage
}

/// The list's line of a call whose phone system knows the caller as "B. Somebody".
async fn line(stage: &Stage, source: &str) -> CallLine {
    let customer_name = Some("B. Somebody".to_owned());
    stage.tell(source, &sources::Rehearsal { customer_name, ..call_from(1, BEN) }).await;
    stage.settle().await;
    let lines = engine::calls(&stage.store, None, 10, stage.clock.now()).await.unwrap();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.into_iter().next().unwrap()
}

async fn f120_the_call_list_shows_company_and_person(place: &Place) {
    let line = line(&stage(place).await, "desk").await;
    assert_eq!(line.who, BEN.0);
    assert_eq!(line.name(), "Okafor & Co · Ada Okafor");
    assert_eq!(json!(line)["names_from"], "record");
}

async fn f118_without_registration_the_list_keeps_to_the_phone_system(place: &Place) {
    let stage = stage(place).await;
    let line = line(&stage, "quiet").await;
    assert_eq!((line.name().as_str(), &line.company), ("B. Somebody", &None));
    assert_eq!(json!(line)["names_from"], "phone_system");
    assert_eq!(stage.tasks().len(), 1);
}

async fn f121_names_cost_no_request_beyond_those_of_the_match(place: &Place) {
    let stage = stage(place).await;
    line(&stage, "desk").await;
    let mut spent = Vec::new();
    for (id, source) in [(2, "desk"), (3, "quiet")] {
        let before = stage.org.api_calls();
        stage.tell(source, &call_from(id, BEN)).await;
        stage.settle().await;
        engine::calls(&stage.store, None, 10, stage.clock.now()).await.unwrap();
        spent.push(stage.org.api_calls() - before);
    }
    assert_eq!(spent[0], spent[1], "with names and without");
    assert!(spent[0] <= 3, "{spent:?}");
}

async fn a_renamed_contact_has_the_new_name_where_the_copy_heard_of_it_since(place: &Place) {
    let stage = stage(place).await;
    let before = line(&stage, "desk").await;
    let row = stage.row(&before.call).await;
    let contact = row.record_id.clone().unwrap();
    stage.edit("Contact", &contact, json!({"LastName": "Adeyemi"}));
    let list = async || {
        let lines = engine::calls(&stage.store, None, 10, stage.clock.now()).await.unwrap();
        lines[0].name()
    };
    assert_eq!(list().await, "Okafor & Co · Ada Okafor", "nobody asks Salesforce for a list");

    for (heard, name) in [(-1, "Okafor & Co · Ada Okafor"), (1, "Okafor & Co · Ada Adeyemi")] {
        let body =
            json!({"Id": contact, "Name": "Ada Adeyemi", "Account": {"Name": "Okafor & Co"}});
        let renamed = store::Person {
            record_id: contact.clone(),
            object: "Contact".to_owned(),
            changed_at: row.updated_at + heard,
            body: body.to_string(),
            tails: Vec::new(),
        };
        let copy = store::MirrorRow {
            object: "Contact".to_owned(),
            fresh_at: Some(row.updated_at + heard),
            ..store::MirrorRow::default()
        };
        stage.store.keep_people(engine::ORG, vec![renamed], 1, Some(copy)).await.unwrap();
        assert_eq!(list().await, name, "a copy that heard of it {heard} ms after the match");
    }

    // Deleted from the copy, the call keeps the name under which it was matched.
    stage.store.forget_people(engine::ORG, &[&contact]).await.unwrap();
    assert_eq!(list().await, "Okafor & Co · Ada Okafor");
    let explained =
        engine::explain(&stage.store, "desk:1", stage.clock.now(), &language::Locale::default())
            .await
            .unwrap();
    let engine::Explained::Call(explanation) = explained else { panic!("{explained:?}") };
    assert_eq!(explanation.caller, "Okafor & Co · Ada Okafor");
}
