//! What the console does besides calls, by the API: the doctor, trying settings, files of settings, erasure, the connection,
//! sessions, second factors, mails, secrets.

use axum::http::StatusCode;
use serde_json::{Value, json};
use web::access::Role;

use crate::api::{json, problem};
use crate::browser::{Browser, Page, person};
use crate::settings;
use crate::stage::phones::{AIKO, BEN, SECRET, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    the_doctor_speaks_the_askers_language,
    other_settings_are_tried_on_the_last_calls,
    settings_go_out_as_a_file_and_come_back,
    a_person_is_erased_with_a_certificate,
    what_an_erasure_leaves_to_people_is_told,
    the_connection_is_ended_and_comes_back,
    who_may_not_connect_an_org_cannot_lead_us_to_another,
    sessions_are_ended_one_by_one,
    a_second_factor_is_reset,
    a_mail_is_tried_and_an_address_is_told_again,
    a_source_gets_a_new_secret,
);

pub(crate) async fn send(who: &Browser, method: &str, path: &str, body: Value) -> Page {
    who.send(method, path, Some("application/json"), body.to_string()).await
}

pub(crate) async fn bare(who: &Browser, method: &str, path: &str) -> Page {
    who.send(method, path, None, String::new()).await
}

async fn the_doctor_speaks_the_askers_language(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let wish = json!({"name": "Watch", "scopes": ["config:read"]});
    let made = json(&send(&owner, "POST", "/api/v1/keys", wish).await);
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let program = Browser::stranger(&stage).with("authorization", &bearer);
    let english = json(&bare(&program, "POST", "/api/v1/doctor").await);
    let japanese = program.with("accept-language", "ja");
    let japanese = json(&bare(&japanese, "POST", "/api/v1/doctor").await);
    assert!(english["checks"].as_array().unwrap().len() > 5, "{english}");
    assert!(english["api_requests"].as_u64().unwrap() > 0);
    assert_eq!(english["checks"][0]["code"], japanese["checks"][0]["code"]);
    assert_ne!(english["checks"][0]["name"], japanese["checks"][0]["name"]);
}

async fn other_settings_are_tried_on_the_last_calls(place: &Place) {
    let (stage, owner) = settings::open(place, "").await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let now = json(&owner.get("/api/v1/settings").await);
    let mut document = now["document"].clone();
    let what_if = async |who: &Browser, document: &Value| {
        let trial = json!({"document": document, "calls": 10});
        let tried = send(who, "POST", "/api/v1/settings/what-if", trial).await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
        json(&tried)
    };
    assert_eq!(what_if(&owner, &document).await["different"], json!([]));
    let subject = json!({"incoming": "Talked with {RECORD_NAME}"});
    document["profile"] = json!({"ours": {"extends": "default", "subject": subject}});
    document["source"][0]["profile"] = json!("ours");
    let tried = what_if(&owner, &document).await;
    assert_eq!((&tried["calls"], &tried["changed"]), (&json!(1), &json!(1)), "{tried}");
    let call = &tried["different"][0];
    assert_eq!(
        (&call["call"], &call["before"], &call["after"]),
        (&json!("desk:1"), &json!("task"), &json!("task"))
    );
    let field = &call["fields"][0];
    assert_eq!(
        (&field["field"], &field["after"]),
        (&json!("Subject"), &json!("Talked with Okafor"))
    );
    let wish = json!({"name": "Deploy", "scopes": ["config:write"]});
    let made = json(&send(&owner, "POST", "/api/v1/keys", wish).await);
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let program = Browser::stranger(&stage).with("authorization", &bearer);
    let masked = what_if(&program, &document).await;
    assert_eq!(masked["different"][0]["fields"][0]["after"], "•••");
    document["source"][0]["profile"] = json!("lost");
    let trial = json!({"document": document});
    let wrong = send(&owner, "POST", "/api/v1/settings/what-if", trial).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.body);
    assert_eq!(json(&owner.get("/api/v1/settings").await), now, "nothing is kept");
}

async fn settings_go_out_as_a_file_and_come_back(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let import = async |expected: i64, toml: &str| {
        let file = json!({"expected": expected, "toml": toml, "note": "from a file"});
        send(&admin, "POST", "/api/v1/settings/import", file).await
    };
    assert_eq!(json(&import(0, "[delivery]\nbatch = 7\n").await), json!({"version": 1}));
    let file = admin.get("/api/v1/settings.toml").await;
    assert_eq!(file.header("content-type"), "application/toml");
    assert_eq!(json(&import(1, &file.body).await), json!({"version": 2}));
    let late = import(1, &file.body).await;
    problem(&late, StatusCode::CONFLICT, "settings-problem-changed-meanwhile");
    let torn = import(2, "[delivery").await;
    problem(&torn, StatusCode::BAD_REQUEST, "settings-problem-not-toml");
    let wrong = import(2, "[delivery]\nbach = 7\n").await;
    let wrong = problem(&wrong, StatusCode::BAD_REQUEST, "settings-problem-unknown-key");
    assert_eq!(wrong["field"], "delivery.bach");
    let deeds = json(&admin.get("/api/v1/audit?what=settings.export").await);
    assert_eq!(deeds["deeds"].as_array().unwrap().len(), 1);
}

async fn what_an_erasure_leaves_to_people_is_told(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    // A create has left, and nobody knows what became of it; and the number stands where only people may change it.
    place
        .execute(&format!(
            "UPDATE call SET task_id = NULL, intent_at = 1; \
             INSERT INTO setting_version (org_id, version, at, who, note, body, change) \
                 VALUES ('{}', 900, 0, 'mia', 'without +1 202-555-0147', '', '')",
            engine::ORG
        ))
        .await;
    // And in the Task of somebody else's call.
    let comment = Some("Call Ben: +1 202-555-0147".to_owned());
    stage.tell("desk", &sources::Rehearsal { comment, ..call_from(2, AIKO) }).await;
    stage.settle().await;
    let task = stage.row("desk:2").await.task_id.unwrap();
    let deed = engine::Deed { about: "+12025550147".to_owned(), ..engine::Deed::default() };
    stage.engine.record(deed).await.unwrap();
    let number = json!({"number": "+1 202-555-0147"});
    let counted = json(&send(&admin, "POST", "/api/v1/privacy/search", number.clone()).await);
    let certificate = json(&send(&admin, "POST", "/api/v1/privacy/erasures", number).await);
    for told in [&counted, &certificate["erased"]] {
        assert_eq!((&told["tasks"], &told["unknown_tasks"]), (&json!([]), &json!(1)));
        assert_eq!(told["mentioned_tasks"], json!([task]));
        assert_eq!(told["settings"], json!([900]));
        assert_eq!(told["audit"].as_array().unwrap().len(), 1, "{told}");
    }
    let path = format!("/privacy/certificates/{}", certificate["id"].as_str().unwrap());
    let page = admin.get(&path).await.body;
    assert!(page.contains("is not known whether it did"), "{page}");
    assert!(page.contains(&format!("<li>{task}</li>")), "{page}");
}

async fn a_person_is_erased_with_a_certificate(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.settle().await;
    let task = stage.row("desk:1").await.task_id.unwrap();
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let number = json!({"number": "+1 202-555-0147"});
    let counted = json(&send(&admin, "POST", "/api/v1/privacy/search", number.clone()).await);
    assert_eq!((&counted["calls"], &counted["tasks"]), (&json!(1), &json!([task])));
    let erased = send(&admin, "POST", "/api/v1/privacy/erasures", number.clone()).await;
    assert_eq!(erased.status, StatusCode::CREATED, "{}", erased.body);
    let certificate = json(&erased);
    assert_eq!(
        (&certificate["erased"]["calls"], &certificate["number_ends"]),
        (&json!(1), &json!("47"))
    );
    assert!(!erased.body.contains("5550147") && !erased.body.contains("555-0147"), "{certificate}");
    let again = json(&send(&admin, "POST", "/api/v1/privacy/erasures", number).await);
    assert_eq!(again["erased"]["calls"], 0, "done twice it finds nothing more");
    let path = format!("/api/v1/privacy/certificates/{}", certificate["id"].as_str().unwrap());
    assert_eq!(json(&admin.get(&path).await), certificate);
    let all = json(&admin.get("/api/v1/privacy/certificates").await);
    assert_eq!(all["certificates"].as_array().unwrap().len(), 2);
    let none = admin.get("/api/v1/privacy/certificates/none").await;
    problem(&none, StatusCode::NOT_FOUND, "operation-no-certificate");
    for path in ["search", "erasures"] {
        let path = format!("/api/v1/privacy/{path}");
        let wrong = send(&admin, "POST", &path, json!({"number": "555-0147"})).await;
        let wrong = problem(&wrong, StatusCode::BAD_REQUEST, "operation-not-a-number");
        assert_eq!(wrong["field"], "number");
    }
    let log = admin.get("/api/v1/audit?what=privacy.").await.body;
    assert!(log.contains("privacy.erase") && log.contains("privacy.search"), "{log}");
    assert!(
        !log.contains("5550147") && !log.contains("555-0147"),
        "the number stands in it: {log}"
    );
}

async fn the_connection_is_ended_and_comes_back(place: &Place) {
    let (stage, owner) = settings::open(place, "").await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let path = "/api/v1/connection";
    assert_eq!(json(&admin.get(path).await)["disconnected"], false);
    for method in ["POST", "DELETE"] {
        let refused = bare(&admin, method, path).await;
        problem(&refused, StatusCode::FORBIDDEN, "api-not-allowed");
    }
    let before = json(&owner.get("/api/v1/settings").await)["document"].clone();
    let ended = bare(&owner, "DELETE", path).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.body);
    assert_eq!(json(&admin.get(path).await)["disconnected"], true);
    assert_eq!(json(&admin.get("/api/v1/logging").await)["code"], "disconnected");
    let lost = bare(&owner, "POST", path).await;
    problem(&lost, StatusCode::CONFLICT, "api-salesforce");
    let mut document = json(&owner.get("/api/v1/settings").await)["document"].clone();
    document["salesforce"] = before["salesforce"].clone();
    document["salesforce"].as_object_mut().unwrap().remove("people");
    let secrets = json!({"salesforce.client_secret": "ringledger"});
    let change = json!({"expected": 2, "document": document, "secrets": secrets});
    let changed = send(&owner, "PUT", "/api/v1/settings", change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let connected = json(&bare(&owner, "POST", path).await);
    assert!(connected["org_id"].as_str().unwrap().starts_with("00D"), "{connected}");
    assert_eq!(connected["restored"], true);
    assert_eq!(json(&admin.get("/api/v1/logging").await)["held"], false);
    assert_eq!(json(&owner.get("/api/v1/settings").await)["document"], before);
}

async fn who_may_not_connect_an_org_cannot_lead_us_to_another(place: &Place) {
    let (stage, owner) = settings::open(place, "").await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let wish = json!({"name": "Deploy", "scopes": ["config:write"]});
    let made = json(&send(&owner, "POST", "/api/v1/keys", wish).await);
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let program = Browser::stranger(&stage).with("authorization", &bearer);
    let now = json(&owner.get("/api/v1/settings").await)["document"].clone();
    // Whoever owns that address would be told the consumer secret.
    let mut elsewhere = now.clone();
    elsewhere["salesforce"]["login_url"] = json!("https://login.example.com");
    let file = toml::to_string(&elsewhere).unwrap();
    let secrets = json!({"salesforce.client_secret": "theirs"});
    for who in [&admin, &program] {
        for (method, path, body) in [
            ("PUT", "settings", json!({"expected": 1, "document": elsewhere})),
            ("PUT", "settings", json!({"expected": 1, "document": now, "secrets": secrets})),
            ("POST", "settings/import", json!({"expected": 1, "toml": file})),
            ("POST", "settings/undo", json!({"expected": 1, "version": 0})),
        ] {
            let refused = send(who, method, &format!("/api/v1/{path}"), body).await;
            problem(&refused, StatusCode::FORBIDDEN, "settings-problem-connection");
        }
    }
    let form = [("text", file.as_str()), ("version", "1"), ("deed", "save")];
    assert_eq!(admin.post("/settings/import", &form).await.status, 422);
    let undo = admin.post("/settings/history/0/undo", &[("newest", "1")]).await;
    assert_eq!(undo.status, 422, "{}", undo.body);
    // Nor does anybody get a key in under the name of a secret.
    for path in ["salesforce.login_url", "console.salesforce_default_role", "database.url"] {
        let change = json!({"expected": 1, "document": now, "secrets": {path: "x"}});
        for who in [&owner, &program] {
            let refused = send(who, "PUT", "/api/v1/settings", change.clone()).await;
            let refused = problem(&refused, StatusCode::BAD_REQUEST, "settings-problem-not-secret");
            assert_eq!(refused["field"], path);
        }
    }
    assert_eq!(json(&owner.get("/api/v1/settings").await)["version"], 1);
    let mut other = now.clone();
    other["salesforce"]["people"] = json!("mirror");
    let change = send(&admin, "PUT", "/api/v1/settings", json!({"expected": 1, "document": other}));
    assert_eq!(change.await.status, StatusCode::OK);
    let change = json!({"expected": 2, "document": elsewhere});
    assert_eq!(send(&owner, "PUT", "/api/v1/settings", change).await.status, StatusCode::OK);
}

async fn sessions_are_ended_one_by_one(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let id = person(&stage, "mia@example.com", Role::Agent).await;
    let mia = Browser::of(&stage, &id).await;
    let elsewhere = Browser::of(&stage, &id).await;
    let other = Browser::signed_in(&stage, Role::Owner).await;
    let list =
        async |who: &Browser| json(&who.get("/api/v1/me/sessions").await)["sessions"].clone();
    let of = |sessions: &Value, this: bool| {
        let mut sessions = sessions.as_array().unwrap().iter();
        sessions.find(|one| one["this"] == this).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let sessions = list(&mia).await;
    assert_eq!(sessions.as_array().unwrap().len(), 2);
    let theirs = of(&list(&other).await, true);
    let end = async |id: &str| bare(&mia, "DELETE", &format!("/api/v1/me/sessions/{id}")).await;
    problem(&end(&theirs).await, StatusCode::NOT_FOUND, "api-not-found");
    assert_eq!(end(&of(&sessions, false)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(elsewhere.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    let third = Browser::of(&stage, &id).await;
    let others = bare(&mia, "DELETE", "/api/v1/me/sessions").await;
    assert_eq!(others.status, StatusCode::NO_CONTENT);
    assert_eq!(third.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(end(&of(&sessions, true)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(mia.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(other.get("/api/v1/me").await.status, StatusCode::OK);
}

async fn a_second_factor_is_reset(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let mia = person(&stage, "mia@example.com", Role::Agent).await;
    let since = Some(stage.clock.now());
    stage.store.set_second_factor(engine::ORG, &mia, since, Some(1)).await.unwrap();
    let asks = async || {
        let users = json(&owner.get("/api/v1/users").await);
        let users = users["users"].as_array().unwrap();
        users.iter().find(|user| user["id"] == mia).unwrap()["second_factor"].clone()
    };
    assert_eq!(asks().await, true);
    let reset = bare(&owner, "DELETE", &format!("/api/v1/users/{mia}/second-factor")).await;
    assert_eq!(reset.status, StatusCode::NO_CONTENT, "{}", reset.body);
    assert_eq!(asks().await, false);
    let nobody = bare(&owner, "DELETE", "/api/v1/users/nobody/second-factor").await;
    problem(&nobody, StatusCode::NOT_FOUND, "access-no-such-user");
}

async fn a_mail_is_tried_and_an_address_is_told_again(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let admin = Browser::signed_in(&stage, Role::Admin).await;
    let test = json!({"to": "mia@example.com"});
    let refused = send(&admin, "POST", "/api/v1/mail/test", test).await;
    let refused = problem(&refused, StatusCode::CONFLICT, "mail_not_set_up");
    assert!(refused["detail"].as_str().unwrap().len() > 10, "{refused}");
    let list = async || json(&admin.get("/api/v1/mail/unsubscribed").await)["addresses"].clone();
    assert_eq!(list().await, json!([]));
    stage.store.unsubscribe(engine::ORG, "mia@example.com", 1).await.unwrap();
    assert_eq!(list().await, json!(["mia@example.com"]));
    let again =
        async || bare(&admin, "DELETE", "/api/v1/mail/unsubscribed/mia%40example.com").await;
    assert_eq!(again().await.status, StatusCode::NO_CONTENT);
    assert_eq!(list().await, json!([]));
    problem(&again().await, StatusCode::NOT_FOUND, "api-not-found");
}

/// A secret as phone systems make them.
const OURS: &str = "whsec_b2Ygb3VyIG93biBtYWtpbmcsIGZvciB0ZXN0cyBvbmx5";

async fn a_source_gets_a_new_secret(place: &Place) {
    let (stage, owner) = settings::open(place, "").await;
    let path = "/api/v1/sources/desk/secret";
    let made = send(&owner, "POST", path, json!({"expected": 1})).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let made = json(&made);
    let source = async || stage.engine.settings().await.unwrap().config.sources[0].clone();
    assert_eq!(made["version"], 2);
    assert_eq!(made["secret"], source().await.secret);
    assert_eq!(source().await.secret_previous, SECRET);
    let late = send(&owner, "POST", path, json!({"expected": 1})).await;
    problem(&late, StatusCode::CONFLICT, "settings-problem-changed-meanwhile");
    let ours = json!({"expected": 2, "secret": OURS});
    let ours = json(&send(&owner, "POST", path, ours).await);
    assert_eq!(ours, json!({"version": 3, "secret": null}));
    assert_eq!(source().await.secret, OURS);
    let none = send(&owner, "POST", "/api/v1/sources/none/secret", json!({"expected": 3})).await;
    problem(&none, StatusCode::NOT_FOUND, "api-not-found");
    let log = owner.get("/api/v1/audit").await.body;
    assert!(log.contains("source.desk.secret") && !log.contains(OURS), "{log}");
}
