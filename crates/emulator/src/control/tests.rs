//! The control endpoint through its router.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::org::{Org, OrgOptions};

fn org() -> Org {
    Org::new(OrgOptions::new(Arc::new(|| 1_800_000_000_000), 1)).unwrap()
}

async fn send(router: &Router, method: Method, path: &str, body: &str) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("/__emulator__{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test]
async fn faults_go_in_and_out_unchanged() {
    let org = org();
    let router = super::routes(org.clone());
    let faults = json!({
        "seed": 3,
        "latency_ms": 80,
        "requests": [{"kind": "unavailable_html", "probability": 0.3, "remaining": 5, "path_contains": "/composite"}],
        "lock_row_probability": 0.1,
        "records": [{"object": "Task", "field": "Subject", "equals": "x", "code": "STRING_TOO_LONG",
            "message": "too long", "fields": ["Subject"], "remaining": null}],
        "daily_api_requests": 100,
        "search_index_lag_ms": 5000,
        "event_bus_down": false,
        "replay_ids_lost": true,
    });
    let put = send(&router, Method::PUT, "/faults", &faults.to_string()).await;
    assert_eq!(put, (StatusCode::OK, faults.clone()));
    assert_eq!(send(&router, Method::GET, "/faults", "").await.1, faults);
    assert_eq!(org.faults().latency_ms, 80);
    send(&router, Method::DELETE, "/faults", "").await;
    assert_eq!(org.faults(), crate::faults::Faults::default());
}

#[tokio::test]
async fn impossible_faults_are_refused_and_change_nothing() {
    let org = org();
    let router = super::routes(org.clone());
    for (body, word) in [
        (r#"{"latency": 5}"#, "latency"),
        (r#"{"lock_row_probability": 1.5}"#, "probability"),
        (r#"{"requests": [{"kind": "unavailable_json", "probability": -0.1}]}"#, "probability"),
        (r#"{"requests": [{"kind": "gremlins"}]}"#, "gremlins"),
        ("", "EOF"),
    ] {
        let (status, reply) = send(&router, Method::PUT, "/faults", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(reply["error"].as_str().unwrap().contains(word), "{reply}");
    }
    assert_eq!(org.faults(), crate::faults::Faults::default());
}

#[tokio::test]
async fn sessions_and_grants_end() {
    let org = org();
    let router = super::routes(org.clone());
    let user = org.administrator().user_id;
    let grant = org.sessions().open_grant();
    let token = org.sessions().issue(&user, Some(grant), org.now());
    let (status, _) = send(&router, Method::POST, "/sessions/expire", "").await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(org.sessions().check(&token, org.now()), None);
    assert!(org.sessions().grant_is_alive(grant));
    send(&router, Method::POST, "/grants/revoke", "").await;
    assert!(!org.sessions().grant_is_alive(grant));
}

#[tokio::test]
async fn counting_from_outside_costs_no_api_calls() {
    let org = org();
    let router = super::routes(org.clone());
    let task = json!({"Subject": "Call", "CallObject": "a-1"});
    let task = task.as_object().unwrap().clone();
    org.create(&org.administrator(), "Task", task).unwrap();
    let question = json!({"soql": "SELECT CallObject FROM Task"}).to_string();
    let (status, reply) = send(&router, Method::POST, "/query", &question).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(reply["totalSize"], 1);
    assert_eq!(reply["records"][0]["CallObject"], "a-1");
    let (status, stats) = send(&router, Method::GET, "/stats", "").await;
    assert_eq!(status, StatusCode::OK, "{stats}");
    assert_eq!(stats["api_calls"], 0);
    assert_eq!(stats["records"]["Task"], 1);
    assert_eq!(stats["api_usage"]["allowance"], 15_000);

    let bad = json!({"soql": "SELECT FROM"}).to_string();
    let (status, reply) = send(&router, Method::POST, "/query", &bad).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(reply[0]["errorCode"], "MALFORMED_QUERY");
    let (status, reply) = send(&router, Method::POST, "/query", "{}").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(reply["error"].as_str().unwrap().contains("soql"));
}
