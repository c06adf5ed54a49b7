//! Counts the requests to the data API, over all time and over the last 24 hours, and what else a day allows.

mod running;
mod window;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

pub(crate) use running::{Running, Ticket};
use window::Window;

/// What a day allows besides requests (Salesforce limits quick reference).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DailyBulk {
    /// Batches of 10,000 rows that ingest jobs are cut into.
    Batches,
    /// Query jobs of Bulk API 2.0.
    QueryJobs,
    /// Bytes of the results of query jobs.
    QueryBytes,
}

impl DailyBulk {
    /// How much of it there is in 24 hours.
    pub(crate) fn most(self) -> u64 {
        match self {
            Self::Batches => 15_000,
            Self::QueryJobs => 10_000,
            Self::QueryBytes => 976_562 * 1_024 * 1_024,
        }
    }
}

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
    requests: Window,
    bulk_batches: Window,
    bulk_query_jobs: Window,
    bulk_query_bytes: Window,
}

impl State {
    fn window(&mut self, what: DailyBulk) -> &mut Window {
        match what {
            DailyBulk::Batches => &mut self.bulk_batches,
            DailyBulk::QueryJobs => &mut self.bulk_query_jobs,
            DailyBulk::QueryBytes => &mut self.bulk_query_bytes,
        }
    }
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
        if state.requests.sum(now) >= allowance {
            return None;
        }
        state.total += requests;
        *state.by_kind.entry(kind.to_owned()).or_default() += requests;
        state.requests.add(requests, now);
        Some(state.requests.sum(now))
    }

    /// The requests of the last 24 hours.
    pub(crate) fn spent(&self, now: i64) -> u64 {
        self.lock().requests.sum(now)
    }

    /// Counts `number` of what a day allows; says no, and counts nothing, when none is left.
    pub(crate) fn take(&self, what: DailyBulk, number: u64, now: i64) -> bool {
        let mut state = self.lock();
        let window = state.window(what);
        let left = window.sum(now) < what.most();
        if left {
            window.add(number, now);
        }
        left
    }

    /// How much of what a day allows is used.
    pub(crate) fn used(&self, what: DailyBulk, now: i64) -> u64 {
        self.lock().window(what).sum(now)
    }

    pub(crate) fn total(&self) -> u64 {
        self.lock().total
    }

    pub(crate) fn report(&self, now: i64, allowance: u64) -> ApiUsageReport {
        let mut state = self.lock();
        ApiUsageReport {
            total: state.total,
            last_24_hours: state.requests.sum(now),
            allowance,
            by_kind: state.by_kind.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::window::{SLOT_MS, WINDOW_MS};
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

    #[test]
    fn batches_of_a_day_run_out_and_come_back() {
        let usage = ApiUsage::default();
        assert!(usage.take(DailyBulk::Batches, 14_999, 0));
        assert!(usage.take(DailyBulk::Batches, 1, 0));
        assert!(!usage.take(DailyBulk::Batches, 1, 0));
        assert!(usage.take(DailyBulk::QueryJobs, 1, 0), "another allowance");
        assert_eq!(usage.used(DailyBulk::Batches, SLOT_MS), 15_000);
        assert!(usage.take(DailyBulk::Batches, 1, WINDOW_MS));
        assert_eq!(usage.used(DailyBulk::Batches, WINDOW_MS), 1);
    }
}
