//! Calls in the console: the list, its file, a call's page, and what each role sees and does there.

use serde_json::json;
use web::access::Role;

use crate::browser::Browser;
use crate::stage::books::text;
use crate::stage::phones::{AIKO, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    the_list_shows_calls_and_is_narrowed_down_by_its_address,
    why_a_call_was_not_logged_is_two_clicks_away,
    a_call_page_tells_the_way_and_the_reasons,
    who_may_not_see_personal_data_sees_none,
    an_agent_sees_their_own_calls_only,
    memo_comment_and_record_are_changed_in_the_console,
    who_may_not_change_a_call_cannot,
    the_file_is_safe_for_spreadsheets,
    hostile_names_stay_texts,
    new_calls_are_announced,
    the_task_is_shown_as_it_stands_now,
);

/// Two calls: Ben's is written on his Contact, Aiko is nobody in the org.
pub(crate) async fn stage(place: &Place) -> Stage {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    stage.clock.advance(1_000);
    stage.tell("desk", &call_from(2, AIKO)).await;
    stage.settle().await;
    stage.clock.advance(1_000);
    stage
}

async fn the_list_shows_calls_and_is_narrowed_down_by_its_address(place: &Place) {
    let stage = stage(place).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    for (query, expected) in [
        ("", [true, true]),
        ("?q=okafor", [true, false]),
        ("?q=%2B81+3-5550-0123", [false, true]),
        ("?q=0147", [true, false]),
        ("?matched=none", [false, true]),
        ("?state=failed", [false, false]),
        ("?result=answered&agent=mia.weber%40example.com", [true, true]),
        ("?from=2001-01-01&until=2001-01-02", [false, false]),
        ("?source=desk&line=Front+Desk&q=desk:1", [true, false]),
    ] {
        let page = admin.get(&format!("/calls{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let has = ["/calls/desk:1\"", "/calls/desk:2\""].map(|path| page.body.contains(path));
        assert_eq!(has, expected, "{query}: {}", page.body);
    }
    let page = admin.get("/calls?q=okafor&state=logged").await;
    assert!(page.body.contains("href=\"/calls?state=logged\""), "a filter can be taken away");
    assert!(
        page.body.contains(">1 call<") || page.body.contains("1 call</caption>"),
        "{}",
        page.body
    );
    assert_eq!(admin.get("/calls?after=nonsense").await.status, 400);
}

/// A call that failed because a validation rule refused its Task.
async fn failed(place: &Place) -> Stage {
    let stage = Stage::open(place, Plan::default()).await;
    let code = "FIELD_CUSTOM_VALIDATION_EXCEPTION";
    stage.break_record(crate::stage::books::refusal("CallType", json!("Inbound"), code, &[], None));
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    stage
}

async fn why_a_call_was_not_logged_is_two_clicks_away(place: &Place) {
    let stage = failed(place).await;
    let operator = Browser::signed_in(&stage, Role::Operations).await;
    let list = operator.get("/calls?state=failed").await;
    assert!(list.body.contains("/calls/desk:1"), "{}", list.body);
    let page = operator.get("/calls/desk:1").await;
    assert!(page.body.contains("FIELD_CUSTOM_VALIDATION_EXCEPTION"), "{}", page.body);
    assert!(page.body.contains("What to do:"), "{}", page.body);
    stage.heal();
    let done = operator.post("/calls/desk:1/retry", &[]).await;
    assert_eq!(done.header("location"), "/calls/desk:1?said=calls-said-retry");
    assert_eq!(stage.settle().await.logged, 1);
    let done = operator.post("/calls/desk:1/retry", &[]).await;
    assert_eq!(done.header("location"), "/calls/desk:1?said=calls-said-not-failed");
    assert_eq!(operator.post("/calls/desk:1/replay", &[]).await.status, 303);
    assert_eq!(stage.settle().await.logged, 1);
    assert_eq!(stage.tasks().len(), 1, "read again, written once");
}

async fn a_call_page_tells_the_way_and_the_reasons(place: &Place) {
    let stage = stage(place).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let page = admin.get("/calls/desk:1").await.body;
    let task =
        text(&stage.query("SELECT Id FROM Task WHERE Subject LIKE '%Okafor%'")[0], "Id").to_owned();
    for part in [
        "Okafor",
        "+12025550147",
        "Wants a quote by Friday.",
        "A webhook was received",
        "Sent to Salesforce: a new Task",
        "Salesforce took it",
        "The record was looked for",
        "ringledger explain",
        &format!("/lightning/r/Task/{task}/view"),
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    assert_eq!(admin.get("/calls/desk:99").await.status, 404);
    assert_eq!(admin.get("/calls/%3Cscript%3E").await.status, 404);
}

async fn who_may_not_see_personal_data_sees_none(place: &Place) {
    let stage = stage(place).await;
    for role in [Role::Operations, Role::Auditor] {
        let reader = Browser::signed_in(&stage, role).await;
        for path in ["/calls", "/calls/desk:1", "/calls.csv"] {
            let page = reader.get(path).await;
            assert_eq!(page.status, 200, "{role:?} {path}");
            for hidden in ["Okafor", "2025550147", "555-0147", "quote by Friday"] {
                assert!(!page.body.contains(hidden), "{role:?} sees {hidden} on {path}");
            }
            assert!(page.body.contains("+1 ••• 47"), "{role:?} {path}: {}", page.body);
        }
        // Why it is this record they read all the same.
        let page = reader.get("/calls/desk:1").await.body;
        assert!(page.contains("it alone holds the number"), "{role:?}: {page}");
        // Nor can they guess it from what is found.
        for guess in ["okafor", "0147", "%2B12025550147"] {
            for path in ["/calls", "/calls.csv", "/api/v1/calls"] {
                let found = reader.get(&format!("{path}?q={guess}")).await;
                assert_eq!(found.status, 200, "{role:?} {path} {guess}");
                assert!(!found.body.contains("desk:1"), "{role:?} finds {guess} on {path}");
            }
        }
        for id in ["desk:1", "1"] {
            let found = reader.get(&format!("/calls?q={id}")).await.body;
            assert!(found.contains("/calls/desk:1\"") && !found.contains("/calls/desk:2\""));
        }
    }
}

async fn an_agent_sees_their_own_calls_only(place: &Place) {
    let stage = stage(place).await;
    let mia = crate::browser::person(&stage, "Mia.Weber@example.com", Role::Agent).await;
    let mia = Browser::of(&stage, &mia).await;
    let other = Browser::signed_in(&stage, Role::Agent).await;
    assert!(mia.get("/calls").await.body.contains("/calls/desk:1"));
    assert_eq!(mia.get("/calls/desk:1").await.status, 200);
    assert!(!other.get("/calls").await.body.contains("/calls/desk:1"));
    for path in ["/calls/desk:1", "/calls/desk:1/record"] {
        assert_eq!(other.get(path).await.status, 404, "{path}");
    }
    assert_eq!(other.post("/calls/desk:1/comment", &[("text", "Mine!")]).await.status, 404);
    assert_eq!(other.post("/calls/desk:1/people", &[("q", "lee")]).await.status, 404);
    assert_eq!(mia.get("/calls.csv").await.status, 403);
}

async fn memo_comment_and_record_are_changed_in_the_console(place: &Place) {
    let stage = stage(place).await;
    let other = stage.enter_contact("Lee", "");
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let memo = admin.post("/calls/desk:1/memo", &[("memo", "Quote\r\nCall back\r\n")]).await;
    assert_eq!(memo.header("location"), "/calls/desk:1?said=calls-said-memo");
    // Who has not seen that does not write over it.
    for (seen, text, status) in [
        ("", "Mine", 409),
        ("", "Quote\r\nCall back", 303),
        ("Quote\r\nCall back", "Quote\r\nCall back", 303),
    ] {
        let form = [("memo", text), ("seen", seen)];
        assert_eq!(admin.post("/calls/desk:1/memo", &form).await.status, status, "{seen} {text}");
    }
    stage.clock.advance(1_000);
    admin.post("/calls/desk:1/comment", &[("text", "She called twice.")]).await;
    // Both stand on the page that follows, before anything has gone to Salesforce.
    let page = admin.get("/calls/desk:1").await;
    assert!(page.body.contains("Quote\nCall back</textarea>"), "{}", page.body);
    let comments = page.body.split_once("id=\"comments-title\"").unwrap().1;
    assert!(
        comments.split_once("</section>").unwrap().0.contains("She called twice."),
        "{comments}"
    );
    let found = admin.post("/calls/desk:1/people", &[("q", "lee")]).await;
    assert!(found.body.contains(&other), "{}", found.body);
    stage.clock.advance(1_000);
    let picked = [("record", other.as_str()), ("name", "Lee"), ("remember", "yes")];
    let moved = admin.post("/calls/desk:1/record", &picked).await;
    assert_eq!(moved.header("location"), "/calls/desk:1?said=calls-said-record");
    stage.settle().await;
    let task = stage.query(&format!("SELECT Description FROM Task WHERE WhoId = '{other}'"));
    let description = text(&task[0], "Description");
    for part in ["Quote", "Call back", "She called twice.", "Mia Friday"] {
        assert!(description.contains(part), "no {part} in {description}");
    }
    assert!(admin.get("/remembered").await.body.contains(BEN.0));
    admin.post("/remembered/forget", &[("number", BEN.0)]).await;
    assert!(!admin.get("/remembered").await.body.contains(BEN.0));
    for (path, field, value) in [
        ("/calls/desk:1/comment", "text", " "),
        ("/calls/desk:1/record", "record", "nobody"),
        ("/calls/desk:1/memo", "memo", &"x".repeat(256)),
    ] {
        assert_eq!(admin.post(path, &[(field, value)]).await.status, 422, "{path}");
    }
}

async fn who_may_not_change_a_call_cannot(place: &Place) {
    let stage = stage(place).await;
    let auditor = Browser::signed_in(&stage, Role::Auditor).await;
    let operator = Browser::signed_in(&stage, Role::Operations).await;
    for (role, reader) in [(Role::Operations, operator), (Role::Auditor, auditor.clone())] {
        let page = reader.get("/calls/desk:1").await;
        assert!(!page.body.contains("/calls/desk:1/memo"), "{role:?}");
        let memo = reader.post("/calls/desk:1/memo", &[("memo", "x")]).await;
        assert_eq!(memo.status, 403, "{role:?}");
        assert_eq!(reader.get("/calls/desk:1/record").await.status, 403, "{role:?}");
        let found = reader.post("/calls/desk:1/people", &[("q", "okafor")]).await;
        assert_eq!(found.status, 403, "{role:?}");
    }
    assert_eq!(auditor.post("/calls/desk:1/retry", &[]).await.status, 403);
    assert_eq!(stage.settle().await.logged, 2);
}

async fn the_file_is_safe_for_spreadsheets(place: &Place) {
    let stage = stage(place).await;
    let named = sources::Rehearsal {
        customer_name: Some("=HYPERLINK(\"x\")".to_owned()),
        ..call_from(3, AIKO)
    };
    stage.tell("desk", &named).await;
    stage.settle().await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let file = admin.get("/calls.csv?q=desk").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.body.starts_with('\u{feff}'), "{}", file.body);
    assert_eq!(file.body.lines().count(), 4, "{}", file.body);
    assert!(file.body.contains(",'+12025550147,"), "{}", file.body);
    assert!(file.body.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{}", file.body);
    let file = admin.get("/calls.csv?encoding=shift_jis").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=shift_jis");
    assert!(!file.body.starts_with('\u{feff}'));
    assert!(file.body.lines().next().unwrap().contains("Shift_JIS"), "{}", file.body);
}

async fn hostile_names_stay_texts(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let long = "W".repeat(10_000);
    for (id, name) in
        (1..).zip(["<script>alert(1)</script>", "\u{202e}Eve\u{200f}", "\" onmouseover=\"x", &long])
    {
        let customer_name = Some(name.to_owned());
        stage.tell("desk", &sources::Rehearsal { customer_name, ..call_from(id, BEN) }).await;
    }
    stage.settle().await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    for path in ["/calls", "/calls/desk:1", "/calls/desk:2", "/calls/desk:3", "/calls/desk:4"] {
        let page = admin.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("<script>alert"), "{path}");
        assert!(!page.body.contains("\" onmouseover"), "{path}");
    }
    assert!(admin.get("/calls?q=%3Cscript%3E").await.body.contains("/calls/desk:1"));
}

async fn new_calls_are_announced(place: &Place) {
    let stage = stage(place).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let list = admin.get("/calls?line=Front+Desk").await.body;
    let begin = list.find("/calls-newer?").unwrap();
    let path = list[begin..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    assert_eq!(admin.get(&path).await.status, 204, "{path}");
    stage.tell("desk", &call_from(7, BEN)).await;
    stage.settle().await;
    let newer = admin.get(&path).await;
    assert!(newer.body.contains("1 new call"), "{}", newer.body);
    assert_eq!(admin.get("/calls-newer").await.status, 400);
}

async fn the_task_is_shown_as_it_stands_now(place: &Place) {
    let stage = stage(place).await;
    let id = stage.query("SELECT Id FROM Task WHERE Subject LIKE '%Okafor%'");
    stage.edit("Task", text(&id[0], "Id"), json!({"Subject": "Changed by hand"}));
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    assert!(!admin.get("/calls/desk:1").await.body.contains("Changed by hand"));
    let page = admin.get("/calls/desk:1?task=now").await.body;
    assert!(page.contains("Changed by hand") && page.contains("changed by a person"), "{page}");
}
