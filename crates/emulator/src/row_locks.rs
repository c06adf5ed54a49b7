//! Rows that a transaction holds until its end, and what happens to another that wants one of them meanwhile.
//!
//! Modelled: requests are worked off one after the other, so a transaction is made to last by the setup's
//! `transaction_ms` beyond its work, and its answer goes out when it ends. Another request that wants one of its rows
//! earlier begins when the row becomes free, if that is within `wait_ms`; else that record is refused. Moments come
//! from the org's clock.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::error::ApiError;
use crate::setup::RowLocks as Settings;

/// The locks of the org.
#[derive(Debug, Default)]
pub(crate) struct RowLocks(RefCell<State>);

#[derive(Debug, Default)]
struct State {
    /// Until when (UTC milliseconds) each row is held.
    held: HashMap<String, i64>,
    /// The rows of the transaction at work.
    taken: BTreeSet<String>,
    /// When its work really begins, if it waits for rows.
    begins_at: i64,
}

impl RowLocks {
    /// Begins a transaction.
    pub(crate) fn begin(&self) {
        let mut state = self.0.borrow_mut();
        state.taken.clear();
        state.begins_at = 0;
    }

    /// Takes rows for the transaction at work, all or none.
    ///
    /// # Errors
    /// `UNABLE_TO_LOCK_ROW` when another transaction holds one of them for longer than a request waits.
    pub(crate) fn take(
        &self,
        rows: BTreeSet<String>,
        now: i64,
        settings: Settings,
    ) -> Result<(), ApiError> {
        if settings.transaction_ms == 0 || rows.is_empty() {
            return Ok(());
        }
        let mut state = self.0.borrow_mut();
        let start = now.max(state.begins_at);
        let wait = i64::try_from(settings.wait_ms).unwrap_or(i64::MAX);
        let mut begins_at = start;
        let mut blocked: Vec<&str> = Vec::new();
        for row in rows.iter().filter(|row| !state.taken.contains(*row)) {
            match state.held.get(row) {
                Some(until) if until.saturating_sub(now) > wait => blocked.push(row),
                Some(until) => begins_at = begins_at.max(*until),
                None => {}
            }
        }
        if !blocked.is_empty() {
            let message = format!(
                "unable to obtain exclusive access to this record or {} records: {}",
                blocked.len(),
                blocked.join(",")
            );
            return Err(ApiError::record("UNABLE_TO_LOCK_ROW", message, &[]));
        }
        state.begins_at = begins_at;
        state.taken.extend(rows);
        Ok(())
    }

    /// Ends the work of the transaction, whose rows stay held for the time set; returns the milliseconds until it ends.
    pub(crate) fn end(&self, now: i64, settings: Settings) -> u64 {
        let mut state = self.0.borrow_mut();
        state.held.retain(|_, until| *until > now);
        let taken = std::mem::take(&mut state.taken);
        if taken.is_empty() {
            return 0;
        }
        let lasts = i64::try_from(settings.transaction_ms).unwrap_or(i64::MAX);
        let until = now.max(state.begins_at).saturating_add(lasts);
        state.held.extend(taken.into_iter().map(|row| (row, until)));
        u64::try_from(until.saturating_sub(now)).unwrap_or(0)
    }
}

/// Marks a response whose transaction still lasts for some milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lasting(pub(crate) u64);

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Settings = Settings { transaction_ms: 100, wait_ms: 50 };

    fn rows(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    /// A transaction at a moment: how long it lasts, or why it fails.
    fn transaction(locks: &RowLocks, now: i64, ids: &[&str]) -> Result<u64, String> {
        locks.begin();
        locks.take(rows(ids), now, SLOW).map_err(|error| error.message)?;
        Ok(locks.end(now, SLOW))
    }

    #[test]
    fn a_row_is_free_when_its_transaction_ends() {
        let locks = RowLocks::default();
        assert_eq!(transaction(&locks, 1_000, &["a", "b"]), Ok(100));
        assert_eq!(
            transaction(&locks, 1_010, &["b", "c"]),
            Err("unable to obtain exclusive access to this record or 1 records: b".to_owned())
        );
        assert_eq!(
            transaction(&locks, 1_010, &["a", "b"]),
            Err("unable to obtain exclusive access to this record or 2 records: a,b".to_owned())
        );
        assert_eq!(transaction(&locks, 1_010, &["c"]), Ok(100), "a refusal takes nothing");
        // It waits 40 ms for the row and then lasts 100.
        assert_eq!(transaction(&locks, 1_060, &["a"]), Ok(140));
        assert_eq!(transaction(&locks, 1_200, &["a", "b", "c"]), Ok(100));
    }

    #[test]
    fn one_transaction_takes_its_rows_as_often_as_it_likes() {
        let locks = RowLocks::default();
        locks.begin();
        for _ in 0..3 {
            locks.take(rows(&["a"]), 5, SLOW).unwrap();
        }
        assert_eq!(locks.end(5, SLOW), 100);
        let off = Settings::default();
        locks.begin();
        locks.take(rows(&["a"]), 5, off).unwrap();
        assert_eq!(locks.end(5, off), 0);
    }
}
