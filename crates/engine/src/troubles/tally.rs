//! Counts webhooks taken and refused, in memory for a moment: whoever sends rubbish by the thousand costs no write each.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::event::Millis;
use store::{StoreError, WebhookTally};

use crate::{Engine, ORG};

/// The outcome of a webhook that was taken.
pub(crate) const TAKEN: &str = "";

/// The outcome of a webhook for a source that is not configured.
pub(crate) const UNKNOWN_SOURCE: &str = "unknown_source";

/// What was counted since the last time it was stored, by source and outcome.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<BTreeMap<(String, &'static str), Counted>>);

#[derive(Debug, Clone, Copy)]
struct Counted {
    count: i64,
    first_at: Millis,
    last_at: Millis,
}

impl Tally {
    /// Counts one webhook. Sources that are not configured count as one: their names are the sender's.
    pub(crate) fn count(&self, source_id: &str, outcome: &'static str, at: Millis) {
        let source_id = if outcome == UNKNOWN_SOURCE { "" } else { source_id };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = counts.entry((source_id.to_owned(), outcome)).or_insert(Counted {
            count: 0,
            first_at: at,
            last_at: at,
        });
        counted.count += 1;
        counted.last_at = counted.last_at.max(at);
    }

    fn take(&self) -> Vec<WebhookTally> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let tally = |((source_id, outcome), counted): ((String, &str), Counted)| WebhookTally {
            source_id,
            outcome: outcome.to_owned(),
            count: counted.count,
            first_at: counted.first_at,
            last_at: counted.last_at,
        };
        counts.into_iter().map(tally).collect()
    }
}

impl Engine {
    /// Stores what was counted since the last time. What a crash takes with it is a moment's count.
    ///
    /// # Errors
    /// When the store does not answer; these counts are lost then.
    pub async fn store_tallies(&self) -> Result<(), StoreError> {
        self.store().tally_webhooks(ORG, &self.0.tally.take()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_handed_over_once() {
        let tally = Tally::default();
        tally.count("desk", TAKEN, 5);
        tally.count("desk", TAKEN, 9);
        tally.count("desk", "token_mismatch", 7);
        tally.count("made-up-1", UNKNOWN_SOURCE, 7);
        tally.count("made-up-2", UNKNOWN_SOURCE, 8);
        let taken = tally.take();
        let told: Vec<_> = taken
            .iter()
            .map(|one| (one.source_id.as_str(), one.outcome.as_str(), one.count, one.last_at))
            .collect();
        let expected =
            [("", "unknown_source", 2, 8), ("desk", "", 2, 9), ("desk", "token_mismatch", 1, 7)];
        assert_eq!(told, expected);
        assert!(tally.take().is_empty());
    }
}
