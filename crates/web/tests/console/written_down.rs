//! What people do stands in the audit log before it is done: what cannot be written down is not done, and what is written
//! down names nobody.

use serde_json::json;
use store::{AuditFilter, AuditRow};
use web::access::Role;

use crate::api_deeds::{bare, send};
use crate::browser::person;
use crate::settings::open;
use crate::stage::Stage;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;

on_both_databases!(nothing_is_done_that_cannot_be_written_down,);

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
    for path in ["/calls/desk:1", "/calls.csv", "/settings/export.toml"] {
        assert_eq!(owner.get(path).await.status, 503, "{path}");
    }
    let user = json!({"email": "new@example.com", "name": "New", "role": "agent"});
    for (method, path, body) in [
        ("POST", "/api/v1/users", user),
        ("POST", "/api/v1/sources/desk/secret", json!({"expected": 1})),
        ("PUT", "/api/v1/calls/desk:1/record", json!({"record_id": lee})),
    ] {
        assert_eq!(send(&owner, method, path, body).await.status, 503, "{method} {path}");
    }
    for path in ["/api/v1/logging/pause", "/api/v1/logging/live"] {
        assert_eq!(bare(&owner, "POST", path).await.status, 503, "{path}");
    }
    let after = call().await.unwrap().unwrap();
    assert_eq!(after.call.unwrap().facts, before.call.unwrap().facts);
    assert_eq!(stage.settle().await.logged, 1);
    assert_eq!(stage.engine.settings().await.unwrap().version, 1);
    assert_eq!(stage.engine.held().await.unwrap(), None);
    assert_eq!(stage.engine.remembered(None, 10).await.unwrap().len(), 1);
    assert_eq!(stage.store.users(engine::ORG).await.unwrap().len(), 2);
    assert_eq!(stage.store.unsubscribed(engine::ORG).await.unwrap(), ["ops@example.com"]);
}
