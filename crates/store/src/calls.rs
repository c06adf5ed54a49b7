//! Finds a call for people: with everything behind it, or by a part of its id.

use crate::call::{self, CallRow};
use crate::delivery::{self, Delivery};
use crate::error::Result;
use crate::store::Store;
use crate::tell;

/// How many calls with the same ending are told apart for a person.
const CANDIDATES: i64 = 10;

/// A stored event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The digest of what it says.
    pub event_id: String,
    /// The delivery that said it first.
    pub inbox_id: String,
    /// When it happened, UTC milliseconds.
    pub at: Option<i64>,
    /// Its kind.
    pub kind: String,
    /// The event as JSON.
    pub body: String,
}

impl EventRow {
    /// Who told the event in the console; `None` for one that a phone system told.
    #[must_use]
    pub fn told_by(&self) -> Option<&str> {
        tell::told_by(&self.inbox_id)
    }
}

/// A call with everything that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallDetail {
    /// The call.
    pub row: CallRow,
    /// Its events: by time, those without one last.
    pub events: Vec<EventRow>,
    /// The deliveries that brought them, in order of arrival.
    pub deliveries: Vec<Delivery>,
}

impl Store {
    /// How many calls were first heard of at `since` (UTC milliseconds) or later.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn calls_since(&self, org_id: &str, since: i64) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM call WHERE org_id = $1 AND created_at >= $2";
        let rows = self.database.query(sql, vec![org_id.into(), since.into()]).await?;
        rows.into_iter().next().map_or(Ok(0), |mut row| row.int("count"))
    }

    /// One call by its exact id, with its events and deliveries.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn call(&self, org_id: &str, call_id: &str) -> Result<Option<CallDetail>> {
        let sql = format!("SELECT {} FROM call WHERE org_id = $1 AND call_id = $2", call::COLUMNS);
        let found = self.database.query(sql, vec![org_id.into(), call_id.into()]).await?;
        let Some(row) = CallRow::from_rows(found)?.pop() else {
            return Ok(None);
        };
        let sql = format!(
            "SELECT {} FROM inbox WHERE org_id = $1 AND id IN \
                 (SELECT inbox_id FROM event WHERE org_id = $1 AND call_id = $2) ORDER BY id",
            delivery::COLUMNS
        );
        let deliveries = self.deliveries(sql, vec![org_id.into(), call_id.into()]).await?;
        let events = self.event_rows(org_id, call_id).await?;
        Ok(Some(CallDetail { row, events, deliveries }))
    }

    async fn event_rows(&self, org_id: &str, call_id: &str) -> Result<Vec<EventRow>> {
        let sql = "SELECT event_id, inbox_id, at, kind, body FROM event WHERE org_id = $1 AND call_id = $2 \
                   ORDER BY at IS NULL, at, event_id";
        let rows = self.database.query(sql, vec![org_id.into(), call_id.into()]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(EventRow {
                    event_id: row.text("event_id")?,
                    inbox_id: row.text("inbox_id")?,
                    at: row.int_or_null("at")?,
                    kind: row.text("kind")?,
                    body: row.text("body")?,
                })
            })
            .collect()
    }

    /// The ids of the calls that a person can mean: the exact id, or else every id `source:call` that ends with
    /// `:fragment` (at most 10). None: there is no such call; several: ask which.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn find_call(&self, org_id: &str, fragment: &str) -> Result<Vec<String>> {
        let exact = "SELECT call_id FROM call WHERE org_id = $1 AND call_id = $2 LIMIT $3";
        // Compared as text and not with LIKE, because the upper and lower case of an id matters.
        let ending = "SELECT call_id FROM call WHERE org_id = $1 \
                      AND substr(call_id, length(call_id) - length(CAST($2 AS TEXT))) = ':' || CAST($2 AS TEXT) \
                      ORDER BY created_at DESC, call_id LIMIT $3";
        for sql in [exact, ending] {
            let params = vec![org_id.into(), fragment.into(), CANDIDATES.into()];
            let rows = self.database.query(sql, params).await?;
            if !rows.is_empty() {
                return rows.into_iter().map(|mut row| row.text("call_id")).collect();
            }
        }
        Ok(Vec::new())
    }
}
