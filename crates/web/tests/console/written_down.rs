//! What people do stands in the audit log before it is done: what cannot be written down is not done, and what is written
//! down names nobody.

use serde_json::json;
use store::{AuditFilter, AuditRow};
use web::access::Role;

use crate::api::json;
use crate::api_deeds::{bare, send};
use crate::browser::{Browser, person};
use crate::settings::open;
use crate::stage::books::refusal;
use crate::stage::mail_server::MailServer;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

const RULE: &str = "FIELD_CUSTOM_VALIDATION_EXCEPTION";

on_both_databases!(
    nothing_is_done_that_cannot_be_written_down,
    who_looks_for_people_is_written_down_without_what_they_typed,
    an_address_is_written_down_as_a_mark,
    console_and_api_call_a_deed_the_same,
    whoever_changes_settings_is_told_by_name,
    what_is_refused_is_written_down_as_refused,
    an_id_of_nothing_is_not_written_down,
);

/// The newest deeds, the newest first.
async fn deeds(stage: &Stage) -> Vec<AuditRow> {
    stage.store.audit_page(engine::ORG, &AuditFilter::default(), None, 100).await.unwrap()
}

/// From now on the database takes no row into the audit log.
async fn full(place: &Place) {
    let sql = if place.is_postgres() {
        "ALTER TABLE audit ADD CONSTRAINT audit_is_full CHECK (place < 0) NOT VALID"
    } else {
        "CREATE TRIGGER audit_is_full BEFORE INSERT ON audit \
         BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    };
    place.execute(sql).await;
}

async fn nothing_is_done_that_cannot_be_written_down(place: &Place) {
    let (stage, owner) = open(place, "").await;
    let lee = stage.enter_contact("Lee", "");
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    stage.clock.advance(1_000);
    let picked = [("record", lee.as_str()), ("name", "Lee"), ("remember", "yes")];
    assert_eq!(owner.post("/calls/desk:1/record", &picked).await.status, 303);
    stage.store.unsubscribe(engine::ORG, "ops@example.com", 1).await.unwrap();
    let mia = person(&stage, "mia@example.com", Role::Agent).await;
    stage.settle().await;
    let call = async || stage.engine.call_page("desk:1", &language::Locale::default()).await;
    let before = call().await.unwrap().unwrap();
    full(place).await;
    let user = [("email", "new@example.com"), ("name", "New"), ("role", "agent")];
    let source = [("version", "1"), ("kind", "generic"), ("region", "JP"), ("time_zone", "UTC")];
    let document = [("text", "[delivery]\nbatch = 7\n"), ("version", "1"), ("deed", "save")];
    let forms: &[(&str, &[(&str, &str)])] = &[
        ("/calls/desk:1/memo", &[("memo", "Quote")]),
        ("/calls/desk:1/comment", &[("text", "She called twice.")]),
        ("/calls/desk:1/retry", &[]),
        ("/calls/desk:1/replay", &[]),
        ("/calls/desk:1/record", &picked),
        ("/calls/desk:1/people", &[("q", "lee")]),
        ("/remembered/forget", &[("number", BEN.0)]),
        ("/settings/pause", &[]),
        ("/settings/resume", &[]),
        ("/setup/live", &[]),
        ("/settings/salesforce/disconnect", &[]),
        ("/settings/sources/desk", &source),
        ("/settings/sources/desk/rotate", &source),
        ("/settings/sources/desk/retire", &source),
        ("/settings/sources/desk/remove", &source),
        ("/settings/history/0/undo", &[("newest", "1")]),
        ("/settings/profiles", &[("name", "ours"), ("base", "default")]),
        ("/settings/import", &document),
        ("/settings/mail/test", &[("to", "ops@example.com")]),
        ("/settings/mail/subscribe", &[("address", "ops@example.com")]),
        ("/users", &user),
        (&format!("/users/{mia}/role"), &[("role", "owner")]),
        ("/keys", &[("name", "Warehouse"), ("scope", "calls:read")]),
    ];
    for (path, fields) in forms {
        let answer = owner.post(path, fields).await;
        let refused = answer.status == 503 || answer.status == 422;
        assert!(refused, "{path}: {} {}", answer.status, answer.body);
    }
    for path in ["/calls/desk:1", "/calls/desk:1/record", "/calls.csv", "/settings/export.toml"] {
        assert_eq!(owner.get(path).await.status, 503, "{path}");
    }
    nothing_by_the_api(&owner, &lee).await;
    let after = call().await.unwrap().unwrap();
    assert_eq!(after.call.unwrap().facts, before.call.unwrap().facts);
    assert_eq!(stage.settle().await.logged, 1);
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
    assert_eq!(stage.engine.held().await.unwrap(), None);
    assert_eq!(stage.engine.remembered(None, 10).await.unwrap().len(), 1);
    assert_eq!(stage.store.users(engine::ORG).await.unwrap().len(), 2);
    assert_eq!(stage.store.unsubscribed(engine::ORG).await.unwrap(), ["ops@example.com"]);
}

async fn nothing_by_the_api(owner: &Browser, record: &str) {
    let user = json!({"email": "new@example.com", "name": "New", "role": "agent"});
    for (method, path, body) in [
        ("POST", "/api/v1/users", user),
        ("POST", "/api/v1/sources/desk/secret", json!({"expected": 1})),
        ("PUT", "/api/v1/calls/desk:1/record", json!({"record_id": record})),
        ("PUT", "/api/v1/settings", json!({"expected": 1, "document": {}})),
        ("POST", "/api/v1/settings/import", json!({"expected": 1, "toml": "[delivery]"})),
    ] {
        assert_eq!(send(owner, method, path, body).await.status, 503, "{method} {path}");
    }
    for path in ["/api/v1/logging/pause", "/api/v1/logging/live"] {
        assert_eq!(bare(owner, "POST", path).await.status, 503, "{path}");
    }
}

async fn who_looks_for_people_is_written_down_without_what_they_typed(place: &Place) {
    let (stage, _) = open(place, "").await;
    let other = stage.enter_contact("Lee", "+1 202-555-0163");
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let mia = person(&stage, "Mia.Weber@example.com", Role::Agent).await;
    let agent = Browser::of(&stage, &mia).await;
    // An address tells nothing and finds nobody.
    let page = agent.get("/calls/desk:1/record?q=555-0163").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(!page.body.contains(&other) && !page.body.contains("555-0163"), "{}", page.body);
    let found = agent.post("/calls/desk:1/people", &[("q", "555-0163")]).await;
    assert!(found.body.contains(&other), "{}", found.body);
    let api =
        send(&agent, "POST", "/api/v1/calls/desk:1/people", json!({"text": "555-0163"})).await;
    assert!(api.body.contains(&other), "{}", api.body);
    let log = deeds(&stage).await;
    let looked: Vec<_> = log.iter().filter(|deed| deed.what == "calls.people").collect();
    assert_eq!(looked.len(), 2, "{log:?}");
    assert!(looked.iter().all(|deed| deed.who == mia && deed.about == "desk:1"), "{looked:?}");
    assert!(!format!("{log:?}").contains("555-0163"), "{log:?}");
}

async fn an_address_is_written_down_as_a_mark(place: &Place) {
    let server = MailServer::open().await;
    let plan = Plan { mail: Some(server.settings(&["ops@example.com"])), ..Plan::default() };
    let stage = Stage::open(place, plan).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let link = web_link(&stage, &server).await;
    let stranger = Browser::stranger(&stage);
    // Whoever has the link can send it again and again, without signing in.
    for _ in 0..3 {
        assert_eq!(stranger.post(&link, &[]).await.status, 200);
    }
    for _ in 0..2 {
        let again = admin.post("/settings/mail/subscribe", &[("address", "ops@example.com")]).await;
        assert_eq!(again.status, 303);
    }
    admin.post("/settings/mail/test", &[("to", "ops@example.com")]).await;
    send(&admin, "POST", "/api/v1/mail/test", json!({"to": "Ops@example.com"})).await;
    assert_eq!(stranger.post(&link, &[]).await.status, 200);
    bare(&admin, "DELETE", "/api/v1/mail/unsubscribed/ops%40example.com").await;
    let log = deeds(&stage).await;
    let mark = stage.engine.mark_of_address("ops@example.com").unwrap();
    let about: Vec<&str> =
        log.iter().rev().filter(|deed| deed.about == mark).map(|deed| &*deed.what).collect();
    let (ended, told, test) = ("mail.unsubscribe", "settings.mail.subscribe", "settings.mail.test");
    assert_eq!(about, [ended, told, test, test, ended, told], "{log:?}");
    assert!(!format!("{log:?}").contains("example.com"), "{log:?}");
}

/// The path of the link in the first mail.
async fn web_link(stage: &Stage, server: &MailServer) -> String {
    stage.break_record(refusal("Status", json!("Completed"), RULE, &["Status"], None));
    stage.enter_contact("Okafor", BEN.1);
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.work().await;
    stage.engine.look_after().await.unwrap();
    stage.engine.send_mails().await.unwrap();
    let link = server.taken()[0].header("List-Unsubscribe");
    let path = link.trim_matches(['<', '>']).strip_prefix("https://calls.example.com");
    path.unwrap().to_owned()
}

async fn console_and_api_call_a_deed_the_same(place: &Place) {
    let (stage, owner) = open(place, "").await;
    for (form, endpoint) in [
        ("/setup/live", "/api/v1/logging/live"),
        ("/settings/pause", "/api/v1/logging/pause"),
        ("/settings/resume", "/api/v1/logging/resume"),
    ] {
        owner.post(form, &[]).await;
        assert_eq!(bare(&owner, "POST", endpoint).await.status, 204, "{endpoint}");
        let log = deeds(&stage).await;
        let newest = [&log[0], &log[1]].map(|deed| (&deed.what, &deed.about, &deed.after));
        assert_eq!(newest[0], newest[1], "{form}");
    }
}

async fn whoever_changes_settings_is_told_by_name(place: &Place) {
    let (stage, owner) = open(place, "").await;
    let asked = json!({"name": "Warehouse", "scopes": ["config:write"]});
    let key = send(&owner, "POST", "/api/v1/keys", asked).await;
    let key = json(&key)["secret"].as_str().unwrap().to_owned();
    let program = Browser::stranger(&stage).with("authorization", &format!("Bearer {key}"));
    let path = "/api/v1/sources/desk/secret";
    let made = send(&program, "POST", path, json!({"expected": 1})).await;
    assert_eq!(made.status, 200, "{}", made.body);
    owner.post("/settings/sources/desk/retire", &[("version", "2")]).await;
    owner.post("/settings/salesforce/disconnect", &[]).await;
    let versions = stage.engine.setting_versions().await.unwrap();
    let who: Vec<&str> = versions.iter().map(|version| &*version.who).collect();
    assert_eq!(who[..3], ["Mia Friday", "Mia Friday", "Warehouse"]);
    let held = stage.engine.held().await.unwrap().unwrap();
    assert_eq!(held.by.as_deref(), Some("Mia Friday"));
    // What was tried in vain is written down as tried, and as refused.
    owner.post("/settings/sources/desk/retire", &[("version", "1")]).await;
    let mut log = deeds(&stage).await;
    assert_eq!(log[0].after.as_deref(), Some("settings.change"), "{log:?}");
    let newest = log.swap_remove(1);
    assert_eq!((&*newest.what, &*newest.about), ("settings.change", "1"));
    assert_eq!(newest.after.as_deref(), Some("source.desk.secret_previous"));
    // What is no setting at all could be anything, and stands nowhere.
    let typed = [("text", "\"+12025550163\" = 7"), ("version", "3"), ("deed", "save")];
    assert_eq!(owner.post("/settings/import", &typed).await.status, 422);
    let log = format!("{:?}", deeds(&stage).await);
    assert!(!log.contains("2025550163"), "{log}");
}

async fn what_is_refused_is_written_down_as_refused(place: &Place) {
    let (stage, owner) = open(place, "").await;
    let late = json!({"expected": 0, "document": {"delivery": {"batch": 7}}});
    let refused = send(&owner, "PUT", "/api/v1/settings", late).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    let undone = owner.post("/settings/history/77/undo", &[("newest", "1")]).await;
    assert_ne!(undone.status, 303, "{}", undone.body);
    let log = deeds(&stage).await;
    let told: Vec<(&str, Option<&str>)> =
        log.iter().take(4).map(|row| (row.what.as_str(), row.after.as_deref())).collect();
    assert_eq!(told[0], ("settings.refused", Some("settings.undo")));
    assert_eq!(told[2], ("settings.refused", Some("settings.change")));
    assert_eq!((told[1].0, told[3].0), ("settings.undo", "settings.change"));
}

/// What stands in the log stays there, so nobody may put any text into it by asking for something that is not there.
async fn an_id_of_nothing_is_not_written_down(place: &Place) {
    let (stage, owner) = open(place, "").await;
    let before = deeds(&stage).await.len();
    for path in [
        "/errors/090-5550-0123/acknowledge",
        "/errors/090-5550-0123/mute",
        "/errors/090-5550-0123/retry",
        "/errors/090-5550-0123/cancel",
        "/settings/sources/090-5550-0123/retire",
        "/keys/090-5550-0123/revoke",
    ] {
        owner.post(path, &[("version", "1"), ("span", "day")]).await;
    }
    for (method, path) in [
        ("PUT", "/api/v1/troubles/090-5550-0123/acknowledgement"),
        ("DELETE", "/api/v1/troubles/090-5550-0123/mute"),
        ("POST", "/api/v1/troubles/090-5550-0123/retry"),
        ("DELETE", "/api/v1/troubles/090-5550-0123/retry"),
        ("DELETE", "/api/v1/keys/090-5550-0123"),
    ] {
        assert_eq!(bare(&owner, method, path).await.status, 404, "{method} {path}");
    }
    let secret = json!({"expected": 1, "document": {}, "secrets": {"+819055500123": null}});
    assert_eq!(send(&owner, "PUT", "/api/v1/settings", secret).await.status, 400);
    let log = deeds(&stage).await;
    assert_eq!(log.len(), before, "{log:?}");
}
