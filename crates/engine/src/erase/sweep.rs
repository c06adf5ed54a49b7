//! Looks through everything that is kept for a person, page by page: an index would find only what was spelt as expected.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::CallEvent;
use store::{KeptEvent, Note, StoreError};

use super::certificate::Traces;
use super::mention::Mention;
use crate::{Engine, ORG};

/// Rows of a page.
pub(super) const PAGE: i64 = 1_000;

/// Deliveries of a page: each may have a megabyte.
pub(super) const BODIES: i64 = 50;

/// People who share a number, at most.
const SHARED: usize = 1_000;

/// Where a person stands.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Calls from or to the number.
    pub(super) calls: BTreeSet<String>,
    events: u64,
    pub(super) deliveries: BTreeSet<String>,
    /// Events of other calls in which the number stands, without it.
    pub(super) events_rewritten: Vec<KeptEvent>,
    /// Other calls in whose rows the number stands. What else stands there may change until it is taken out.
    pub(super) calls_rewritten: BTreeSet<String>,
    /// Texts beside calls in which the number stands, without it.
    pub(super) notes_rewritten: Vec<Note>,
    pub(super) people: Vec<String>,
    /// Source and contact id.
    pub(super) contacts: Vec<(String, String)>,
    pub(super) once: Vec<String>,
    /// The number, where a person chose a record for it.
    pub(super) remembered: Option<String>,
    tasks: BTreeSet<String>,
    unknown_tasks: u64,
    records: BTreeSet<String>,
    /// Versions of settings in which the number stands.
    pub(super) settings: Vec<i64>,
    /// Places of the audit log at which it stands.
    pub(super) audit: Vec<i64>,
}

impl Found {
    pub(super) fn traces(&self) -> Traces {
        let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
        Traces {
            calls: count(self.calls.len()),
            events: self.events,
            deliveries: count(self.deliveries.len()),
            mentions: count(
                self.events_rewritten.len()
                    + self.calls_rewritten.len()
                    + self.notes_rewritten.len(),
            ),
            people: count(self.people.len()),
            contacts: count(self.contacts.len()),
            remembered: count(self.once.len() + usize::from(self.remembered.is_some())),
            tasks: self.tasks.iter().cloned().collect(),
            unknown_tasks: self.unknown_tasks,
            records: self.records.iter().cloned().collect(),
            settings: self.settings.clone(),
            audit: self.audit.clone(),
        }
    }
}

impl Engine {
    /// Everything in which the number stands, and everything of its calls.
    pub(super) async fn sweep(&self, e164: &str, mention: &Mention) -> Result<Found, StoreError> {
        let mut found = Found::default();
        self.sweep_events(mention, &mut found).await?;
        self.sweep_calls(mention, &mut found).await?;
        self.sweep_deliveries(mention, &mut found).await?;
        self.sweep_people(mention, &mut found).await?;
        self.sweep_notes(mention, &mut found).await?;
        self.sweep_settings(mention, &mut found).await?;
        self.sweep_audit(mention, &mut found).await?;
        let store = &self.0.store;
        for named in store.contacts_with(ORG, &[e164]).await? {
            found.contacts.push((named.source_id, named.contact.contact_id));
        }
        if !store.remembered_for(ORG, &[e164]).await?.is_empty() {
            found.remembered = Some(e164.to_owned());
        }
        for (key, result) in store.once_all(ORG).await? {
            let result = result.unwrap_or_default();
            if mention.stands_in(&key) || mention.stands_in(&result) {
                found.once.push(key);
            }
        }
        Ok(found)
    }

    /// Whose call it is, its events say: any of them may name the number.
    async fn sweep_events(&self, mention: &Mention, found: &mut Found) -> Result<(), StoreError> {
        let regions = self.regions();
        let mut after = (String::new(), String::new());
        // Events of one call stand together, but a page may end between them.
        let mut call: Vec<KeptEvent> = Vec::new();
        loop {
            let page = self.0.store.kept_events(ORG, (&after.0, &after.1), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = (last.call_id.clone(), last.event_id.clone());
            for event in page {
                if call.first().is_some_and(|first| first.call_id != event.call_id) {
                    weigh(std::mem::take(&mut call), mention, &regions, found);
                }
                call.push(event);
            }
        }
        weigh(call, mention, &regions, found);
        Ok(())
    }

    async fn sweep_calls(&self, mention: &Mention, found: &mut Found) -> Result<(), StoreError> {
        let mut after = String::new();
        loop {
            let page = self.0.store.kept_calls(ORG, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.call_id);
            for mut call in page {
                if found.calls.contains(&call.call_id) {
                    found.unknown_tasks += u64::from(call.is_task_unknown());
                    found.tasks.extend(call.task_id);
                    found.records.extend(call.record_id);
                    continue;
                }
                if mention.take_out_of(&mut call.texts) {
                    found.calls_rewritten.insert(call.call_id);
                }
            }
        }
    }

    async fn sweep_deliveries(
        &self,
        mention: &Mention,
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let mut after = String::new();
        loop {
            let page = self.0.store.kept_bodies(ORG, &after, BODIES).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.id);
            let with_it = page.into_iter().filter(|body| mention.stands_in(&body.text));
            found.deliveries.extend(with_it.map(|body| body.id));
        }
    }

    async fn sweep_people(&self, mention: &Mention, found: &mut Found) -> Result<(), StoreError> {
        let Some(tail) = mention.tail() else { return Ok(()) };
        for held in self.0.store.people_with(ORG, &[tail], SHARED).await? {
            for person in held.people {
                if mention.stands_in(&person.body) {
                    found.records.insert(person.record_id.clone());
                    found.people.push(person.record_id);
                }
            }
        }
        Ok(())
    }

    /// The region of each source's numbers.
    pub(super) fn regions(&self) -> BTreeMap<String, String> {
        let systems = &self.in_use().phone_systems;
        systems.iter().map(|(id, system)| (id.clone(), system.numbers.region.clone())).collect()
    }
}

/// Looks at all events of one call.
fn weigh(
    call: Vec<KeptEvent>,
    mention: &Mention,
    regions: &BTreeMap<String, String>,
    found: &mut Found,
) {
    let Some(call_id) = call.first().map(|event| event.call_id.clone()) else { return };
    let source = call_id.split(':').next().unwrap_or_default();
    let region = regions.get(source).map_or("", String::as_str);
    let names_it = |event: &KeptEvent| {
        let event: Option<CallEvent> = serde_json::from_str(&event.body).ok();
        let number = event.and_then(|event| event.facts.customer_number);
        number.is_some_and(|number| mention.is(&number, region) || mention.stands_in(&number))
    };
    if call.iter().any(names_it) {
        found.events += u64::try_from(call.len()).unwrap_or(u64::MAX);
        found.deliveries.extend(call.into_iter().map(|event| event.inbox_id));
        found.calls.insert(call_id);
        return;
    }
    for mut event in call {
        if let Some(rest) = mention.taken_out(&event.body) {
            found.deliveries.insert(event.inbox_id.clone());
            event.body = rest;
            found.events_rewritten.push(event);
        }
    }
}
