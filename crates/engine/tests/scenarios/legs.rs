//! A transferred leg that came without the customer's number belongs to the customer of the leg before it.

use engine::Deed;
use serde_json::{Value, json};

use crate::stage::books::text;
use crate::stage::phones::AIKO;
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_transferred_leg_keeps_the_customer,
    the_legs_of_a_customer_are_erased_with_the_first_one,
    legs_that_nobody_has_worked_on_yet_are_erased_too,
    legs_whose_first_one_is_gone_are_erased_too,
    a_leg_that_turns_out_to_be_somebody_elses_stays,
);

/// What is searched for in the database: her number as it came and as it is kept, and her name.
const TRACES: [&str; 3] = ["5550-0123", "355500123", "佐藤"];

fn detail(id: &str, call_type: &str, from: Option<&str>, previous: Option<&str>) -> Value {
    json!({
        "id": id, "call_type": call_type, "from_number": from, "to_number": from.map(|_| "+81355500100"),
        "dial_starts_at": "2026-11-18T10:00:00+09:00", "dial_answered_at": "2026-11-18T10:00:05+09:00",
        "dial_ends_at": "2026-11-18T10:02:00+09:00", "previous_id": previous, "participants": [], "tags": []
    })
}

/// Aiko's call, which was transferred twice; returns her id as well.
async fn three_legs(place: &Place) -> (Stage, String) {
    let stage = Stage::open(place, Plan::default()).await;
    let aiko = stage.enter_contact("佐藤", AIKO.1);
    let legs = [
        detail("leg-3", "EXTENSION_TRANSFER", None, Some("leg-2")),
        detail("leg-1", "INCOMING_CALL", Some(AIKO.1), None),
        detail("leg-2", "EXTENSION_TRANSFER", None, Some("leg-1")),
    ];
    let body = json!({"call": {"id": "leg-1", "tenant_code": "example", "details": legs}});
    stage.send("tokyo", body.to_string().as_bytes()).await;
    (stage, aiko)
}

async fn a_transferred_leg_keeps_the_customer(place: &Place) {
    let (stage, aiko) = three_legs(place).await;
    let status = stage.settle().await;
    assert_eq!(status.logged, 3, "{status:?}");
    let tasks = stage.tasks();
    let who: Vec<&str> = tasks.iter().map(|task| text(task, "WhoId")).collect();
    assert_eq!(who, [aiko.as_str(); 3]);
}

async fn nothing_is_left(stage: &Stage, place: &Place) {
    assert_eq!(stage.settle().await.calls, 0);
    let contents = place.contents().await;
    for trace in TRACES {
        assert!(!contents.contains(trace), "{trace} is still there");
    }
    assert_eq!(stage.engine.traces_of(AIKO.0).await.unwrap(), engine::Traces::default());
}

async fn the_legs_of_a_customer_are_erased_with_the_first_one(place: &Place) {
    let (stage, _) = three_legs(place).await;
    stage.settle().await;
    let contents = place.contents().await;
    assert!(TRACES.iter().all(|trace| contents.contains(trace)), "nothing to erase");
    let told = stage.engine.disclose(AIKO.0, Deed::default()).await.unwrap();
    assert_eq!((told.calls.len(), told.deliveries.len(), told.mentions), (3, 1, 0));
    let erased = stage.engine.erase(AIKO.0, Deed::default()).await.unwrap().erased;
    assert_eq!((erased.calls, erased.events, erased.mentions), (3, 3, 0), "{erased:?}");
    let mut tasks: Vec<String> =
        stage.tasks().iter().map(|task| text(task, "Id").to_owned()).collect();
    tasks.sort();
    assert_eq!((erased.tasks.len(), erased.tasks), (3, tasks));
    nothing_is_left(&stage, place).await;
}

async fn legs_that_nobody_has_worked_on_yet_are_erased_too(place: &Place) {
    let (stage, _) = three_legs(place).await;
    while stage.engine.digest().await.unwrap() > 0 {}
    let erased = stage.engine.erase(AIKO.0, Deed::default()).await.unwrap().erased;
    assert_eq!((erased.calls, erased.events), (3, 3), "{erased:?}");
    nothing_is_left(&stage, place).await;
}

async fn legs_whose_first_one_is_gone_are_erased_too(place: &Place) {
    let (stage, _) = three_legs(place).await;
    stage.settle().await;
    let gone = stage.store.erase_calls(engine::ORG, &["tokyo:leg-1"]).await.unwrap();
    assert_eq!(gone.calls, 1);
    let erased = stage.engine.erase(AIKO.0, Deed::default()).await.unwrap().erased;
    assert_eq!((erased.calls, erased.tasks.len()), (2, 2), "{erased:?}");
    nothing_is_left(&stage, place).await;
}

/// It was worked on as hers; that somebody else called is known since, and not worked on yet.
async fn a_leg_that_turns_out_to_be_somebody_elses_stays(place: &Place) {
    let (stage, _) = three_legs(place).await;
    stage.settle().await;
    let known = detail("leg-3", "EXTENSION_TRANSFER", Some("03-5550-0199"), Some("leg-2"));
    let body = json!({"call": {"id": "leg-3", "tenant_code": "example", "details": [known]}});
    stage.send("tokyo", body.to_string().as_bytes()).await;
    while stage.engine.digest().await.unwrap() > 0 {}
    let erased = stage.engine.erase(AIKO.0, Deed::default()).await.unwrap().erased;
    assert_eq!(erased.calls, 2, "{erased:?}");
    assert!(stage.store.call(engine::ORG, "tokyo:leg-3").await.unwrap().is_some());
}
