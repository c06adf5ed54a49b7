//! Signing in with e-mail and password, and out again.

use web::access::Role;

use crate::browser::{Browser, PASSWORD, person};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(who_signs_in_stays_until_they_sign_out, who_is_wrong_is_told_no_more);

async fn who_signs_in_stays_until_they_sign_out(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, "Mia@Example.com", Role::Admin).await;
    let stranger = Browser::stranger(&stage);
    let form = [("email", "mia@example.com "), ("password", PASSWORD), ("next", "/calls?x=1")];
    let page = stranger.post("/login", &form).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/calls?x=1"));
    let cookie = page.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    let mia = stranger.with("cookie", &page.cookie());
    let page = mia.post("/logout", &[]).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/login"));
    assert!(page.header("set-cookie").contains("Max-Age=0"));
}

async fn who_is_wrong_is_told_no_more(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    person(&stage, "mia@example.com", Role::Admin).await;
    let stranger = Browser::stranger(&stage);
    let mut answers = Vec::new();
    for email in ["mia@example.com", "nobody@example.com"] {
        let page = stranger.post("/login", &[("email", email), ("password", "wrong")]).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.header("set-cookie"), "");
        answers.push(page.body.replace(email, ""));
    }
    assert_eq!(answers[0], answers[1]);
}
