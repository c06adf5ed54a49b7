//! Everything that is kept of a person, to be handed to them: what an erasure would take away, as it stands there.

use std::collections::BTreeSet;

use domain::task::external_id;
use serde::Serialize;
use serde_json::Value;
use store::StoreError;

use super::certificate::EraseError;
use super::sweep::{BODIES, Found, PAGE};
use super::{buried, wanted};
use crate::{Deed, Engine, ORG};

/// Everything that is kept of a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Disclosure {
    /// The number, E.164.
    pub number: String,
    /// When this was written, UTC milliseconds.
    pub at: i64,
    /// Calls from or to the number.
    pub calls: Vec<DisclosedCall>,
    /// What phone systems sent that told of these calls and of nobody else's, as it came.
    pub deliveries: Vec<Value>,
    /// People of the copy of the org's people.
    pub people: Vec<Value>,
    /// Contacts of phone systems.
    pub contacts: Vec<Value>,
    /// What was remembered of the number besides.
    pub remembered: Vec<Value>,
    /// How many texts name the number and are about others, or may be; what they say is those people's.
    pub mentions: u64,
    /// Versions of the settings in which the number stands.
    pub settings: Vec<i64>,
}

/// What is kept of one call.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DisclosedCall {
    /// Its id.
    pub call_id: String,
    /// Its Task in Salesforce.
    pub task_id: Option<String>,
    /// The record that it was matched with.
    pub record_id: Option<String>,
    /// The call.
    pub call: Value,
    /// Whose it was found to be, and why.
    pub resolution: Value,
    /// The Task as it should be.
    pub desired: Value,
    /// The Task as it was written.
    pub written: Value,
    /// What went wrong.
    pub error: Value,
    /// What was told of it.
    pub events: Vec<Value>,
}

/// A text as JSON where it is some.
fn json(text: Option<String>) -> Value {
    text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

impl Engine {
    /// Everything that is kept of a number, with `+` and its country code. `by` tells who asked for it; it is written down
    /// in the audit log first, about the number's mark.
    ///
    /// # Errors
    /// [`EraseError::NotANumber`]; when the store does not answer.
    pub async fn disclose(&self, number: &str, by: Deed) -> Result<Disclosure, EraseError> {
        let (e164, mention) = wanted(number)?;
        let store = &self.0.store;
        let about = store.mark(ORG, &buried::of_number(&e164))?;
        self.record(Deed { about, ..by }).await?;
        let found = self.sweep(&e164, &mention).await?;
        let traces = found.traces();
        let (deliveries, of_others) = self.disclosed_bodies(&found).await?;
        let mut told = Disclosure {
            at: self.now(),
            calls: self.disclosed_calls(&found).await?,
            deliveries,
            mentions: traces.mentions + of_others,
            settings: traces.settings,
            ..Disclosure::default()
        };
        for held in
            store.people_with(ORG, &mention.tail().into_iter().collect::<Vec<_>>(), 1_000).await?
        {
            let his = held.people.into_iter().filter(|it| found.people.contains(&it.record_id));
            told.people.extend(his.map(|person| json(Some(person.body))));
        }
        for (source_id, contact_id) in &found.contacts {
            for contact in store.contacts_by_id(ORG, source_id, &[contact_id]).await? {
                told.contacts.push(json(Some(contact.body)));
            }
        }
        for (_, it) in store.remembered_for(ORG, &[&e164]).await? {
            told.remembered.push(serde_json::json!({
                "number": it.number, "record_id": it.record_id, "name": it.name, "by": it.who, "at": it.at,
            }));
        }
        for (key, result) in store.once_all(ORG).await? {
            if found.once.contains(&key) {
                told.remembered.push(serde_json::json!({ "key": key, "result": json(result) }));
            }
        }
        told.number = e164;
        Ok(told)
    }

    async fn disclosed_calls(&self, found: &Found) -> Result<Vec<DisclosedCall>, StoreError> {
        let store = &self.0.store;
        let mut told = Vec::with_capacity(found.calls.len());
        let mut after = String::new();
        loop {
            let page = store.kept_calls(ORG, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(told) };
            after.clone_from(&last.call_id);
            for call in page.into_iter().filter(|call| found.calls.contains(&call.call_id)) {
                let mut events = store.events_of(ORG, &[&call.call_id]).await?;
                let events = events.remove(&call.call_id).unwrap_or_default();
                let [folded, resolution, desired, written, error, _, _] = call.texts;
                told.push(DisclosedCall {
                    call_id: call.call_id,
                    task_id: call.task_id,
                    record_id: call.record_id,
                    call: json(folded),
                    resolution: json(resolution),
                    desired: json(desired),
                    written: json(written),
                    error: json(error),
                    events: events.into_iter().map(|event| json(Some(event))).collect(),
                });
            }
        }
    }

    /// The bodies of deliveries that told of these calls only, and how many others name the number or tell of the calls.
    async fn disclosed_bodies(&self, found: &Found) -> Result<(Vec<Value>, u64), StoreError> {
        let store = &self.0.store;
        let (mut told, mut of_others) = (Vec::new(), 0);
        let mut after = String::new();
        loop {
            let mut page = store.kept_bodies(ORG, &after, BODIES).await?;
            let Some(last) = page.last() else { return Ok((told, of_others)) };
            after.clone_from(&last.id);
            // An empty one says nothing any more.
            page.retain(|body| found.deliveries.contains(&body.id) && !body.text.is_empty());
            let ids: Vec<&str> = page.iter().map(|body| &*body.id).collect();
            let kept = store.calls_told_by(ORG, &ids).await?;
            for body in page {
                let of_it = kept.iter().filter(|(inbox_id, _)| *inbox_id == body.id);
                let of_it = of_it.map(|(_, call_id)| call_id.clone()).collect();
                match self.tells_only_of(&found.calls, &body.id, of_it).await? {
                    true => told.push(json(Some(body.text))),
                    false => of_others += 1,
                }
            }
        }
    }

    /// Whether a delivery tells of some of these calls and of nothing else. `kept` are the calls of the events that were
    /// kept of it; what it says itself counts too, for an event that several deliveries told is kept as the first one's
    /// only. What cannot be read may be about anybody.
    async fn tells_only_of(
        &self,
        calls: &BTreeSet<String>,
        inbox_id: &str,
        kept: BTreeSet<String>,
    ) -> Result<bool, StoreError> {
        let Some(delivery) = self.0.store.delivery(ORG, inbox_id).await? else { return Ok(false) };
        let Ok(parsed) = self.parse(&delivery) else { return Ok(false) };
        let said = parsed.events.iter().map(|event| external_id(&delivery.source_id, &event.call));
        let told: BTreeSet<String> = said.chain(kept).collect();
        Ok(parsed.contacts.is_empty() && !told.is_empty() && told.is_subset(calls))
    }
}
