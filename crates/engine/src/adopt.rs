//! Mode B: a create whose answer we never saw may stand in the org. Before anything is created again,
//! Salesforce is asked by the call id in `CallObject`, once the first request can no longer commit.

use std::collections::HashMap;

use jiff::Timestamp;
use salesforce::soql::{Compare, Condition, Direction, InvalidSoql, Soql};
use store::StoreError;

use crate::Engine;
use crate::candidates::text;
use crate::work::{End, Work};

/// Clocks of two machines may differ by this much, in milliseconds.
const CLOCKS_DIFFER: i64 = 60_000;

impl Engine {
    /// Finds the Tasks of creates with an unknown outcome. Calls that are settled go on to be created or
    /// changed; the others wait.
    pub(crate) async fn adopt(&self, works: &mut [Work]) -> Result<(), StoreError> {
        let now = self.now();
        let settle = self.0.parts.delivery.settle_ms;
        let mut asked: Vec<&mut Work> = Vec::new();
        for work in works.iter_mut().filter(|work| work.open() && work.task_id.is_none()) {
            match work.intent_at {
                Some(intent) if now < intent + settle => work.end = Some(End::Later(intent + settle)),
                Some(_) => asked.push(work),
                None => {}
            }
        }
        let Some(first) = asked.iter().filter_map(|work| work.intent_at).min() else { return Ok(()) };
        let ids: Vec<String> = asked.iter().filter_map(|work| call_object(work)).collect();
        let soql = match query(ids, first) {
            Ok(soql) => soql,
            Err(error) => return self.lost(asked.into_iter(), &error.into()).await,
        };
        let found = match self.0.parts.salesforce.query(&soql).await {
            Ok(records) => records,
            Err(failure) => return self.lost(asked.into_iter(), &failure).await,
        };
        self.0.health.answered();
        let mut tasks: HashMap<String, String> = HashMap::new();
        for record in &found {
            if let (Some(call), Some(id)) = (text(record, "CallObject"), text(record, "Id")) {
                // The oldest is ours; a younger one is a person's copy.
                tasks.entry(call).or_insert(id);
            }
        }
        for work in asked {
            work.intent_at = None;
            work.task_id = call_object(work).and_then(|call| tasks.remove(&call));
        }
        Ok(())
    }
}

fn query(ids: Vec<String>, first_intent: i64) -> Result<Soql, InvalidSoql> {
    let since = Timestamp::from_millisecond(first_intent - CLOCKS_DIFFER).unwrap_or(Timestamp::UNIX_EPOCH);
    Soql::select("Task", ["Id", "CallObject"])?
        .filter(Condition::all([
            Condition::in_list("CallObject", ids)?,
            Condition::compare("CreatedDate", Compare::GreaterOrEqual, since)?,
        ])?)
        .order_by("CreatedDate", Direction::Ascending)
}

fn call_object(work: &Work) -> Option<String> {
    work.desired.as_ref()?.fields.get("CallObject")?.as_str().map(str::to_owned)
}
