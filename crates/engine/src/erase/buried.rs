//! Who was erased stays erased: what a saved file or a late webhook tells of the time before is not taken in.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::CallEvent;
use domain::number::read;
use domain::task::external_id;
use store::{Delivery, StoreError};

use crate::{Engine, ORG};

/// What the mark of a number is made from.
pub(super) fn of_number(e164: &str) -> String {
    format!("number:{e164}")
}

fn of_call(call_id: &str) -> String {
    format!("call:{call_id}")
}

impl Engine {
    /// Notes that these calls must not come back.
    pub(super) async fn bury_calls(&self, call_ids: &[&str]) -> Result<(), StoreError> {
        let store = &self.0.store;
        let marks = call_ids.iter().map(|id| store.mark(ORG, &of_call(id)));
        store.bury(ORG, &marks.collect::<Result<Vec<_>, _>>()?, self.now()).await
    }

    /// Takes out of `events` what tells of erased people; whether there was anything.
    pub(crate) async fn leave_out_erased(
        &self,
        delivery: &Delivery,
        events: &mut Vec<CallEvent>,
    ) -> Result<bool, StoreError> {
        let store = &self.0.store;
        let mut marks = Vec::with_capacity(events.len());
        for event in events.iter() {
            let call_id = external_id(&delivery.source_id, &event.call);
            let number = self.e164_in(delivery, event);
            let number = number.map(|e164| store.mark(ORG, &of_number(&e164))).transpose()?;
            marks.push((store.mark(ORG, &of_call(&call_id))?, number, call_id));
        }
        let all: BTreeSet<&String> = marks
            .iter()
            .flat_map(|(call, number, _)| [Some(call), number.as_ref()])
            .flatten()
            .collect();
        let all: Vec<String> = all.into_iter().cloned().collect();
        let buried: BTreeMap<String, i64> = store.buried(ORG, &all).await?.into_iter().collect();
        if buried.is_empty() {
            return Ok(false);
        }
        let mut gone = BTreeSet::new();
        for (event, (call, number, call_id)) in events.iter().zip(&marks) {
            let told_at = event.facts.started_at.or(event.at).unwrap_or(delivery.received_at);
            let erased_at = number.as_ref().and_then(|number| buried.get(number));
            if buried.contains_key(call) || erased_at.is_some_and(|erased_at| told_at < *erased_at)
            {
                gone.insert(call_id.as_str());
            }
        }
        let calls: Vec<&str> = gone.iter().copied().collect();
        if calls.is_empty() {
            return Ok(false);
        }
        // What was told of such a call before anybody said whose number it was goes too.
        self.bury_calls(&calls).await?;
        store.erase_calls(ORG, &calls).await?;
        events
            .retain(|event| !gone.contains(external_id(&delivery.source_id, &event.call).as_str()));
        Ok(true)
    }

    fn e164_in(&self, delivery: &Delivery, event: &CallEvent) -> Option<String> {
        let in_use = self.in_use();
        let system = in_use.phone_systems.get(&delivery.source_id)?;
        read(event.facts.customer_number.as_deref(), &system.numbers).e164
    }
}
