//! Looks through everything that is kept for a person, page by page: an index would find only what was spelt as expected.

use std::collections::{BTreeMap, BTreeSet};

use domain::call::{Call, fold};
use domain::event::CallEvent;
use domain::task::external_id;
use sources::BookContact;
use store::{KeptCall, KeptEvent, Note, StoreError};

use super::certificate::Traces;
use super::mention::Mention;
use crate::{Engine, ORG};

/// Rows of a page.
pub(super) const PAGE: i64 = 1_000;

/// Deliveries of a page: each may have a megabyte.
pub(super) const BODIES: i64 = 50;

/// Events of a page where those of one call are wanted.
const OF_ONE: i64 = 100;

/// People who share a number, at most.
const SHARED: usize = 1_000;

/// Where a person stands.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Calls from or to the number.
    pub(super) calls: BTreeSet<String>,
    /// Calls that came without a number, by the call that they continue: they are its customer's.
    legs: BTreeMap<String, Vec<String>>,
    /// Those of `calls` that came without a number, none before the one that it continues.
    pub(super) inherited: Vec<String>,
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
    pub(super) contacts: BTreeSet<(String, String)>,
    pub(super) once: Vec<String>,
    /// The number, where a person chose a record for it.
    pub(super) remembered: Option<String>,
    tasks: BTreeSet<String>,
    unknown_tasks: u64,
    mentioned_tasks: BTreeSet<String>,
    records: BTreeSet<String>,
    /// Versions of settings in which the number stands.
    pub(super) settings: Vec<i64>,
    /// Places of the audit log at which it stands.
    pub(super) audit: Vec<i64>,
}

impl Found {
    /// Takes an event of one of their calls as theirs.
    fn take_event(&mut self, event: KeptEvent) {
        self.events += 1;
        self.deliveries.insert(event.inbox_id);
    }

    /// Takes a call as theirs that came without a number.
    fn take_leg(&mut self, call_id: &str, events: Vec<KeptEvent>) {
        self.inherited.push(call_id.to_owned());
        self.calls.insert(call_id.to_owned());
        self.calls_rewritten.remove(call_id);
        self.events_rewritten.retain(|event| event.call_id != call_id);
        events.into_iter().for_each(|event| self.take_event(event));
    }

    /// What is known in Salesforce of one of their calls.
    fn take_call(&mut self, call: KeptCall) {
        self.unknown_tasks += u64::from(call.is_task_unknown());
        if let Some(task_id) = call.task_id {
            self.mentioned_tasks.remove(&task_id);
            self.tasks.insert(task_id);
        }
        self.records.extend(call.record_id);
    }

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
            mentioned_tasks: self.mentioned_tasks.iter().cloned().collect(),
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
        self.sweep_legs(&mut found).await?;
        self.sweep_deliveries(mention, &mut found).await?;
        self.sweep_people(mention, &mut found).await?;
        self.sweep_contacts(e164, mention, &mut found).await?;
        self.sweep_notes(mention, &mut found).await?;
        self.sweep_settings(mention, &mut found).await?;
        self.sweep_audit(mention, &mut found).await?;
        let store = &self.0.store;
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

    /// A call is theirs too if it was worked on as theirs: it may have the number from a call that it continued, and that
    /// call's events may be gone.
    async fn sweep_calls(&self, mention: &Mention, found: &mut Found) -> Result<(), StoreError> {
        let regions = self.regions();
        let mut after = String::new();
        loop {
            let page = self.0.store.kept_calls(ORG, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.call_id);
            for mut call in page {
                if !found.calls.contains(&call.call_id) && was_theirs(&call, mention, &regions) {
                    // What it was worked on with may be overtaken: its own events count, where they name somebody.
                    let events = self.events_of(&call.call_id).await?;
                    if names_nobody(&told(&events)) {
                        found.take_leg(&call.call_id, events);
                    }
                }
                if found.calls.contains(&call.call_id) {
                    found.take_call(call);
                    continue;
                }
                let task_id = task_with(mention, &call);
                if mention.take_out_of(&mut call.texts) {
                    found.mentioned_tasks.extend(task_id);
                    found.calls_rewritten.insert(call.call_id);
                }
            }
        }
    }

    /// Calls that continue theirs and came without a number: they get it from there, if they have not yet.
    async fn sweep_legs(&self, found: &mut Found) -> Result<(), StoreError> {
        let mut legs = std::mem::take(&mut found.legs);
        let mut theirs: Vec<String> = found.calls.iter().cloned().collect();
        while let Some(call_id) = theirs.pop() {
            for leg in legs.remove(&call_id).unwrap_or_default() {
                if found.calls.contains(&leg) {
                    continue;
                }
                let events = self.events_of(&leg).await?;
                found.take_leg(&leg, events);
                if let Some(call) = self.0.store.kept_call(ORG, &leg).await? {
                    found.take_call(call);
                }
                theirs.push(leg);
            }
        }
        Ok(())
    }

    async fn events_of(&self, call_id: &str) -> Result<Vec<KeptEvent>, StoreError> {
        let mut all: Vec<KeptEvent> = Vec::new();
        loop {
            let after = all.last().map(|last| last.event_id.clone()).unwrap_or_default();
            let page = self.0.store.kept_events(ORG, (call_id, &after), OF_ONE).await?;
            let before = all.len();
            // Those of the next call stand behind them.
            all.extend(page.into_iter().take_while(|event| event.call_id == call_id));
            if all.len() == before {
                return Ok(all);
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

    /// Contacts who have the number, also those who were deleted in their phone system: nobody is called by their name any
    /// more, but what they said is kept.
    async fn sweep_contacts(
        &self,
        e164: &str,
        mention: &Mention,
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let regions = self.regions();
        for named in self.0.store.contacts_with(ORG, &[e164]).await? {
            found.contacts.insert((named.source_id, named.contact.contact_id));
        }
        let mut after = (String::new(), String::new());
        loop {
            let page = self.0.store.kept_contacts(ORG, (&after.0, &after.1), PAGE).await?;
            let Some((source, last)) = page.last() else { return Ok(()) };
            after = (source.clone(), last.contact_id.clone());
            for (source, row) in page {
                // Without a country code a number means another one elsewhere.
                let is_it = |number: &str| match regions.get(&source) {
                    Some(region) if !region.is_empty() => mention.is(number, region),
                    _ => mention.stands_in(number),
                };
                let said = serde_json::from_str::<BookContact>(&row.body).unwrap_or_default();
                let mut numbers = said.numbers.iter().map(|number| number.value.as_str());
                if numbers.any(is_it) {
                    found.contacts.insert((source, row.contact_id));
                }
            }
        }
    }

    /// The region of each source's numbers.
    pub(super) fn regions(&self) -> BTreeMap<String, String> {
        let systems = &self.in_use().phone_systems;
        systems.iter().map(|(id, system)| (id.clone(), system.numbers.region.clone())).collect()
    }
}

/// Whether a customer's number means this one.
fn is_theirs(
    number: &str,
    call_id: &str,
    mention: &Mention,
    regions: &BTreeMap<String, String>,
) -> bool {
    let region = regions.get(source_of(call_id)).map_or("", String::as_str);
    mention.is(number, region) || mention.stands_in(number)
}

/// The source of a call's id.
fn source_of(call_id: &str) -> &str {
    call_id.split(':').next().unwrap_or_default()
}

/// Whether a call was theirs when it was worked on last.
fn was_theirs(call: &KeptCall, mention: &Mention, regions: &BTreeMap<String, String>) -> bool {
    let folded = call.texts[0].as_deref().and_then(|text| serde_json::from_str::<Call>(text).ok());
    let number = folded.and_then(|folded| folded.facts.customer_number);
    number.is_some_and(|number| is_theirs(&number, &call.call_id, mention, regions))
}

/// The Task of a call, if the number stands in it.
pub(super) fn task_with(mention: &Mention, call: &KeptCall) -> Option<String> {
    let [_, _, desired, written, ..] = &call.texts;
    let stands = [desired, written].into_iter().flatten().any(|text| mention.stands_in(text));
    call.task_id.clone().filter(|_| stands)
}

fn told(events: &[KeptEvent]) -> Vec<CallEvent> {
    events.iter().filter_map(|event| serde_json::from_str(&event.body).ok()).collect()
}

/// Whether no event says whose number it is.
fn names_nobody(told: &[CallEvent]) -> bool {
    let mut numbers = told.iter().filter_map(|event| event.facts.customer_number.as_deref());
    numbers.all(|number| number.trim().is_empty())
}

/// Looks at all events of one call.
fn weigh(
    call: Vec<KeptEvent>,
    mention: &Mention,
    regions: &BTreeMap<String, String>,
    found: &mut Found,
) {
    let Some(call_id) = call.first().map(|event| event.call_id.clone()) else { return };
    let told = told(&call);
    let mut numbers = told.iter().filter_map(|event| event.facts.customer_number.as_deref());
    if numbers.any(|number| is_theirs(number, &call_id, mention, regions)) {
        call.into_iter().for_each(|event| found.take_event(event));
        found.calls.insert(call_id);
        return;
    }
    let continued = fold(&told).and_then(|call| call.facts.previous_call);
    if let Some(previous) = continued.filter(|_| names_nobody(&told)) {
        let previous = external_id(source_of(&call_id), &previous);
        found.legs.entry(previous).or_default().push(call_id);
    }
    for mut event in call {
        if let Some(rest) = mention.taken_out(&event.body) {
            found.deliveries.insert(event.inbox_id.clone());
            event.body = rest;
            found.events_rewritten.push(event);
        }
    }
}
