//! Merging records: what points where afterwards, and what cannot be merged.

use serde_json::{Map, Value, json};

use super::{Desk, map};

#[test]
fn the_children_of_the_losers_become_the_winners() {
    let desk = Desk::new();
    let account = |name: &str| desk.create("Account", json!({"Name": name})).unwrap();
    let (winner, loser, second) = (account("A"), account("B"), account("C"));
    let contact = desk.create("Contact", json!({"LastName": "D", "AccountId": loser})).unwrap();
    let task = desk.create("Task", json!({"Subject": "T", "WhatId": second})).unwrap();
    let losers = [loser.clone(), second[..15].to_owned()];
    let changes = map(json!({"Phone": "555-0100"}));
    let merged = desk.org.merge(&desk.actor, "Account", &winner, &losers, changes).unwrap();
    assert_eq!(merged.merged_record_ids, [loser.clone(), second.clone()]);
    assert_eq!(merged.updated_related_ids, [contact.clone(), task.clone()]);
    assert_eq!(desk.read("Contact", &contact)["AccountId"], json!(winner));
    assert_eq!(desk.read("Task", &task)["WhatId"], json!(winner));
    assert_eq!(desk.read("Task", &task)["AccountId"], json!(winner));
    assert_eq!(desk.read("Account", &winner)["Phone"], "555-0100");
    let rows = desk.rows("SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true");
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["MasterRecordId"] == json!(winner)));
    let error = desk.update("Account", &loser, json!({"Phone": "1"})).unwrap_err();
    assert_eq!(error.code, "ENTITY_IS_DELETED");
}

#[test]
fn persons_are_merged_with_their_contacts() {
    let desk = Desk::new();
    let person = |name: &str| desk.create("Account", json!({"LastName": name})).unwrap();
    let contact =
        |id: &str| desk.read("Account", id)["PersonContactId"].as_str().unwrap().to_owned();
    let (winner, loser) = (person("Sato"), person("Satou"));
    let business = desk.create("Account", json!({"Name": "Acme"})).unwrap();
    let task = json!({"Subject": "T", "WhoId": contact(&loser)});
    let task = desk.create("Task", task).unwrap();
    let wrong = desk.org.merge(&desk.actor, "Account", &winner, &[business], Map::new());
    assert_eq!(wrong.unwrap_err().code, "MERGE_FAILED");
    desk.org.merge(&desk.actor, "Account", &winner, &[loser], Map::new()).unwrap();
    assert_eq!(desk.read("Task", &task)["WhoId"], json!(contact(&winner)));
    assert_eq!(desk.read("Task", &task)["AccountId"], json!(winner));
}

#[test]
fn what_cannot_be_merged_stays_as_it_is() {
    let desk = Desk::new();
    let lead = || desk.create("Lead", json!({"LastName": "Lee", "Company": "L"})).unwrap();
    let (winner, loser) = (lead(), lead());
    let merge = |object: &str, losers: &[String]| {
        desk.org.merge(&desk.actor, object, &winner, losers, Map::new()).unwrap_err().code
    };
    assert_eq!(merge("Lead", &[]), "MERGE_FAILED");
    assert_eq!(merge("Lead", &[lead(), lead(), lead()]), "MERGE_FAILED");
    assert_eq!(merge("Lead", &[loser.clone(), winner.clone()]), "MERGE_FAILED");
    assert_eq!(merge("User", std::slice::from_ref(&loser)), "MERGE_FAILED");
    assert_eq!(desk.read("Lead", &loser)["MasterRecordId"], Value::Null);
}
