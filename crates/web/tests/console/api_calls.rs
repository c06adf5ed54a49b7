//! Calls in the API: the list and its filters, what each asker sees of a call, and what they do with it.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use web::access::Role;

use crate::api::{json, problem};
use crate::browser::{Browser, Page, person};
use crate::calls::stage;
use crate::stage::books::{refusal, text};
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    the_list_is_narrowed_down_and_comes_in_pages,
    a_call_tells_its_way_and_its_reasons,
    who_may_not_see_personal_data_sees_none_of_it,
    an_agent_meets_their_own_calls_only,
    a_key_does_with_calls_what_its_scopes_say,
    memo_comment_and_record_reach_the_task,
    what_is_wrong_with_a_text_or_a_record_is_told,
    a_failed_call_is_tried_again_and_read_again,
    people_are_found_for_a_call,
    remembered_numbers_come_in_pages_that_tell_no_number,
);

const JSON: Option<&str> = Some("application/json");

fn ids(page: &Value) -> Vec<String> {
    let calls = page["calls"].as_array().unwrap();
    calls.iter().map(|call| call["call"].as_str().unwrap().to_owned()).collect()
}

/// A program with a key of these scopes.
async fn program(stage: &Stage, owner: &Browser, scopes: &[&str]) -> Browser {
    let wish = json!({"name": "Program", "scopes": scopes}).to_string();
    let made = json(&owner.send("POST", "/api/v1/keys", JSON, wish).await);
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    Browser::stranger(stage).with("authorization", &bearer)
}

async fn send(who: &Browser, method: &str, path: &str, body: Value) -> Page {
    who.send(method, path, JSON, body.to_string()).await
}

async fn post(who: &Browser, path: &str) -> Page {
    who.send("POST", path, None, String::new()).await
}

async fn the_list_is_narrowed_down_and_comes_in_pages(place: &Place) {
    let stage = stage(place).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    for (query, expected) in [
        ("", vec!["desk:2", "desk:1"]),
        ("?q=okafor", vec!["desk:1"]),
        ("?q=%2B81+3-5550-0123", vec!["desk:2"]),
        ("?matched=none", vec!["desk:2"]),
        ("?matched=none&matched=matched", vec!["desk:2", "desk:1"]),
        ("?state=failed", vec![]),
        ("?state=failed&state=logged", vec!["desk:2", "desk:1"]),
        ("?source=desk&line=Front+Desk&q=desk:1", vec!["desk:1"]),
        ("?from=978307200000&until=978393600000", vec![]),
        ("?error=NOTHING", vec![]),
    ] {
        let page = json(&admin.get(&format!("/api/v1/calls{query}")).await);
        assert_eq!(ids(&page), expected, "{query}");
    }
    let first = json(&admin.get("/api/v1/calls?limit=1").await);
    assert_eq!(ids(&first), ["desk:2"]);
    let next = first["next"].as_str().unwrap();
    // A call that comes meanwhile moves nothing.
    stage.tell("desk", &call_from(3, BEN)).await;
    stage.settle().await;
    let second = json(&admin.get(&format!("/api/v1/calls?limit=1&cursor={next}")).await);
    assert_eq!((ids(&second), &second["next"]), (vec!["desk:1".to_owned()], &Value::Null));
    for (query, field) in [("state=lost", "state"), ("limit=0", "limit"), ("of=all", "of")] {
        let page = admin.get(&format!("/api/v1/calls?{query}")).await;
        let wrong = problem(&page, StatusCode::BAD_REQUEST, "api-bad-parameter");
        assert!(wrong["field"].as_str().unwrap().starts_with(field), "{wrong}");
    }
    for cursor in ["nonsense", "e30", "%00"] {
        let page = admin.get(&format!("/api/v1/calls?cursor={cursor}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{cursor}");
        assert_eq!(json(&page)["field"], "cursor");
    }
}

async fn a_call_tells_its_way_and_its_reasons(place: &Place) {
    let stage = stage(place).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let call = json(&admin.get("/api/v1/calls/desk:1").await);
    assert_eq!((&call["state"], &call["matched"]), (&json!("logged"), &json!("matched")));
    assert_eq!((&call["number"], &call["record"]["object"]), (&json!(BEN.0), &json!("Contact")));
    assert!(call["record"]["name"].as_str().unwrap().contains("Okafor"), "{call}");
    assert!(!call["record_reasons"].as_array().unwrap().is_empty(), "{call}");
    let whats: Vec<&str> = call["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|moment| moment["what"].as_str().unwrap())
        .collect();
    for what in ["webhook_received", "record_chosen", "create_sent", "accepted"] {
        assert!(whats.contains(&what), "no {what} in {whats:?}");
    }
    let subject = |fields: &Value| {
        let fields = fields.as_array().unwrap();
        fields.iter().find(|field| field["field"] == "Subject").unwrap().clone()
    };
    assert_eq!(subject(&call["task"])["written"], true);
    let webhooks = json(&admin.get("/api/v1/calls/desk:1/webhooks").await);
    let body = webhooks["webhooks"][0]["body"].as_str().unwrap();
    assert!(body.contains("555"), "{body}");
    let task = call["task_id"].as_str().unwrap();
    stage.edit("Task", task, json!({"Subject": "Changed by hand"}));
    let now = json(&admin.get("/api/v1/calls/desk:1/task").await);
    let field = subject(&now["fields"]);
    assert_eq!((&field["now"], &field["is_ours"]), (&json!("Changed by hand"), &json!(false)));
    for path in ["", "/webhooks", "/task"] {
        let none = admin.get(&format!("/api/v1/calls/desk:99{path}")).await;
        problem(&none, StatusCode::NOT_FOUND, "api-no-such-call");
    }
    let deeds = json(&admin.get("/api/v1/audit?what=calls.show&about=desk:1").await);
    assert_eq!(deeds["deeds"].as_array().unwrap().len(), 3, "each look is written down");
}

async fn who_may_not_see_personal_data_sees_none_of_it(place: &Place) {
    let stage = stage(place).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let readers = [
        Browser::signed_in(&stage, Role::Operations).await,
        Browser::signed_in(&stage, Role::Auditor).await,
        program(&stage, &owner, &["calls:read", "export"]).await,
    ];
    for reader in readers {
        for path in
            ["calls", "calls/desk:1", "calls/desk:1/webhooks", "calls/desk:1/task", "calls.csv"]
        {
            let page = reader.get(&format!("/api/v1/{path}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
            for hidden in ["Okafor", "2025550147", "555-0147", "quote by Friday"] {
                assert!(!page.body.contains(hidden), "{hidden} on {path}: {}", page.body);
            }
        }
        let call = json(&reader.get("/api/v1/calls/desk:1").await);
        assert_eq!(call["number"], "+1 ••• 47");
        let reasons = call["record_reasons"].to_string();
        assert!(reasons.contains("it alone holds the number"), "{reasons}");
    }
}

async fn an_agent_meets_their_own_calls_only(place: &Place) {
    let stage = stage(place).await;
    let mia = person(&stage, "Mia.Weber@example.com", Role::Agent).await;
    let mia = Browser::of(&stage, &mia).await;
    let other = Browser::signed_in(&stage, Role::Agent).await;
    assert_eq!(ids(&json(&mia.get("/api/v1/calls").await)), ["desk:2", "desk:1"]);
    assert_eq!(ids(&json(&other.get("/api/v1/calls").await)), [""; 0]);
    assert_eq!(json(&mia.get("/api/v1/calls/desk:1").await)["number"], BEN.0);
    for path in ["", "/webhooks", "/task"] {
        let page = other.get(&format!("/api/v1/calls/desk:1{path}")).await;
        problem(&page, StatusCode::NOT_FOUND, "api-no-such-call");
    }
    let record = json!({"record_id": "003000000000001AAA"});
    for (method, path, body) in [
        ("POST", "comments", json!({"text": "Mine!"})),
        ("PUT", "memo", json!({"values": ["Mine!"]})),
        ("PUT", "record", record),
        ("POST", "people", json!({"text": "Okafor"})),
    ] {
        let page = send(&other, method, &format!("/api/v1/calls/desk:1/{path}"), body).await;
        problem(&page, StatusCode::NOT_FOUND, "api-no-such-call");
    }
    let said = send(&mia, "POST", "/api/v1/calls/desk:1/comments", json!({"text": "Mine."})).await;
    assert_eq!(said.status, StatusCode::NO_CONTENT, "{}", said.body);
    for path in ["retry", "replay"] {
        let page = post(&mia, &format!("/api/v1/calls/desk:1/{path}")).await;
        problem(&page, StatusCode::FORBIDDEN, "api-not-allowed");
    }
    let file = mia.get("/api/v1/calls.csv").await;
    problem(&file, StatusCode::FORBIDDEN, "api-not-allowed");
}

async fn a_key_does_with_calls_what_its_scopes_say(place: &Place) {
    let stage = stage(place).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let reader = program(&stage, &owner, &["calls:read"]).await;
    let sees_all = program(&stage, &owner, &["calls:read", "pii:read"]).await;
    let replays = program(&stage, &owner, &["calls:replay"]).await;
    assert_eq!(json(&sees_all.get("/api/v1/calls/desk:1").await)["number"], BEN.0);
    let refused = replays.get("/api/v1/calls").await;
    problem(&refused, StatusCode::FORBIDDEN, "api-not-allowed");
    let file = sees_all.get("/api/v1/calls.csv").await;
    problem(&file, StatusCode::FORBIDDEN, "api-not-allowed");
    let memo = json!({"values": ["Quote"]});
    for who in [&reader, &sees_all] {
        let refused = send(who, "PUT", "/api/v1/calls/desk:1/memo", memo.clone()).await;
        problem(&refused, StatusCode::FORBIDDEN, "api-not-allowed");
        let refused = post(who, "/api/v1/calls/desk:1/replay").await;
        problem(&refused, StatusCode::FORBIDDEN, "api-not-allowed");
    }
    let saved = send(&replays, "PUT", "/api/v1/calls/desk:1/memo", memo).await;
    assert_eq!(saved.status, StatusCode::NO_CONTENT, "{}", saved.body);
    assert_eq!(post(&replays, "/api/v1/calls/desk:1/replay").await.status, StatusCode::ACCEPTED);
}

async fn memo_comment_and_record_reach_the_task(place: &Place) {
    let stage = stage(place).await;
    let other = stage.enter_contact("Lee", "");
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let values = json!({"values": ["Quote", "Call back"]});
    let saved = send(&admin, "PUT", "/api/v1/calls/desk:1/memo", values).await;
    assert_eq!(saved.status, StatusCode::NO_CONTENT, "{}", saved.body);
    stage.clock.advance(1_000);
    let comment = json!({"text": "She called twice."});
    let said = send(&admin, "POST", "/api/v1/calls/desk:1/comments", comment).await;
    assert_eq!(said.status, StatusCode::NO_CONTENT, "{}", said.body);
    stage.clock.advance(1_000);
    let pick = json!({"record_id": other, "name": "Lee", "remember": true});
    let moved = send(&admin, "PUT", "/api/v1/calls/desk:1/record", pick).await;
    assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.body);
    stage.settle().await;
    let task = stage.query(&format!("SELECT Description FROM Task WHERE WhoId = '{other}'"));
    let description = text(&task[0], "Description");
    for part in ["Quote", "Call back", "She called twice.", "Mia Friday"] {
        assert!(description.contains(part), "no {part} in {description}");
    }
    let call = json(&admin.get("/api/v1/calls/desk:1").await);
    assert_eq!(
        (&call["memo"], &call["matched"]),
        (&json!(["Quote", "Call back"]), &json!("named"))
    );
    let remembered = json(&admin.get("/api/v1/remembered").await);
    assert_eq!(remembered["numbers"][0]["number"], BEN.0);
    assert_eq!(remembered["numbers"][0]["record_id"], other);
    let path = format!("/api/v1/remembered/{}", remembered["numbers"][0]["id"].as_str().unwrap());
    let forgotten = admin.send("DELETE", &path, None, String::new()).await;
    assert_eq!(forgotten.status, StatusCode::NO_CONTENT, "{}", forgotten.body);
    let again = admin.send("DELETE", &path, None, String::new()).await;
    problem(&again, StatusCode::NOT_FOUND, "api-not-found");
}

async fn what_is_wrong_with_a_text_or_a_record_is_told(place: &Place) {
    let stage = stage(place).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    for (method, path, body, code) in [
        ("POST", "comments", json!({"text": " "}), "api-text-empty"),
        ("POST", "comments", json!({"text": "a\0b"}), "api-bad-field"),
        ("PUT", "memo", json!({"values": ["x".repeat(256)]}), "api-text-too-long"),
        ("PUT", "memo", json!({"values": vec!["x"; 101]}), "api-bad-field"),
        ("PUT", "record", json!({"record_id": "00Q00000000000!"}), "api-no-record-id"),
        ("PUT", "record", json!({"record_id": "003", "remember": true}), "api-bad-field"),
        (
            "PUT",
            "record",
            json!({"record_id": "003000000000001AAA", "name": "x".repeat(256)}),
            "api-bad-field",
        ),
        ("POST", "people", json!({"text": "12"}), "calls-pick-too-short"),
    ] {
        let page = send(&admin, method, &format!("/api/v1/calls/desk:1/{path}"), body).await;
        problem(&page, StatusCode::BAD_REQUEST, code);
    }
    let call = json(&admin.get("/api/v1/calls/desk:1").await);
    assert_eq!((&call["matched"], &call["memo"]), (&json!("matched"), &json!([])));
}

async fn a_failed_call_is_tried_again_and_read_again(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let code = "FIELD_CUSTOM_VALIDATION_EXCEPTION";
    stage.break_record(refusal("CallType", json!("Inbound"), code, &[], None));
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let operator = Browser::signed_in(&stage, Role::Operations).await;
    let found = json(&operator.get(&format!("/api/v1/calls?state=failed&error={code}")).await);
    assert_eq!(ids(&found), ["desk:1"]);
    let call = json(&operator.get("/api/v1/calls/desk:1").await);
    assert_eq!(call["trouble"]["code"], code);
    assert!(call["trouble"]["fix"].is_string(), "{call}");
    stage.heal();
    assert_eq!(post(&operator, "/api/v1/calls/desk:1/retry").await.status, StatusCode::ACCEPTED);
    assert_eq!(stage.settle().await.logged, 1);
    let again = post(&operator, "/api/v1/calls/desk:1/retry").await;
    problem(&again, StatusCode::CONFLICT, "api-not-failed");
    for _ in 0..2 {
        let read = post(&operator, "/api/v1/calls/desk:1/replay").await;
        assert_eq!(read.status, StatusCode::ACCEPTED);
    }
    assert_eq!(stage.settle().await.logged, 1);
    assert_eq!(stage.tasks().len(), 1, "read again, written once");
}

async fn people_are_found_for_a_call(place: &Place) {
    let stage = stage(place).await;
    let lee = stage.enter_contact("Lee", "+1 202-555-0199");
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let find = async |who: &Browser, text: &str| {
        let page = send(who, "POST", "/api/v1/calls/desk:1/people", json!({"text": text})).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        json(&page)
    };
    let found = find(&owner, "lee").await;
    assert_eq!((&found["people"][0]["record_id"], &found["live"]), (&json!(lee), &json!(true)));
    assert_eq!(find(&owner, "555-0199").await["people"][0]["record_id"], lee);
    assert_eq!(find(&owner, "nobody").await["people"], json!([]));
    let masked = program(&stage, &owner, &["calls:replay"]).await;
    // Even masked, an answer would tell whether a name or number that was guessed is somebody's.
    let path = "/api/v1/calls/desk:1/people";
    let refused = send(&masked, "POST", path, json!({"text": "lee"})).await;
    problem(&refused, StatusCode::FORBIDDEN, "api-not-allowed");
}

async fn remembered_numbers_come_in_pages_that_tell_no_number(place: &Place) {
    let stage = stage(place).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    for call in ["desk:1", "desk:2"] {
        let pick = json!({"record_id": "003000000000001AAA", "name": "Lee", "remember": true});
        let moved = send(&admin, "PUT", &format!("/api/v1/calls/{call}/record"), pick).await;
        assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.body);
    }
    let mut seen = Vec::new();
    let mut query = "?limit=1".to_owned();
    loop {
        let page = auditor.get(&format!("/api/v1/remembered{query}")).await;
        let page = json(&page);
        let numbers = page["numbers"].as_array().unwrap();
        seen.extend(numbers.iter().map(|one| (one["number"].clone(), one["name"].clone())));
        let Some(next) = page["next"].as_str() else { break };
        let inside = URL_SAFE_NO_PAD.decode(next).unwrap();
        let inside = String::from_utf8(inside).unwrap();
        assert!(!inside.contains("5550"), "the cursor tells a number: {inside}");
        query = format!("?limit=1&cursor={next}");
    }
    let masked = |number: &str| (json!(number), json!("•••"));
    assert_eq!(seen, [masked("+1 ••• 47"), masked("+81 ••• 23")]);
    for cursor in ["nonsense", "Im5vYm9keSI"] {
        let page = auditor.get(&format!("/api/v1/remembered?cursor={cursor}")).await;
        problem(&page, StatusCode::BAD_REQUEST, "api-bad-cursor");
    }
    let by_number = admin.send("DELETE", "/api/v1/remembered/%2B12025550147", None, String::new());
    problem(&by_number.await, StatusCode::NOT_FOUND, "api-not-found");
}
