//! Our clock and Salesforce's differ by an hour, either way: no change is lost and none comes twice.

use serde_json::json;

use crate::changes::copy::{Listening, POLL_MS, enter, loaded, plan};
use crate::stage::Plan;
use crate::stage::place::Place;

on_both_databases!(our_clock_is_an_hour_behind, our_clock_is_an_hour_ahead);

const OLD: &str = "(202) 555-0147";
const NEW: &str = "(202) 555-0188";
const LAST: &str = "(202) 555-0199";
const HOUR: i64 = 3_600_000;

async fn our_clock_is_an_hour_behind(place: &Place) {
    changes_arrive_once(place, HOUR).await;
}

async fn our_clock_is_an_hour_ahead(place: &Place) {
    changes_arrive_once(place, -HOUR).await;
}

async fn changes_arrive_once(place: &Place, org_ahead_ms: i64) {
    let stage = loaded(place, Plan { org_ahead_ms, ..plan() }).await;
    let id = enter(&stage, "Okafor", OLD);
    stage.clock.advance(POLL_MS);
    stage.engine.tend_people().await.unwrap();
    let mut listening = Listening::of(stage).await;
    assert_eq!(listening.with_number(OLD).await.len(), 1);

    listening.stage.clock.advance(2_000);
    listening.stage.edit("Contact", &id, json!({"Phone": NEW}));
    listening.hear().await;
    assert_eq!(
        (listening.with_number(OLD).await.len(), listening.with_number(NEW).await.len()),
        (0, 1)
    );

    // The same change comes once more by the poll, and changes nothing.
    let before = listening.record(&id).await;
    listening.stage.clock.advance(HOUR);
    listening.stage.engine.tend_people().await.unwrap();
    assert_eq!(listening.with_number(NEW).await.len(), 1);
    let after = listening.record(&id).await;
    assert_eq!(before.map(|row| row["Phone"].clone()), after.map(|row| row["Phone"].clone()));

    // And a change that only the poll sees is not held for an old one.
    let Listening { stage, ear } = listening;
    drop(ear);
    stage.edit("Contact", &id, json!({"Phone": LAST}));
    stage.clock.advance(POLL_MS);
    stage.engine.tend_people().await.unwrap();
    let mut listening = Listening::of(stage).await;
    assert_eq!(listening.with_number(LAST).await.len(), 1);
    // The stream tells of it as well, since it went on where it had been.
    listening.hear().await;
    assert_eq!(
        (listening.with_number(NEW).await.len(), listening.with_number(LAST).await.len()),
        (0, 1)
    );

    listening.stage.clock.advance(2_000);
    listening.stage.delete("Contact", &id);
    listening.hear().await;
    assert_eq!(listening.record(&id).await, None);
    assert_eq!(listening.with_number(LAST).await.len(), 0);
}
