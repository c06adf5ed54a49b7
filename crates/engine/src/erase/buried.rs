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

/// What an event tells, of whom, about when.
#[derive(Debug)]
pub(crate) struct Telling {
    inbox_id: String,
    call_id: String,
    /// The call's mark.
    call: String,
    /// The number's mark, where the event names one.
    number: Option<String>,
    told_at: i64,
}

impl Engine {
    /// Notes that these calls must not come back.
    pub(super) async fn bury_calls(&self, call_ids: &[&str]) -> Result<(), StoreError> {
        let store = &self.0.store;
        let marks = call_ids.iter().map(|id| store.mark(ORG, &of_call(id)));
        store.bury(ORG, &marks.collect::<Result<Vec<_>, _>>()?, self.now()).await
    }

    /// What the events of a delivery tell, of whom, about when.
    pub(crate) fn tellings(
        &self,
        delivery: &Delivery,
        events: &[CallEvent],
    ) -> Result<Vec<Telling>, StoreError> {
        let store = &self.0.store;
        let telling = |event: &CallEvent| {
            let call_id = external_id(&delivery.source_id, &event.call);
            let number = self.e164_in(delivery, event);
            Ok(Telling {
                inbox_id: delivery.id.clone(),
                call: store.mark(ORG, &of_call(&call_id))?,
                number: number.map(|e164| store.mark(ORG, &of_number(&e164))).transpose()?,
                call_id,
                told_at: event.facts.started_at.or(event.at).unwrap_or(delivery.received_at),
            })
        };
        events.iter().map(telling).collect()
    }

    /// Takes out of `events` what tells of erased people; whether there was anything.
    pub(crate) async fn leave_out_erased(
        &self,
        delivery: &Delivery,
        tellings: &[Telling],
        events: &mut Vec<CallEvent>,
    ) -> Result<bool, StoreError> {
        let gone = self.of_erased(tellings).await?;
        events
            .retain(|event| !gone.contains(external_id(&delivery.source_id, &event.call).as_str()));
        // What was told of such a call before anybody said whose number it was goes too.
        self.take_away_calls(&gone).await?;
        Ok(!gone.is_empty())
    }

    /// Takes away what was just read of people who were erased while it was read: whoever erased them has not seen it.
    /// `tellings` are those of the deliveries, where they are known.
    pub(crate) async fn forget_who_was_erased_meanwhile(
        &self,
        deliveries: &[Delivery],
        tellings: Option<Vec<Telling>>,
    ) -> Result<(), StoreError> {
        if !self.0.store.has_buried(ORG).await? {
            return Ok(());
        }
        let tellings = match tellings {
            Some(known) => known,
            None => {
                let mut told = Vec::new();
                for delivery in deliveries {
                    if let Ok(parsed) = self.parse(delivery) {
                        told.extend(self.tellings(delivery, &parsed.events)?);
                    }
                }
                told
            }
        };
        let gone = self.of_erased(&tellings).await?;
        let told = tellings.iter().filter(|telling| gone.contains(&*telling.call_id));
        let inbox_ids: BTreeSet<&str> = told.map(|telling| &*telling.inbox_id).collect();
        let inbox_ids: Vec<&str> = inbox_ids.into_iter().collect();
        self.0.store.empty_deliveries(ORG, &inbox_ids).await?;
        self.take_away_calls(&gone).await
    }

    /// The calls among these that must not be told of.
    async fn of_erased<'a>(
        &self,
        tellings: &'a [Telling],
    ) -> Result<BTreeSet<&'a str>, StoreError> {
        let all: BTreeSet<&String> = tellings
            .iter()
            .flat_map(|telling| [Some(&telling.call), telling.number.as_ref()])
            .flatten()
            .collect();
        let all: Vec<String> = all.into_iter().cloned().collect();
        if all.is_empty() {
            return Ok(BTreeSet::new());
        }
        let buried: BTreeMap<String, i64> =
            self.0.store.buried(ORG, &all).await?.into_iter().collect();
        let is_gone = |telling: &&Telling| {
            let erased_at = telling.number.as_ref().and_then(|number| buried.get(number));
            buried.contains_key(&telling.call) || erased_at.is_some_and(|at| telling.told_at < *at)
        };
        Ok(tellings.iter().filter(is_gone).map(|telling| &*telling.call_id).collect())
    }

    async fn take_away_calls(&self, gone: &BTreeSet<&str>) -> Result<(), StoreError> {
        let calls: Vec<&str> = gone.iter().copied().collect();
        if calls.is_empty() {
            return Ok(());
        }
        self.bury_calls(&calls).await?;
        let deleted = self.0.store.erase_calls(ORG, &calls).await?;
        if !deleted.tasks.is_empty() || deleted.unknown_tasks > 0 {
            // No certificate lists them: it was written before.
            tracing::warn!(
                tasks = ?deleted.tasks,
                unknown_tasks = deleted.unknown_tasks,
                "calls of somebody who was erased are gone, and their Tasks are left in Salesforce"
            );
        }
        Ok(())
    }

    fn e164_in(&self, delivery: &Delivery, event: &CallEvent) -> Option<String> {
        let in_use = self.in_use();
        let system = in_use.phone_systems.get(&delivery.source_id)?;
        read(event.facts.customer_number.as_deref(), &system.numbers).e164
    }
}
