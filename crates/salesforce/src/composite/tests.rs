//! Holds composites and queries to their order, their limits and their pages.

use super::*;
use crate::decision::Decision;
use crate::query::Record;
use crate::scripted::*;
use crate::soql::Condition;

fn soql() -> Soql {
    Soql::select("Contact", ["Id", "Name"]).unwrap()
}

fn page(names: &[&str], next: Option<&str>) -> Value {
    let records: Vec<Value> =
        names.iter().map(|name| json!({"attributes": {"type": "Contact"}, "Name": name})).collect();
    let mut page = json!({"totalSize": 3, "done": next.is_none(), "records": records});
    if let Some(next) = next {
        page["nextRecordsUrl"] = json!(next);
    }
    page
}

fn names(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| record["Name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_query_reads_all_pages_by_the_addresses_it_is_given() {
    let server = serve_data(|seen| match seen.path.as_str() {
        "/services/data/v66.0/query/01g-2000" => answer(200, page(&["Budi", "Claire"], None)),
        _ => answer(200, page(&["Aiko"], Some("/services/data/v66.0/query/01g-2000"))),
    })
    .await;
    let client = plain_client(&server.url);
    let condition = Condition::eq("Name", "O'Hara & Søn").unwrap();
    let records = client.query(&soql().filter(condition)).await.unwrap();
    assert_eq!(names(&records), ["Aiko", "Budi", "Claire"]);
    let seen = server.seen_data();
    let url = client.session().settings.login_url.join(&seen[0].path).unwrap();
    let q = url.query_pairs().next().unwrap();
    assert_eq!(q.0, "q");
    assert_eq!(q.1, "SELECT Id,Name FROM Contact WHERE Name = 'O\\'Hara & Søn'");
    assert_eq!((seen.len(), client.usage().calls_spent), (2, 2));
}

#[tokio::test]
async fn a_query_that_is_no_result_is_not_taken_for_an_empty_one() {
    for body in [
        json!({}),
        json!([]),
        json!({"records": [], "done": false}),
        json!({"records": [1], "done": true}),
        page(&[], Some("https://example.com/services/data/v66.0/query/01g")),
        page(&[], Some("//example.com/query/01g")),
        page(&[], Some("/services/data/v66.0/query/01g-always")),
    ] {
        let text = body.to_string();
        let server = serve_data(move |_| answer(200, &body)).await;
        assert!(plain_client(&server.url).query(&soql()).await.is_err(), "{text}");
        assert!(server.seen_data().len() <= 2, "{text}");
    }
}

#[tokio::test]
async fn a_query_too_long_for_an_address_travels_in_a_body() {
    let server = serve_data(|seen| match seen.method.as_str() {
        "POST" => answer(
            200,
            json!({"compositeResponse": [{"body": page(&["Aiko"], None), "httpHeaders": {},
                "httpStatusCode": 200, "referenceId": "query"}]}),
        ),
        _ => answer(414, ""),
    })
    .await;
    let numbers: Vec<String> = (0..800).map(|n| format!("+4420794601{n:04}")).collect();
    let client = plain_client(&server.url);
    let records =
        client.query(&soql().filter(Condition::in_list("Phone", numbers).unwrap())).await.unwrap();
    assert_eq!(names(&records), ["Aiko"]);
    assert_eq!(client.usage().calls_spent, 1);
    assert_eq!(server.seen_data()[0].path, "/services/data/v66.0/composite");
}

#[tokio::test]
async fn a_composite_is_one_call_and_answers_in_order() {
    let server = serve_data(|_| {
        answer(
            200,
            json!({"compositeResponse": [
                {"body": [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}],
                 "httpHeaders": {}, "httpStatusCode": 404, "referenceId": "task"},
                {"body": page(&["Aiko"], None), "httpHeaders": {}, "httpStatusCode": 200, "referenceId": "people"},
            ]}),
        )
    })
    .await;
    let client = plain_client(&server.url);
    let path = "/sobjects/Task/00T5g00000AbcDe".to_owned();
    let body = Some(json!({"Subject": "Call"}));
    let task = Subrequest::new(Method::Patch, path, "task", body)
        .with_header("Sforce-Auto-Assign", "FALSE");
    let mut replies =
        client.composite(&[Subrequest::query("people", &soql()), task], true).await.unwrap();
    let task = replies.remove(1);
    assert_eq!((task.reference_id.as_str(), task.status), ("task", 404));
    assert_eq!(task.failure().unwrap().code, "NOT_FOUND");
    assert_eq!(replies[0].failure(), None);
    assert_eq!(names(&client.records(replies.remove(0)).await.unwrap()), ["Aiko"]);
    assert_eq!(client.records(task).await.unwrap_err().code, "NOT_FOUND");
    assert_eq!(client.usage().calls_spent, 1);
    let sent = server.seen_data()[0].json();
    let expected = json!({"allOrNone": true, "compositeRequest": [
        {"method": "GET", "url": "/services/data/v66.0/query?q=SELECT+Id%2CName+FROM+Contact", "referenceId": "people"},
        {"method": "PATCH", "url": "/services/data/v66.0/sobjects/Task/00T5g00000AbcDe", "referenceId": "task",
         "body": {"Subject": "Call"}, "httpHeaders": {"Sforce-Auto-Assign": "FALSE"}},
    ]});
    assert_eq!(sent, expected);
}

#[test]
fn a_name_from_outside_is_never_taken_for_a_reference() {
    let told = json!({"LastName": "@{person.id} @@{{x}}", "Phone": "+12025550147"});
    let Value::Object(told) = told else { unreachable!("it is written as an object") };
    let create = Subrequest::create_as_told("n0", "Contact", told).unwrap();
    let expected =
        json!({"LastName": "\u{FF20}{person.id} @\u{FF20}{{x}}", "Phone": "+12025550147"});
    assert_eq!(create.body, Some(expected));
    assert!(Subrequest::create_as_told("n0", "Contact/../x", Record::new()).is_err());
}

#[test]
fn the_records_of_a_duplicate_rule_are_read_in_both_spellings_of_the_key() {
    for key in ["duplicateResult", "duplicateResut"] {
        let records = json!([
            {"matchConfidence": 100.0, "record": {"Id": "0035g00000AbcDeAAJ"}},
            {"record": {"Id": "no id"}}, {"record": null},
            {"record": {"Id": "0035g00000AbcDfAAJ"}},
        ]);
        let found = json!({"matchResults": [{"matchRecords": records}, {}]});
        let body = json!([{key: found, "errorCode": "DUPLICATES_DETECTED", "message": "Use one?"}]);
        let reply = Subreply { status: 400, body, reference_id: "n0".to_owned() };
        let ids: Vec<String> = reply.duplicates().iter().map(ToString::to_string).collect();
        assert_eq!(ids.len(), 2, "{ids:?}");
        assert!(ids[0].starts_with("0035g00000AbcDe"), "{ids:?}");
    }
    let reply = Subreply { status: 400, body: json!(null), reference_id: String::new() };
    assert!(reply.duplicates().is_empty());
}

#[tokio::test]
async fn a_composite_beyond_the_limits_is_not_sent() {
    let server = serve_data(|_| answer(500, "")).await;
    let client = plain_client(&server.url);
    let mut queries: Vec<_> =
        (0..5).map(|n| Subrequest::query(&format!("q{n}"), &soql())).collect();
    queries.push(Subrequest::query_all("all", &soql()));
    assert_eq!(client.composite(&queries, false).await.unwrap_err().code, ours::REQUEST_TOO_LARGE);
    let limits = Subrequest::new(Method::Get, "/limits".to_owned(), "", None);
    let many = vec![limits; 26];
    assert_eq!(client.composite(&many, false).await.unwrap_err().code, ours::REQUEST_TOO_LARGE);
    assert_eq!(client.composite(&[], false).await.unwrap(), []);
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_composite_reply_that_lacks_a_part_is_an_unknown_outcome_if_something_was_written() {
    for body in
        [json!({}), json!({"compositeResponse": []}), json!({"compositeResponse": [{"body": 1}]})]
    {
        let server = serve_data(move |_| answer(200, &body)).await;
        let client = plain_client(&server.url);
        let read = Subrequest::query("people", &soql());
        let write = Subrequest { method: Method::Post, ..read.clone() };
        assert_eq!(client.composite(&[read], false).await.unwrap_err().decision, Decision::Retry);
        assert_eq!(
            client.composite(&[write], false).await.unwrap_err().decision,
            Decision::Unknown
        );
    }
}
