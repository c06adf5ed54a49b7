//! The JSON API as a program meets it: who is let in, what a problem looks like, and what strict input is.

use axum::http::StatusCode;
use serde_json::{Value, json};
use web::access::Role;

use crate::browser::{Browser, Page};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

pub(crate) fn json(page: &Page) -> Value {
    serde_json::from_str(&page.body).unwrap_or_else(|error| panic!("{error}: {}", page.body))
}

/// Checks that the answer is a problem of this status and code, and returns it.
pub(crate) fn problem(page: &Page, status: StatusCode, code: &str) -> Value {
    assert_eq!(page.status, status, "{}", page.body);
    assert_eq!(page.header("content-type"), "application/problem+json");
    let problem = json(page);
    assert_eq!(problem["status"], json!(status.as_u16()));
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["type"], "about:blank");
    problem
}

async fn a_stranger_is_refused_in_their_language(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let stranger = Browser::stranger(&stage);
    let english = problem(
        &stranger.get("/api/v1/status").await,
        StatusCode::UNAUTHORIZED,
        "api-not-signed-in",
    );
    let japanese = stranger.clone().with("accept-language", "ja").get("/api/v1/status").await;
    assert_eq!(japanese.header("content-language"), "ja");
    assert_eq!(japanese.header("www-authenticate"), "Bearer");
    let japanese = problem(&japanese, StatusCode::UNAUTHORIZED, "api-not-signed-in");
    assert_eq!(english["title"], "Not signed in");
    assert_eq!(japanese["title"], "未ログイン");
    let nowhere = stranger.get("/api/v1/nowhere").await;
    problem(&nowhere, StatusCode::NOT_FOUND, "api-not-found");
    let method = stranger.send("PATCH", "/api/v1/status", None, String::new()).await;
    problem(&method, StatusCode::METHOD_NOT_ALLOWED, "api-no-such-method");
    assert!(method.header("allow").contains("GET"), "{:?}", method.headers);
}

async fn the_document_and_its_page_are_there_for_everybody(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let stranger = Browser::stranger(&stage).with("accept-language", "fr");
    let document = stranger.get("/api/v1/openapi.json").await;
    assert_eq!(document.status, StatusCode::OK);
    let document = json(&document);
    assert_eq!(document["paths"]["/api/v1/status"]["get"]["x-capability"], "see_calls");
    assert_eq!(
        document["paths"]["/api/v1/status"]["get"]["security"][0]["key"],
        json!(["calls:read"])
    );
    assert_eq!(document["paths"]["/api/v1/audit"]["get"]["summary"], "Le journal d’audit");
    let page = stranger.get("/api/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Le journal d’audit"), "{}", page.body);
    assert!(page.body.contains("audit:read"), "{}", page.body);
}

async fn each_role_gets_what_it_may(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    let agent = Browser::signed_in(&stage, Role::Agent).await;
    let me = json(&auditor.get("/api/v1/me").await);
    assert_eq!(me["role"], "auditor");
    assert_eq!(
        me["capabilities"],
        json!(["read_settings", "see_calls", "see_errors", "export", "read_audit"])
    );
    let status = auditor.get("/api/v1/status").await;
    assert_eq!(json(&status)["calls"], 0);
    assert_eq!(auditor.get("/api/v1/audit").await.status, StatusCode::OK);
    problem(&agent.get("/api/v1/audit").await, StatusCode::FORBIDDEN, "api-not-allowed");
    // Troubles are about everybody's calls.
    assert_eq!(json(&auditor.get("/api/v1/troubles").await), json!({"troubles": []}));
    problem(&agent.get("/api/v1/troubles").await, StatusCode::FORBIDDEN, "api-not-allowed");
    let retry = "/api/v1/troubles/none/retry";
    let refused = auditor.send("POST", retry, None, String::new()).await;
    problem(&refused, StatusCode::FORBIDDEN, "api-not-allowed");
}

async fn what_is_sent_is_read_strictly(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("from=yesterday", "from"),
        ("about=%00", "about"),
        ("limit=1&limit=2", "limit"),
        ("who=a&other=b", "other"),
        ("cursor=none", "cursor"),
    ] {
        let page = owner.get(&format!("/api/v1/audit?{query}")).await;
        let code = if field == "cursor" { "api-bad-cursor" } else { "api-bad-parameter" };
        let problem = problem(&page, StatusCode::BAD_REQUEST, code);
        assert_eq!(problem["field"], field, "{query}: {problem}");
    }
    let mute = "/api/v1/troubles/none/mute";
    let send =
        async |kind: Option<&str>, body: &str| owner.send("PUT", mute, kind, body.to_owned()).await;
    let json_type = Some("application/json; charset=utf-8");
    problem(&send(None, "{}").await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "api-not-json");
    problem(&send(json_type, "{").await, StatusCode::BAD_REQUEST, "api-bad-json");
    problem(&send(json_type, "{} {}").await, StatusCode::BAD_REQUEST, "api-bad-json");
    for body in [r#"{"seconds": 0}"#, r#"{"seconds": "1"}"#, r#"{"seconds": 99999999999}"#] {
        let problem =
            problem(&send(json_type, body).await, StatusCode::BAD_REQUEST, "api-bad-field");
        assert_eq!(problem["field"], "seconds");
    }
    let other = send(json_type, r#"{"second": 1}"#).await;
    problem(&other, StatusCode::BAD_REQUEST, "api-bad-field");
    let nested = "[".repeat(100_000);
    problem(&send(json_type, &nested).await, StatusCode::BAD_REQUEST, "api-bad-field");
    let large = " ".repeat((1 << 20) + 1);
    problem(&send(json_type, &large).await, StatusCode::PAYLOAD_TOO_LARGE, "api-too-large");
    let none = send(json_type, r#"{"seconds": 60}"#).await;
    problem(&none, StatusCode::NOT_FOUND, "api-no-such-trouble");
}

async fn the_audit_log_comes_in_pages(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    for name in ["a", "b", "c"] {
        let what = "errors.acknowledge".to_owned();
        let deed = engine::Deed { what, about: name.to_owned(), ..engine::Deed::default() };
        stage.engine.record(deed).await.unwrap();
    }
    let first = json(&owner.get("/api/v1/audit?limit=2&what=errors.").await);
    let about = |page: &Value| {
        let deeds = page["deeds"].as_array().unwrap().clone();
        deeds.into_iter().map(|deed| deed["about"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(about(&first), ["c", "b"]);
    let next = first["next"].as_str().unwrap();
    let second =
        json(&owner.get(&format!("/api/v1/audit?limit=2&what=errors.&cursor={next}")).await);
    assert_eq!(about(&second), ["a"]);
    assert_eq!(second["next"], Value::Null);
    assert_eq!(first["deeds"][0]["what"], "errors.acknowledge");
}

async fn settings_are_changed_version_by_version(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    let put = async |who: &Browser, body: &Value| {
        let kind = Some("application/json");
        who.send("PUT", "/api/v1/settings", kind, body.to_string()).await
    };
    assert_eq!(json(&auditor.get("/api/v1/settings").await)["version"], 0);
    let change = json!({"expected": 0, "document": {"delivery": {"batch": 7}}, "note": "less"});
    problem(&put(&auditor, &change).await, StatusCode::FORBIDDEN, "api-not-allowed");
    assert_eq!(json(&put(&admin, &change).await), json!({"version": 1}));
    let late = problem(
        &put(&admin, &change).await,
        StatusCode::CONFLICT,
        "settings-problem-changed-meanwhile",
    );
    assert!(late["detail"].as_str().is_some_and(|text| text.len() > 20), "{late}");
    let wrong = json!({"expected": 1, "document": {"delivery": {"bach": 7}}});
    let wrong = put(&admin, &wrong).await;
    let wrong = problem(&wrong, StatusCode::BAD_REQUEST, "settings-problem-unknown-key");
    assert_eq!(wrong["field"], "delivery.bach");
    let null = json!({"expected": 1, "document": {"delivery": {"batch": null}}});
    assert_eq!(put(&admin, &null).await.status, StatusCode::BAD_REQUEST);
    let versions = json(&auditor.get("/api/v1/settings/versions").await);
    assert_eq!(versions["versions"][0]["note"], "less");
    let one = json(&auditor.get("/api/v1/settings/versions/1").await);
    assert_eq!(one["changed"], json!([{"path": "delivery.batch", "before": null, "after": "7"}]));
    let none = auditor.get("/api/v1/settings/versions/x").await;
    problem(&none, StatusCode::NOT_FOUND, "api-no-such-version");
    let file = auditor.get("/api/v1/settings.toml").await;
    assert_eq!(file.body.trim(), "[delivery]\nbatch = 7");
    let undo = json!({"version": 0, "expected": 1}).to_string();
    let undone = admin.send("POST", "/api/v1/settings/undo", Some("application/json"), undo).await;
    assert_eq!(json(&undone), json!({"version": 2}));
    assert_eq!(json(&auditor.get("/api/v1/settings").await)["document"], json!({}));
}

async fn a_key_does_what_its_scopes_say_until_it_is_revoked(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let json_type = Some("application/json");
    let wish = json!({"name": "Sheet", "scopes": ["calls:read"], "days": 30}).to_string();
    let made = owner.send("POST", "/api/v1/keys", json_type, wish).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let made = json(&made);
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let program = Browser::stranger(&stage).with("authorization", &bearer);
    let me = json(&program.get("/api/v1/me").await);
    assert_eq!((&me["name"], &me["role"]), (&json!("Sheet"), &Value::Null));
    assert_eq!(me["capabilities"], json!(["see_calls", "see_errors"]));
    assert_eq!(program.get("/api/v1/status").await.status, StatusCode::OK);
    for path in ["/api/v1/settings", "/api/v1/audit", "/api/v1/keys", "/api/v1/users"] {
        problem(&program.get(path).await, StatusCode::FORBIDDEN, "api-not-allowed");
    }
    for (name, scopes) in [(" ", json!(["calls:read"])), ("x", json!(["all"]))] {
        let wish = json!({"name": name, "scopes": scopes}).to_string();
        let refused = owner.send("POST", "/api/v1/keys", json_type, wish).await;
        problem(&refused, StatusCode::BAD_REQUEST, "access-bad-key");
    }
    let path = format!("/api/v1/keys/{}", made["id"].as_str().unwrap());
    let revoke = async || owner.send("DELETE", &path, None, String::new()).await;
    assert_eq!(revoke().await.status, StatusCode::NO_CONTENT);
    problem(&revoke().await, StatusCode::NOT_FOUND, "api-not-found");
    let refused = program.get("/api/v1/status").await;
    problem(&refused, StatusCode::UNAUTHORIZED, "api-not-signed-in");
}

async fn a_key_that_may_erase_does_not_read_what_is_kept(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let json_type = Some("application/json");
    for (scopes, status) in [
        (json!(["privacy:erase"]), StatusCode::FORBIDDEN),
        (json!(["privacy:erase", "pii:read"]), StatusCode::OK),
    ] {
        let wish = json!({"name": "Requests", "scopes": scopes}).to_string();
        let made = json(&owner.send("POST", "/api/v1/keys", json_type, wish).await);
        let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
        let program = Browser::stranger(&stage).with("authorization", &bearer);
        let number = json!({"number": "+1 202-555-0147"}).to_string();
        let path = "/api/v1/privacy/disclosures";
        let told = program.send("POST", path, json_type, number).await;
        assert_eq!(told.status, status, "{}", told.body);
    }
}

async fn users_are_added_and_changed_and_one_owner_stays(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let json_type = Some("application/json");
    let new = json!({"email": "mia@example.com", "name": "Mia", "role": "auditor"}).to_string();
    let added = owner.send("POST", "/api/v1/users", json_type, new.clone()).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let added = json(&added);
    assert!(added["link"].as_str().unwrap().contains("/invitation/"), "{added}");
    let again = owner.send("POST", "/api/v1/users", json_type, new).await;
    problem(&again, StatusCode::CONFLICT, "access-email-taken");
    let patch = async |id: &str, change: Value| {
        owner.send("PATCH", &format!("/api/v1/users/{id}"), json_type, change.to_string()).await
    };
    let mia = added["id"].as_str().unwrap();
    let changed = patch(mia, json!({"role": "operations", "disabled": true})).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.body);
    let users = json(&owner.get("/api/v1/users").await);
    let found = users["users"].as_array().unwrap().iter().find(|user| user["id"] == mia).unwrap();
    assert_eq!(found["role"], "operations");
    assert!(found["disabled_at"].is_i64(), "{found}");
    let odd = patch(mia, json!({"role": "king"})).await;
    assert_eq!(problem(&odd, StatusCode::BAD_REQUEST, "access-bad-role")["field"], "role");
    let me = json(&owner.get("/api/v1/me").await);
    let last = patch(me["id"].as_str().unwrap(), json!({"role": "agent"})).await;
    problem(&last, StatusCode::CONFLICT, "access-last-owner");
    let nobody = patch("nobody", json!({"disabled": true})).await;
    problem(&nobody, StatusCode::NOT_FOUND, "access-no-such-user");
}

async fn a_person_stops_the_writing_and_lets_it_go_on(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let post = async |path: &str| admin.send("POST", path, None, String::new()).await.status;
    assert_eq!(json(&admin.get("/api/v1/logging").await)["held"], false);
    assert_eq!(post("/api/v1/logging/pause").await, StatusCode::NO_CONTENT);
    let held = json(&admin.get("/api/v1/logging").await);
    assert_eq!((&held["code"], &held["by"]), (&json!("paused_by_person"), &json!("Mia Friday")));
    assert_eq!(post("/api/v1/logging/resume").await, StatusCode::NO_CONTENT);
    assert_eq!(json(&admin.get("/api/v1/logging").await)["held"], false);
    assert_eq!(json(&admin.get("/api/v1/logging/dry-run").await)["would_write"], 0);
}

async fn a_key_goes_before_a_session_and_no_other_site_may_ask(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let json_type = Some("application/json");
    let wish = json!({"name": "Sheet", "scopes": ["calls:read"]}).to_string();
    let made = json(&owner.send("POST", "/api/v1/keys", json_type, wish).await);
    let key = made["secret"].as_str().unwrap();
    for wrong in ["Bearer nonsense", "Basic b3duZXI6", key, "Bearer", "Bearer  "] {
        let page = owner.clone().with("authorization", wrong).get("/api/v1/me").await;
        problem(&page, StatusCode::UNAUTHORIZED, "api-not-signed-in");
    }
    let program = owner.clone().with("authorization", &format!("bearer {key}"));
    assert_eq!(json(&program.get("/api/v1/me").await)["role"], Value::Null);
    let stranger = Browser::stranger(&stage).with("authorization", &format!("Bearer {key}"));
    assert_eq!(stranger.get("/calls").await.status, StatusCode::SEE_OTHER, "keys open no page");
    let other = owner.clone().with("origin", "https://other.example.com");
    let other = other.with("sec-fetch-site", "cross-site").with("host", "127.0.0.1:8080");
    for (method, path, status) in [
        ("OPTIONS", "/api/v1/calls", StatusCode::METHOD_NOT_ALLOWED),
        ("GET", "/api/v1/calls", StatusCode::OK),
        ("POST", "/api/v1/logging/pause", StatusCode::FORBIDDEN),
    ] {
        let page = other.send(method, path, None, String::new()).await;
        assert_eq!(page.status, status, "{method} {path}");
        assert!(page.headers.keys().all(|name| !name.as_str().starts_with("access-control")));
    }
    assert_eq!(json(&owner.get("/api/v1/logging").await)["held"], false);
    // What a form of another site could send without asking the browser first.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let page = owner.send("POST", "/api/v1/keys", Some(kind), "{}".to_owned()).await;
        problem(&page, StatusCode::UNSUPPORTED_MEDIA_TYPE, "api-not-json");
    }
}

async fn a_problem_is_in_the_language_of_the_account(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await.with("accept-language", "ja");
    let agent = Browser::signed_in(&stage, Role::Agent).await.with("accept-language", "ja");
    let none = owner.get("/api/v1/calls/none").await;
    assert_eq!(none.header("content-language"), "en");
    assert_eq!(problem(&none, StatusCode::NOT_FOUND, "api-no-such-call")["title"], "Not found");
    let refused = agent.get("/api/v1/audit").await;
    assert_eq!(refused.header("content-language"), "en");
    let wish = json!({"name": "Sheet", "scopes": ["config:read"]}).to_string();
    let made = json(&owner.send("POST", "/api/v1/keys", Some("application/json"), wish).await);
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let program = Browser::stranger(&stage).with("authorization", &bearer);
    let program = program.with("accept-language", "ja");
    for path in ["/api/v1/settings/versions/9", "/api/v1/audit"] {
        let page = program.get(path).await;
        assert_eq!(page.header("content-language"), "ja", "{path}");
    }
}

on_both_databases!(
    a_key_goes_before_a_session_and_no_other_site_may_ask,
    a_problem_is_in_the_language_of_the_account,
    a_key_does_what_its_scopes_say_until_it_is_revoked,
    a_key_that_may_erase_does_not_read_what_is_kept,
    users_are_added_and_changed_and_one_owner_stays,
    a_person_stops_the_writing_and_lets_it_go_on,
    settings_are_changed_version_by_version,
    a_stranger_is_refused_in_their_language,
    the_document_and_its_page_are_there_for_everybody,
    each_role_gets_what_it_may,
    what_is_sent_is_read_strictly,
    the_audit_log_comes_in_pages,
);
