//! What people see of errors: grouped by cause, over by itself, tried again as a whole.

use engine::{Standing, Trouble, TroubleKind};
use serde_json::json;
use sources::Request;

use crate::stage::books::refusal;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    one_cause_is_one_trouble_however_many_calls_it_strikes,
    all_of_a_cause_are_tried_again_in_steps,
    what_is_tried_again_waits_while_the_org_is_paused_and_can_be_stopped,
    a_call_that_does_not_get_on_is_shown_before_it_is_given_up,
    a_wrong_secret_is_seen_by_its_refusals,
    a_pause_is_a_trouble_while_it_lasts,
    a_delivery_that_cannot_be_read_is_tried_again_with_the_others,
    the_figures_of_the_first_page_add_up,
);

const RULE: &str = "FIELD_CUSTOM_VALIDATION_EXCEPTION";

async fn broken(place: &Place, calls: u64) -> Stage {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    let fault = refusal("Status", json!("Completed"), RULE, &["Status"], None);
    stage.break_record(fault);
    stage.tell_at_once("desk", (1..=calls).map(|id| call_from(id, BEN))).await;
    stage.work().await;
    stage.engine.look_after().await.unwrap();
    stage
}

async fn troubles(stage: &Stage) -> Vec<Trouble> {
    stage.engine.look_after().await.unwrap();
    stage.engine.troubles().await.unwrap()
}

async fn one_cause_is_one_trouble_however_many_calls_it_strikes(place: &Place) {
    let stage = broken(place, 30).await;
    let seen = troubles(&stage).await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    let trouble = &seen[0];
    assert_eq!((trouble.kind, trouble.code.as_str()), (TroubleKind::Call, RULE));
    assert_eq!((trouble.about.as_str(), trouble.count), ("Status", 30));
    assert_eq!(trouble.standing, Standing::Open);
    assert!(trouble.sample.as_ref().unwrap().starts_with("desk:"));

    assert!(stage.engine.acknowledge(&trouble.id, Some("Aiko Example")).await.unwrap());
    assert_eq!(troubles(&stage).await[0].standing, Standing::Acknowledged);
    assert!(stage.engine.mute(&trouble.id, None).await.unwrap());
    assert_eq!(troubles(&stage).await[0].standing, Standing::Muted);
    stage.tell("desk", &call_from(31, BEN)).await;
    stage.work().await;
    assert_eq!(troubles(&stage).await[0].standing, Standing::Acknowledged, "more are struck");

    // Mended, and tried again: it is over without anybody saying so.
    stage.heal();
    engine::replay_failed(&stage.store, stage.clock.now()).await.unwrap();
    assert_eq!(stage.settle().await.logged, 31);
    let over = &troubles(&stage).await[0];
    assert_eq!((over.standing, over.acknowledged_by.as_ref()), (Standing::Over, None));
}

async fn all_of_a_cause_are_tried_again_in_steps(place: &Place) {
    let stage = broken(place, 450).await;
    stage.heal();
    let id = troubles(&stage).await[0].id.clone();
    let errand = stage.engine.retry_all(&id, "admin@example.com").await.unwrap();
    assert_eq!(stage.engine.retry_all(&id, "somebody@example.com").await.unwrap(), errand);
    assert!(stage.engine.errand_step().await.unwrap());
    let other = stage.another_engine(&stage.store);
    assert!(!other.errand_step().await.unwrap(), "one node goes the steps");
    assert!(stage.engine.errand_step().await.unwrap());
    assert!(!stage.engine.errand_step().await.unwrap(), "four hundred calls wait already");
    let half = stage.engine.errand(&id).await.unwrap().unwrap();
    assert_eq!((half.done, half.total, half.state), (400, 450, "running"));
    assert_eq!(half.asked_by, "admin@example.com");

    // Its node dies; another goes on where it stopped.
    assert_eq!(stage.work().await.logged, 400);
    stage.clock.advance(60_000);
    while other.errand_step().await.unwrap() {
        stage.work().await;
    }
    let done = stage.engine.errand(&id).await.unwrap().unwrap();
    assert_eq!((done.done, done.state), (450, "done"));
    assert_eq!(stage.settle().await.logged, 450);
    assert_eq!(stage.tasks().len(), 450);
    assert_eq!(troubles(&stage).await[0].standing, Standing::Over);
    assert!(stage.engine.retry_all(&id, "late").await.is_err());
}

async fn what_is_tried_again_waits_while_the_org_is_paused_and_can_be_stopped(place: &Place) {
    let stage = broken(place, 10).await;
    let id = troubles(&stage).await[0].id.clone();
    stage.engine.retry_all(&id, "admin@example.com").await.unwrap();
    let until = stage.clock.now() + 60_000;
    stage.store.pause(engine::ORG, until, "SERVER_UNAVAILABLE", "Maintenance.").await.unwrap();
    assert!(!stage.engine.errand_step().await.unwrap());
    assert!(stage.engine.cancel_errand(&id).await.unwrap());
    assert!(!stage.engine.cancel_errand(&id).await.unwrap());
    stage.clock.advance(60_000);
    assert!(!stage.engine.errand_step().await.unwrap());
    assert_eq!(stage.engine.errand(&id).await.unwrap().unwrap().state, "cancelled");
    assert_eq!(stage.work().await.failed, 10);
}

async fn a_call_that_does_not_get_on_is_shown_before_it_is_given_up(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    stage.break_record(refusal("CallObject", json!("1"), "UNABLE_TO_LOCK_ROW", &[], None));
    stage.tell("desk", &call_from(1, BEN)).await;
    stage.work().await;
    assert!(troubles(&stage).await.is_empty(), "a busy record is no news");
    while stage.clock.now() < crate::stage::NOW + 300_000 {
        let due = stage.store.next_due(engine::ORG, stage.clock.now()).await.unwrap().unwrap();
        stage.clock.advance_to(due);
        stage.work().await;
    }
    let seen = troubles(&stage).await;
    assert_eq!((seen[0].code.as_str(), seen[0].count), ("UNABLE_TO_LOCK_ROW", 1));
    assert_eq!(stage.status().await.failed, 0, "it is tried still");
    stage.heal();
    stage.settle().await;
    assert_eq!(troubles(&stage).await[0].standing, Standing::Over);
}

async fn a_wrong_secret_is_seen_by_its_refusals(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let request = Request { headers: &[], query: "", body: b"{}", received_at: stage.clock.now() };
    for source in ["desk", "desk", "made-up-by-somebody"] {
        stage.engine.receive(source, &request).await;
    }
    let seen = troubles(&stage).await;
    let mut told: Vec<_> =
        seen.iter().map(|one| (one.kind, one.about.as_str(), one.count)).collect();
    told.sort_by_key(|(_, about, _)| *about);
    assert_eq!(told, [(TroubleKind::Webhook, "", 1), (TroubleKind::Webhook, "desk", 2)]);
    assert_eq!(seen.iter().find(|one| one.about.is_empty()).unwrap().code, "unknown_source");

    // The secret is mended.
    stage.clock.advance(1_000);
    stage.tell("desk", &call_from(1, BEN)).await;
    assert!(troubles(&stage).await[0].is_there());
    stage.clock.advance(600_000);
    let about_desk = |seen: Vec<Trouble>| seen.into_iter().find(|one| one.about == "desk").unwrap();
    assert_eq!(about_desk(troubles(&stage).await).standing, Standing::Over);
    let again = Request { received_at: stage.clock.now(), ..request };
    stage.engine.receive("desk", &again).await;
    assert_eq!(about_desk(troubles(&stage).await).count, 1, "a new episode counts from one");
}

async fn a_pause_is_a_trouble_while_it_lasts(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.tell("desk", &call_from(1, BEN)).await;
    let now = stage.clock.now();
    stage
        .store
        .pause(engine::ORG, now + 300_000, "REQUEST_LIMIT_EXCEEDED", "Used up.")
        .await
        .unwrap();
    stage.work().await;
    let seen = troubles(&stage).await;
    assert_eq!((seen[0].kind, seen[0].code.as_str()), (TroubleKind::Org, "REQUEST_LIMIT_EXCEEDED"));
    assert_eq!((seen[0].count, seen[0].note.as_deref()), (1, Some("Used up.")));
    stage.clock.advance(301_000);
    assert!(troubles(&stage).await[0].is_there(), "nothing was tried since");
    stage.settle().await;
    stage.clock.advance(60_000);
    assert_eq!(troubles(&stage).await[0].standing, Standing::Over);
}

async fn a_delivery_that_cannot_be_read_is_tried_again_with_the_others(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for body in [&b"{\"a\":1}"[..], b"{\"a\":2}"] {
        stage.send("desk", body).await;
    }
    stage.work().await;
    let seen = troubles(&stage).await;
    assert_eq!(
        (seen[0].kind, seen[0].about.as_str(), seen[0].count),
        (TroubleKind::Delivery, "desk", 2)
    );
    stage.engine.retry_all(&seen[0].id, "admin@example.com").await.unwrap();
    while stage.engine.errand_step().await.unwrap() {}
    assert_eq!(stage.status().await.unread, 2);
    assert_eq!(stage.engine.errand(&seen[0].id).await.unwrap().unwrap().state, "done");
    stage.work().await;
    assert!(troubles(&stage).await[0].is_there(), "they cannot be read still");
}

async fn the_figures_of_the_first_page_add_up(place: &Place) {
    let stage = broken(place, 3).await;
    stage.heal();
    stage.tell("desk", &call_from(4, BEN)).await;
    stage.settle().await;
    stage.engine.look_after().await.unwrap();
    let zone = jiff::tz::TimeZone::get("Asia/Kolkata").unwrap();
    let overview = stage.engine.overview(&zone).await.unwrap();
    assert_eq!((overview.status.calls, overview.status.failed), (4, 3));
    let today = overview.today;
    assert_eq!((today.calls, today.logged, today.failed, today.matched), (4, 1, 3, 1));
    assert_eq!(overview.hours.len(), 24);
    assert_eq!(overview.hours.last().unwrap().sum.calls, 4);
    assert!(overview.hours.last().unwrap().sum.p50.is_some());
    assert_eq!(overview.days.len(), 14);
    assert_eq!(overview.days.last().unwrap().sum.logged, 1);
    let budget = overview.budget.unwrap();
    assert_eq!((budget.allowed, budget.used), (15_000, stage.org.api_calls() as i64));
    assert_eq!(overview.troubles.len(), 1);
    let desk = overview.sources.iter().find(|source| source.id == "desk").unwrap();
    assert!(desk.heard_at.is_some());
    assert_eq!(overview.sources.iter().filter(|source| source.heard_at.is_none()).count(), 3);
}
