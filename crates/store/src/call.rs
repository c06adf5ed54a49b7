//! A call's row, as everyone who reads it gets it.

use std::fmt;

use crate::error::{Result, StoreError};
use crate::value::{Row, Rows};

/// Where a call stands. A waiting call is `held` in the numbers while its org is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallState {
    /// There is something to do, now or later.
    Waiting,
    /// Its Task is written.
    Logged,
    /// A rule of its profile says that it is not logged.
    Ignored,
    /// It was given up; the error says why and what to do.
    Failed,
}

impl CallState {
    /// Every state, in the order in which people are shown them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Logged, Self::Ignored, Self::Failed];

    /// The word that stands in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Logged => "logged",
            Self::Ignored => "ignored",
            Self::Failed => "failed",
        }
    }

    /// Reads the word back; `None` for any other.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub(crate) fn from_column(text: &str) -> Result<Self> {
        Self::parse(text).ok_or_else(|| StoreError::Unexpected(format!("call state {text:?}")))
    }
}

impl fmt::Display for CallState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Everything that is known of a call but its events. All times are UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    /// Its id, `source:call`: the external id in Salesforce.
    pub call_id: String,
    /// The source that it came from.
    pub source_id: String,
    /// Where it stands.
    pub state: CallState,
    /// Grows whenever it learns something new.
    pub version: i64,
    /// When there is something to do; `None` when there is not.
    pub due_at: Option<i64>,
    /// Grows with every claim; proves on completion that nobody else took over.
    pub epoch: i64,
    /// Until when a worker holds it; 0 when nobody does.
    pub lease_until: i64,
    /// Failed attempts in a row.
    pub attempts: i64,
    /// When the first of them was made.
    pub first_attempt_at: Option<i64>,
    /// When a create was about to leave whose outcome may be unknown.
    pub intent_at: Option<i64>,
    /// JSON of the call, folded from its events.
    pub folded: Option<String>,
    /// JSON of the match and its reasons.
    pub resolution: Option<String>,
    /// The id of the record that it was matched with, 15 or 18 characters.
    pub record_id: Option<String>,
    /// JSON of the Task that should be.
    pub desired: Option<String>,
    /// JSON of the fields that Salesforce last acknowledged.
    pub written: Option<String>,
    /// The Task's id in Salesforce.
    pub task_id: Option<String>,
    /// A stable code of what went wrong last.
    pub error_code: Option<String>,
    /// What went wrong last, for a person: words, or a sentence as data (`language::Sentence::read`).
    pub error_text: Option<String>,
    /// The cause that people find it under while it does not get on.
    pub cause: Option<String>,
    /// When the call began, once an event says so.
    pub started_at: Option<i64>,
    /// When its Task was first acknowledged.
    pub task_created_at: Option<i64>,
    /// Milliseconds from the end of the call to its Task.
    pub task_ms: Option<i64>,
    /// JSON of what was done with it and when.
    pub steps: Option<String>,
    /// When its first event was stored.
    pub created_at: i64,
    /// When its row last changed.
    pub updated_at: i64,
}

pub(crate) const COLUMNS: &str = "call_id, source_id, state, version, due_at, lease_epoch, lease_until, attempts, \
    first_attempt_at, intent_at, folded, resolution, record_id, desired, written, task_id, error_code, error_text, cause, started_at, task_created_at, task_ms, steps, \
    created_at, updated_at";

impl CallRow {
    /// The place of this row in [`Store::list_calls`](crate::Store::list_calls), to go on after it.
    #[must_use]
    pub fn cursor(&self) -> String {
        format!("{}~{}", self.created_at, self.call_id)
    }

    fn from_row(mut row: Row) -> Result<Self> {
        Ok(Self {
            call_id: row.text("call_id")?,
            source_id: row.text("source_id")?,
            state: CallState::from_column(&row.text("state")?)?,
            version: row.int("version")?,
            due_at: row.int_or_null("due_at")?,
            epoch: row.int("lease_epoch")?,
            lease_until: row.int("lease_until")?,
            attempts: row.int("attempts")?,
            first_attempt_at: row.int_or_null("first_attempt_at")?,
            intent_at: row.int_or_null("intent_at")?,
            folded: row.text_or_null("folded")?,
            resolution: row.text_or_null("resolution")?,
            record_id: row.text_or_null("record_id")?,
            desired: row.text_or_null("desired")?,
            written: row.text_or_null("written")?,
            task_id: row.text_or_null("task_id")?,
            error_code: row.text_or_null("error_code")?,
            error_text: row.text_or_null("error_text")?,
            cause: row.text_or_null("cause")?,
            started_at: row.int_or_null("started_at")?,
            task_created_at: row.int_or_null("task_created_at")?,
            task_ms: row.int_or_null("task_ms")?,
            steps: row.text_or_null("steps")?,
            created_at: row.int("created_at")?,
            updated_at: row.int("updated_at")?,
        })
    }

    pub(crate) fn from_rows(rows: Rows) -> Result<Vec<Self>> {
        rows.into_iter().map(Self::from_row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_reads_back() {
        for state in CallState::ALL {
            assert_eq!(CallState::parse(state.as_str()), Some(state));
        }
        assert_eq!(CallState::parse("held"), None);
    }
}
