//! What goes wrong with change events leads to a repair, never to a change that is lost.

use emulator::Faults;
use serde_json::json;

use crate::changes::copy::{HEARD, Listening, POLL_MS, loaded, plan, streams};
use crate::stage::place::Place;

on_both_databases!(
    a_gap_is_read_by_its_id,
    an_overflow_is_read_by_the_cursor,
    a_lost_place_is_repaired,
    a_place_that_is_too_old_loads_everyone_again,
    a_bus_that_is_down_is_replaced_by_polling_and_heard_again,
    a_session_that_ends_is_renewed,
    without_change_events_everything_is_polled,
    a_cursor_is_never_moved_by_an_event,
);

const OLD: &str = "(202) 555-0147";
const NEW: &str = "(202) 555-0188";

/// A copy that heard of someone.
async fn steady(place: &Place) -> (Listening, String) {
    let mut listening = Listening::open(place, plan()).await;
    let id = listening.enter("Okafor", OLD);
    listening.hear().await;
    listening.stage.clock.advance(2_000);
    (listening, id)
}

impl Listening {
    /// Changes a number while no event tells of it.
    fn change_unheard(&self, id: &str, phone: &str) {
        let org = &self.stage.org;
        let selection = org.setup().change_data_capture.clone();
        org.change_setup(|setup| setup.change_data_capture.objects.clear());
        self.stage.edit("Contact", id, json!({"Phone": phone}));
        org.change_setup(|setup| setup.change_data_capture = selection);
    }

    /// Hears that each stream has ended.
    async fn hear_all_end(&mut self) {
        for _ in HEARD {
            self.hear().await;
        }
    }

    /// Salesforce says that there was more than its events tell.
    async fn announce(&self, gap: serde_json::Value) {
        crate::changes::copy::announce(&self.stage, gap).await;
    }
}

async fn a_gap_is_read_by_its_id(place: &Place) {
    let (mut listening, id) = steady(place).await;
    listening.change_unheard(&id, NEW);
    let spent = listening.spent();
    let gap = json!({"entityName": "Contact", "changeType": "GAP_UPDATE", "recordIds": [id]});
    listening.announce(gap).await;
    listening.hear().await;
    assert_eq!(listening.with_number(NEW).await.len(), 1);
    assert_eq!(listening.spent(), spent + 1);
}

async fn an_overflow_is_read_by_the_cursor(place: &Place) {
    let (mut listening, id) = steady(place).await;
    listening.change_unheard(&id, NEW);
    let spent = listening.spent();
    listening.announce(json!({"entityName": "Contact", "changeType": "GAP_OVERFLOW"})).await;
    listening.hear().await;
    assert_eq!(listening.with_number(NEW).await.len(), 1);
    assert_eq!(listening.spent(), spent + 1);
}

async fn a_lost_place_is_repaired(place: &Place) {
    let (listening, id) = steady(place).await;
    let Listening { stage, ear } = listening;
    drop(ear);
    streams(&stage, 0).await;
    stage.edit("Contact", &id, json!({"Phone": NEW}));
    stage.org.set_faults(Faults { replay_ids_lost: true, ..Faults::default() });
    let mut listening = Listening { ear: engine::Ear::new(stage.engine.clone()), stage };
    listening.ear.tend().await.unwrap();
    listening.hear().await;
    assert_eq!(listening.with_number(NEW).await.len(), 1);
    // It goes on with what happens from now on.
    listening.trouble(Faults::default());
    listening.listen().await;
    listening.stage.clock.advance(2_000);
    listening.stage.edit("Contact", &id, json!({"Phone": OLD}));
    while listening.with_number(OLD).await.is_empty() {
        listening.hear().await;
    }
}

async fn a_place_that_is_too_old_loads_everyone_again(place: &Place) {
    let (listening, _) = steady(place).await;
    let Listening { stage, ear } = listening;
    drop(ear);
    stage.clock.advance(80 * 3_600_000);
    let before = stage.store.mirror(engine::ORG).await.unwrap();
    let before = before.into_iter().find(|row| row.object == "Contact").unwrap().generation;
    let mut listening = Listening { ear: engine::Ear::new(stage.engine.clone()), stage };
    listening.ear.tend().await.unwrap();
    while listening.progress("Contact").await.phase != "loading" {
        listening.hear().await;
    }
    assert!(listening.progress("Contact").await.generation > before);
}

async fn a_bus_that_is_down_is_replaced_by_polling_and_heard_again(place: &Place) {
    let (mut listening, id) = steady(place).await;
    listening.trouble(Faults { event_bus_down: true, ..Faults::default() });
    listening.hear_all_end().await;
    listening.stage.edit("Contact", &id, json!({"Phone": NEW}));
    listening.stage.clock.advance(POLL_MS);
    listening.ear.tend().await.unwrap();
    listening.hear_all_end().await;
    listening.stage.engine.tend_people().await.unwrap();
    assert_eq!(listening.with_number(NEW).await.len(), 1);
    // Back again, it tells what it had not told, which changes nothing, and what comes.
    listening.trouble(Faults::default());
    listening.stage.clock.advance(3_600_000);
    listening.listen().await;
    listening.stage.edit("Contact", &id, json!({"Phone": OLD}));
    while listening.with_number(OLD).await.is_empty() {
        listening.hear().await;
    }
    assert_eq!(listening.with_number(NEW).await.len(), 0);
}

async fn a_session_that_ends_is_renewed(place: &Place) {
    let (mut listening, id) = steady(place).await;
    listening.stage.org.sessions().expire_all();
    listening.stage.edit("Contact", &id, json!({"Phone": NEW}));
    listening.hear().await;
    assert_eq!(listening.with_number(NEW).await.len(), 1);
}

async fn without_change_events_everything_is_polled(place: &Place) {
    let stage = loaded(place, plan()).await;
    stage.org.change_setup(|setup| setup.change_data_capture.objects.clear());
    let id = stage.enter_contact("Okafor", OLD);
    let mut listening = Listening { ear: engine::Ear::new(stage.engine.clone()), stage };
    for _ in 0..3 {
        listening.stage.clock.advance(POLL_MS);
        listening.ear.tend().await.unwrap();
        listening.stage.engine.tend_people().await.unwrap();
    }
    assert_eq!(listening.stage.org.subscriptions(), 0);
    assert_eq!(listening.with_number(OLD).await[0]["Id"], json!(id));
}

/// What polls read is decided by polls alone: an event must not skip what another missed.
async fn a_cursor_is_never_moved_by_an_event(place: &Place) {
    let (mut listening, id) = steady(place).await;
    let cursor = listening.progress("Contact").await.cursor_at;
    listening.stage.clock.advance(600_000);
    listening.stage.edit("Contact", &id, json!({"Phone": NEW}));
    listening.hear().await;
    let progress = listening.progress("Contact").await;
    assert_eq!((progress.cursor_at, progress.replay_id.is_some()), (cursor, true));
}
