//! What the headers of a request ask of the org's rules, and what locks do to it, through the router.

use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use super::{Answer, BASE, Client};
use crate::setup::{DuplicateRule, LeadAssignment, LeadAssignmentEntry, RowLocks};

async fn post(client: &Client, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
    let mut request = Request::builder()
        .method("POST")
        .uri(format!("{BASE}{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.raw(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn a_duplicate_is_refused_unless_the_request_insists() {
    let client = Client::new();
    client.org.change_setup(|setup| {
        setup.duplicate_rules = vec![DuplicateRule::standard_contact()];
    });
    let ann = json!({"LastName": "Larsen", "Email": "ann@example.com"});
    let first = client.create("Contact", ann.clone()).await;
    let refused = post(&client, "/sobjects/Contact", &[], ann.clone()).await;
    assert_eq!(
        (refused.status, &refused.body[0]["errorCode"]),
        (400, &json!("DUPLICATES_DETECTED"))
    );
    let result = &refused.body[0]["duplicateResult"]["matchResults"][0];
    assert_eq!(result["matchRecords"][0]["record"]["Id"], json!(first));
    let mut row = ann.clone();
    row["attributes"] = json!({"type": "Contact"});
    let other = json!({"attributes": {"type": "Contact"}, "LastName": "Other"});
    let many = json!({"allOrNone": true, "records": [row, other]});
    let many = post(&client, "/composite/sobjects", &[], many).await;
    assert_eq!(
        many.body[0]["errors"],
        json!([{"statusCode": "DUPLICATES_DETECTED", "message": "Use one of these records?", "fields": []}])
    );
    assert_eq!(many.body[1]["errors"][0]["statusCode"], "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    let insist = [("Sforce-Duplicate-Rule-Header", "allowSave=true")];
    let saved = post(&client, "/sobjects/Contact", &insist, ann).await;
    assert_eq!(saved.status, 201, "{}", saved.body);
}

#[tokio::test]
async fn a_request_may_switch_the_assignment_off() {
    let client = Client::new();
    let queue = client.create("Group", json!({"Name": "Inbound", "Type": "Queue"})).await;
    client.org.change_setup(|setup| {
        let entry = LeadAssignmentEntry { condition: None, owner: "Inbound".to_owned() };
        setup.lead_assignment = Some(LeadAssignment {
            name: "All".to_owned(),
            id: None,
            entries: vec![entry],
            active: true,
        });
    });
    let lead = json!({"LastName": "Lee", "Company": "L"});
    for (headers, expected) in [
        (&[][..], queue),
        (&[("Sforce-Auto-Assign", "FALSE")][..], client.org.administrator().user_id),
    ] {
        let made = post(&client, "/sobjects/Lead", headers, lead.clone()).await;
        let id = made.body["id"].as_str().unwrap().to_owned();
        let lead = client.get(&format!("/sobjects/Lead/{id}?fields=OwnerId")).await;
        assert_eq!(lead.body["OwnerId"], json!(expected));
    }
}

#[tokio::test]
async fn a_locked_row_fails_alone() {
    let client = Client::new();
    let account = client.create("Account", json!({"Name": "Acme"})).await;
    let free = client.create("Account", json!({"Name": "Free"})).await;
    client.org.change_setup(|setup| {
        setup.row_locks = RowLocks { transaction_ms: 1, wait_ms: 0 };
    });
    let task = |what: &str| json!({"attributes": {"type": "Task"}, "Subject": "Call", "ActivityDate": "2024-11-07", "WhatId": what});
    let both = json!({"records": [task(&account), task(&free)]});
    let path = "/composite/sobjects";
    let first =
        post(&client, path, &[], json!({"records": [task(&account), task(&account)]})).await;
    assert!(first.body.as_array().unwrap().iter().all(|row| row["success"] == true));
    let second = post(&client, path, &[], both.clone()).await;
    let message =
        format!("unable to obtain exclusive access to this record or 1 records: {account}");
    assert_eq!(
        second.body[0]["errors"],
        json!([{"statusCode": "UNABLE_TO_LOCK_ROW", "message": message, "fields": []}])
    );
    assert_eq!(second.body[1]["success"], true);
    client.clock.fetch_add(1, Ordering::Relaxed);
    let third = post(&client, path, &[], both).await;
    assert!(third.body.as_array().unwrap().iter().all(|row| row["success"] == true));
}

#[tokio::test]
async fn private_records_of_others_leave_no_trace() {
    let client = Client::new();
    let own = client.create("Contact", json!({"LastName": "Own"})).await;
    let mru = [("Sforce-Mru", "updateMru=true")];
    let given = post(&client, "/sobjects/Contact", &mru, json!({"LastName": "Given"})).await;
    let user = json!({"Username": "mio@example.com", "LastName": "Mio", "Email": "mio@example.com", "Alias": "mio"});
    let user = client.create("User", user).await;
    client.org.change_setup(|setup| setup.private_objects = vec!["Contact".to_owned()]);
    let set = "SELECT Id FROM PermissionSet WHERE Profile.Name = 'System Administrator'";
    let admin = client.org.administrator();
    let set = client.org.query(&admin, set).unwrap().records[0]["Id"].clone();
    let blind = json!({"PermissionsModifyAllData": false, "PermissionsViewAllData": false});
    let given = given.body["id"].as_str().unwrap();
    let change = |object: &str, id: &str, row: Value| {
        client.org.update(&admin, object, id, row.as_object().unwrap().clone()).unwrap();
    };
    change("Contact", given, json!({"OwnerId": user}));
    change("PermissionSet", set.as_str().unwrap(), blind);
    let window = "start=2024-11-07T06:00:00Z&end=2024-11-07T08:00:00Z";
    let updated = client.get(&format!("/sobjects/Contact/updated?{window}")).await;
    assert_eq!(updated.body["ids"], json!([own]));
    assert_eq!(client.get("/recent").await.body, json!([]));
}
