//! The rules of records, each with the error that Salesforce answers.

mod access;
mod activities;
mod conversion;
mod duplicates;
mod locks;
mod merge;
mod owners;
mod recycle;
mod validation;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::org::{Actor, Org, OrgOptions};
use crate::setup::{Condition, ValidationRule};

/// 2024-11-07 07:00 UTC.
const NOW: i64 = 1_730_962_800_000;

struct Desk {
    org: Org,
    actor: Actor,
}

impl Desk {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut OrgOptions)) -> Self {
        let mut options = OrgOptions::new(Arc::new(|| NOW), 1);
        change(&mut options);
        let org = Org::new(options).unwrap();
        let actor = org.administrator();
        Self { org, actor }
    }

    fn create(&self, object: &str, record: Value) -> Result<String, ApiError> {
        self.org.create(&self.actor, object, map(record))
    }

    fn update(&self, object: &str, id: &str, changes: Value) -> Result<(), ApiError> {
        self.org.update(&self.actor, object, id, map(changes))
    }

    fn read(&self, object: &str, id: &str) -> Map<String, Value> {
        self.org.read(object, id, &[]).unwrap()
    }

    /// A user with the profile "Standard User".
    fn user(&self, alias: &str) -> Actor {
        let username = format!("{alias}@example.com");
        Actor::user(self.load(
            "User",
            json!({"Username": username, "LastName": alias, "Email": username, "Alias": alias}),
        ))
    }

    /// Rows of a query by the administrator, deleted ones among them.
    fn rows(&self, query: &str) -> Vec<Value> {
        let database = self.org.database();
        let options = crate::soql::Options { all_rows: true, ..crate::soql::Options::everything() };
        crate::soql::run(&self.org, &database, &self.actor, query, &options).unwrap().records
    }

    fn load(&self, object: &str, record: Value) -> String {
        self.org.load(object, vec![map(record)]).unwrap().swap_remove(0)
    }
}

/// An active rule named after its message's first word.
fn rule(object: &str, condition: &str, message: &str, field: Option<&str>) -> ValidationRule {
    ValidationRule {
        description: None,
        name: message.split(' ').next().unwrap().to_owned(),
        object: object.to_owned(),
        condition: Condition::parse(condition).unwrap(),
        message: message.to_owned(),
        field: field.map(str::to_owned),
        active: true,
    }
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Checks code, message and fields of a refusal.
fn refuses(result: Result<String, ApiError>, code: &str, message: &str, fields: &[&str]) {
    let error = result.unwrap_err();
    assert_eq!(error.code, code, "{}", error.message);
    assert!(error.message.contains(message), "{}", error.message);
    let expected: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    assert_eq!(error.fields, Some(expected));
}

#[test]
fn a_task_links_only_what_it_may() {
    let desk = Desk::new();
    let account = desk.create("Account", json!({"Name": "Acme"})).unwrap();
    let contact = desk.create("Contact", json!({"LastName": "Doe"})).unwrap();
    let lead = desk.create("Lead", json!({"LastName": "Lee", "Company": "L"})).unwrap();
    let task = |who: Option<&str>, what: Option<&str>| {
        desk.create("Task", json!({"Subject": "Call", "WhoId": who, "WhatId": what}))
    };
    let code = "FIELD_INTEGRITY_EXCEPTION";
    refuses(
        task(Some(&account), None),
        code,
        &format!("Name ID: id value of incorrect type: {account}"),
        &["WhoId"],
    );
    refuses(
        task(None, Some(&lead)),
        code,
        &format!("Related To ID: id value of incorrect type: {lead}"),
        &["WhatId"],
    );
    refuses(task(None, Some(&contact)), code, "Related To ID", &["WhatId"]);
    refuses(task(Some(&lead), Some(&account)), code, "Related To ID", &["WhatId"]);
    refuses(task(Some("nonsense"), None), code, "Name ID", &["WhoId"]);
    refuses(
        task(Some("0035g0000zzzzzz"), None),
        "INVALID_CROSS_REFERENCE_KEY",
        "invalid cross reference id",
        &[],
    );
    assert!(task(Some(&lead), None).is_ok());
    assert!(task(Some(&contact), Some(&account)).is_ok());
    let id = task(Some(&lead), None).unwrap();
    let error = desk.update("Task", &id, json!({"WhatId": account})).unwrap_err();
    assert_eq!(error.code, code);
    desk.update("Task", &id, json!({"WhoId": contact, "WhatId": account})).unwrap();
    desk.org.delete(&desk.actor, "Contact", &contact).unwrap();
    refuses(task(Some(&contact), None), "ENTITY_IS_DELETED", "entity is deleted", &[]);
}

#[test]
fn a_converted_lead_takes_no_task() {
    let desk = Desk::new();
    let lead = desk.load("Lead", json!({"LastName": "Lee", "Company": "L", "IsConverted": true}));
    refuses(
        desk.create("Task", json!({"Subject": "Call", "WhoId": lead})),
        "CANNOT_UPDATE_CONVERTED_LEAD",
        "cannot reference converted lead",
        &[],
    );
    let error = desk.update("Lead", &lead, json!({"Phone": "1"})).unwrap_err();
    assert_eq!(error.code, "CANNOT_UPDATE_CONVERTED_LEAD");
}

#[test]
fn the_account_of_a_task_follows_from_its_links() {
    let desk = Desk::new();
    let mine = desk.create("Account", json!({"Name": "Mine"})).unwrap();
    let other = desk.create("Account", json!({"Name": "Other"})).unwrap();
    let contact = desk.create("Contact", json!({"LastName": "Doe", "AccountId": mine})).unwrap();
    let case = desk.create("Case", json!({"Subject": "C", "ContactId": contact})).unwrap();
    let deal = desk
        .create("Opportunity", json!({"Name": "D", "StageName": "Prospecting", "CloseDate": "2024-12-01", "AccountId": other}))
        .unwrap();
    let lead = desk.create("Lead", json!({"LastName": "Lee", "Company": "L"})).unwrap();
    for (who, what, expected) in [
        (Some(&contact), None, Some(&mine)),
        (Some(&contact), Some(&other), Some(&other)),
        (Some(&contact), Some(&deal), Some(&other)),
        (None, Some(&case), Some(&mine)),
        (Some(&lead), None, None),
        (None, None, None),
    ] {
        let id = desk.create("Task", json!({"WhoId": who, "WhatId": what})).unwrap();
        let task = desk.read("Task", &id);
        assert_eq!(task["AccountId"].as_str(), expected.map(String::as_str));
    }
}

#[test]
fn a_task_is_closed_by_its_status() {
    let desk = Desk::new();
    let id = desk
        .create("Task", json!({"Subject": "Call", "Priority": "High", "TaskSubtype": "call"}))
        .unwrap();
    let task = desk.read("Task", &id);
    assert_eq!(task["Status"], "Not Started");
    assert_eq!(task["IsClosed"], false);
    assert_eq!(task["IsHighPriority"], true);
    assert_eq!(task["TaskSubtype"], "Call");
    assert_eq!(task["CompletedDateTime"], Value::Null);
    desk.update("Task", &id, json!({"Status": "Completed"})).unwrap();
    assert_eq!(desk.read("Task", &id)["CompletedDateTime"], "2024-11-07T07:00:00.000+0000");
    desk.update("Task", &id, json!({"Status": "Made up"})).unwrap();
    let task = desk.read("Task", &id);
    assert_eq!((&task["IsClosed"], &task["CompletedDateTime"]), (&json!(false), &Value::Null));
}

#[test]
fn values_must_fit_their_fields() {
    let desk = Desk::new();
    let task = |field: &str, value: Value| desk.create("Task", map_of(field, value));
    refuses(
        task("Subject", json!("x".repeat(256))),
        "STRING_TOO_LONG",
        "Subject: data value too large: xxx",
        &["Subject"],
    );
    refuses(
        task("CallType", json!("Sideways")),
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "Call Type: bad value for restricted picklist field: Sideways",
        &["CallType"],
    );
    refuses(
        task("TaskSubtype", json!("Chat")),
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "Task Subtype",
        &["TaskSubtype"],
    );
    refuses(
        task("CallDurationInSeconds", json!(100_000_000)),
        "NUMBER_OUTSIDE_VALID_RANGE",
        "Call Duration",
        &["CallDurationInSeconds"],
    );
    for outermost in [json!(i64::MIN), json!(i64::MIN.to_string()), json!(i64::MAX)] {
        refuses(
            task("CallDurationInSeconds", outermost),
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Call Duration",
            &["CallDurationInSeconds"],
        );
    }
    refuses(
        task("IsClosed", json!(true)),
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Unable to create/update fields: IsClosed.",
        &["IsClosed"],
    );
}

#[test]
fn values_must_have_their_types() {
    let desk = Desk::new();
    let task = |field: &str, value: Value| desk.create("Task", map_of(field, value));
    for (field, value, kind) in [
        ("ActivityDate", json!("2024-13-01"), "date"),
        ("ActivityDate", json!("07/11/2024"), "date"),
        ("ReminderDateTime", json!("2024-11-07 10:00"), "datetime"),
        ("CallDurationInSeconds", json!("long"), "int"),
        ("IsReminderSet", json!("maybe"), "boolean"),
        ("Subject", json!({"a": 1}), "string"),
        ("Subject", json!(5), "string"),
    ] {
        let error = task(field, value).unwrap_err();
        assert_eq!(error.code, "JSON_PARSER_ERROR", "{field}");
        assert!(
            error.message.starts_with(&format!("Cannot deserialize instance of {kind} from ")),
            "{}",
            error.message
        );
    }
    let id = task("Description", json!("é".repeat(32_000))).unwrap();
    assert_eq!(desk.read("Task", &id)["Description"].as_str().unwrap().chars().count(), 32_000);
    assert!(task("Description", json!("x".repeat(32_001))).is_err());
    let id = task("Subject", json!("  trimmed \n")).unwrap();
    assert_eq!(desk.read("Task", &id)["Subject"], "trimmed");
    let id = task("CallDurationInSeconds", json!(12.0)).unwrap();
    assert_eq!(desk.read("Task", &id)["CallDurationInSeconds"], 12);
}

fn map_of(field: &str, value: Value) -> Value {
    let mut record = Map::new();
    record.insert(field.to_owned(), value);
    Value::Object(record)
}

#[test]
fn the_subtype_stays_what_it_was() {
    let desk = Desk::new();
    let id = desk.create("Task", json!({"Subject": "x", "TaskSubtype": "Call"})).unwrap();
    let error = desk.update("Task", &id, json!({"TaskSubtype": "Task"})).unwrap_err();
    assert_eq!(error.code, "INVALID_FIELD_FOR_INSERT_UPDATE");
    assert_eq!(error.fields, Some(vec!["TaskSubtype".to_owned()]));
}

#[test]
fn required_fields_stay_filled() {
    let desk = Desk::with(|options| options.person_accounts = false);
    refuses(
        desk.create("Lead", json!({"FirstName": "x"})),
        "REQUIRED_FIELD_MISSING",
        "Required fields are missing: [LastName, Company]",
        &["LastName", "Company"],
    );
    let id = desk.create("Contact", json!({"LastName": "Doe"})).unwrap();
    let error = desk.update("Contact", &id, json!({"LastName": ""})).unwrap_err();
    assert_eq!(error.code, "REQUIRED_FIELD_MISSING");
}

#[test]
fn owners_must_be_active_users() {
    let desk = Desk::new();
    let user = |name: &str, active: bool| {
        desk.load("User", json!({"Username": format!("{name}@ringledger.example.com"), "LastName": name, "Email": "u@example.com", "Alias": name, "IsActive": active}))
    };
    let (active, inactive) = (user("yes", true), user("no", false));
    let queue = desk.create("Group", json!({"Name": "Leads", "Type": "Queue"})).unwrap();
    let group = desk.create("Group", json!({"Name": "People", "Type": "Regular"})).unwrap();
    let task = |owner: &str| desk.create("Task", json!({"Subject": "x", "OwnerId": owner}));
    assert!(task(&active).is_ok());
    refuses(
        task(&inactive),
        "INACTIVE_OWNER_OR_USER",
        &format!("operation performed with inactive user [{inactive}] as owner of task"),
        &[],
    );
    refuses(
        task(&queue),
        "INVALID_OPERATION",
        "Queue not associated with this SObject type",
        &["OwnerId"],
    );
    let lead = |owner: &str| {
        desk.create("Lead", json!({"LastName": "x", "Company": "x", "OwnerId": owner}))
    };
    assert!(lead(&queue).is_ok());
    assert!(lead(&group).is_err());
    refuses(
        desk.create("Account", json!({"Name": "x", "OwnerId": queue})),
        "MALFORMED_ID",
        "Owner ID: id value of incorrect type",
        &["OwnerId"],
    );
    let open = Desk::with(|options| options.task_queues = true);
    let queue = open.create("Group", json!({"Name": "Calls", "Type": "Queue"})).unwrap();
    assert!(open.create("Task", json!({"Subject": "x", "OwnerId": queue})).is_ok());
}

#[test]
fn a_person_account_is_one_person_twice() {
    let desk = Desk::new();
    let account = desk
        .create("Account", json!({"FirstName": "Hanako", "LastName": "Sato", "PersonMobilePhone": "090-5550-0100", "Phone": "03-5550-0100"}))
        .unwrap();
    let person = desk.read("Account", &account);
    assert_eq!(person["Name"], "Hanako Sato");
    assert_eq!(person["IsPersonAccount"], true);
    let contact = person["PersonContactId"].as_str().unwrap().to_owned();
    let hidden = desk.read("Contact", &contact);
    assert_eq!(hidden["MobilePhone"], "090-5550-0100");
    assert_eq!(hidden["Phone"], "03-5550-0100");
    assert_eq!(hidden["AccountId"].as_str(), Some(account.as_str()));
    assert_eq!(hidden["IsPersonAccount"], true);
    desk.update("Account", &account, json!({"PersonMobilePhone": null, "LastName": "Suzuki"}))
        .unwrap();
    let hidden = desk.read("Contact", &contact);
    assert_eq!((&hidden["MobilePhone"], &hidden["Name"]), (&Value::Null, &json!("Hanako Suzuki")));
    let error = desk.update("Contact", &contact, json!({"Phone": "1"})).unwrap_err();
    assert_eq!(error.code, "INVALID_PERSON_ACCOUNT_OPERATION");
    let task = desk.create("Task", json!({"Subject": "x", "WhoId": contact})).unwrap();
    assert_eq!(desk.read("Task", &task)["AccountId"].as_str(), Some(account.as_str()));
    desk.org.delete(&desk.actor, "Account", &account).unwrap();
    assert_eq!(desk.org.read("Contact", &contact, &[]).unwrap_err().code, "ENTITY_IS_DELETED");
}

#[test]
fn fields_of_persons_do_not_fit_companies() {
    let desk = Desk::new();
    refuses(
        desk.create("Account", json!({"Name": "Acme", "PersonMobilePhone": "1"})),
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Account: bad field names on insert/update call: PersonMobilePhone",
        &["PersonMobilePhone"],
    );
    assert!(desk.create("Account", json!({"Name": "Acme", "LastName": "Sato"})).is_err());
    let plain = Desk::with(|options| options.person_accounts = false);
    let error = plain.create("Account", json!({"LastName": "Sato"})).unwrap_err();
    assert_eq!(error.code, "INVALID_FIELD");
    let error = plain.org.query(&plain.actor, "SELECT IsPersonAccount FROM Contact").unwrap_err();
    assert_eq!(error.code, "INVALID_FIELD");
}

#[test]
fn parents_can_be_named_by_an_external_id() {
    let desk = Desk::new();
    let boss =
        desk.create("Contact", json!({"LastName": "Boss", "Email": "boss@example.com"})).unwrap();
    let id = desk
        .create("Contact", json!({"LastName": "Doe", "ReportsTo": {"Email": "BOSS@example.com"}}))
        .unwrap();
    assert_eq!(desk.read("Contact", &id)["ReportsToId"].as_str(), Some(boss.as_str()));
    refuses(
        desk.create(
            "Contact",
            json!({"LastName": "Doe", "ReportsTo": {"Email": "no@example.com"}}),
        ),
        "INVALID_FIELD",
        "Foreign key external ID: no@example.com not found for field Email in entity Contact",
        &[],
    );
    refuses(
        desk.create("Task", json!({"Who": {"Email": "boss@example.com"}})),
        "INVALID_FIELD",
        "polymorphic",
        &[],
    );
}

#[test]
fn a_deleted_record_frees_its_unique_value() {
    let desk = Desk::new();
    let task = json!({"Subject": "x", "Ringledger_Call_Id__c": "main:1"});
    let id = desk.create("Task", task.clone()).unwrap();
    refuses(desk.create("Task", task.clone()), "DUPLICATE_VALUE", &id[..15], &[]);
    desk.org.delete(&desk.actor, "Task", &id).unwrap();
    assert!(desk.create("Task", task).is_ok());
}

#[test]
fn a_refused_load_leaves_nothing() {
    let desk = Desk::new();
    let records = vec![map(json!({"LastName": "Kept"})), map(json!({"FirstName": "Refused"}))];
    assert!(desk.org.load("Contact", records).is_err());
    let count = desk.org.query(&desk.actor, "SELECT COUNT() FROM Contact").unwrap();
    assert_eq!(count.total_size, 0);
}

#[test]
fn case_numbers_count_up_and_system_fields_can_be_loaded() {
    let desk = Desk::new();
    let first = desk.create("Case", json!({"Subject": "a"})).unwrap();
    let second = desk.load(
        "Case",
        json!({"Subject": "b", "Status": "Closed", "CreatedDate": "2020-01-01T00:00:00Z"}),
    );
    assert_eq!(desk.read("Case", &first)["CaseNumber"], "00000001");
    let case = desk.read("Case", &second);
    assert_eq!(case["CaseNumber"], "00000002");
    assert_eq!(case["IsClosed"], true);
    assert_eq!(case["CreatedDate"], "2020-01-01T00:00:00.000+0000");
}
