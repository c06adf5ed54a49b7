//! The second step: kept bytes become events of calls, and news of contacts. What cannot be read stays, with its cause, until
//! someone replays it.

use domain::event::{CallEvent, Millis};
use domain::task::external_id;
use language::Sentence;
use sha2::{Digest as _, Sha256};
use sources::Parsed;
use store::{Delivery, Digested, Failure, NewEvent, StoreError};

use crate::{Engine, ORG};

/// Deliveries that are read in one transaction.
const BATCH: i64 = 500;

impl Engine {
    /// Reads what was kept and not yet read, one batch. Returns how many deliveries there were.
    ///
    /// # Errors
    /// When the store does not answer; nothing is lost, the next round begins again.
    pub async fn digest(&self) -> Result<usize, StoreError> {
        let store = &self.0.store;
        let deliveries = store.undigested(ORG, BATCH).await?;
        if deliveries.is_empty() {
            return Ok(0);
        }
        let sources = deliveries.iter().map(|delivery| delivery.source_id.as_str()).collect();
        self.learn_of(sources).await;
        let count = deliveries.len();
        let mut digested = Vec::with_capacity(count);
        for delivery in deliveries {
            let parsed = self.parse(&delivery);
            if let Ok(parsed) = &parsed
                && !parsed.contacts.is_empty()
            {
                // Before the delivery counts as read; keeping the same once more changes nothing.
                self.keep_news(&delivery.source_id, parsed.contacts.clone()).await?;
            }
            let events = |parsed: Parsed| {
                let id = |event: &CallEvent| external_id(&delivery.source_id, &event.call);
                let events = parsed.events.into_iter();
                let kept =
                    |event| told(&id(&event), &delivery.source_id, event, delivery.received_at);
                events.map(kept).collect()
            };
            let outcome = parsed.map(events);
            digested.push(Digested { inbox_id: delivery.id.clone(), outcome });
        }
        store.digested(ORG, digested, self.now()).await?;
        self.0.due.notify_one();
        Ok(count)
    }

    fn parse(&self, delivery: &Delivery) -> Result<Parsed, Failure> {
        let in_use = self.in_use();
        let Some(phone_system) = in_use.phone_systems.get(&delivery.source_id) else {
            return Err(Failure {
                code: "source_missing".to_owned(),
                text: Sentence::new("engine-source-missing-delivery")
                    .with("source", &delivery.source_id)
                    .stored(),
            });
        };
        let content_type = Some(delivery.content_type.as_str()).filter(|text| !text.is_empty());
        let parsed =
            phone_system.source.parse(&delivery.body, content_type, &phone_system.settings);
        parsed.map_err(|unreadable| Failure {
            code: unreadable.code.to_owned(),
            text: unreadable.to_string(),
        })
    }
}

/// An event as it is kept, heard of at `heard_at`.
pub(crate) fn told(
    call_id: &str,
    source_id: &str,
    mut event: CallEvent,
    heard_at: Millis,
) -> NewEvent {
    // The id says what was told, not when we heard it: telling it again adds nothing.
    let said = serde_json::to_string(&event).unwrap_or_default();
    event.at = event.at.or(Some(heard_at));
    let body = serde_json::to_string(&event).unwrap_or_default();
    NewEvent {
        call_id: call_id.to_owned(),
        source_id: source_id.to_owned(),
        event_id: hex(&Sha256::digest(said.as_bytes())),
        at: event.at,
        kind: serde_json::to_value(event.kind)
            .ok()
            .and_then(|kind| kind.as_str().map(str::to_owned))
            .unwrap_or_default(),
        body,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
