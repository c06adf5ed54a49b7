//! Finds calls for people: the list, one call with everything behind it, and a call by a part of its id.

use crate::call::{self, CallRow, CallState};
use crate::delivery::{self, Delivery};
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::Value;

/// How many calls with the same ending are told apart for a person.
const CANDIDATES: i64 = 10;

/// Which calls to list; the default lists all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Only calls in this state.
    pub state: Option<CallState>,
    /// Only calls whose id, folded JSON or Task id contains this text, in upper or lower case (SQLite knows the two
    /// cases of ASCII letters only).
    pub text: Option<String>,
}

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
    /// Lists calls, newest first. To go on, give the last row's [`CallRow::cursor`].
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] for anything that is no cursor; any failure of the database.
    pub async fn calls(
        &self,
        org_id: &str,
        filter: &CallFilter,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<CallRow>> {
        let mut params: Vec<Value> = vec![org_id.into(), limit.into()];
        let mut conditions = String::new();
        if let Some(state) = filter.state {
            params.push(state.as_str().into());
            conditions += &format!(" AND state = ${}", params.len());
        }
        if let Some(text) = &filter.text {
            params.push(containing(text).into());
            let like = format!("{} ${} ESCAPE '!'", self.database.dialect().like, params.len());
            conditions += &format!(" AND (call_id {like} OR folded {like} OR task_id {like})");
        }
        if let Some(cursor) = after {
            let (created_at, call_id) = cursor.split_once('~').ok_or(StoreError::BadCursor)?;
            let created_at: i64 = created_at.parse().map_err(|_| StoreError::BadCursor)?;
            params.extend([created_at.into(), call_id.into()]);
            let place = params.len();
            conditions += &format!(" AND (created_at, call_id) < (${}, ${place})", place - 1);
        }
        let columns = call::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM call WHERE org_id = $1{conditions} \
             ORDER BY created_at DESC, call_id DESC LIMIT $2"
        );
        CallRow::from_rows(self.database.query(sql, params).await?)
    }

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

/// A LIKE pattern for a text that stands anywhere, with `!` before the pattern's own signs.
fn containing(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_text_is_taken_literally() {
        assert_eq!(containing("50%_!a"), "%50!%!_!!a%");
    }
}
