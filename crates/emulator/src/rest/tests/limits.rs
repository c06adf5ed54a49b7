//! What runs out: the numbers of `/limits`, and long requests at once.

use super::*;
use crate::usage::Ticket;

#[tokio::test]
async fn limits_have_the_names_of_a_real_org_in_order() {
    let client = Client::new();
    let limits = client.get("/limits/").await.body;
    let names: Vec<&String> = limits.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 59);
    assert!(names.is_sorted());
    for (name, limit) in limits.as_object().unwrap() {
        assert!(limit["Remaining"].as_u64().unwrap() <= limit["Max"].as_u64().unwrap(), "{name}");
    }
    let sets = limits["PermissionSets"]["Remaining"].as_u64().unwrap();
    client.create("PermissionSet", json!({"Name": "Callers", "Label": "Callers"})).await;
    let limits = client.get("/limits").await.body;
    assert_eq!(limits["PermissionSets"]["Remaining"], sets - 1);
    assert_eq!(limits["DailyApiRequests"], json!({"Max": 15_000, "Remaining": 14_997}));
    let old = Request::get("/services/data/v48.0/limits")
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .body(Body::empty())
        .unwrap();
    let limits = client.raw(old).await.body;
    assert!(limits["DailyBulkApiRequests"].is_object() && limits["DailyBulkApiBatches"].is_null());
}

#[tokio::test]
async fn too_many_long_requests_at_once_are_refused() {
    let client = Client::new();
    let tickets: Vec<Ticket> = (0..5).map(|_| Ticket::take(&client.org).unwrap()).collect();
    client.clock.fetch_add(19_999, Ordering::Relaxed);
    assert_eq!(client.get("/limits").await.status, 200, "none of them is long yet");
    client.clock.fetch_add(1, Ordering::Relaxed);
    let answer = client.get("/limits").await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.body,
        json!([{"message": "ConcurrentPerOrgLongTxn Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}])
    );
    drop(tickets);
    assert_eq!(client.get("/limits").await.status, 200, "the long ones have ended");
    assert_eq!(client.org.api_calls(), 2, "a refused request counts nothing");
}
