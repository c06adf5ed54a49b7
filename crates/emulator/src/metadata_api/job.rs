//! Deployments and retrievals that were asked for. They are done at once, and their outcome waits to be fetched.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::report::DeployReport;

/// Outcomes that are kept; clients fetch theirs within seconds.
const KEPT: usize = 50;

/// A retrieval that waits to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Retrieved {
    /// Begins with `09S`.
    pub(crate) id: String,
    /// The zip.
    pub(crate) zip: Vec<u8>,
    /// What is in it.
    pub(crate) files: Vec<super::inventory::Listed>,
    /// A file and what is wrong with it.
    pub(crate) warnings: Vec<(String, String)>,
}

/// The outcomes of an org's deployments and retrievals.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    state: Mutex<State>,
    /// Deployments wait for each other, as in Salesforce.
    turn: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    deployments: VecDeque<DeployReport>,
    retrievals: VecDeque<Retrieved>,
}

impl Jobs {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no other deployment runs; none begins while the guard lives.
    pub(crate) fn take_turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the outcome of a deployment.
    pub(crate) fn deployed(&self, report: DeployReport) {
        let mut state = self.lock();
        state.deployments.push_back(report);
        if state.deployments.len() > KEPT {
            state.deployments.pop_front();
        }
    }

    /// The outcome of a deployment, by its id with 15 or 18 characters.
    pub(crate) fn deployment(&self, id: &str) -> Option<DeployReport> {
        self.lock().deployments.iter().find(|report| same(&report.id, id)).cloned()
    }

    /// Keeps a retrieval.
    pub(crate) fn retrieved(&self, retrieved: Retrieved) {
        let mut state = self.lock();
        state.retrievals.push_back(retrieved);
        if state.retrievals.len() > KEPT {
            state.retrievals.pop_front();
        }
    }

    /// A retrieval, by its id with 15 or 18 characters.
    pub(crate) fn retrieval(&self, id: &str) -> Option<Retrieved> {
        self.lock().retrievals.iter().find(|retrieved| same(&retrieved.id, id)).cloned()
    }
}

fn same(whole: &str, asked: &str) -> bool {
    whole == asked || (asked.len() == 15 && whole.starts_with(asked))
}
