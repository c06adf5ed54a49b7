//! The pages that need no sign-in: whether we live, the figures, the schemas. Nothing of anybody's call.

use engine::ORG;
use serde_json::Value;

use crate::sending::{get, post_kept};
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    the_figures_add_up_and_name_nobody,
    strangers_are_told_that_it_is_paused_and_not_why,
    the_schema_is_served,
);

async fn the_figures_add_up_and_name_nobody(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    for body in stage.bodies("desk", &call_from(1, BEN)) {
        post_kept(&stage, "desk", body).await;
    }
    stage.settle().await;
    assert_eq!(get(&stage, "/healthz").await.status, 200);
    assert_eq!(get(&stage, "/readyz").await.status, 200);
    let figures: Value = serde_json::from_str(&get(&stage, "/status").await.body).unwrap();
    let figure = |name: &str| figures[name].as_i64().unwrap();
    let accounted: i64 =
        ["logged", "ignored", "waiting", "held", "failed"].into_iter().map(figure).sum();
    assert_eq!((figure("calls"), accounted), (1, 1), "{figures}");
    assert_eq!(figure("events_received"), 5);
    for (page, status) in [("/", 303), ("/status", 200)] {
        let answer = get(&stage, page).await;
        assert_eq!(answer.status, status);
        for secret in ["Okafor", "0147", "Mia", "Friday"] {
            assert!(!answer.body.contains(secret), "{page} shows {secret}");
        }
    }
}

async fn strangers_are_told_that_it_is_paused_and_not_why(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let until = stage.clock.now() + 3_600_000;
    stage.store.pause(ORG, until, "invalid_grant", "user mia@example.com is frozen").await.unwrap();
    let figures: Value = serde_json::from_str(&get(&stage, "/status").await.body).unwrap();
    assert!(figures["paused"].as_str().unwrap().starts_with("Sign in"), "{figures}");
    assert!(!figures.to_string().contains("frozen"), "{figures}");
}

async fn the_schema_is_served(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let names: Vec<String> = serde_json::from_str(&get(&stage, "/schemas/").await.body).unwrap();
    for name in names {
        let schema: Value = serde_json::from_str(&get(&stage, &name).await.body).unwrap();
        assert!(schema["$schema"].is_string(), "{name}");
    }
    assert_eq!(get(&stage, "/schemas/nothing.json").await.status, 404);
}
