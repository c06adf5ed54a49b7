//! A transferred leg that came without the customer's number belongs to the customer of the leg before it.

use serde_json::{Value, json};

use crate::stage::books::text;
use crate::stage::phones::AIKO;
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(a_transferred_leg_keeps_the_customer);

fn detail(id: &str, call_type: &str, from: Option<&str>, previous: Option<&str>) -> Value {
    json!({
        "id": id, "call_type": call_type, "from_number": from, "to_number": from.map(|_| "+81355500100"),
        "dial_starts_at": "2026-11-18T10:00:00+09:00", "dial_answered_at": "2026-11-18T10:00:05+09:00",
        "dial_ends_at": "2026-11-18T10:02:00+09:00", "previous_id": previous, "participants": [], "tags": []
    })
}

async fn a_transferred_leg_keeps_the_customer(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let aiko = stage.enter_contact("佐藤", AIKO.1);
    let legs = [
        detail("leg-3", "EXTENSION_TRANSFER", None, Some("leg-2")),
        detail("leg-1", "INCOMING_CALL", Some(AIKO.1), None),
        detail("leg-2", "EXTENSION_TRANSFER", None, Some("leg-1")),
    ];
    let body = json!({"call": {"id": "leg-1", "tenant_code": "example", "details": legs}});
    stage.send("tokyo", body.to_string().as_bytes()).await;
    let status = stage.settle().await;
    assert_eq!(status.logged, 3, "{status:?}");
    let tasks = stage.tasks();
    let who: Vec<&str> = tasks.iter().map(|task| text(task, "WhoId")).collect();
    assert_eq!(who, [aiko.as_str(); 3]);
}
