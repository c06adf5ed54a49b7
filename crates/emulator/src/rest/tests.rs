//! The data API through the router, as a client sees it.

mod about;
mod composite;
mod limits;
mod reading;
mod rules;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::faults::Faults;
use crate::org::{Org, OrgOptions};

/// 2024-11-07 07:00 UTC.
const NOW: i64 = 1_730_962_800_000;

const BASE: &str = "/services/data/v66.0";

struct Client {
    org: Org,
    router: Router,
    token: String,
    clock: Arc<AtomicI64>,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Client {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut OrgOptions)) -> Self {
        let clock = Arc::new(AtomicI64::new(NOW));
        let hand = Arc::clone(&clock);
        let mut options = OrgOptions::new(Arc::new(move || hand.load(Ordering::Relaxed)), 1);
        change(&mut options);
        let org = Org::new(options).unwrap();
        let token = org.sessions().issue(&org.administrator().user_id, None, NOW);
        Self { router: super::routes(org.clone()), org, token, clock }
    }

    async fn raw(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body = match bytes.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&bytes)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned())),
        };
        Answer { status, headers, body }
    }

    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = Request::builder()
            .method(method)
            .uri(format!("{BASE}{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .unwrap();
        self.raw(request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    async fn soql(&self, query: &str) -> Answer {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        self.get(&format!("/query?q={query}")).await
    }

    async fn create(&self, object: &str, record: Value) -> String {
        let answer = self.send("POST", &format!("/sobjects/{object}"), Some(record)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    async fn count(&self, object: &str) -> u64 {
        let answer = self.soql(&format!("SELECT COUNT() FROM {object}")).await;
        answer.body["totalSize"].as_u64().unwrap()
    }

    fn faults(&self, faults: Value) {
        let faults: Faults = serde_json::from_value(faults).unwrap();
        self.org.set_faults(faults);
    }
}

#[tokio::test]
async fn a_record_lives_and_dies() {
    let client = Client::new();
    let answer = client
        .send("POST", "/sobjects/Task/", Some(json!({"Subject": "Call", "CallType": "Inbound"})))
        .await;
    assert_eq!(answer.status, 201);
    let id = answer.body["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.body, json!({"id": id, "success": true, "errors": []}));
    let path = format!("/sobjects/Task/{id}");
    assert_eq!(answer.headers["location"], format!("{BASE}{path}"));
    assert_eq!(answer.headers["sforce-limit-info"], "api-usage=1/15000");
    assert_eq!(answer.headers["content-type"], "application/json;charset=UTF-8");

    let answer = client.get(&format!("{path}?fields=Subject,CreatedDate,IsClosed")).await;
    assert_eq!(
        answer.body,
        json!({"attributes": {"type": "Task", "url": format!("{BASE}{path}")},
            "Subject": "Call", "CreatedDate": "2024-11-07T07:00:00.000+0000", "IsClosed": false})
    );
    let answer = client.send("PATCH", &path, Some(json!({"Status": "Completed"}))).await;
    assert_eq!((answer.status, answer.body), (204, Value::Null));
    let short = format!("/sobjects/Task/{}", &id[..15]);
    let answer = client.get(&short).await;
    assert_eq!(answer.body["IsClosed"], true);
    assert_eq!(answer.body["CompletedDateTime"], "2024-11-07T07:00:00.000+0000");
    assert_eq!(client.send("DELETE", &path, None).await.status, 204);
    for method in ["GET", "DELETE"] {
        let answer = client.send(method, &path, None).await;
        assert_eq!(answer.status, 404);
        assert_eq!(
            answer.body,
            json!([{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED", "fields": []}])
        );
    }
}

/// Method, path and body of a request; status and body of its answer.
type Refusal = (&'static str, &'static str, Option<Value>, u16, Value);

/// Paths that lead nowhere.
fn refusals_of_paths() -> Vec<Refusal> {
    vec![
        (
            "GET",
            "/sobjects/Foo",
            None,
            404,
            json!([{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]),
        ),
        (
            "GET",
            "/nothing",
            None,
            404,
            json!([{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]),
        ),
        (
            "GET",
            "/sobjects/Task/23foo",
            None,
            404,
            json!([{"errorCode": "NOT_FOUND", "message": "Provided external ID field does not exist or is not accessible: 23foo"}]),
        ),
        (
            "PATCH",
            "/sobjects/Task/00T5g000000Zzz1",
            Some(json!({"Subject": "x"})),
            404,
            json!([{"message": "invalid cross reference id", "errorCode": "INVALID_CROSS_REFERENCE_KEY", "fields": []}]),
        ),
    ]
}

/// Requests that cannot be understood.
fn refusals_of_requests() -> Vec<Refusal> {
    vec![
        (
            "POST",
            "/sobjects/Account",
            Some(json!({})),
            400,
            json!([{"message": "Required fields are missing: [Name]", "errorCode": "REQUIRED_FIELD_MISSING", "fields": ["Name"]}]),
        ),
        (
            "POST",
            "/sobjects/Account",
            Some(json!({"Name": "a", "foo": 1})),
            400,
            json!([{"message": "No such column 'foo' on sobject of type Account", "errorCode": "INVALID_FIELD"}]),
        ),
        (
            "POST",
            "/sobjects/Account",
            None,
            400,
            json!([{"message": "The HTTP entity body is required, but this request has no entity body.", "errorCode": "JSON_PARSER_ERROR"}]),
        ),
        (
            "PUT",
            "/limits",
            None,
            405,
            json!([{"message": "HTTP Method 'PUT' not allowed. Allowed are HEAD,GET", "errorCode": "METHOD_NOT_ALLOWED"}]),
        ),
        (
            "GET",
            "/query/01g000-2000",
            None,
            400,
            json!([{"message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR"}]),
        ),
        (
            "GET",
            "/search?q=4155550100",
            None,
            400,
            json!([{"message": "unexpected token: 4155550100", "errorCode": "MALFORMED_SEARCH"}]),
        ),
        (
            "GET",
            "/search?q=FIND%204155550100",
            None,
            400,
            json!([{"message": "No search term found. The search term must be enclosed in braces.", "errorCode": "MALFORMED_SEARCH"}]),
        ),
    ]
}

#[tokio::test]
async fn errors_have_their_bodies() {
    let client = Client::new();
    let refusals = refusals_of_paths().into_iter().chain(refusals_of_requests());
    for (method, path, body, status, expected) in refusals {
        let answer = client.send(method, path, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert_eq!(answer.body, expected, "{method} {path}");
        let first = answer.body[0].as_object().unwrap().keys().next().unwrap();
        let code_first = expected[0]["message"] == "The requested resource does not exist";
        assert_eq!(first == "errorCode", code_first);
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let client = Client::new();
    let request = Request::post(format!("{BASE}/sobjects/Task"))
        .header(header::AUTHORIZATION, format!("OAuth {}", client.token))
        .body(Body::from("{\"Subject\" j}"))
        .unwrap();
    let answer = client.raw(request).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body[0]["errorCode"], "JSON_PARSER_ERROR");
    assert!(answer.body[0]["message"].as_str().unwrap().contains("[line:1, column:"));
}

#[tokio::test]
async fn nobody_reads_without_a_session() {
    let client = Client::new();
    let expected =
        json!([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]);
    for authorization in [None, Some("Bearer nonsense"), Some("Basic abc"), Some("Bearer")] {
        let mut request = Request::get(format!("{BASE}/limits"));
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        let answer = client.raw(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, &answer.body), (401, &expected));
    }
    let versions = Request::get("/services/data/").body(Body::empty()).unwrap();
    let answer = client.raw(versions).await;
    assert_eq!(answer.body[0]["version"], "31.0");
    let newest = answer.body.as_array().unwrap().last().unwrap();
    assert_eq!(
        newest,
        &json!({"label": "Winter '27", "url": "/services/data/v68.0", "version": "68.0"})
    );
    assert_eq!(client.org.api_calls(), 0);
    client.org.sessions().expire_all();
    assert_eq!(client.get("/limits").await.status, 401);
}

#[tokio::test]
async fn the_allowance_ends_and_comes_back() {
    let client = Client::with(|options| options.daily_api_requests = 2);
    assert_eq!(
        client.get("/limits").await.body["DailyApiRequests"],
        json!({"Max": 2, "Remaining": 1})
    );
    let parts = json!({"compositeRequest": [
        {"method": "GET", "url": format!("{BASE}/limits"), "referenceId": "a"},
        {"method": "GET", "url": format!("{BASE}/limits"), "referenceId": "b"}]});
    let answer = client.send("POST", "/composite", Some(parts)).await;
    assert_eq!(answer.headers["sforce-limit-info"], "api-usage=2/2");
    let answer = client.get("/limits").await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.body,
        json!([{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}])
    );
    client.clock.fetch_add(25 * 60 * 60 * 1_000, Ordering::Relaxed);
    let token =
        client.org.sessions().issue(&client.org.administrator().user_id, None, client.org.now());
    let client = Client { token, ..client };
    assert_eq!(client.get("/limits").await.status, 200);
    assert_eq!(client.org.api_calls(), 3);
    client.faults(json!({"daily_api_requests": 0}));
    assert_eq!(client.get("/limits").await.status, 403);
}

#[tokio::test]
async fn upsert_creates_once_and_then_changes() {
    let client = Client::new();
    let path = "/sobjects/Task/Ringledger_Call_Id__c/main%3Acall%2F1";
    let answer = client.send("PATCH", path, Some(json!({"Subject": "One"}))).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["created"], true);
    let id = answer.body["id"].clone();
    let answer = client.send("PATCH", path, Some(json!({"Subject": "Two"}))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, json!({"id": id, "success": true, "errors": [], "created": false}));
    let answer = client.get(path).await;
    assert_eq!(answer.body["Subject"], "Two");
    assert_eq!(answer.body["Ringledger_Call_Id__c"], "main:call/1");
    let old = path.replace("/sobjects", "");
    let request = Request::patch(format!("/services/data/v45.0/sobjects{old}"))
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(client.raw(request).await.status, 204);
    let other = "/sobjects/Task/Ringledger_Call_Id__c/MAIN%3Acall%2F1";
    assert_eq!(client.get(other).await.status, 404, "the field tells case apart");
    let only = format!("{other}?updateOnly=true");
    assert_eq!(client.send("PATCH", &only, Some(json!({}))).await.status, 404);
    let answer = client
        .send(
            "POST",
            "/sobjects/Task",
            Some(json!({"Subject": "x", "Ringledger_Call_Id__c": "main:call/1"})),
        )
        .await;
    assert_eq!(answer.body[0]["errorCode"], "DUPLICATE_VALUE");
    let fifteen = &id.as_str().unwrap()[..15];
    assert_eq!(
        answer.body[0]["message"],
        format!(
            "duplicate value found: Ringledger_Call_Id__c duplicates value on record with id: {fifteen}"
        )
    );
}

#[tokio::test]
async fn an_external_id_of_several_records_is_300() {
    let client = Client::new();
    for name in ["A", "B"] {
        client.create("Contact", json!({"LastName": name, "Email": "same@example.com"})).await;
    }
    for method in ["GET", "PATCH"] {
        let answer =
            client.send(method, "/sobjects/Contact/Email/same@example.com", Some(json!({}))).await;
        assert_eq!(answer.status, 300);
        assert_eq!(answer.body.as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn describes_have_the_keys_of_the_real_ones() {
    let client = Client::new();
    let answer = client.get("/sobjects/Task/describe").await;
    assert_eq!(answer.body.as_object().unwrap().len(), 45);
    let fields = answer.body["fields"].as_array().unwrap();
    let field = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
    assert_eq!(field("Subject").as_object().unwrap().len(), 57);
    assert_eq!(field("Description")["filterable"], false);
    assert_eq!(field("TaskSubtype")["updateable"], false);
    assert_eq!(field("CallType")["restrictedPicklist"], true);
    assert_eq!(field("WhoId")["referenceTo"], json!(["Contact", "Lead"]));
    assert_eq!(field("Ringledger_Call_Id__c")["externalId"], true);
    let modified = answer.headers["last-modified"].to_str().unwrap().to_owned();
    let request = Request::get(format!("{BASE}/sobjects/Task/describe/"))
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .header(header::IF_MODIFIED_SINCE, modified)
        .body(Body::empty())
        .unwrap();
    assert_eq!(client.raw(request).await.status, 304);
    let answer = client.get("/sobjects/").await;
    assert_eq!(answer.body["maxBatchSize"], 200);
    let without = Client::with(|options| options.call_id_field = false);
    let answer = without.get("/sobjects/Task/describe").await;
    assert!(!answer.body.to_string().contains("Ringledger_Call_Id__c"));
}

#[tokio::test]
async fn a_composite_passes_ids_on() {
    let client = Client::new();
    let body = json!({"allOrNone": false, "compositeRequest": [
        {"method": "POST", "url": format!("{BASE}/sobjects/Contact"), "referenceId": "new", "body": {"LastName": "Doe", "Phone": "+81355500100"}},
        {"method": "GET", "url": format!("{BASE}/query/?q=SELECT Id, Phone FROM Contact WHERE Phone = '%2B81355500100'"), "referenceId": "found"},
        {"method": "POST", "url": format!("{BASE}/sobjects/Task"), "referenceId": "task", "body": {"Subject": "Call", "WhoId": "@{found.records[0].Id}"}},
        {"method": "PATCH", "url": format!("{BASE}/sobjects/Task/@{{task.id}}"), "referenceId": "close", "body": {"Status": "Completed"}},
        {"method": "GET", "url": format!("{BASE}/sobjects/Contact/@{{gone.id}}"), "referenceId": "bad"},
    ]});
    let answer = client.send("POST", "/composite", Some(body)).await;
    assert_eq!(answer.status, 200);
    let replies = answer.body["compositeResponse"].as_array().unwrap();
    let statuses: Vec<u64> =
        replies.iter().map(|reply| reply["httpStatusCode"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 200, 201, 204, 400], "{}", answer.body);
    assert!(
        replies[0]["httpHeaders"]["Location"].as_str().unwrap().contains("/sobjects/Contact/003")
    );
    assert_eq!(replies[3]["body"], Value::Null);
    assert_eq!(replies[4]["body"][0]["errorCode"], "PROCESSING_HALTED");
    assert_eq!(client.org.api_calls(), 1);
    let answer = client.soql("SELECT Who.Name, IsClosed FROM Task").await;
    assert_eq!(answer.body["records"][0]["Who"]["Name"], "Doe");
    assert_eq!(answer.body["records"][0]["IsClosed"], true);
}

#[tokio::test]
async fn a_composite_is_rolled_back_as_a_whole() {
    let client = Client::new();
    let parts = |all_or_none: bool| {
        json!({"allOrNone": all_or_none, "compositeRequest": [
            {"method": "POST", "url": format!("{BASE}/sobjects/Contact"), "referenceId": "a", "body": {"LastName": "Kept"}},
            {"method": "POST", "url": format!("{BASE}/sobjects/Contact"), "referenceId": "b", "body": {"FirstName": "Lost"}},
        ]})
    };
    let answer = client.send("POST", "/composite", Some(parts(true))).await;
    let replies = &answer.body["compositeResponse"];
    assert_eq!(
        replies[0]["body"],
        json!([{"message": "The transaction was rolled back since another operation in the same transaction failed.", "errorCode": "PROCESSING_HALTED"}])
    );
    assert_eq!(replies[1]["body"][0]["errorCode"], "REQUIRED_FIELD_MISSING");
    assert_eq!(client.count("Contact").await, 0);
    client.send("POST", "/composite", Some(parts(false))).await;
    assert_eq!(client.count("Contact").await, 1);
}

#[tokio::test]
async fn a_composite_has_limits() {
    let client = Client::new();
    let parts = |number: usize, path: &str| {
        let parts: Vec<Value> = (0..number)
            .map(|place| json!({"method": "GET", "url": format!("{BASE}{path}"), "referenceId": format!("r{place}")}))
            .collect();
        json!({"compositeRequest": parts})
    };
    let query = "/query?q=SELECT+Id+FROM+User";
    for (number, path, status) in
        [(25, "/limits", 200), (26, "/limits", 400), (5, query, 200), (6, query, 400)]
    {
        let answer = client.send("POST", "/composite", Some(parts(number, path))).await;
        assert_eq!(answer.status, status, "{number} {path}");
    }
}

#[tokio::test]
async fn collections_keep_their_books() {
    let client = Client::new();
    let record = |key: &str, subject: &str| json!({"attributes": {"type": "Task"}, "Ringledger_Call_Id__c": key, "Subject": subject});
    let path = "/composite/sobjects/Task/Ringledger_Call_Id__c";
    let long = "x".repeat(256);
    let body = json!({"allOrNone": false, "records": [record("a", "A"), record("b", &long), record("a", "again"), record("c", "C")]});
    let answer = client.send("PATCH", path, Some(body)).await;
    assert_eq!(answer.status, 200);
    let rows = answer.body.as_array().unwrap();
    let success: Vec<bool> = rows.iter().map(|row| row["success"].as_bool().unwrap()).collect();
    assert_eq!(success, [true, false, false, true]);
    assert_eq!(rows[0]["created"], true);
    assert_eq!(rows[1]["errors"][0]["statusCode"], "STRING_TOO_LONG");
    assert_eq!(rows[1]["errors"][0]["fields"], json!(["Subject"]));
    assert_eq!(rows[2]["errors"][0]["statusCode"], "DUPLICATE_VALUE");
    assert_eq!(client.count("Task").await, 2);

    let body = json!({"allOrNone": true, "records": [record("a", "changed"), record("d", &long)]});
    let answer = client.send("PATCH", path, Some(body)).await;
    assert_eq!(answer.body[0]["errors"][0]["statusCode"], "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    let answer = client.soql("SELECT Subject FROM Task WHERE Ringledger_Call_Id__c = 'a'").await;
    assert_eq!(answer.body["records"][0]["Subject"], "A");

    let body = json!({"records": [record("a", "changed")]});
    let answer = client.send("PATCH", path, Some(body)).await;
    assert_eq!(answer.body[0]["created"], false);
    let many: Vec<Value> = (0..201).map(|number| record(&number.to_string(), "x")).collect();
    let answer = client.send("PATCH", path, Some(json!({"records": many}))).await;
    assert_eq!(answer.body[0]["errorCode"], "EXCEEDED_ID_LIMIT");
    let answer = client
        .send(
            "PATCH",
            "/composite/sobjects/Task/Nope__c",
            Some(json!({"records": [record("a", "x")]})),
        )
        .await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn collections_create_update_read_and_delete() {
    let client = Client::new();
    let contact = |name: &str| json!({"attributes": {"type": "Contact"}, "LastName": name});
    let body = json!({"records": [contact("A"), contact("B")]});
    let answer = client.send("POST", "/composite/sobjects", Some(body)).await;
    let ids: Vec<String> = answer
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    let body = json!({"records": [{"attributes": {"type": "Contact"}, "id": ids[0], "FirstName": "First"}, contact("no id")]});
    let answer = client.send("PATCH", "/composite/sobjects", Some(body)).await;
    assert_eq!(answer.body[0], json!({"id": ids[0], "success": true, "errors": []}));
    assert_eq!(answer.body[1]["errors"][0]["statusCode"], "MISSING_ARGUMENT");
    let path = format!("/composite/sobjects?ids={},{}&allOrNone=false", ids[1], "003xx");
    let answer = client.send("DELETE", &path, None).await;
    assert_eq!(answer.body[0]["success"], true);
    assert_eq!(answer.body[1]["success"], false);
    let body = json!({"ids": ids, "fields": ["Name"]});
    let answer = client.send("POST", "/composite/sobjects/Contact", Some(body)).await;
    assert_eq!(answer.body[0]["Name"], "First A");
    assert_eq!(answer.body[1], Value::Null);
}

#[tokio::test]
async fn a_batch_counts_each_request() {
    let client = Client::new();
    let body = json!({"batchRequests": [
        {"method": "GET", "url": "v66.0/sobjects/Nope"},
        {"method": "POST", "url": "v66.0/sobjects/Contact", "richInput": {"LastName": "Batch"}},
    ]});
    let answer = client.send("POST", "/composite/batch", Some(body.clone())).await;
    assert_eq!(answer.body["hasErrors"], true);
    assert_eq!(answer.body["results"][1]["statusCode"], 201);
    assert_eq!(client.org.api_calls(), 2);
    assert_eq!(answer.headers["sforce-limit-info"], "api-usage=2/15000");
    let mut halting = body;
    halting["haltOnError"] = json!(true);
    let answer = client.send("POST", "/composite/batch", Some(halting)).await;
    assert_eq!(answer.body["results"][1]["statusCode"], 412);
}

#[tokio::test]
async fn a_tree_grows_whole_or_not_at_all() {
    let client = Client::new();
    let tree = |last_name: Value| {
        json!({"records": [{"attributes": {"type": "Account", "referenceId": "acme"}, "Name": "Acme",
            "Contacts": {"records": [{"attributes": {"type": "Contact", "referenceId": "jane"}, "LastName": last_name}]}}]})
    };
    let answer = client.send("POST", "/composite/tree/Account", Some(tree(json!("Doe")))).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.body["results"][1]["referenceId"], "jane");
    let answer = client.soql("SELECT Account.Name FROM Contact").await;
    assert_eq!(answer.body["records"][0]["Account"]["Name"], "Acme");
    let answer = client.send("POST", "/composite/tree/Account", Some(tree(Value::Null))).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["results"][0]["referenceId"], "jane");
    assert_eq!(answer.body["results"][0]["errors"][0]["statusCode"], "REQUIRED_FIELD_MISSING");
    assert_eq!(client.count("Account").await, 1);
}

#[tokio::test]
async fn what_changed_can_be_asked_for() {
    let client = Client::new();
    let kept = client.create("Contact", json!({"LastName": "Kept"})).await;
    let gone = client.create("Contact", json!({"LastName": "Gone"})).await;
    client.send("DELETE", &format!("/sobjects/Contact/{gone}"), None).await;
    let window = "start=2024-11-07T06:00:00%2B00:00&end=2024-11-07T08:00:00%2B00:00";
    let answer = client.get(&format!("/sobjects/Contact/updated/?{window}")).await;
    assert_eq!(
        answer.body,
        json!({"ids": [kept], "latestDateCovered": "2024-11-07T07:00:00.000+0000"})
    );
    let answer = client.get(&format!("/sobjects/Contact/deleted/?{window}")).await;
    assert_eq!(
        answer.body["deletedRecords"],
        json!([{"deletedDate": "2024-11-07T07:00:00.000+0000", "id": gone}])
    );
    let answer = client
        .get("/sobjects/Contact/updated?start=2024-11-07T07:00:00Z&end=2024-11-07T07:00:30Z")
        .await;
    assert_eq!(answer.body[0]["errorCode"], "INVALID_REPLICATION_DATE");
    let answer = client.get("/limits/recordCount?sObjects=Contact").await;
    assert_eq!(answer.body, json!({"sObjects": [{"count": 1, "name": "Contact"}]}));
}

#[tokio::test]
async fn faults_strike_requests() {
    let client = Client::new();
    let once = |kind: &str| json!({"requests": [{"kind": kind, "remaining": 1}]});
    client.faults(once("unavailable_html"));
    let answer = client.get("/limits").await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.as_str().unwrap().contains("<html>"));
    client.faults(once("unavailable_json"));
    assert_eq!(client.get("/limits").await.body[0]["errorCode"], "SERVER_UNAVAILABLE");
    assert_eq!(client.get("/limits").await.status, 200);
    let grant = client.org.sessions().open_grant();
    let token = client.org.sessions().issue(&client.org.administrator().user_id, Some(grant), NOW);
    let client = Client { token, ..client };
    client.faults(once("grant_revoked"));
    assert_eq!(client.get("/limits").await.status, 401);
    assert!(!client.org.sessions().grant_is_alive(grant));
    assert_eq!(client.get("/limits").await.status, 401, "the session is dead");
}

#[tokio::test]
async fn faults_strike_records() {
    let client = Client::new();
    client.faults(json!({"records": [{"object": "Task", "field": "Subject", "equals": "bad",
        "code": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "Not this one."}]}));
    let task = |subject: &str| json!({"attributes": {"type": "Task"}, "Subject": subject});
    let body = json!({"records": [task("good"), task("bad")]});
    let answer = client.send("POST", "/composite/sobjects", Some(body)).await;
    assert_eq!(answer.body[0]["success"], true);
    assert_eq!(answer.body[1]["errors"][0]["message"], "Not this one.");
    client.faults(json!({"lock_row_probability": 1.0}));
    let answer = client.send("POST", "/sobjects/Task", Some(task("any"))).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body[0]["errorCode"], "UNABLE_TO_LOCK_ROW");
    assert_eq!(client.count("Task").await, 1);
}

#[tokio::test]
async fn a_fault_finds_a_record_by_its_external_id() {
    let client = Client::new();
    let path = "/sobjects/Task/Ringledger_Call_Id__c/main:1";
    assert_eq!(client.send("PATCH", path, Some(json!({"Subject": "a"}))).await.status, 201);
    client.faults(
        json!({"records": [{"field": "Ringledger_Call_Id__c", "equals": "main:1", "remaining": 1,
        "code": "UNABLE_TO_LOCK_ROW", "message": "locked"}]}),
    );
    assert_eq!(client.send("PATCH", path, Some(json!({"Subject": "b"}))).await.status, 400);
    assert_eq!(client.send("PATCH", path, Some(json!({"Subject": "b"}))).await.status, 200);
}

#[tokio::test]
async fn a_reset_closes_the_connection_before_or_after_the_commit() {
    let client = Client::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(crate::serve(listener, client.org.clone()));
    for (kind, tasks) in [("reset_before_commit", 0), ("reset_after_commit", 1)] {
        client.faults(json!({"requests": [{"kind": kind, "remaining": 1}]}));
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!(
            "POST {BASE}/sobjects/Task HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: 2\r\n\r\n{{}}",
            client.token
        );
        tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        // Either an end without a byte or an error; both are a connection that closed without an answer.
        let end = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut received).await;
        assert!(received.is_empty(), "{kind}: {end:?} {}", String::from_utf8_lossy(&received));
        assert_eq!(client.count("Task").await, tasks, "{kind}");
    }
    server.abort();
}

#[tokio::test]
async fn the_search_index_lags() {
    let client = Client::new();
    client.create("Contact", json!({"LastName": "Doe", "Phone": "(415) 555-0123"})).await;
    client
        .create(
            "Lead",
            json!({"LastName": "Roe", "Company": "R", "MobilePhone": "+1 415 555 0123"}),
        )
        .await;
    let search = "/search/?q=FIND+%7B4155550123%7D+IN+PHONE+FIELDS+RETURNING+Contact(Id,Name,Phone),+Lead(Id+WHERE+IsConverted%3Dfalse)+LIMIT+10";
    let answer = client.get(search).await;
    let found = answer.body["searchRecords"].as_array().unwrap();
    assert_eq!(found.len(), 2, "{}", answer.body);
    assert_eq!(found[0]["Phone"], "(415) 555-0123");
    assert_eq!(found[1]["attributes"]["type"], "Lead");
    client.faults(json!({"search_index_lag_ms": 60_000}));
    assert_eq!(client.get(search).await.body["searchRecords"], json!([]));
    client.clock.fetch_add(60_000, Ordering::Relaxed);
    assert_eq!(client.get(search).await.body["searchRecords"].as_array().unwrap().len(), 2);
    let body = json!({"q": "doe", "in": "NAME", "sobjects": [{"name": "Contact", "fields": ["Name"], "limit": 5}]});
    let answer = client.send("POST", "/parameterizedSearch", Some(body)).await;
    assert_eq!(answer.body["searchRecords"][0]["Name"], "Doe");
    let answer = client
        .get("/parameterizedSearch?q=4155550123&in=PHONE&sobject=Contact&Contact.fields=Id,Name")
        .await;
    assert_eq!(answer.body["searchRecords"][0]["Name"], "Doe");
}

#[tokio::test]
async fn pages_follow_the_batch_size() {
    let client = Client::new();
    let contacts = (0..250)
        .map(|number| json!({"LastName": format!("L{number}")}).as_object().unwrap().clone());
    client.org.load("Contact", contacts.collect()).unwrap();
    let request = Request::get(format!("{BASE}/query/?q=SELECT+Id+FROM+Contact"))
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .header("Sforce-Query-Options", "batchSize=200")
        .body(Body::empty())
        .unwrap();
    let answer = client.raw(request).await;
    let keys: Vec<&String> = answer.body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["totalSize", "done", "nextRecordsUrl", "records"]);
    let next = answer.body["nextRecordsUrl"].as_str().unwrap();
    assert!(next.ends_with("-200"), "{next}");
    let answer = client.get(next.strip_prefix(BASE).unwrap()).await;
    assert_eq!(answer.body["done"], true);
    assert_eq!(answer.body["records"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_long_uri_is_refused() {
    let client = Client::new();
    let answer = client.get(&format!("/query?q={}", "x".repeat(17_000))).await;
    assert_eq!(answer.status, 414);
}
