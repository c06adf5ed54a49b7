//! Holds collections to one result for each record, in order, whatever comes back.

use super::*;
use crate::decision::Decision;
use crate::scripted::*;

const TASK: &str = "00T5g00000AbcDeEAK";

fn id(text: &str) -> SalesforceId {
    SalesforceId::parse(text).unwrap()
}

fn record(name: &str, value: &str) -> Record {
    Record::from_iter([(name.to_owned(), json!(value))])
}

fn decision(result: &RecordResult) -> Option<Decision> {
    match result {
        RecordResult::Failed(failure) => Some(failure.decision),
        RecordResult::Done { .. } => None,
    }
}

#[tokio::test]
async fn an_upsert_has_one_result_for_each_record_in_order() {
    let task = id(&TASK[..15]).to_string();
    let written = task.clone();
    let server = serve_data(move |_| {
        answer(
            200,
            json!([
                {"id": written, "success": true, "errors": [], "created": true},
                {"success": false, "errors": [
                    {"statusCode": "STRING_TOO_LONG", "message": "Subject: data value too large", "fields": ["Subject"]}]},
                {"id": written, "success": true, "errors": [], "created": false},
                {"success": false, "errors": [{"statusCode": "UNABLE_TO_LOCK_ROW", "message": "busy", "fields": []}]},
                {"success": false, "errors": [{"statusCode": "BRAND_NEW", "message": "?", "fields": []}]},
                {"success": false, "errors": []},
                {"success": true, "errors": []},
            ]),
        )
    })
    .await;
    let client = plain_client(&server.url);
    let records: Vec<_> = (0..7).map(|n| record("Call__c", &format!("main:{n}"))).collect();
    let results = client.upsert_collection("Task", "Call__c", records).await.unwrap();
    let done = |created| RecordResult::Done { id: id(&task), created: Some(created) };
    assert_eq!((&results[0], &results[2]), (&done(true), &done(false)));
    let decisions: Vec<_> = results.iter().filter_map(decision).collect();
    let expected = [
        Decision::Shorten,
        Decision::Retry,
        Decision::GiveUp,
        Decision::Unknown,
        Decision::Unknown,
    ];
    assert_eq!(decisions, expected);
    let seen = server.seen_data().remove(0);
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("PATCH", "/services/data/v66.0/composite/sobjects/Task/Call__c")
    );
    assert_eq!(seen.json()["allOrNone"], json!(false));
    assert_eq!(
        seen.json()["records"][6],
        json!({"Call__c": "main:6", "attributes": {"type": "Task"}})
    );
    assert_eq!(client.usage().calls_spent, 1);
}

#[tokio::test]
async fn creating_and_updating_differ_in_the_method() {
    let task = id(&TASK[..15]).to_string();
    let server =
        serve_data(move |_| answer(200, json!([{"id": task, "success": true, "errors": []}])))
            .await;
    let client = plain_client(&server.url);
    let created = client.create_collection("Task", vec![record("Subject", "Call")]).await.unwrap();
    let updated = client.update_collection("Task", vec![record("Id", TASK)]).await.unwrap();
    assert_eq!(created, [RecordResult::Done { id: id(&TASK[..15]), created: None }]);
    assert_eq!(created, updated);
    let methods: Vec<_> =
        server.seen_data().into_iter().map(|seen| (seen.method, seen.path)).collect();
    let path = "/services/data/v66.0/composite/sobjects".to_owned();
    assert_eq!(methods, [("POST".to_owned(), path.clone()), ("PATCH".to_owned(), path)]);
}

#[tokio::test]
async fn a_reply_with_too_few_rows_leaves_all_unknown() {
    let server = serve_data(|_| answer(200, "[]")).await;
    let failure =
        plain_client(&server.url).create_collection("Task", vec![Record::new()]).await.unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.decision),
        (ours::UNREADABLE_REPLY, Decision::Unknown)
    );
}

#[tokio::test]
async fn a_whole_request_can_be_refused() {
    let server = serve_data(|_| {
        answer(400, json!([{"errorCode": "INVALID_EXTERNAL_ID_FIELD_NAME", "message": "Call__c"}]))
    })
    .await;
    let records = vec![record("Call__c", "main:1")];
    let failure =
        plain_client(&server.url).upsert_collection("Task", "Call__c", records).await.unwrap_err();
    assert_eq!((failure.decision, failure.http_status), (Decision::GiveUp, Some(400)));
}

#[tokio::test]
async fn what_cannot_fit_or_is_no_name_is_not_sent() {
    let server = serve_data(|_| answer(500, "")).await;
    let client = plain_client(&server.url);
    let many = vec![Record::new(); MAX_WRITE + 1];
    assert_eq!(
        client.create_collection("Task", many).await.unwrap_err().code,
        ours::REQUEST_TOO_LARGE
    );
    let ids = vec![id(&TASK[..15]); MAX_READ + 1];
    assert_eq!(
        client.retrieve_collection("Task", &ids, &["Id"]).await.unwrap_err().code,
        ours::REQUEST_TOO_LARGE
    );
    let odd = client.upsert_collection("Task", "../Call", vec![Record::new()]).await.unwrap_err();
    assert_eq!(odd.code, ours::BAD_SETTINGS);
    assert_eq!(client.update_collection("Task", Vec::new()).await.unwrap(), []);
    assert_eq!(client.retrieve_collection("Task", &[], &["Id"]).await.unwrap(), []);
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn records_read_by_id_come_in_order_with_gaps() {
    let server = serve_data(|_| answer(200, json!([{"Id": TASK, "Subject": "Call"}, null]))).await;
    let client = plain_client(&server.url);
    let ids = [id(&TASK[..15]), id("00T5g00000Fffff")];
    let records = client.retrieve_collection("Task", &ids, &["Subject"]).await.unwrap();
    assert_eq!(records[0].as_ref().unwrap()["Subject"], "Call");
    assert_eq!(records[1], None);
    let seen = server.seen_data().remove(0);
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("POST", "/services/data/v66.0/composite/sobjects/Task")
    );
    assert_eq!(seen.json(), json!({"ids": ids, "fields": ["Subject"]}));
}
