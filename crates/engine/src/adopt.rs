//! A create whose answer we never saw may stand in the org, and a person may have written on it since. So
//! Salesforce is asked by the call's key before anything is written again. In mode B that has to wait until the
//! first request can no longer commit; in mode A a late commit and a repetition are the same Task.

use std::collections::HashMap;

use jiff::Timestamp;
use salesforce::soql::{Compare, Condition, Direction, InvalidSoql, Soql};
use store::StoreError;

use crate::Engine;
use crate::candidates::text;
use crate::work::{End, Work};

/// Clocks of two machines may differ by this much, in milliseconds.
const CLOCKS_DIFFER: i64 = 60_000;

/// Where the key stands in an org without our field (mode B).
const CALL_OBJECT: &str = "CallObject";

impl Engine {
    /// Finds the Tasks of creates with an unknown outcome. Calls that are settled go on to be created or
    /// changed; the others wait.
    pub(crate) async fn adopt(&self, works: &mut [Work]) -> Result<(), StoreError> {
        let now = self.now();
        let mut asked: Vec<&mut Work> = works
            .iter_mut()
            .filter(|work| work.open() && work.task_id.is_none() && work.intent_at.is_some())
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        let key = match self.known().await {
            Ok(known) => known.facts.call_id_field.clone(),
            Err(failure) => return self.lost(asked, &failure).await,
        };
        if key.is_none() {
            let settle = self.in_use().delivery.settle_ms;
            for work in &mut asked {
                let settled = work.intent_at.map_or(now, |intent| intent + settle);
                if now < settled {
                    work.end = Some(End::Later(settled));
                }
            }
            asked.retain(|work| work.open());
        }
        let Some(first) = asked.iter().filter_map(|work| work.intent_at).min() else {
            return Ok(());
        };
        let ids: Vec<&str> = asked.iter().map(|work| work.id()).collect();
        // The field may have come after the create left: then the key stands in CallObject.
        let keys: Vec<&str> = key.as_deref().into_iter().chain([CALL_OBJECT]).collect();
        let soql = match query(&keys, &ids, first) {
            Ok(soql) => soql,
            Err(error) => return self.lost(asked, &error.into()).await,
        };
        let found = match self.in_use().salesforce.query(&soql).await {
            Ok(records) => records,
            Err(failure) => return self.lost(asked, &failure).await,
        };
        self.0.health.answered();
        let mut tasks: HashMap<String, String> = HashMap::new();
        for record in &found {
            let Some(id) = text(record, "Id") else { continue };
            for call in keys.iter().filter_map(|key| text(record, key)) {
                // The oldest is ours; a younger one is a person's copy.
                tasks.entry(call).or_insert_with(|| id.clone());
            }
        }
        for work in asked {
            work.intent_at = None;
            work.task_id = tasks.remove(work.id());
        }
        Ok(())
    }
}

fn query(keys: &[&str], ids: &[&str], first_intent: i64) -> Result<Soql, InvalidSoql> {
    let since =
        Timestamp::from_millisecond(first_intent - CLOCKS_DIFFER).unwrap_or(Timestamp::UNIX_EPOCH);
    let lists: Result<Vec<Condition>, InvalidSoql> =
        keys.iter().map(|key| Condition::in_list(key, ids.iter().copied())).collect();
    Soql::select("Task", ["Id"].into_iter().chain(keys.iter().copied()))?
        .filter(Condition::all([
            Condition::any(lists?)?,
            Condition::compare("CreatedDate", Compare::GreaterOrEqual, since)?,
        ])?)
        .order_by("CreatedDate", Direction::Ascending)
}
