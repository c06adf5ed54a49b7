//! Duplicate rules: who counts as the same person, and what the refusal says.

use serde_json::{Value, json};

use super::{Desk, map};
use crate::error::ApiError;
use crate::records::WriteOptions;
use crate::setup::{DuplicateAction, DuplicateRule};

fn desk(change: impl FnOnce(&mut DuplicateRule)) -> Desk {
    let desk = Desk::new();
    let mut rule = DuplicateRule::standard_contact();
    change(&mut rule);
    desk.org.change_setup(|setup| setup.duplicate_rules = vec![rule]);
    desk
}

fn create(desk: &Desk, record: Value, headers: &str, version: &str) -> Result<String, ApiError> {
    let mut options = WriteOptions { version: version.to_owned(), ..WriteOptions::default() };
    options.take_header("sforce-duplicate-rule-header", headers);
    desk.org.write(&desk.actor, |writer| {
        writer.follow(&options);
        writer.create("Contact", map(record))
    })
}

#[test]
fn the_body_names_the_rule_and_the_matches() {
    let desk = desk(|_| {});
    let first = desk.create("Contact", json!({"LastName": "Larsen", "Email": "ann@example.com"}));
    let first = first.unwrap();
    let again = json!({"LastName": "Other", "Email": "ANN@example.com"});
    let error = create(&desk, again.clone(), "", "v59.0").unwrap_err();
    let expected = json!([{
        "duplicateResut": {
            "allowSave": true,
            "duplicateRule": "Standard_Contact_Duplicate_Rule",
            "duplicateRuleEntityType": "Contact",
            "errorMessage": "Use one of these records?",
            "matchResults": [{
                "entityType": "Contact",
                "errors": [],
                "matchEngine": "FuzzyMatchEngine",
                "matchRecords": [{
                    "additionalInformation": [],
                    "fieldDiffs": [],
                    "matchConfidence": 100.0,
                    "record": {
                        "attributes": {"type": "Contact", "url": format!("/services/data/v59.0/sobjects/Contact/{first}")},
                        "Id": first,
                    },
                }],
                "rule": "Standard_Contact_Match_Rule_v1_1",
                "size": 1,
                "success": true,
            }],
        },
        "errorCode": "DUPLICATES_DETECTED",
        "message": "Use one of these records?",
    }]);
    assert_eq!(error.body().to_string(), expected.to_string());
    assert_eq!(
        error.in_collection(),
        json!({"statusCode": "DUPLICATES_DETECTED", "message": "Use one of these records?", "fields": []})
    );
    let error = create(&desk, again.clone(), "includeRecordDetails=true", "v60.0").unwrap_err();
    let body = error.body();
    let record = &body[0]["duplicateResult"]["matchResults"][0]["matchRecords"][0]["record"];
    assert_eq!(record["Email"], "ann@example.com");
    create(&desk, again, "allowSave=true", "v60.0").unwrap();
}

#[test]
fn names_and_phones_match_though_they_are_written_differently() {
    let desk = desk(|_| {});
    let known = json!({"FirstName": "Ann", "LastName": "Larsen", "Phone": "(415) 555-0100"});
    desk.create("Contact", known).unwrap();
    for (first, last, phone, found) in [
        ("A.", "Larsen", "+1 415 555 0100", true),
        ("Ann", "Larson", "4155550100", true),
        ("Ann", "Larsen", "(415) 555-0101", false),
        ("Bob", "Larsen", "(415) 555-0100", false),
    ] {
        let record = json!({"FirstName": first, "LastName": last, "Phone": phone});
        let result = create(&desk, record, "", "v60.0");
        assert_eq!(result.is_err(), found, "{first} {last} {phone}");
    }
}

#[test]
fn the_action_decides_and_only_what_changed_is_compared() {
    let desk = desk(|rule| {
        rule.on_create = DuplicateAction::Block;
        rule.on_update = DuplicateAction::Block;
    });
    let ann = json!({"LastName": "Larsen", "Email": "ann@example.com"});
    let id = desk.create("Contact", ann.clone()).unwrap();
    let error = create(&desk, ann.clone(), "allowSave=true", "v60.0").unwrap_err();
    assert_eq!(error.body()[0]["duplicateResult"]["allowSave"], false);
    let other = desk.create("Contact", json!({"LastName": "Larsen"})).unwrap();
    desk.update("Contact", &other, json!({"Title": "Buyer"})).unwrap();
    let error = desk.update("Contact", &other, json!({"Email": "ann@example.com"})).unwrap_err();
    assert_eq!(error.code, "DUPLICATES_DETECTED");
    desk.update("Contact", &id, json!({"Email": "ann2@example.com"})).unwrap();
    desk.org.delete(&desk.actor, "Contact", &id).unwrap();
    desk.create("Contact", json!({"LastName": "Larsen", "Email": "ann2@example.com"})).unwrap();
    desk.org.change_setup(|setup| setup.duplicate_rules[0].active = false);
    desk.create("Contact", json!({"LastName": "Larsen", "Email": "ann2@example.com"})).unwrap();
}

#[test]
fn a_rule_that_runs_as_the_user_finds_what_the_user_sees() {
    let desk = desk(|_| {});
    let ann = json!({"LastName": "Larsen", "Email": "ann@example.com"});
    desk.create("Contact", ann.clone()).unwrap();
    desk.org.change_setup(|setup| setup.private_objects = vec!["Contact".to_owned()]);
    let kei = desk.user("kei");
    for (header, found) in [("runAsCurrentUser=false", true), ("runAsCurrentUser=true", false)] {
        let mut options = WriteOptions::default();
        options.take_header("Sforce-Duplicate-Rule-Header", header);
        let result = desk.org.write(&kei, |writer| {
            writer.follow(&options);
            writer.create("Contact", map(ann.clone()))
        });
        assert_eq!(result.is_err(), found, "{header}");
    }
}
