//! Who decides whether calls are written: the first day, a pause by a person, and an org that is disconnected.

use engine::settings::{DISCONNECTED, Disconnected, NOT_LIVE, PAUSED_BY_PERSON};

use super::settings::{change, document};
use crate::stage::phones::{AIKO, BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_new_installation_writes_nothing_before_it_goes_live,
    a_dry_run_says_what_would_be_written_and_writes_nothing,
    a_pause_by_a_person_survives_restarts_and_other_pauses,
    f7_disconnecting_revokes_keeps_the_settings_and_restores_them,
    a_salesforce_that_hangs_does_not_keep_us_from_disconnecting,
);

/// The code of the hold, if there is one.
async fn held(stage: &Stage) -> Option<String> {
    stage.engine.held().await.unwrap().map(|pause| pause.code)
}

/// A new installation that was set up in the console.
async fn open(place: &Place) -> Stage {
    let mut stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let engine = stage.engine_by_settings("").await;
    engine.hold_if_new().await.unwrap();
    engine.change_settings(change(0, document(&stage, ""))).await.unwrap();
    stage.work_with(engine);
    stage
}

async fn a_new_installation_writes_nothing_before_it_goes_live(place: &Place) {
    let mut stage = open(place).await;
    assert_eq!(held(&stage).await.as_deref(), Some(NOT_LIVE));
    stage.tell("desk", &call_from(1, BEN)).await;
    assert_eq!(stage.settle().await.held, 1);
    // A restart changes nothing of that.
    let again = stage.engine_by_settings("").await;
    again.hold_if_new().await.unwrap();
    stage.work_with(again);
    assert_eq!(stage.settle().await.held, 1);
    assert!(stage.engine.go_live().await.unwrap());
    assert!(!stage.engine.go_live().await.unwrap());
    assert_eq!(stage.settle().await.logged, 1);
    // Whoever names sources in a file means them.
    let place = Place::sqlite();
    let other = Stage::open(&place, Plan::default()).await;
    other.engine_by_settings("").await.hold_if_new().await.unwrap();
    assert_eq!(held(&other).await.as_deref(), Some(NOT_LIVE));
    let file = "[[source]]\nid = \"desk\"\nkind = \"generic\"\nsecret = \"whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"";
    other.engine_by_settings(file).await.hold_if_new().await.unwrap();
    assert_eq!(held(&other).await, None);
}

async fn a_dry_run_says_what_would_be_written_and_writes_nothing(place: &Place) {
    let stage = open(place).await;
    for id in 1..=11 {
        stage.tell("desk", &call_from(id, BEN)).await;
    }
    stage.tell("desk", &call_from(12, AIKO)).await;
    stage.settle().await;
    let run = stage.engine.dry_run().await.unwrap();
    assert_eq!((run.calls, run.would_write, run.matched), (12, 12, 11), "{run:?}");
    assert_eq!((run.ignored, run.waiting, run.created, run.more), (0, 0, 0, false));
    assert_eq!(run.examples.len(), 5);
    assert_eq!((stage.tasks().len(), stage.status().await.held), (0, 12));
    // What it said is what comes: one look-up and one request for all.
    let before = stage.org.api_calls();
    stage.engine.go_live().await.unwrap();
    stage.settle().await;
    assert_eq!(stage.tasks().len(), 12);
    assert_eq!(stage.org.api_calls() - before, run.api_calls);
}

async fn a_pause_by_a_person_survives_restarts_and_other_pauses(place: &Place) {
    let mut stage = open(place).await;
    stage.engine.go_live().await.unwrap();
    assert!(stage.engine.pause_logging("mia@example.com").await.unwrap());
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.clock.advance(30 * 86_400_000);
    assert_eq!(stage.settle().await.held, 1);
    // The end of another pause is not the end of this one.
    stage
        .store
        .pause(engine::ORG, stage.clock.now() + 1, "REQUEST_LIMIT_EXCEEDED", "")
        .await
        .unwrap();
    stage.store.resume(engine::ORG).await.unwrap();
    let again = stage.engine_by_settings("").await;
    again.hold_if_new().await.unwrap();
    stage.work_with(again);
    assert_eq!(stage.settle().await.held, 1);
    let pause = stage.engine.held().await.unwrap().unwrap();
    assert_eq!(
        (pause.code.as_str(), pause.by.as_deref()),
        (PAUSED_BY_PERSON, Some("mia@example.com"))
    );
    assert!(stage.engine.resume_logging().await.unwrap());
    assert_eq!(stage.settle().await.logged, 1);
}

async fn f7_disconnecting_revokes_keeps_the_settings_and_restores_them(place: &Place) {
    let stage = open(place).await;
    stage.engine.go_live().await.unwrap();
    let ours = "profile = \"ours\"\n[profile.ours]\nextends = \"default\"\nlanguage = \"fr\"";
    stage.engine.change_settings(change(1, document(&stage, ours))).await.unwrap();
    stage.engine.settle_connection("mia@example.com").await.unwrap();

    let done = stage.engine.disconnect("mia@example.com").await.unwrap();
    assert_eq!(done, Disconnected { revoked: true });
    assert!(stage.wire.sent().iter().any(|sent| sent.path.contains("/oauth2/revoke")));
    let settings = stage.engine.settings().await.unwrap();
    assert!(!settings.document.contains_key("salesforce"));
    assert_eq!(settings.secrets, ["source.desk.secret"]);
    assert!(!stage.engine.is_connected().await.unwrap());
    assert_eq!(held(&stage).await.as_deref(), Some(DISCONNECTED));
    // Calls are kept, and nobody at Salesforce is asked.
    let sent = stage.wire.sent().len();
    stage.tell("desk", &call_from(1, BEN)).await;
    assert_eq!(stage.settle().await.held, 1);
    assert_eq!(stage.wire.sent().len(), sent);

    // Another profile meanwhile; then the same org comes back, and with it what was set for it.
    stage.engine.change_settings(change(3, document(&stage, ""))).await.unwrap();
    let connected = stage.engine.settle_connection("mia@example.com").await.unwrap();
    assert!(connected.restored);
    let document = stage.engine.settings().await.unwrap().document;
    assert_eq!(document["profile"]["ours"]["language"].as_str(), Some("fr"));
    assert_eq!(document["source"][0]["profile"].as_str(), Some("ours"));
    assert_eq!(stage.settle().await.logged, 1);
    // Once is enough.
    assert!(!stage.engine.settle_connection("mia@example.com").await.unwrap().restored);
}

async fn a_salesforce_that_hangs_does_not_keep_us_from_disconnecting(place: &Place) {
    let stage = open(place).await;
    let mut impatient = document(&stage, "");
    let org = impatient["salesforce"].as_table_mut().unwrap();
    org.insert("timeout_seconds".to_owned(), 1.into());
    stage.engine.change_settings(change(1, impatient)).await.unwrap();
    stage.engine.settle_connection("mia@example.com").await.unwrap();
    let _held = stage.wire.hold("/oauth2/revoke");
    let done = stage.engine.disconnect("mia@example.com").await.unwrap();
    assert_eq!(done, Disconnected { revoked: false });
    assert!(!stage.engine.is_connected().await.unwrap());
}
