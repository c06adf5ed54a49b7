//! Holds the client to what it promises of hosts, of replies that are none, and of the org's allowance.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::decision::Decision;
use crate::decision::Pause;
use crate::scripted::*;
use crate::soql::Soql;

fn soql() -> Soql {
    Soql::select("Task", ["Id"]).unwrap()
}

#[tokio::test]
async fn a_token_is_sent_to_no_host_that_is_not_salesforces() {
    let server = serve(|seen: Seen| async move {
        let Answer(status, body, headers) = signed_in(&seen, "fresh");
        let mut json: Value = serde_json::from_str(&body).unwrap();
        json["instance_url"] = json!("https://salesforce.com.example.com");
        Answer(status, json.to_string(), headers)
    })
    .await;
    let failure = plain_client(&server.url).connect().await.unwrap_err();
    assert_eq!(failure.code, ours::UNTRUSTED_HOST);
    let evil = Url::parse("https://example.com").unwrap();
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    vault.tokens.lock().unwrap().as_mut().unwrap().instance_url = evil;
    let failure = client(&server.url, web(), vault).query(&soql()).await.unwrap_err();
    assert_eq!(failure.code, ours::UNTRUSTED_HOST);
}

#[tokio::test]
async fn connecting_checks_the_version_and_costs_no_call() {
    let versions = json!([{"version": "65.0"}, {"version": "66.0"}, {"version": "67.0"}]);
    let server = serve_data(move |_| answer(200, &versions)).await;
    let client = plain_client(&server.url);
    client.connect().await.unwrap();
    assert_eq!(client.usage(), Usage::default());
    assert_eq!(server.seen_data()[0].path, "/services/data");
    let mut settings = settings(&server.url, client_credentials());
    settings.api_version = "99.0".to_owned();
    let client = Client::new(settings, Arc::new(MemoryVault::default()), Arc::new(|| 0)).unwrap();
    let failure = client.connect().await.unwrap_err();
    assert_eq!(failure.code, ours::API_VERSION_MISSING);
    assert_eq!(failure.message, "The org offers the API versions 65.0 to 67.0, but not 99.0.");
}

#[tokio::test]
async fn a_web_page_instead_of_salesforce_is_named() {
    let page = || answer(200, "<!DOCTYPE html><html>Welcome</html>");
    let at_sign_in = serve(move |_| async move { page() }).await;
    let later = serve_data(move |_| page()).await;
    for server in [at_sign_in, later] {
        let failure = plain_client(&server.url).connect().await.unwrap_err();
        assert_eq!(failure.code, ours::NOT_SALESFORCE);
        assert!(failure.explanation().fix.to_string().contains("login_url"));
    }
    let json = serve_data(|_| answer(200, "{}")).await;
    assert_eq!(plain_client(&json.url).connect().await.unwrap_err().code, ours::NOT_SALESFORCE);
}

#[tokio::test]
async fn a_write_whose_reply_is_lost_has_an_unknown_outcome_and_a_read_has_not() {
    for bytes in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n[{\"id\":",
        b"HTTP/1.1 503 Unavailable\r\ncontent-length: 13\r\n\r\n<html></html>",
        b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n[{\"id\":",
        b"garbage",
    ] {
        let url = serve_bytes(bytes).await;
        let client = client(&url, web(), MemoryVault::signed_in(&url, "access-0", "refresh-0"));
        let failure =
            client.create_collection("Task", vec![crate::Record::new()]).await.unwrap_err();
        assert_eq!(failure.decision, Decision::Unknown, "{failure:?} {bytes:?}");
        let failure = client.query(&soql()).await.unwrap_err();
        assert_eq!(failure.decision, Decision::Retry, "{failure:?} {bytes:?}");
    }
}

#[tokio::test]
async fn a_timeout_leaves_the_outcome_unknown() {
    let server = serve(|_| std::future::pending::<Answer>()).await;
    let mut settings = settings(&server.url, web());
    // Half of it is for connecting, which must not fail on a busy machine.
    settings.timeout = Duration::from_secs(2);
    let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
    let client = Client::new(settings, vault, Arc::new(|| 0)).unwrap();
    let failure = client.create_collection("Task", vec![crate::Record::new()]).await.unwrap_err();
    assert_eq!((failure.code.as_str(), failure.decision), (ours::NO_REPLY, Decision::Unknown));
    assert_eq!(client.usage().calls_spent, 1);
}

#[tokio::test]
async fn what_never_left_can_be_sent_again_and_cost_nothing() {
    let url = nobody().await;
    let client = client(&url, web(), MemoryVault::signed_in(&url, "access-0", "refresh-0"));
    let failure = client.create_collection("Task", vec![crate::Record::new()]).await.unwrap_err();
    assert_eq!((failure.code.as_str(), failure.decision), (ours::NOT_CONNECTED, Decision::Retry));
    assert_eq!(client.usage().calls_spent, 0);
}

#[tokio::test]
async fn a_lost_sign_in_leaves_no_outcome_unknown() {
    for bytes in [&b""[..], b"HTTP/1.1 503 Unavailable\r\ncontent-length: 13\r\n\r\n<html></html>"]
    {
        let url = serve_bytes(bytes).await;
        let failure = plain_client(&url)
            .create_collection("Task", vec![crate::Record::new()])
            .await
            .unwrap_err();
        assert_eq!(failure.decision, Decision::Retry, "{failure:?}");
    }
}

#[tokio::test]
async fn the_allowance_is_read_from_every_reply_also_of_failures() {
    let server = serve_data(|seen| match seen.path.contains("Lead") {
        false => Answer(
            200,
            json!({"done": true, "records": []}).to_string(),
            &[("Sforce-Limit-Info", "api-usage=18/15000")],
        ),
        true => Answer(
            403,
            json!([{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]).to_string(),
            &[("Sforce-Limit-Info", "api-usage=15001/15000; per-app-api-usage=1/2(appName=x)")],
        ),
    })
    .await;
    let client = plain_client(&server.url);
    client.query(&soql()).await.unwrap();
    let usage = Usage { calls_spent: 1, quota_used: Some(18), quota_max: Some(15000) };
    assert_eq!(client.usage(), usage);
    let failure = client.query(&Soql::select("Lead", ["Id"]).unwrap()).await.unwrap_err();
    assert_eq!(failure.decision, Decision::PauseOrg(Pause::Quota));
    assert_eq!(client.usage(), Usage { calls_spent: 2, quota_used: Some(15001), ..usage });
    let seen = server.seen_data().remove(0);
    assert_eq!(seen.headers["sforce-call-options"], "client=ringledger");
    assert_eq!(seen.token(), "fresh");
}

#[test]
fn settings_that_cannot_be_right_are_refused() {
    for (login_url, api_version) in [
        ("http://login.salesforce.com", "66.0"),
        ("ftp://login.salesforce.com", "66.0"),
        ("data:text/plain,x", "66.0"),
        ("https://login.salesforce.com", "v66.0"),
        ("https://login.salesforce.com", "66"),
        ("https://login.salesforce.com", "66.0/../.."),
    ] {
        let mut settings = settings(&Url::parse(login_url).unwrap(), client_credentials());
        settings.api_version = api_version.to_owned();
        let made = Client::new(settings, Arc::new(MemoryVault::default()), Arc::new(|| 0));
        assert_eq!(made.unwrap_err().code, ours::BAD_SETTINGS, "{login_url} {api_version}");
    }
}

#[tokio::test]
async fn debug_output_shows_no_secret() {
    let url = Url::parse("https://login.salesforce.com").unwrap();
    let text = format!("{:?}", plain_client(&url));
    assert!(text.contains("login.salesforce.com") && !text.contains("\"secret\""), "{text}");
}
