//! Counts the requests to the data API, over all time and over the last 24 hours.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// The window of the allowance, in milliseconds.
const WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;

/// Requests are kept by the minute, which is exact enough for a day.
const SLOT_MS: i64 = 60_000;

/// How much of the allowance is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiUsageReport {
    /// Requests since the org was made.
    pub total: u64,
    /// Requests in the last 24 hours.
    pub last_24_hours: u64,
    /// Requests allowed in 24 hours.
    pub allowance: u64,
    /// Requests since the org was made, by kind (`query`, `composite`, `sobjects`, …).
    pub by_kind: BTreeMap<String, u64>,
}

#[derive(Debug, Default)]
struct State {
    total: u64,
    by_kind: BTreeMap<String, u64>,
    slots: VecDeque<(i64, u64)>,
    in_window: u64,
}

/// The counters of an org.
#[derive(Debug, Default)]
pub(crate) struct ApiUsage {
    state: Mutex<State>,
}

impl ApiUsage {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts `requests` of a kind unless the allowance is used up; returns the usage, or `None` when it is.
    pub(crate) fn spend(&self, kind: &str, requests: u64, now: i64, allowance: u64) -> Option<u64> {
        let mut state = self.lock();
        state.forget_before(now - WINDOW_MS);
        if state.in_window >= allowance {
            return None;
        }
        state.total += requests;
        state.in_window += requests;
        *state.by_kind.entry(kind.to_owned()).or_default() += requests;
        let slot = now - now.rem_euclid(SLOT_MS);
        match state.slots.back_mut() {
            Some((time, count)) if *time == slot => *count += requests,
            _ => state.slots.push_back((slot, requests)),
        }
        Some(state.in_window)
    }

    pub(crate) fn total(&self) -> u64 {
        self.lock().total
    }

    pub(crate) fn report(&self, now: i64, allowance: u64) -> ApiUsageReport {
        let mut state = self.lock();
        state.forget_before(now - WINDOW_MS);
        ApiUsageReport {
            total: state.total,
            last_24_hours: state.in_window,
            allowance,
            by_kind: state.by_kind.clone(),
        }
    }
}

impl State {
    fn forget_before(&mut self, time: i64) {
        while let Some((slot, count)) = self.slots.front().copied() {
            if slot > time {
                break;
            }
            self.in_window -= count;
            self.slots.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_comes_back_after_a_day() {
        let usage = ApiUsage::default();
        assert_eq!(usage.spend("query", 1, 0, 2), Some(1));
        assert_eq!(usage.spend("query", 1, SLOT_MS, 2), Some(2));
        assert_eq!(usage.spend("query", 1, SLOT_MS, 2), None);
        assert_eq!(usage.spend("query", 1, WINDOW_MS, 2), Some(2));
        let report = usage.report(WINDOW_MS, 2);
        assert_eq!((report.total, report.last_24_hours), (3, 2));
        assert_eq!(report.by_kind["query"], 3);
    }
}
