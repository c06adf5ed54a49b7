//! What can be made to go wrong on purpose; the control endpoint sets it, the REST layer consults it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ApiError;

/// How a whole request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestFaultKind {
    /// 503 with Salesforce's JSON error.
    UnavailableJson,
    /// 503 with an HTML page, as during maintenance.
    UnavailableHtml,
    /// 500 `UNKNOWN_EXCEPTION`.
    UnknownException,
    /// 400 `QUERY_TIMEOUT`, as for a query that ran too long.
    QueryTimeout,
    /// The connection closes before anything was done.
    ResetBeforeCommit,
    /// Everything is done and committed, then the connection closes without an answer.
    ResetAfterCommit,
    /// 401; the session that asked is dead from now on.
    SessionExpired,
    /// 401; the session and the grant behind it are dead from now on.
    GrantRevoked,
}

/// A fault of whole requests to the data API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestFault {
    /// What happens.
    pub kind: RequestFaultKind,
    /// How likely, 0.0 to 1.0.
    #[serde(default = "always")]
    pub probability: f64,
    /// How many times at most; `None` means without end.
    #[serde(default)]
    pub remaining: Option<u64>,
    /// Only requests whose path contains this.
    #[serde(default)]
    pub path_contains: Option<String>,
}

/// A fault of single records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordFault {
    /// Only records of this object.
    #[serde(default)]
    pub object: Option<String>,
    /// The field to look at; `None` matches every record.
    #[serde(default)]
    pub field: Option<String>,
    /// The value which that field must have.
    #[serde(default)]
    pub equals: Option<Value>,
    /// The error code of the reply, such as `FIELD_CUSTOM_VALIDATION_EXCEPTION`.
    pub code: String,
    /// The message of the reply.
    pub message: String,
    /// The fields named in the reply.
    #[serde(default)]
    pub fields: Vec<String>,
    /// How many times at most; `None` means without end.
    #[serde(default)]
    pub remaining: Option<u64>,
}

/// Everything that is set to go wrong. The default is a healthy org.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Starts the dice anew when the faults are set, so that a run can be repeated.
    pub seed: u64,
    /// Milliseconds that every data request takes at least.
    pub latency_ms: u64,
    /// Faults of whole requests; the first that strikes wins.
    pub requests: Vec<RequestFault>,
    /// How likely a record write fails with `UNABLE_TO_LOCK_ROW`, 0.0 to 1.0.
    pub lock_row_probability: f64,
    /// Failures of chosen records.
    pub records: Vec<RecordFault>,
    /// Replaces the org's allowance of API requests in 24 hours.
    pub daily_api_requests: Option<u64>,
    /// Milliseconds until the search index (SOSL) knows of a change.
    pub search_index_lag_ms: u64,
    /// The Pub/Sub API is down: its streams end, and every call of it is refused.
    pub event_bus_down: bool,
    /// The Pub/Sub API knows none of the replay ids that it is asked to go on after.
    pub replay_ids_lost: bool,
}

fn always() -> f64 {
    1.0
}

/// The faults in force and the dice that decide when they strike.
#[derive(Debug)]
pub(crate) struct FaultInjector {
    state: Mutex<(Faults, StdRng)>,
}

impl FaultInjector {
    pub(crate) fn new(faults: Faults) -> Self {
        let dice = StdRng::seed_from_u64(faults.seed);
        Self { state: Mutex::new((faults, dice)) }
    }

    fn lock(&self) -> MutexGuard<'_, (Faults, StdRng)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn current(&self) -> Faults {
        self.lock().0.clone()
    }

    pub(crate) fn set(&self, faults: Faults) {
        let dice = StdRng::seed_from_u64(faults.seed);
        *self.lock() = (faults, dice);
    }

    /// The fault that strikes a request to `path`, if one does.
    pub(crate) fn strike_request(&self, path: &str) -> Option<RequestFaultKind> {
        let mut state = self.lock();
        let (faults, dice) = &mut *state;
        for fault in &mut faults.requests {
            let here = fault.path_contains.as_ref().is_none_or(|part| path.contains(part.as_str()));
            if here && rolls(dice, fault.probability) && count_down(&mut fault.remaining) {
                return Some(fault.kind);
            }
        }
        None
    }

    /// Fails if a fault strikes the write of a record. `id` is named in lock errors; `value` looks up a field.
    pub(crate) fn strike_record(
        &self,
        object: &str,
        id: &str,
        value: impl Fn(&str) -> Option<Value>,
    ) -> Result<(), ApiError> {
        let mut state = self.lock();
        let (faults, dice) = &mut *state;
        for fault in &mut faults.records {
            if matches(fault, object, &value) && count_down(&mut fault.remaining) {
                let fields: Vec<&str> = fault.fields.iter().map(String::as_str).collect();
                return Err(ApiError::record(&fault.code, &fault.message, &fields));
            }
        }
        if faults.lock_row_probability > 0.0 && rolls(dice, faults.lock_row_probability) {
            return Err(ApiError::record(
                "UNABLE_TO_LOCK_ROW",
                format!("unable to obtain exclusive access to this record or 1 records: {id}"),
                &[],
            ));
        }
        Ok(())
    }
}

fn matches(fault: &RecordFault, object: &str, value: impl Fn(&str) -> Option<Value>) -> bool {
    let right_object =
        fault.object.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(object));
    let right_value = fault.field.as_ref().is_none_or(|name| {
        let value = value(name).filter(|value| !value.is_null());
        match &fault.equals {
            Some(wanted) => value.as_ref() == Some(wanted),
            None => value.is_some(),
        }
    });
    right_object && right_value
}

fn rolls(dice: &mut StdRng, probability: f64) -> bool {
    probability >= 1.0 || dice.random::<f64>() < probability
}

fn count_down(remaining: &mut Option<u64>) -> bool {
    match remaining {
        None => true,
        Some(0) => false,
        Some(left) => {
            *left -= 1;
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn strikes_as_often_as_it_was_told() {
        let injector = FaultInjector::new(
            serde_json::from_value(json!({
                "requests": [{"kind": "unavailable_html", "remaining": 2, "path_contains": "/composite"}]
            }))
            .unwrap(),
        );
        assert_eq!(injector.strike_request("/query"), None);
        assert_eq!(injector.strike_request("/composite"), Some(RequestFaultKind::UnavailableHtml));
        assert!(injector.strike_request("/composite/sobjects").is_some());
        assert_eq!(injector.strike_request("/composite"), None);
    }

    #[test]
    fn picks_records_by_a_field_value() {
        let injector = FaultInjector::new(
            serde_json::from_value(json!({
                "records": [{"object": "Task", "field": "Subject", "equals": "bad",
                    "code": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "No."}]
            }))
            .unwrap(),
        );
        let subject =
            |text: &'static str| move |name: &str| (name == "Subject").then(|| Value::from(text));
        let strike = |object, text| injector.strike_record(object, "", subject(text));
        assert!(strike("Task", "bad").is_err());
        assert!(strike("Contact", "bad").is_ok());
        assert!(strike("Task", "good").is_ok());
    }

    #[test]
    fn the_same_seed_strikes_the_same_requests() {
        let faults: Faults = serde_json::from_value(json!({
            "seed": 7, "requests": [{"kind": "unavailable_json", "probability": 0.3}]
        }))
        .unwrap();
        let run = || {
            let injector = FaultInjector::new(faults.clone());
            (0..100).map(|_| injector.strike_request("/").is_some()).collect::<Vec<_>>()
        };
        let first = run();
        assert_eq!(first, run());
        let struck = first.iter().filter(|struck| **struck).count();
        assert!((15..45).contains(&struck), "{struck} of 100");
    }
}
