//! Holds bulk queries to their course, and their pages to what a page may look like when something goes wrong.

use serde_json::json;

use super::*;
use crate::decision::Decision;
use crate::describe::{Describe, Field};
use crate::query::Record;
use crate::scripted::*;

const JOB: &str = "/services/data/v66.0/jobs/query/7505g00000AbcDeAAJ";

fn soql() -> Soql {
    Soql::select("Contact", ["Id", "Name", "Account.Name", "IsPersonAccount"]).unwrap()
}

fn id() -> SalesforceId {
    SalesforceId::parse("7505g00000AbcDeAAJ").unwrap()
}

fn described() -> Describe {
    let field = |name: &str, kind: &str| -> (String, Field) {
        (name.to_owned(), serde_json::from_value(json!({"name": name, "type": kind})).unwrap())
    };
    Describe {
        name: "Contact".to_owned(),
        label: "Contact".to_owned(),
        key_prefix: None,
        createable: false,
        updateable: false,
        fields: [field("Name", "string"), field("IsPersonAccount", "boolean")].into(),
        record_types: Vec::new(),
    }
}

fn state(name: &str) -> Answer {
    answer(
        200,
        json!({"id": "7505g00000AbcDeAAJ", "operation": "query", "object": "Contact", "state": name,
            "createdDate": "2026-11-20T07:00:00.000+0000", "numberRecordsProcessed": 2, "retries": 0}),
    )
}

/// The only page of a job: these bytes under these headers.
async fn page(
    status: u16,
    text: &'static str,
    headers: &'static [(&'static str, &'static str)],
) -> Result<(Vec<Record>, Option<String>), Failure> {
    let server = serve_data(move |_| Answer(status, text.to_owned(), headers)).await;
    let page = plain_client(&server.url).bulk_query_page(&id(), None, 10).await?;
    let rows: Vec<Record> = page.rows(&described())?.collect::<Result<_, _>>()?;
    Ok((rows, page.locator().map(str::to_owned)))
}

#[tokio::test]
async fn a_query_is_given_asked_for_read_page_by_page_and_dropped() {
    let server = serve_data(|seen| match (seen.method.as_str(), seen.path.strip_prefix(JOB)) {
        ("POST", _) => state("UploadComplete"),
        ("DELETE", Some("")) => answer(204, ""),
        (_, Some("")) => state("JobComplete"),
        (_, Some("/results?maxRecords=1")) => Answer(
            200,
            "\"Id\",\"Name\"\n\"0035g00000AbcDeAAJ\",\"Aiko\"\n".to_owned(),
            &[("Sforce-Locator", "MTAw/MDA="), ("Sforce-NumberOfRecords", "1")],
        ),
        (_, Some("/results?maxRecords=1&locator=MTAw%2FMDA%3D")) => Answer(
            200,
            "\"Id\",\"Name\"\n\"0035g00000AbcDfAAJ\",\"Budi\"\n".to_owned(),
            &[("Sforce-Locator", "null"), ("Sforce-NumberOfRecords", "1")],
        ),
        _ => answer(404, ""),
    })
    .await;
    let client = plain_client(&server.url);
    let query = client.start_bulk_query(&soql(), BulkOperation::QueryAll).await.unwrap();
    assert_eq!(query, BulkQuery { id: id(), created_at: 1_795_158_000_000 });
    let state = client.bulk_query_state(&query.id).await.unwrap();
    assert_eq!(state, BulkQueryState::Complete { rows: 2 });
    let mut names = Vec::new();
    let mut locator = None;
    loop {
        let page = client.bulk_query_page(&query.id, locator.as_deref(), 1).await.unwrap();
        for row in page.rows(&described()).unwrap() {
            names.push(row.unwrap()["Name"].clone());
        }
        locator = page.locator().map(str::to_owned);
        if locator.is_none() {
            break;
        }
    }
    client.drop_bulk_query(&query.id).await.unwrap();
    assert_eq!(names, ["Aiko", "Budi"]);
    assert_eq!(client.usage().calls_spent, 5);
    let asked = server.seen_data()[0].json();
    let soql = "SELECT Id,Name,Account.Name,IsPersonAccount FROM Contact";
    assert_eq!(asked, json!({"operation": "queryAll", "query": soql}));
}

#[tokio::test]
async fn rows_have_the_shape_of_a_querys_rows() {
    let text = "\u{feff}\"Id\",\"Name\",\"Account.Name\",\"Account.Owner.Name\",\"IsPersonAccount\"\n\
        \"1\",\"say \"\"hi\"\",\nthen go\",\"Example, Works\",\"Claire\",\"true\"\n\
        \"2\",\"true\",\"\",\"\",\"false\"\n\
        \"3\",\"\",\"\",\"Claire\",\"\"\n";
    let headers = &[("Sforce-NumberOfRecords", "3"), ("Sforce-Locator", "null")];
    let (rows, locator) = page(200, text, headers).await.unwrap();
    let expected = json!([
        {"Id": "1", "Name": "say \"hi\",\nthen go", "IsPersonAccount": true,
         "Account": {"Name": "Example, Works", "Owner": {"Name": "Claire"}}},
        {"Id": "2", "Name": "true", "Account": null, "IsPersonAccount": false},
        {"Id": "3", "Name": null, "Account": {"Owner": {"Name": "Claire"}}, "IsPersonAccount": null},
    ]);
    assert_eq!(json!(rows), expected);
    assert_eq!(locator, None);
}

#[tokio::test]
async fn a_result_without_rows_is_a_result() {
    for text in ["\"Id\",\"Name\"\n", ""] {
        let (rows, locator) = page(200, text, &[("Sforce-NumberOfRecords", "0")]).await.unwrap();
        assert!(rows.is_empty() && locator.is_none(), "{text}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_whole_is_never_taken_for_a_short_one() {
    let two = &[("Sforce-NumberOfRecords", "2"), ("Sforce-Locator", "MTAw")];
    for (status, text) in [
        (200, "\"Id\",\"Name\"\n\"1\",\"Aiko\"\n"),
        (200, "\"Id\",\"Name\"\n\"1\",\"Aiko\"\n\"2\",\"Bu"),
        (200, "\"Id\",\"Name\"\n\"1\",\"Aiko\"\n\"2\""),
        (200, "\"Id\",\"Name\"\n"),
        (200, ""),
        (200, "<!DOCTYPE html><html>Down for maintenance</html>"),
        (200, "{\"compositeResponse\":[]}"),
        (200, "1,2,3\n1,2,3\n1,2,3\n"),
        (204, ""),
        (200, "\u{0}\u{1}\u{2}"),
        (503, "<html>Down for maintenance</html>"),
    ] {
        let failure = page(status, text, two).await.unwrap_err();
        assert_eq!(failure.code, ours::UNREADABLE_REPLY, "{text}");
        assert_eq!(failure.decision, Decision::Retry, "{text}");
        assert!(!failure.ends_bulk_query());
    }
}

#[tokio::test]
async fn a_page_whose_connection_breaks_is_read_again() {
    let url = serve_bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n\"Id\"\n\"1\"\n").await;
    let client = client(&url, web(), MemoryVault::signed_in(&url, "access-0", "refresh-0"));
    let failure = client.bulk_query_page(&id(), None, 10).await.unwrap_err();
    assert_eq!((failure.code.as_str(), failure.decision), (ours::NO_REPLY, Decision::Retry));
}

#[tokio::test]
async fn a_page_that_leads_to_itself_ends_the_reading() {
    let server =
        serve_data(|_| Answer(200, "\"Id\"\n\"1\"\n".to_owned(), &[("Sforce-Locator", "MTAw")]))
            .await;
    let client = plain_client(&server.url);
    let failure = client.bulk_query_page(&id(), Some("MTAw"), 10).await.unwrap_err();
    assert_eq!(failure.code, ours::UNREADABLE_REPLY);
    assert!(client.bulk_query_page(&id(), Some("MjAw"), 10).await.is_ok());
}

#[tokio::test]
async fn a_job_that_ended_otherwise_is_told_from_one_at_work() {
    for (name, expected) in [
        ("UploadComplete", BulkQueryState::Working { rows: 2 }),
        ("InProgress", BulkQueryState::Working { rows: 2 }),
        ("Aborted", BulkQueryState::Ended(ended("It was aborted.".to_owned()))),
        ("Failed", BulkQueryState::Ended(ended(String::new()))),
    ] {
        let server = serve_data(move |_| state(name)).await;
        let found = plain_client(&server.url).bulk_query_state(&id()).await.unwrap();
        assert_eq!(found, expected);
    }
    let server = serve_data(|_| {
        answer(
            200,
            json!({"id": "7505g00000AbcDeAAJ", "state": "Failed", "errorMessage": "QUERY_TIMEOUT: Your query request was running for too long."}),
        )
    })
    .await;
    let found = plain_client(&server.url).bulk_query_state(&id()).await.unwrap();
    let BulkQueryState::Ended(failure) = found else { panic!("{found:?}") };
    assert!(failure.ends_bulk_query() && failure.message.starts_with("QUERY_TIMEOUT"));
    assert!(failure.explanation().fix.to_string().contains("Bulk Data Load Jobs"));
}

#[tokio::test]
async fn what_is_no_job_is_not_taken_for_one() {
    for body in [json!({}), json!([]), json!({"id": "no id", "state": "JobComplete"})] {
        let text = body.to_string();
        let server = serve_data(move |_| answer(200, &body)).await;
        let client = plain_client(&server.url);
        let failure = client.bulk_query_state(&id()).await.unwrap_err();
        assert_eq!(failure.decision, Decision::Retry, "{text}");
        assert!(client.start_bulk_query(&soql(), BulkOperation::Query).await.is_err(), "{text}");
    }
    let server = serve_data(|_| state("Resting")).await;
    assert!(plain_client(&server.url).bulk_query_state(&id()).await.is_err());
    let server = serve_data(|_| answer(200, json!({"id": "7505g00000AbcDeAAJ", "state": "Open"})));
    let server = server.await;
    let client = plain_client(&server.url);
    assert!(client.start_bulk_query(&soql(), BulkOperation::Query).await.is_err());
}

#[tokio::test]
async fn salesforces_refusals_are_passed_on() {
    for (status, code, ends) in [
        (400, "FEATURE_NOT_ENABLED", false),
        (400, "API_ERROR", false),
        (400, "LIMIT_EXCEEDED", false),
        (404, "NOT_FOUND", true),
        (400, "INVALIDJOBSTATE", true),
        (400, "INVALID_QUERY_LOCATOR", true),
    ] {
        let server =
            serve_data(move |_| answer(status, json!([{"errorCode": code, "message": "Not so."}])))
                .await;
        let client = plain_client(&server.url);
        for failure in [
            client.start_bulk_query(&soql(), BulkOperation::Query).await.unwrap_err(),
            client.bulk_query_state(&id()).await.unwrap_err(),
            client.bulk_query_page(&id(), None, 10).await.unwrap_err(),
            client.drop_bulk_query(&id()).await.unwrap_err(),
        ] {
            assert_eq!((failure.code.as_str(), failure.ends_bulk_query()), (code, ends));
            assert!(crate::catalogue::explain(code).is_some(), "{code}");
        }
    }
}

#[tokio::test]
async fn an_ended_session_is_renewed_for_a_page_as_for_anything_else() {
    let server = serve_data(|seen| match seen.token() {
        "fresh" => answer(200, "\"Id\"\n\"1\"\n"),
        _ => expired(),
    })
    .await;
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let client = client(&server.url, web(), vault);
    let page = client.bulk_query_page(&id(), None, 10).await.unwrap();
    assert_eq!(page.rows(&described()).unwrap().count(), 1);
    assert_eq!(server.sign_ins(), 1);
}

#[test]
fn debug_output_shows_no_person() {
    let reply = Reply {
        status: 200,
        headers: reqwest::header::HeaderMap::new(),
        body: b"\"Name\"\n\"Aiko\"\n".to_vec(),
    };
    let page = BulkPage::read(reply).unwrap();
    let text = format!("{page:?} {:?}", page.rows(&described()).unwrap());
    assert!(!text.contains("Aiko"), "{text}");
}
