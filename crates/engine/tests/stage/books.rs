//! The org's books: people are entered before a test, Tasks are counted after it, by SOQL and from outside.

use emulator::{Faults, RecordFault, RequestFault, RequestFaultKind};
use serde_json::{Map, Value, json};

use super::Stage;

/// Fields that every Task is compared by.
const FIELDS: &str = "Subject, Description, Status, WhoId, WhatId, OwnerId, CallObject, CallType, \
                      CallDurationInSeconds, CallDisposition, ActivityDate";

impl Stage {
    /// Enters a record under all the rules of the org; returns its id.
    pub(crate) fn enter(&self, object: &str, fields: Value) -> String {
        self.org.create(&self.org.administrator(), object, map(fields)).unwrap()
    }

    /// Enters a user, whose account is a year old; returns the id.
    pub(crate) fn enter_user(&self, last_name: &str, email: &str, active: bool) -> String {
        let created = jiff::Timestamp::from_millisecond(self.clock.now() - 31_536_000_000).unwrap();
        let user = json!({
            "Username": email, "FirstName": "Mia", "LastName": last_name, "Alias": "user", "Email": email,
            "IsActive": active, "CreatedDate": created.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string(),
        });
        self.org.load("User", vec![map(user)]).unwrap().remove(0)
    }

    /// A Contact with this text as Phone; returns its id.
    pub(crate) fn enter_contact(&self, name: &str, phone: &str) -> String {
        self.enter("Contact", json!({"LastName": name, "Phone": phone}))
    }

    /// The rows of a query.
    pub(crate) fn query(&self, soql: &str) -> Vec<Map<String, Value>> {
        let reply = self.org.query(&self.org.administrator(), soql).unwrap();
        reply.records.into_iter().map(|record| map(json!(record))).collect()
    }

    /// All Tasks with their ids, in order of `CallObject`.
    pub(crate) fn tasks(&self) -> Vec<Map<String, Value>> {
        let mut tasks = self.query(&format!("SELECT Id, {FIELDS} FROM Task ORDER BY CallObject"));
        tasks.iter_mut().for_each(|task| {
            task.shift_remove("attributes");
        });
        tasks
    }

    /// The only Task of the org.
    pub(crate) fn task(&self) -> Map<String, Value> {
        let mut tasks = self.tasks();
        assert_eq!(tasks.len(), 1, "{tasks:?}");
        tasks.remove(0)
    }

    /// What all Tasks say, without what Salesforce made up.
    pub(crate) fn texts(&self) -> Vec<Map<String, Value>> {
        let mut tasks = self.tasks();
        tasks.iter_mut().for_each(|task| {
            task.shift_remove("Id");
        });
        tasks
    }

    /// A person changes a record by hand.
    pub(crate) fn edit(&self, object: &str, id: &str, fields: Value) {
        self.org.update(&self.org.administrator(), object, id, map(fields)).unwrap();
    }

    /// A person deletes a record.
    pub(crate) fn delete(&self, object: &str, id: &str) {
        self.org.delete(&self.org.administrator(), object, id).unwrap();
    }

    /// Whole requests fail from now on.
    pub(crate) fn break_requests(&self, faults: Vec<RequestFault>) {
        self.org.set_faults(Faults { seed: 11, requests: faults, ..Faults::default() });
    }

    /// Chosen records are refused from now on.
    pub(crate) fn break_record(&self, fault: RecordFault) {
        self.org.set_faults(Faults { records: vec![fault], ..Faults::default() });
    }

    /// Nothing goes wrong any more.
    pub(crate) fn heal(&self) {
        self.org.set_faults(Faults::default());
    }
}

/// A fault of requests that strikes `times` times, on paths that contain `path`.
pub(crate) fn fault(kind: RequestFaultKind, times: Option<u64>, path: &str) -> RequestFault {
    RequestFault { kind, probability: 1.0, remaining: times, path_contains: Some(path.to_owned()) }
}

/// A refusal of Tasks of which `field` says `equals`.
pub(crate) fn refusal(
    field: &str,
    equals: Value,
    code: &str,
    fields: &[&str],
    times: Option<u64>,
) -> RecordFault {
    RecordFault {
        object: Some("Task".to_owned()),
        field: Some(field.to_owned()),
        equals: Some(equals),
        code: code.to_owned(),
        message: "Refused by the test.".to_owned(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
        remaining: times,
    }
}

/// A text of a record, empty where there is none.
pub(crate) fn text<'a>(record: &'a Map<String, Value>, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_default()
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not a record: {other}"),
    }
}
