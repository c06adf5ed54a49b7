//! Signing in with e-mail and password, the second factor, and out again.

use totp_rs::{Algorithm, Secret, TOTP};
use web::access::{AccessSettings, Role};

use crate::browser::{Browser, PASSWORD, Page, person, service_at};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    who_signs_in_stays_until_they_sign_out,
    who_is_wrong_is_told_no_more,
    guessing_becomes_slow_and_survives_a_restart,
    a_session_ends_by_itself,
    a_cookie_of_another_org_opens_nothing,
    a_code_is_asked_for_and_works_once,
    an_invitation_works_once,
    by_https_nothing_goes_without_it,
);

fn location(page: &Page) -> (u16, &str) {
    (page.status.as_u16(), page.header("location"))
}

async fn enter(stage: &Stage, email: &str, password: &str) -> Page {
    let form = [("email", email), ("password", password), ("next", "/me?x=1")];
    Browser::stranger(stage).post("/login", &form).await
}

async fn who_signs_in_stays_until_they_sign_out(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, "Mia@Example.com", Role::Admin).await;
    let before = Browser::stranger(&stage).get("/me?x=1").await;
    assert_eq!(location(&before), (303, "/login?next=%2Fme%3Fx%3D1"));
    let page = enter(&stage, "mia@example.com ", PASSWORD).await;
    assert_eq!(location(&page), (303, "/me?x=1"));
    let cookie = page.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    let mia = Browser::stranger(&stage).with("cookie", &page.cookie());
    let account = mia.get("/me").await;
    assert_eq!((account.status.as_u16(), account.header("cache-control")), (200, "no-store"));
    assert!(account.body.contains("mia@example.com"));
    let page = mia.post("/logout", &[]).await;
    assert_eq!(location(&page), (303, "/login"));
    assert!(page.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(location(&mia.get("/me").await), (303, "/login?next=%2Fme"));
}

async fn who_is_wrong_is_told_no_more(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, "mia@example.com", Role::Admin).await;
    let mut answers = Vec::new();
    for email in ["mia@example.com", "nobody@example.com"] {
        let page = enter(&stage, email, "wrong wrong wrong").await;
        assert_eq!(page.status, 422);
        assert_eq!(page.header("set-cookie"), "");
        answers.push(page.body.replace(email, ""));
    }
    assert_eq!(answers[0], answers[1]);
}

async fn guessing_becomes_slow_and_survives_a_restart(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, "mia@example.com", Role::Admin).await;
    for email in ["mia@example.com", "nobody@example.com"] {
        for _ in 0..6 {
            assert_eq!(enter(&stage, email, "wrong wrong wrong").await.status, 422);
        }
        // Each request is served by a router of its own: what is counted lies in the database.
        assert_eq!(enter(&stage, email, PASSWORD).await.status, 429, "{email}");
    }
    stage.clock.advance(2_000);
    assert_eq!(enter(&stage, "mia@example.com", PASSWORD).await.status, 303);
    for _ in 0..6 {
        assert_eq!(enter(&stage, "mia@example.com", "wrong wrong wrong").await.status, 422);
    }
    let guesses = (0..8).map(|_| enter(&stage, "mia@example.com", PASSWORD));
    let statuses: Vec<u16> = futures_util::future::join_all(guesses)
        .await
        .iter()
        .map(|page| page.status.as_u16())
        .collect();
    assert_eq!(statuses, [429; 8]);
}

async fn a_session_ends_by_itself(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let id = person(&stage, "mia@example.com", Role::Admin).await;
    let (idle, busy) = (Browser::of(&stage, &id).await, Browser::of(&stage, &id).await);
    for _ in 0..24 {
        assert_eq!(busy.get("/me").await.status, 200);
        stage.clock.advance(29 * 60_000);
    }
    assert_eq!(idle.get("/me").await.status, 303, "it was not used for half an hour");
    assert_eq!(busy.get("/me").await.status, 200);
    stage.clock.advance(25 * 60_000);
    assert_eq!(busy.get("/me").await.status, 303, "twelve hours are the end");
}

async fn a_cookie_of_another_org_opens_nothing(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let mia = Browser::signed_in(&stage, Role::Owner).await;
    assert_eq!(mia.get("/me").await.status, 200);
    place
        .execute("UPDATE session SET org_id = 'other'; UPDATE console_user SET org_id = 'other'")
        .await;
    assert_eq!(location(&mia.get("/me").await), (303, "/login?next=%2Fme"));
}

/// The code that an app shows, from what the page says.
fn code(page: &Page, at: i64) -> String {
    let secret = page.body.split("id=\"secret\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().replace(' ', "");
    let bytes = Secret::Encoded(secret).to_bytes().unwrap();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, bytes, None, String::new()).unwrap();
    totp.generate(u64::try_from(at / 1000).unwrap())
}

async fn a_code_is_asked_for_and_works_once(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let id = person(&stage, "mia@example.com", Role::Admin).await;
    let mia = Browser::of(&stage, &id).await;
    // Whoever finds the browser open must not tie their own app to the account, neither first nor in place of hers.
    let without = mia.post("/me/second-factor", &[]).await;
    assert_eq!(without.status, 422);
    assert_eq!(location(&mia.get("/me/second-factor").await), (303, "/me"));
    let begun = mia.post("/me/second-factor", &[("current", PASSWORD)]).await;
    assert_eq!(location(&begun), (303, "/me/second-factor"));
    let there = Browser::of(&stage, &id).await;
    let page = mia.get("/me/second-factor").await;
    assert!(page.body.contains("<svg role=\"img\""), "{}", page.body);
    let first = code(&page, stage.clock.now());
    assert_eq!(mia.post("/me/second-factor/confirm", &[("code", "000000")]).await.status, 422);
    let codes = mia.post("/me/second-factor/confirm", &[("code", &first)]).await;
    let paper =
        codes.body.split("<pre id=\"codes\">").nth(1).unwrap().lines().next().unwrap().to_owned();
    assert_eq!(mia.get("/me").await.status, 303, "the session of before has ended");
    assert_eq!(there.get("/me").await.status, 303, "who came by the password alone is out");

    let begin = enter(&stage, "mia@example.com", PASSWORD).await;
    assert_eq!(location(&begin), (303, "/login/code?next=%2Fme%3Fx%3D1"));
    let half = Browser::stranger(&stage).with("cookie", &begin.cookie());
    assert_eq!(half.get("/me").await.status, 303, "half a sign-in opens nothing");
    assert_eq!(half.get("/login/code").await.status, 200);
    let again = half.post("/login/code", &[("code", &first)]).await;
    assert_eq!(again.status, 422, "a code works once");
    stage.clock.advance(30_000);
    let next = code(&page, stage.clock.now());
    let done = half.post("/login/code", &[("code", &next), ("next", "/me")]).await;
    assert_eq!(location(&done), (303, "/me"));
    assert_ne!(done.cookie(), begin.cookie(), "the session is another one");
    assert_eq!(half.get("/login/code").await.status, 303);

    for expected in [303, 422] {
        let begin = enter(&stage, "mia@example.com", PASSWORD).await;
        let half = Browser::stranger(&stage).with("cookie", &begin.cookie());
        let done = half.post("/login/code", &[("code", &paper.to_uppercase())]).await;
        assert_eq!(done.status, expected, "a code on paper works once");
    }
}

async fn an_invitation_works_once(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let form = [("email", "aiko@example.com"), ("name", "Aiko"), ("role", "agent")];
    let page = owner.post("/users", &form).await;
    let link = page.body.split("value=\"http://127.0.0.1:8080").nth(1).unwrap();
    let link = link.split('"').next().unwrap();
    let aiko = Browser::stranger(&stage);
    assert!(aiko.get(link).await.body.contains("aiko@example.com"));
    for weak in ["short", "aiko@example.com", "aiko@example"] {
        assert_eq!(aiko.post(link, &[("password", weak)]).await.status, 422, "{weak}");
    }
    let done = aiko.post(link, &[("password", "a long enough one")]).await;
    assert_eq!(location(&done), (303, "/"));
    assert_eq!(aiko.post(link, &[("password", "a long enough two")]).await.status, 404);
    assert_eq!(aiko.get(link).await.status, 404);
    assert_eq!(enter(&stage, "aiko@example.com", "a long enough one").await.status, 303);
}

async fn by_https_nothing_goes_without_it(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, "mia@example.com", Role::Admin).await;
    let router = service_at(&stage, "https://calls.example.com", AccessSettings::default());
    let form = [("email", "mia@example.com"), ("password", PASSWORD)];
    let page = Browser::to(router.clone()).post("/login", &form).await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-ringledger="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; Secure; SameSite=Strict"), "{cookie}");
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
    let mia = Browser::to(router.clone()).with("cookie", &page.cookie());
    assert_eq!(mia.get("/me").await.status, 200);
    // A neighbour under the same domain can set a cookie of the plain name only.
    let plain = page.cookie().replace("__Host-", "");
    assert_eq!(Browser::to(router).with("cookie", &plain).get("/me").await.status, 303);
    let by_http = Browser::stranger(&stage).get("/login").await;
    assert_eq!(by_http.header("strict-transport-security"), "");
}
