//! Query locators: what is left of a long query result, kept for `nextRecordsUrl`.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::id;

/// How long a locator lives, in milliseconds: two days.
const LIFETIME_MS: i64 = 2 * 24 * 60 * 60 * 1_000;

/// The ids that all locators may keep together. Salesforce has no such limit; here they are in memory, and a program
/// that asks for a million records again and again would fill it.
const MOST_IDS: usize = 5_000_000;

/// A kept result: the query and the ids of all its rows, in order.
#[derive(Debug, Clone)]
pub(crate) struct Locator {
    pub(crate) user_id: String,
    pub(crate) query: String,
    pub(crate) all_rows: bool,
    pub(crate) ids: std::sync::Arc<Vec<String>>,
    pub(crate) batch_size: usize,
    pub(crate) made_at: i64,
}

#[derive(Debug, Default)]
struct State {
    made: u64,
    kept: HashMap<String, Locator>,
}

/// All locators of the org.
#[derive(Debug, Default)]
pub(crate) struct Locators {
    state: Mutex<State>,
}

impl Locators {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a result and returns the name of its locator. The oldest ones make room when there are too many ids.
    pub(crate) fn keep(&self, locator: Locator) -> String {
        let mut state = self.lock();
        let now = locator.made_at;
        state.kept.retain(|_, kept| now - kept.made_at < LIFETIME_MS);
        let mut ids: usize = state.kept.values().map(|kept| kept.ids.len()).sum();
        while ids + locator.ids.len() > MOST_IDS {
            let oldest = state.kept.iter().min_by_key(|(name, kept)| (kept.made_at, *name));
            let Some(oldest) = oldest.map(|(name, _)| name.clone()) else {
                break;
            };
            ids -= state.kept.remove(&oldest).map_or(0, |gone| gone.ids.len());
        }
        state.made += 1;
        let name = id::make("01g", state.made);
        state.kept.insert(name.clone(), locator);
        name
    }

    /// The result behind a locator of this user, if it still lives.
    pub(crate) fn find(&self, name: &str, user_id: &str, now: i64) -> Option<Locator> {
        let state = self.lock();
        let locator = state.kept.get(name)?;
        let good = locator.user_id == user_id && now - locator.made_at < LIFETIME_MS;
        good.then(|| locator.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_results_make_room() {
        let locators = Locators::default();
        let ids = std::sync::Arc::new(vec![String::new(); MOST_IDS / 2]);
        let keep = |made_at| {
            locators.keep(Locator {
                user_id: "005".to_owned(),
                query: String::new(),
                all_rows: false,
                ids: std::sync::Arc::clone(&ids),
                batch_size: 200,
                made_at,
            })
        };
        let names = [keep(1), keep(2), keep(3)];
        let found = names.map(|name| locators.find(&name, "005", 4).is_some());
        assert_eq!(found, [false, true, true]);
    }
}
