//! Bulk API 1.0 through the router, as an old loader uses it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt as _;

use crate::org::{Org, OrgOptions};

struct Loader {
    org: Org,
    token: String,
}

impl Loader {
    fn new() -> Self {
        let org = Org::new(OrgOptions::new(Arc::new(|| 1_730_962_800_000), 1)).unwrap();
        let token = org.sessions().issue(&org.administrator().user_id, None, org.now());
        Self { org, token }
    }

    async fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(format!("/services/async/62.0{path}"))
            .header("X-SFDC-Session", &self.token)
            .header("Content-Type", kind)
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response = super::routes(self.org.clone()).oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn job(&self, operation: &str, more: &str) -> String {
        let body = format!(
            "<jobInfo xmlns=\"{}\"><operation>{operation}</operation><object>Contact</object>{more}\
             <contentType>CSV</contentType></jobInfo>",
            super::write::NAMESPACE
        );
        let (status, text) = self.send("POST", "/job", "application/xml", &body).await;
        assert_eq!(status, 201, "{text}");
        between(&text, "<id>", "</id>")
    }
}

fn between(text: &str, start: &str, end: &str) -> String {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0.to_owned()
}

#[tokio::test]
async fn rows_of_a_batch_have_fates_of_their_own() {
    let loader = Loader::new();
    let job = loader.job("insert", "").await;
    let path = format!("/job/{job}/batch");
    let rows = "LastName,FirstName\nTanaka,Yui\n,Nameless\n";
    let (status, text) = loader.send("POST", &path, "text/csv", rows).await;
    assert_eq!((status, between(&text, "<state>", "</state>")), (201, "Queued".to_owned()));
    let batch = between(&text, "<id>", "</id>");
    let (_, text) = loader.send("GET", &path, "application/xml", "").await;
    assert_eq!(between(&text, "<state>", "</state>"), "Completed");
    assert_eq!(between(&text, "<numberRecordsFailed>", "<"), "1");
    let path = format!("{path}/{batch}/result");
    let (_, text) = loader.send("GET", &path, "application/xml", "").await;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "\"Id\",\"Success\",\"Created\",\"Error\"");
    assert!(lines[1].starts_with("\"003") && lines[1].ends_with("\"true\",\"true\",\"\""));
    assert_eq!(
        lines[2],
        "\"\",\"false\",\"false\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --\""
    );
}

#[tokio::test]
async fn an_upsert_creates_and_changes() {
    let loader = Loader::new();
    let more = "<externalIdFieldName>Email</externalIdFieldName>";
    for created in ["true", "false"] {
        let job = loader.job("upsert", more).await;
        let rows = "Email,LastName\nyui@example.com,Tanaka\n";
        let (_, text) = loader.send("POST", &format!("/job/{job}/batch"), "text/csv", rows).await;
        let batch = between(&text, "<id>", "</id>");
        let close = "<jobInfo><state>Closed</state></jobInfo>";
        let (_, text) = loader.send("POST", &format!("/job/{job}"), "application/xml", close).await;
        assert_eq!(between(&text, "<state>", "</state>"), "Closed");
        assert_eq!(between(&text, "<externalIdFieldName>", "<"), "Email");
        let path = format!("/job/{job}/batch/{batch}/result");
        let (_, text) = loader.send("GET", &path, "application/xml", "").await;
        assert!(text.contains(&format!("\"true\",\"{created}\",\"\"")), "{text}");
        let (status, text) =
            loader.send("POST", &format!("/job/{job}/batch"), "text/csv", rows).await;
        assert_eq!(status, 400);
        assert_eq!(between(&text, "<exceptionCode>", "<"), "InvalidJobState");
    }
}

#[tokio::test]
async fn a_query_in_json_gives_moments_as_numbers() {
    let loader = Loader::new();
    let body = r#"{"operation": "query", "object": "User", "contentType": "JSON"}"#;
    let (_, text) = loader.send("POST", "/job", "application/json", body).await;
    let job = between(&text, "\"id\":\"", "\"");
    let query = "SELECT Username, CreatedDate FROM User";
    let path = format!("/job/{job}/batch");
    let (_, text) = loader.send("POST", &path, "application/json", query).await;
    let batch = between(&text, "\"id\":\"", "\"");
    let path = format!("{path}/{batch}/result");
    let (_, text) = loader.send("GET", &path, "application/json", "").await;
    let result = between(&text, "[\"", "\"]");
    let (status, text) =
        loader.send("GET", &format!("{path}/{result}"), "application/json", "").await;
    assert_eq!(status, 200);
    assert!(text.contains("\"CreatedDate\":1730962800000"), "{text}");
}

#[tokio::test]
async fn refusals_speak_the_language_of_the_request() {
    let loader = Loader::new();
    let (status, text) = loader.send("POST", "/job", "application/xml", "<jobInfo").await;
    assert_eq!((status, between(&text, "<exceptionCode>", "<")), (400, "InvalidJob".to_owned()));
    let (status, text) = loader.send("GET", "/job/750000000000001", "application/json", "").await;
    assert_eq!(status, 404);
    assert!(text.starts_with("{\"exceptionCode\":\"InvalidJob\""), "{text}");
    let stranger = Loader { org: loader.org.clone(), token: "00D!nobody".to_owned() };
    let (status, text) = stranger.send("GET", "/job/x", "application/xml", "").await;
    assert_eq!(
        (status, between(&text, "<exceptionCode>", "<")),
        (401, "InvalidSessionId".to_owned())
    );
}

#[tokio::test]
async fn a_concurrency_mode_may_be_its_place_in_the_list() {
    let loader = Loader::new();
    for (sent, kept) in
        [("0", "Parallel"), ("1", "Serial"), ("\"Serial\"", "Serial"), ("null", "Parallel")]
    {
        let body = format!(
            r#"{{"operation": "insert", "object": "Contact", "concurrencyMode": {sent}, "contentType": "JSON"}}"#
        );
        let (status, text) = loader.send("POST", "/job", "application/json", &body).await;
        assert_eq!(status, 201, "{text}");
        assert!(text.contains(&format!("\"concurrencyMode\":\"{kept}\"")), "{text}");
    }
    let body = r#"{"operation": "insert", "object": "Contact", "concurrencyMode": 2}"#;
    let (status, text) = loader.send("POST", "/job", "application/json", body).await;
    assert_eq!(status, 400);
    assert!(text.contains("InvalidJob"), "{text}");
}

#[tokio::test]
async fn a_batch_is_never_written_with_the_rights_of_somebody_else() {
    let mut loader = Loader::new();
    let user = serde_json::json!({
        "Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei",
    });
    let user = loader.org.load("User", vec![user.as_object().unwrap().clone()]).unwrap();
    let admin = loader.token.clone();
    loader.token = loader.org.sessions().issue(&user[0], None, loader.org.now());
    let job = loader.job("insert", "").await;
    let path = format!("/job/{job}/batch");
    loader.send("POST", &path, "text/csv", "LastName\nRoe\n").await;
    let own = std::mem::replace(&mut loader.token, admin);
    assert_eq!(loader.send("GET", &path, "text/csv", "").await.0, 404);
    loader.token = own;
    assert_eq!(loader.send("GET", &path, "text/csv", "").await.0, 200);
    let query = format!("SELECT COUNT() FROM Contact WHERE OwnerId = '{}'", user[0]);
    assert_eq!(loader.org.query(&loader.org.administrator(), &query).unwrap().total_size, 1);
}
