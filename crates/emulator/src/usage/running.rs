//! Requests that are being answered, so that too many long ones at once are refused as Salesforce refuses them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::ApiError;
use crate::org::{Org, OrgOptions};

#[derive(Debug, Default)]
struct State {
    entered: u64,
    /// When each request began, UTC milliseconds.
    began: BTreeMap<u64, i64>,
}

/// The requests of an org that are being answered.
#[derive(Debug, Default)]
pub(crate) struct Running {
    state: Mutex<State>,
}

/// Stands for one request; dropping it ends the request.
pub(crate) struct Ticket {
    org: Org,
    number: u64,
}

impl Running {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OrgOptions {
    /// How many long requests may run at once (Salesforce limits quick reference).
    fn most_long_requests(&self) -> usize {
        let of_edition = if self.edition == "Developer Edition" { 5 } else { 25 };
        self.long_requests.unwrap_or(of_edition)
    }
}

impl Ticket {
    /// Begins a request, unless as many as may have already run for long (Salesforce limits quick reference).
    ///
    /// # Errors
    /// 403 `REQUEST_LIMIT_EXCEEDED`.
    pub(crate) fn take(org: &Org) -> Result<Self, ApiError> {
        let (now, options) = (org.now(), org.options());
        let mut state = org.0.running.lock();
        let is_long = |began: &&i64| now - **began >= options.long_request_ms;
        if state.began.values().filter(is_long).count() >= options.most_long_requests() {
            let message = "ConcurrentPerOrgLongTxn Limit exceeded.";
            return Err(ApiError::new(403, "REQUEST_LIMIT_EXCEEDED", message));
        }
        state.entered += 1;
        let number = state.entered;
        state.began.insert(number, now);
        Ok(Self { org: org.clone(), number })
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.org.0.running.lock().began.remove(&self.number);
    }
}
