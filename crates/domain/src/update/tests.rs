//! Tests of what of a written Task may be changed.

use serde_json::json;

use super::*;
use crate::owner::{OwnerChoice, OwnerRule};

const OURS: &str = "--- Ringledger 1 ---\nfirst\n--- /Ringledger ---";
const NEXT: &str = "--- Ringledger 1 ---\nsecond\n--- /Ringledger ---";

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn desired(fields: Value, create_only: &[&str]) -> DesiredTask {
    DesiredTask {
        fields: map(fields).into_iter().collect(),
        create_only: create_only.iter().map(|name| (*name).to_owned()).collect(),
        origins: std::collections::BTreeMap::new(),
        owner: OwnerChoice { user_id: None, rule: OwnerRule::Unset, steps: Vec::new() },
        notes: Vec::new(),
    }
}

fn description_after(written: Value, current: Value, next: Value) -> Reconciled {
    reconcile(
        &map(json!({ "Description": next })),
        &map(json!({ "Description": written })),
        &map(json!({ "Description": current })),
    )
}

#[test]
fn only_differences_are_changes() {
    let desired = desired(
        json!({"Subject": "b", "CallType": null, "TaskSubtype": "Call", "Status": "Completed"}),
        &["TaskSubtype"],
    );
    let written = map(json!({"Subject": "a", "Status": "Completed"}));
    assert_eq!(changes(&desired, &written), map(json!({"Subject": "b"})));
}

#[test]
fn a_field_that_a_person_changed_is_kept() {
    let reconciled = reconcile(
        &map(json!({"Subject": "ours 2", "CallDurationInSeconds": 9})),
        &map(json!({"Subject": "ours 1", "CallDurationInSeconds": 0})),
        &map(json!({"Subject": "theirs", "CallDurationInSeconds": 0})),
    );
    assert_eq!(reconciled.patch, map(json!({"CallDurationInSeconds": 9})));
    assert_eq!(reconciled.kept, ["Subject"]);
}

#[test]
fn what_already_says_so_needs_nothing() {
    let reconciled = reconcile(
        &map(json!({"Status": "Completed"})),
        &map(json!({"Status": "Open"})),
        &map(json!({"Status": "Completed"})),
    );
    assert_eq!(reconciled, Reconciled::default());
}

#[test]
fn salesforces_own_spelling_is_no_persons_change() {
    let reconciled = reconcile(
        &map(json!({"End__c": "2026-05-01T10:00:05.000+0000", "Memo__c": "a;b;c"})),
        &map(json!({"End__c": "2026-05-01T10:00:00.000+0000", "Memo__c": "a;b"})),
        &map(json!({"End__c": "2026-05-01T10:00:00Z", "Memo__c": "b;a"})),
    );
    assert_eq!(reconciled.patch.len(), 2);
    assert!(reconciled.kept.is_empty());
}

#[test]
fn peoples_text_around_ours_stays() {
    let current =
        format!("Call her back!\r\n{}\r\nShe prefers mornings.", OURS.replace('\n', "\r\n"));
    let reconciled = description_after(json!(OURS), json!(current), json!(NEXT));
    let text = reconciled.patch["Description"].as_str().unwrap();
    assert_eq!(text, format!("Call her back!\r\n{NEXT}\r\nShe prefers mornings."));
}

#[test]
fn our_text_is_not_put_back_once_removed() {
    let reconciled = description_after(json!(OURS), json!("Mine only."), json!(NEXT));
    assert!(reconciled.patch.is_empty());
    assert_eq!(reconciled.kept, ["Description"]);
}

#[test]
fn our_first_text_comes_below_a_persons() {
    let reconciled = description_after(json!(null), json!("Mine."), json!(OURS));
    assert_eq!(reconciled.patch["Description"], json!(format!("Mine.\n\n{OURS}")));
}

#[test]
fn a_long_text_of_a_person_shortens_ours() {
    let body = "x".repeat(20_000);
    let long = format!("--- Ringledger 1 ---\n{body}\n--- /Ringledger ---");
    let theirs = "y".repeat(20_000);
    let current = format!("{theirs}\n{OURS}");
    let reconciled = description_after(json!(OURS), json!(current), json!(long));
    let text = reconciled.patch["Description"].as_str().unwrap();
    assert!(units(text) <= DESCRIPTION_LIMIT);
    assert!(text.starts_with(&theirs));
    assert!(text.ends_with("--- /Ringledger ---"));
}

#[test]
fn nothing_is_sent_where_a_person_left_no_room() {
    let short = "--- Ringledger 1 ---\nx\n--- /Ringledger ---";
    let current = format!("{}\n{short}", "y".repeat(31_957));
    assert_eq!(units(&current), DESCRIPTION_LIMIT);
    let reconciled = description_after(json!(short), json!(current), json!(NEXT));
    assert!(reconciled.patch.is_empty());
    assert_eq!(reconciled.kept, ["Description"]);
}

#[test]
fn what_a_person_keeps_is_not_remembered_as_ours() {
    let merged = merge_written(
        &map(json!({"Subject": "ours 1", "Status": "Open"})),
        &map(json!({"Subject": "ours 2", "Status": "Completed"})),
        &["Subject".to_owned()],
    );
    assert_eq!(merged, map(json!({"Subject": "ours 1", "Status": "Completed"})));
}

#[test]
fn checkboxes_numbers_and_blanks() {
    assert!(same_value(&json!(false), &json!(null)));
    assert!(same_value(&json!(5), &json!(5.0)));
    assert!(same_value(&json!("a \r\nb"), &json!("a\nb ")));
    assert!(!same_value(&json!(true), &json!(null)));
    assert!(!same_value(&json!("a;b"), &json!("a")));
}

proptest::proptest! {
    #[test]
    fn text_of_people_is_never_lost(above in "[a-z \n]{0,40}", below in "[a-z \n]{0,40}") {
        let current = format!("{above}\n{OURS}\n{below}");
        let reconciled = description_after(json!(OURS), json!(current), json!(NEXT));
        let text = reconciled.patch["Description"].as_str().unwrap();
        let expected = format!("{above}\n{NEXT}\n{below}");
        // Blanks alone are nobody's text.
        proptest::prop_assert_eq!(text.trim(), expected.trim());
    }

    #[test]
    fn any_current_text_is_no_panic(current in "(--- Ringledger 1 ---|--- /Ringledger ---|\n|\r|é){0,9}") {
        let reconciled = description_after(json!(OURS), json!(current), json!(NEXT));
        proptest::prop_assert!(reconciled.patch.len() + reconciled.kept.len() <= 1);
    }
}
