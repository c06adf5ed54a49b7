//! The second step: kept bytes become events of calls, and news of contacts. What cannot be read stays, with its cause, until
//! someone replays it.

use std::collections::BTreeSet;

use domain::event::{CallEvent, Millis};
use domain::task::external_id;
use language::Sentence;
use sha2::{Digest as _, Sha256};
use sources::Parsed;
use store::{Delivery, Digested, Failure, NewEvent, StoreError};

use crate::trace::{self, Step};
use crate::{Engine, ORG};

/// Deliveries that are read in one transaction.
const BATCH: i64 = 500;

impl Engine {
    /// Reads everything that has been kept until now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) async fn digest_all(&self) -> Result<(), StoreError> {
        // Less than a whole batch: what is left came later.
        while i64::try_from(self.digest().await?).unwrap_or(i64::MAX) >= BATCH {}
        Ok(())
    }

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
        let mut tellings = Vec::new();
        let began = self.now();
        let arrivals = if trace::is_wanted() { arrivals(&deliveries) } else { Vec::new() };
        let somebody_was_erased = store.has_buried(ORG).await?;
        for delivery in &deliveries {
            let mut parsed = self.parse(delivery);
            let mut emptied = false;
            if let Ok(parsed) = &mut parsed
                && somebody_was_erased
            {
                let told = self.tellings(delivery, &parsed.events)?;
                emptied = self.leave_out_erased(delivery, &told, &mut parsed.events).await?;
                tellings.extend(told);
            }
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
            digested.push(Digested { inbox_id: delivery.id.clone(), outcome, emptied });
        }
        let told: Vec<Told<'_>> = digested.iter().zip(&arrivals).filter_map(Told::of).collect();
        store.digested(ORG, digested, self.now()).await?;
        told.iter().for_each(|told| told.trace(began, self.now()));
        let known = somebody_was_erased.then_some(tellings);
        self.forget_who_was_erased_meanwhile(&deliveries, known).await?;
        self.0.due.notify_one();
        Ok(count)
    }

    pub(crate) fn parse(&self, delivery: &Delivery) -> Result<Parsed, Failure> {
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
            text: unreadable.sentence().stored(),
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

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a delivery says of its own way: source, arrival in milliseconds, the sender's trace.
type Arrival = (String, i64, String);

fn arrivals(deliveries: &[Delivery]) -> Vec<Arrival> {
    let arrival = |delivery: &Delivery| {
        (delivery.source_id.clone(), delivery.received_at, trace::link_in(&delivery.headers))
    };
    deliveries.iter().map(arrival).collect()
}

/// Which calls a delivery told of, for their traces.
struct Told<'a> {
    calls: BTreeSet<String>,
    kept_at: i64,
    arrival: &'a Arrival,
}

impl<'a> Told<'a> {
    fn of((digested, arrival): (&Digested, &'a Arrival)) -> Option<Told<'a>> {
        let calls = digested.outcome.as_ref().ok()?.iter().map(|event| event.call_id.clone());
        // The id was drawn when the delivery was kept, and begins with that time (UUID version 7).
        let id = uuid::Uuid::parse_str(&digested.inbox_id).ok();
        let drawn = id.and_then(|id| id.get_timestamp()).map(|at| at.to_unix());
        let millis = |(seconds, nanos): (u64, u32)| {
            i64::try_from(seconds * 1000 + u64::from(nanos / 1_000_000)).unwrap_or(arrival.1)
        };
        Some(Told { calls: calls.collect(), kept_at: drawn.map_or(arrival.1, millis), arrival })
    }

    fn trace(&self, began: i64, ended: i64) {
        let (source, arrived, link) = self.arrival;
        for call in &self.calls {
            for (name, from, to) in [("receive", *arrived, self.kept_at), ("digest", began, ended)]
            {
                trace::tell(call, &Step { name, from, to, source, result: "", link });
            }
        }
    }
}
