//! Connecting an org by login and consent, and what happens when the consent is taken back.

use engine::Vault;
use salesforce::TokenVault as _;
use secrecy::ExposeSecret as _;

use crate::browser::{connect, decide, link, rotate_refresh_tokens};
use crate::sending::{get, post_kept};
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    calls_wait_for_the_first_login_and_then_go_on,
    a_wrong_state_is_refused_and_the_right_one_still_works,
    a_link_works_once,
    a_refusal_is_told_and_nothing_is_connected,
    a_rotated_refresh_token_is_kept,
    a_revoked_grant_holds_the_calls_until_somebody_logs_in_again,
);

async fn open(place: &Place) -> Stage {
    let stage = Stage::open(place, Plan { web_login: true, ..Plan::default() }).await;
    stage.enter_contact("Okafor", BEN.1);
    stage
}

async fn tell(stage: &Stage, id: u64) {
    for body in stage.bodies("desk", &call_from(id, BEN)) {
        post_kept(stage, "desk", body).await;
    }
}

async fn refresh_token(stage: &Stage) -> String {
    let tokens = Vault::new(stage.store.clone()).load().await.unwrap().unwrap();
    tokens.refresh_token.unwrap().expose_secret().to_owned()
}

async fn calls_wait_for_the_first_login_and_then_go_on(place: &Place) {
    let stage = open(place).await;
    tell(&stage, 1).await;
    let status = stage.work().await;
    assert_eq!((status.held, status.failed), (1, 0), "{status:?}");
    assert_eq!(stage.row("desk:1").await.attempts, 0);

    let answer = connect(&stage).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("now writes to Salesforce as"), "{}", answer.body);
    let status = stage.work().await;
    assert_eq!(status.logged, 1, "{status:?}");
    assert_eq!(stage.tasks().len(), 1);
    stage.settle().await;
}

async fn a_wrong_state_is_refused_and_the_right_one_still_works(place: &Place) {
    let stage = open(place).await;
    let back = decide(&stage, &link(&stage).await, "allow").await;
    let (code, state) = back.split_once("&state=").unwrap();
    for wrong in [format!("{code}&state=0000"), code.to_owned(), format!("{code}&state={state}x")] {
        let answer = get(&stage, &wrong).await;
        assert_eq!(answer.status, 400, "{wrong}");
        assert!(answer.body.contains("belongs to another link"), "{}", answer.body);
    }
    assert!(stage.engine.connect_pending().await.unwrap());
    assert_eq!(get(&stage, &back).await.status, 200);
}

async fn a_link_works_once(place: &Place) {
    let stage = open(place).await;
    let back = decide(&stage, &link(&stage).await, "allow").await;
    assert_eq!(get(&stage, &back).await.status, 200);
    let again = get(&stage, &back).await;
    assert_eq!(again.status, 400);
    assert!(again.body.contains("used before"), "{}", again.body);
    tell(&stage, 1).await;
    assert_eq!(stage.settle().await.logged, 1, "the first use still counts");
}

async fn a_refusal_is_told_and_nothing_is_connected(place: &Place) {
    let stage = open(place).await;
    let back = decide(&stage, &link(&stage).await, "deny").await;
    let answer = get(&stage, &back).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("denied"), "{}", answer.body);
    assert!(Vault::new(stage.store.clone()).load().await.unwrap().is_none());
    assert!(!stage.engine.connect_pending().await.unwrap());
}

async fn a_rotated_refresh_token_is_kept(place: &Place) {
    let stage = open(place).await;
    rotate_refresh_tokens(&stage).await;
    assert_eq!(connect(&stage).await.status, 200);
    let first = refresh_token(&stage).await;
    stage.org.sessions().expire_all();
    tell(&stage, 1).await;
    assert_eq!(stage.settle().await.logged, 1);
    let second = refresh_token(&stage).await;
    assert_ne!(first, second);

    // A process that starts afresh knows only what was kept.
    stage.org.sessions().expire_all();
    let restarted = stage.another_engine(&stage.store);
    tell(&stage, 2).await;
    restarted.digest().await.unwrap();
    assert_eq!(restarted.round().await.unwrap(), 1);
    let status = stage.settle().await;
    assert_eq!(status.logged, 2, "{status:?}");
    assert_ne!(refresh_token(&stage).await, second);
}

async fn a_revoked_grant_holds_the_calls_until_somebody_logs_in_again(place: &Place) {
    let stage = open(place).await;
    assert_eq!(connect(&stage).await.status, 200);
    tell(&stage, 1).await;
    assert_eq!(stage.settle().await.logged, 1);

    stage.org.sessions().revoke_all_grants();
    tell(&stage, 2).await;
    for _ in 0..20 {
        let status = stage.work().await;
        assert_eq!((status.logged, status.held, status.failed), (1, 1, 0), "{status:?}");
        stage.clock.advance(600_000);
    }
    assert_eq!(stage.row("desk:2").await.attempts, 0);
    let paused = stage.status().await;
    stage.work().await;
    assert!(stage.status().await.paused.unwrap().to_string().contains("connect"), "{paused:?}");

    assert_eq!(connect(&stage).await.status, 200);
    let status = stage.settle().await;
    assert_eq!((status.logged, status.held), (2, 0), "{status:?}");
    assert_eq!(stage.tasks().len(), 2);
}
