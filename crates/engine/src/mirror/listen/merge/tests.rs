//! Rows and events in, rows out.

use std::sync::Arc;

use serde_json::json;

use super::*;

/// 2026-11-20 07:00 UTC.
const AT: Millis = 1_795_158_000_000;

const COLUMNS: [&str; 11] = [
    "Id",
    "Name",
    "FirstName",
    "LastName",
    "Phone",
    "MobilePhone",
    "OwnerId",
    "AccountId",
    "Account.Name",
    "LastModifiedDate",
    "SystemModstamp",
];

const ID: &str = "003000000000001AAA";

fn event(kind: ChangeKind, values: Value) -> ChangeEvent {
    let told = ["FirstName", "LastName", "Phone", "MobilePhone", "OwnerId", "AccountId"];
    let told = told.into_iter().chain(["LastModifiedDate", "Description"]);
    ChangeEvent {
        object: "Contact".to_owned(),
        record_ids: Vec::new(),
        kind,
        values: values.as_object().cloned().unwrap(),
        untold: Vec::new(),
        columns: Arc::new(told.map(str::to_owned).collect()),
        committed_at: AT,
    }
}

fn update(values: Value) -> ChangeEvent {
    event(ChangeKind::Update, values)
}

fn row(stamp: &str) -> Record {
    let row = json!({"Id": ID, "Name": "Mary Major", "FirstName": "Mary", "LastName": "Major",
        "Phone": "(415) 555-0123", "AccountId": "001000000000001AAA", "Account": {"Name": "Example Works"},
        "SystemModstamp": stamp});
    row.as_object().cloned().unwrap()
}

fn old() -> Record {
    row("2026-11-19T07:00:00.000+0000")
}

fn merged(event: &ChangeEvent, before: Option<&Record>, order: Option<Order>) -> Merged {
    let columns = BTreeSet::from(COLUMNS);
    let account = ("001000000000002AAA".to_owned(), "Sample Mills".to_owned());
    let accounts = BTreeMap::from([account]);
    merge(event, ID, before, &Around { columns: &columns, accounts: &accounts, order })
}

fn became(event: &ChangeEvent, before: Option<&Record>, order: Option<Order>) -> Value {
    match merged(event, before, order) {
        Merged::Row(row) => Value::Object(row),
        other => panic!("{other:?}"),
    }
}

#[test]
fn changed_fields_go_into_the_row_and_emptied_ones_out_of_it() {
    let event = update(json!({"MobilePhone": "(415) 555-0124", "Phone": null, "Description": "x"}));
    let row = became(&event, Some(&old()), None);
    assert_eq!((&row["MobilePhone"], row.get("Phone")), (&json!("(415) 555-0124"), None));
    assert_eq!((row.get("Description"), &row["Name"]), (None, &json!("Mary Major")));
    assert_eq!(row["SystemModstamp"], "2026-11-20T07:00:00.000+0000");
}

#[test]
fn an_event_that_changes_nothing_of_ours_changes_nothing() {
    assert_eq!(merged(&update(json!({"Description": "x"})), Some(&old()), None), Merged::Same);
    let same =
        json!({"Phone": "(415) 555-0123", "LastModifiedDate": "2026-11-20T07:00:00.000+0000"});
    assert_eq!(merged(&update(same), Some(&old()), None), Merged::Same);
}

#[test]
fn a_row_that_was_read_later_stays() {
    let event = update(json!({"Phone": "(415) 555-0199"}));
    assert_eq!(merged(&event, Some(&row("2026-11-20T07:00:01.000+0000")), None), Merged::Same);
    // Events tell whole seconds: within that second the event may be the later one, and then the row's time stays.
    let same_second = became(&event, Some(&row("2026-11-20T07:00:00.637+0000")), None);
    assert_eq!(same_second["Phone"], "(415) 555-0199");
    assert_eq!(same_second["SystemModstamp"], "2026-11-20T07:00:00.637+0000");
}

#[test]
fn a_name_follows_its_parts_in_the_order_of_the_org() {
    let married = update(json!({"LastName": "Miner"}));
    assert_eq!(became(&married, Some(&old()), None)["Name"], "Mary Miner");
    let mut eastern = old();
    eastern.insert("Name".to_owned(), json!("Major Mary"));
    assert_eq!(became(&married, Some(&eastern), None)["Name"], "Miner Mary");
    assert_eq!(became(&update(json!({"FirstName": null})), Some(&old()), None)["Name"], "Major");
}

#[test]
fn a_name_whose_rule_is_not_known_is_read() {
    let mut middle = old();
    middle.insert("Name".to_owned(), json!("Mary Jane Major"));
    assert_eq!(merged(&update(json!({"LastName": "Miner"})), Some(&middle), None), Merged::Unknown);
    let mut suffix = update(json!({"Suffix": "Jr."}));
    assert_eq!(merged(&suffix, Some(&old()), None), Merged::Unknown);
    suffix.values = json!({"Phone": "1"}).as_object().cloned().unwrap();
    assert_eq!(became(&suffix, Some(&middle), None)["Name"], "Mary Jane Major");
}

#[test]
fn someone_new_is_written_if_the_order_of_names_is_known() {
    let new = json!({"FirstName": "Taro", "LastName": "Yamada", "Phone": "03-5550-0101"});
    let event = event(ChangeKind::Create, new);
    assert_eq!(merged(&event, None, None), Merged::Unknown);
    let row = became(&event, None, Some(Order::LastFirst));
    assert_eq!((&row["Id"], &row["Name"]), (&json!(ID), &json!("Yamada Taro")));
    let alone = super::tests::event(ChangeKind::Create, json!({"LastName": "Ito"}));
    assert_eq!(became(&alone, None, None)["Name"], "Ito");
}

#[test]
fn a_contact_that_moves_takes_the_name_of_its_new_account() {
    let moved = update(json!({"AccountId": "001000000000002AAA"}));
    assert_eq!(became(&moved, Some(&old()), None)["Account"]["Name"], "Sample Mills");
    let left = update(json!({"AccountId": null}));
    assert_eq!(became(&left, Some(&old()), None).get("Account"), None);
    let unknown = update(json!({"AccountId": "001000000000009AAA"}));
    assert_eq!(merged(&unknown, Some(&old()), None), Merged::Unknown);
}

#[test]
fn what_an_event_does_not_tell_is_read() {
    let mut untold = update(json!({"OwnerId": "005000000000001AAA"}));
    untold.untold = vec!["Phone".to_owned()];
    assert_eq!(merged(&untold, Some(&old()), None), Merged::Unknown);
    untold.untold = vec!["Description".to_owned()];
    assert!(matches!(merged(&untold, Some(&old()), None), Merged::Row(_)));
    // A formula's value is in no event.
    let mut formula = update(json!({"OwnerId": "005000000000001AAA"}));
    formula.columns = Arc::new(BTreeSet::from(["OwnerId".to_owned()]));
    assert_eq!(merged(&formula, Some(&old()), None), Merged::Unknown);
    assert_eq!(merged(&update(json!({"Phone": "1"})), None, None), Merged::Unknown);
    for kind in [ChangeKind::Delete, ChangeKind::Gap] {
        assert_eq!(merged(&event(kind, json!({})), Some(&old()), None), Merged::Unknown);
    }
}

#[test]
fn the_order_of_names_is_learnt_from_a_name_of_two_parts() {
    let of = |name: &str, first: &str, last: &str| {
        let row = json!({"Name": name, "FirstName": first, "LastName": last});
        Order::of(row.as_object().unwrap())
    };
    assert_eq!(of("Mary Major", "Mary", "Major"), Some(Order::FirstLast));
    assert_eq!(of("山田 太郎", "太郎", "山田"), Some(Order::LastFirst));
    assert_eq!(of("Mary Jane Major", "Mary", "Major"), None);
    assert_eq!(of("Major Major", "Major", "Major"), None);
}
