//! Ten thousand people share one number: the call is logged on the one changed last, and what is kept of it stays small.

use serde_json::{Value, json};

use crate::stage::books::text;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    ten_thousand_with_one_number_are_asked_for_live,
    ten_thousand_with_one_number_are_looked_up_in_the_copy,
);

async fn crowded(place: &Place, plan: Plan, copied: bool) -> Value {
    let stage = Stage::open(place, plan).await;
    let people = (0..9_999).map(|nth| json!({"LastName": format!("Person {nth}"), "Phone": BEN.1}));
    let people = people.map(|person| person.as_object().cloned().unwrap()).collect();
    stage.org.load("Contact", people).unwrap();
    stage.clock.advance(60_000);
    let last = stage.enter_contact("Okafor", BEN.1);
    if copied {
        stage.copy_everyone().await;
    }
    stage.tell("desk", &call_from(1, BEN)).await;
    let status = stage.settle().await;
    assert_eq!((status.logged, status.failed), (1, 0), "{status:?}");
    assert_eq!(text(&stage.task(), "WhoId"), last);
    let kept = stage.row("desk:1").await.resolution.unwrap();
    assert!(kept.len() < 30_000, "{} bytes", kept.len());
    let resolution: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(resolution["considered"].as_array().unwrap().len(), 20);
    resolution
}

async fn ten_thousand_with_one_number_are_asked_for_live(place: &Place) {
    let resolution = crowded(place, Plan::default(), false).await;
    assert_eq!(resolution["unlisted"], 9_980);
}

async fn ten_thousand_with_one_number_are_looked_up_in_the_copy(place: &Place) {
    let resolution = crowded(place, Plan::copied(), true).await;
    // The copy gives those changed last, and says that there are more.
    assert_eq!(resolution["unlisted"], 180);
    let notes = resolution["notes"].to_string();
    assert!(notes.contains("matching-crowded"), "{notes}");
}
