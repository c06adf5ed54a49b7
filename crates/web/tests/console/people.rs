//! Users, sessions, keys and the audit log, as an owner handles them.

use engine::ORG;
use store::AuditFilter;
use web::access::Role;

use crate::browser::{Browser, PASSWORD, person};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    the_last_owner_cannot_be_removed,
    another_role_ends_the_sessions,
    who_is_shut_out_is_out_at_once,
    a_new_password_ends_the_other_sessions,
    ones_own_sessions_can_be_ended,
    a_key_does_what_its_scopes_say_until_it_is_revoked,
    what_was_done_stands_in_the_audit_log,
    the_first_owner_comes_by_the_link_once,
);

async fn the_last_owner_cannot_be_removed(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let first = person(&stage, "first@example.com", Role::Owner).await;
    let second = person(&stage, "second@example.com", Role::Owner).await;
    let owner = Browser::of(&stage, &first).await;
    assert_eq!(
        owner.post(&format!("/users/{second}/role"), &[("role", "admin")]).await.status,
        303
    );
    for (path, field) in [("role", ("role", "agent")), ("disable", ("", ""))] {
        let page = owner.post(&format!("/users/{first}/{path}"), &[field]).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.body.contains("This is the last owner."), "{}", page.body);
    }
    let taken = ("salesforce_user_id", "005000000000001AAA");
    assert_eq!(owner.post(&format!("/users/{second}/salesforce"), &[taken]).await.status, 303);
    assert_eq!(owner.post(&format!("/users/{first}/salesforce"), &[taken]).await.status, 422);
    let deeds = stage.store.audit_page(ORG, &AuditFilter::default(), None, 100).await.unwrap();
    let about_first = deeds.iter().filter(|row| row.about == first && row.what != "access.sign_in");
    assert_eq!(about_first.count(), 0, "what was refused is not written down as done: {deeds:?}");
    assert_eq!(owner.get("/users").await.status, 200);
}

async fn another_role_ends_the_sessions(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let id = person(&stage, "mia@example.com", Role::Admin).await;
    let mia = Browser::of(&stage, &id).await;
    assert_eq!(mia.get("/audit").await.status, 200);
    owner.post(&format!("/users/{id}/role"), &[("role", "agent")]).await;
    assert_eq!(mia.get("/audit").await.status, 303);
    let mia = Browser::of(&stage, &id).await;
    let page = mia.get("/audit").await;
    assert_eq!(page.status, 403);
    assert!(page.body.contains("Your role does not include it."), "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
}

async fn who_is_shut_out_is_out_at_once(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let id = person(&stage, "mia@example.com", Role::Admin).await;
    let mia = Browser::of(&stage, &id).await;
    owner.post(&format!("/users/{id}/disable"), &[]).await;
    assert_eq!(mia.get("/me").await.status, 303);
    let form = [("email", "mia@example.com"), ("password", PASSWORD)];
    assert_eq!(Browser::stranger(&stage).post("/login", &form).await.status, 422);
    owner.post(&format!("/users/{id}/enable"), &[]).await;
    assert_eq!(Browser::stranger(&stage).post("/login", &form).await.status, 303);
}

async fn a_new_password_ends_the_other_sessions(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let id = person(&stage, "mia@example.com", Role::Admin).await;
    let (here, there) = (Browser::of(&stage, &id).await, Browser::of(&stage, &id).await);
    let new = "another horse battery";
    let wrong = here.post("/me/password", &[("current", "wrong"), ("new", new)]).await;
    assert_eq!(wrong.status, 422);
    let done = here.post("/me/password", &[("current", PASSWORD), ("new", new)]).await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, "/me?said=access-said-password")
    );
    assert_eq!(here.get("/me").await.status, 303, "the session is renewed");
    assert_eq!(there.get("/me").await.status, 303);
    let here = Browser::stranger(&stage).with("cookie", &done.cookie());
    assert_eq!(here.get("/me").await.status, 200);
    let form = [("email", "mia@example.com"), ("password", new)];
    assert_eq!(Browser::stranger(&stage).post("/login", &form).await.status, 303);
}

async fn ones_own_sessions_can_be_ended(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let id = person(&stage, "mia@example.com", Role::Agent).await;
    let other = person(&stage, "ben@example.com", Role::Agent).await;
    let (here, there) = (Browser::of(&stage, &id).await, Browser::of(&stage, &id).await);
    let ben = Browser::of(&stage, &other).await;
    let now = stage.clock.now();
    let of_ben = stage.store.sessions(ORG, &other, 0, now).await.unwrap();
    here.post("/me/sessions/end", &[("session", &of_ben[0].session_id)]).await;
    assert_eq!(ben.get("/me").await.status, 200, "one's own only");
    here.post("/me/sessions/end-others", &[]).await;
    assert_eq!(there.get("/me").await.status, 303);
    assert_eq!(here.get("/me").await.status, 200);
    let page = here
        .post(
            "/me",
            &[
                ("name", "<script>\u{202e}"),
                ("language", "ja"),
                ("time_zone", "Asia/Tokyo"),
                ("theme", "dark"),
            ],
        )
        .await;
    assert_eq!(page.status, 303);
    let page = here.get("/me?said=access-said-saved").await;
    assert!(page.body.contains("<html lang=\"ja\" data-theme=\"dark\""), "{}", page.body);
    assert!(page.body.contains("保存しました。") && !page.body.contains("<script>\u{202e}"));
}

async fn a_key_does_what_its_scopes_say_until_it_is_revoked(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let form =
        [("name", "warehouse"), ("scope", "calls:read"), ("scope", "audit:read"), ("days", "30")];
    let page = owner.post("/keys", &form).await;
    let key = page.body.split("value=\"rl_").nth(1).unwrap().split('"').next().unwrap();
    let rows = stage.store.api_keys(ORG).await.unwrap();
    assert_eq!(rows[0].scopes, "calls:read audit:read");
    let program =
        |key: &str| Browser::stranger(&stage).with("authorization", &format!("Bearer rl_{key}"));
    assert_eq!(program(key).get("/me").await.status, 303, "a key opens no page");
    assert!(!owner.get("/keys").await.body.contains(key), "it is shown once");
    let digest = rows[0].digest.clone();
    let now = stage.clock.now();
    assert!(stage.store.api_key(ORG, &digest, now).await.unwrap().is_some());
    assert!(stage.store.api_key(ORG, &digest, now + 30 * 86_400_000).await.unwrap().is_none());
    owner.post(&format!("/keys/{}/revoke", rows[0].key_id), &[]).await;
    assert!(stage.store.api_key(ORG, &digest, now).await.unwrap().is_none());
}

async fn what_was_done_stands_in_the_audit_log(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let id = person(&stage, "mia@example.com", Role::Admin).await;
    owner.post(&format!("/users/{id}/role"), &[("role", "auditor")]).await;
    let page = owner.get("/audit?what=access.role").await;
    let about = format!("/audit?about={id}");
    assert!(page.body.contains(&about) && page.body.contains("Mia Friday"), "{}", page.body);
    assert!(page.body.contains(">admin</bdi>") && page.body.contains(">auditor</bdi>"));
    assert!(!owner.get("/audit?what=calls.").await.body.contains(&about));
    assert!(owner.get("/audit?what=access.").await.body.contains(&about));
    assert!(!owner.get("/audit?until=2020-01-01").await.body.contains(&about));
    for _ in 0..60 {
        stage
            .engine
            .record(engine::Deed { who: "cli".into(), what: "x".into(), ..Default::default() })
            .await
            .unwrap();
    }
    let page = owner.get("/audit?what=x").await;
    let older = page.body.split("href=\"/audit?what=x&").nth(1);
    assert!(older.is_some() || page.body.contains("before="), "{}", page.body);
}

async fn the_first_owner_comes_by_the_link_once(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    assert!(Browser::stranger(&stage).get("/login").await.body.contains("there is no owner"));
    let path = web::access::setup_path(&stage.engine).await.unwrap().unwrap();
    let other = web::access::setup_path(&stage.engine).await.unwrap().unwrap();
    assert!(path.starts_with("/setup/") && path != other && path.len() >= 50);
    let new = |email: &str| web::access::NewPerson {
        email: email.to_owned(),
        name: "Owner".to_owned(),
        role: Role::Agent,
        password: Some(PASSWORD.into()),
        language: None,
        time_zone: None,
    };
    let both = [new("a@example.com"), new("b@example.com")];
    let both = both.map(|person| web::access::add_first_owner(&stage.engine, person));
    let done = futures_util::future::join_all(both).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    assert_eq!(web::access::setup_path(&stage.engine).await.unwrap(), None);
}
