//! Query locators: what is left of a long query result, kept for `nextRecordsUrl`.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::id;

/// How long a locator lives, in milliseconds: two days.
const LIFETIME_MS: i64 = 2 * 24 * 60 * 60 * 1_000;

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

    /// Keeps a result and returns the name of its locator.
    pub(crate) fn keep(&self, locator: Locator) -> String {
        let mut state = self.lock();
        let now = locator.made_at;
        state.kept.retain(|_, kept| now - kept.made_at < LIFETIME_MS);
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
