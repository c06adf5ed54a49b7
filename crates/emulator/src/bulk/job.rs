//! What every job has: its state, who made it and when, and how its rows are written.

use serde_json::{Map, Value, json};

use super::csv::{Delimiter, LineEnding};
use crate::error::ApiError;
use crate::org::Actor;
use crate::timestamp;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    UploadComplete,
    InProgress,
    JobComplete,
    Aborted,
    Failed,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::UploadComplete => "UploadComplete",
            Self::InProgress => "InProgress",
            Self::JobComplete => "JobComplete",
            Self::Aborted => "Aborted",
            Self::Failed => "Failed",
        }
    }

    /// Whether rows are left to be worked off.
    pub(super) fn is_waiting(self) -> bool {
        matches!(self, Self::UploadComplete | Self::InProgress)
    }

    /// Refuses what this state does not allow; `verb` is such as `Aborting`.
    pub(super) fn refuse(self, verb: &str) -> ApiError {
        let state = match self {
            Self::Open => "open",
            Self::UploadComplete | Self::InProgress => "closed",
            Self::JobComplete => "Completed",
            Self::Aborted => "aborted",
            Self::Failed => "failed",
        };
        invalid_state(&format!("{verb} already {state} Job not allowed"))
    }
}

/// 400 for what a job's state does not allow.
pub(super) fn invalid_state(message: &str) -> ApiError {
    ApiError::new(400, "INVALIDJOBSTATE", message)
}

/// 400 for a job that cannot be made as it is described.
pub(super) fn invalid_job(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "INVALIDJOB", message)
}

/// What every job has.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) id: String,
    /// Such as `insert`.
    pub(super) operation: &'static str,
    pub(super) object: String,
    /// Whoever made the job; it runs under this user's rights.
    pub(super) actor: Actor,
    /// UTC milliseconds.
    pub(super) created_at: i64,
    pub(super) modified_at: i64,
    pub(super) state: State,
    /// Such as `v66.0`.
    pub(super) version: String,
    pub(super) line_ending: LineEnding,
    pub(super) delimiter: Delimiter,
    /// Rows worked off, failed ones included.
    pub(super) processed: usize,
    pub(super) failed: usize,
    /// Milliseconds spent on rows.
    pub(super) took_ms: i64,
    /// Why the whole job failed.
    pub(super) error: Option<String>,
}

/// A job of one kind.
#[derive(Debug)]
pub(super) struct Job<T> {
    pub(super) head: Head,
    pub(super) work: T,
}

impl Head {
    /// Goes over to another state.
    pub(super) fn turn(&mut self, state: State, now: i64) {
        self.state = state;
        self.modified_at = now;
    }

    /// Ends the job with an error.
    pub(super) fn fail(&mut self, error: String, now: i64) {
        self.error = Some(error);
        self.turn(State::Failed, now);
    }

    /// The keys with which every description of a job begins.
    pub(super) fn describe(&self, external_id: Option<&str>) -> Map<String, Value> {
        let mut body = Map::new();
        let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
        put("id", json!(self.id));
        put("operation", json!(self.operation));
        put("object", json!(self.object));
        put("createdById", json!(self.actor.user_id));
        put("createdDate", json!(timestamp::format(self.created_at)));
        put("systemModstamp", json!(timestamp::format(self.modified_at)));
        put("state", json!(self.state.name()));
        if let Some(external_id) = external_id {
            put("externalIdFieldName", json!(external_id));
        }
        put("concurrencyMode", json!("Parallel"));
        put("contentType", json!("CSV"));
        let version: f64 = self.version.trim_start_matches('v').parse().unwrap_or_default();
        put("apiVersion", json!(version));
        body
    }
}
