//! What concerns a Salesforce org as a whole: its pause and how many API calls it has cost.

use serde::Serialize;

use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement};

/// The end of a pause that does not end by itself.
pub const FOREVER: i64 = i64::MAX;

/// What [`Pause::from_row`] reads, of [`PAUSE_FROM`].
pub(crate) const PAUSE_COLUMNS: &str = "paused_until, pause_code, pause_text, hold.code AS held_code, hold.text AS held_text, held_by, held_at";

/// The org `$1` with the hold that it has had for the longest time.
pub(crate) const PAUSE_FROM: &str = "org LEFT JOIN hold ON hold.org_id = org.org_id AND hold.code = \
    (SELECT code FROM hold WHERE org_id = $1 ORDER BY held_at, code LIMIT 1) WHERE org.org_id = $1";

/// Why and until when nothing is sent to an org. Its calls are held meanwhile and lose no attempts (contract C6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pause {
    /// The end, UTC milliseconds. It may lie in the past: then the pause is over. [`FOREVER`] for one that somebody
    /// has to end.
    pub until: i64,
    /// A stable code of the cause.
    pub code: String,
    /// The cause, for a person.
    pub text: String,
    /// Who stopped it, where a person did.
    pub by: Option<String>,
    /// Since when, UTC milliseconds, where somebody has to end it.
    pub since: Option<i64>,
}

impl Pause {
    pub(crate) fn from_hold(row: &mut Row) -> Result<Option<Self>> {
        let Some(code) = row.text_or_null("held_code")? else { return Ok(None) };
        let text = row.text_or_null("held_text")?.unwrap_or_default();
        let (by, since) = (row.text_or_null("held_by")?, row.int_or_null("held_at")?);
        Ok(Some(Self { until: FOREVER, code, text, by, since }))
    }

    pub(crate) fn from_row(row: &mut Row) -> Result<Option<Self>> {
        if let Some(hold) = Self::from_hold(row)? {
            return Ok(Some(hold));
        }
        let until = row.int("paused_until")?;
        if until == 0 {
            return Ok(None);
        }
        let code = row.text_or_null("pause_code")?.unwrap_or_default();
        let text = row.text_or_null("pause_text")?.unwrap_or_default();
        Ok(Some(Self { until, code, text, by: None, since: None }))
    }
}

impl Store {
    /// Holds every call of the org until the given time (UTC milliseconds). Replaces a pause that is already there.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn pause(&self, org_id: &str, until: i64, code: &str, text: &str) -> Result<()> {
        let sql = "INSERT INTO org (org_id, paused_until, pause_code, pause_text, events_received, api_calls) \
                   VALUES ($1, $2, $3, $4, 0, 0) \
                   ON CONFLICT (org_id) DO UPDATE SET paused_until = excluded.paused_until, \
                       pause_code = excluded.pause_code, pause_text = excluded.pause_text";
        let params = vec![org_id.into(), until.into(), code.into(), text.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Ends the pause at once, but for one that [`Store::hold`] made.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn resume(&self, org_id: &str) -> Result<()> {
        let sql = "UPDATE org SET paused_until = 0, pause_code = NULL, pause_text = NULL WHERE org_id = $1";
        self.database.apply_one(Statement::new(sql, vec![org_id.into()])).await.map(drop)
    }

    /// The pause of the org, also one that has run out by itself; `None` after [`Store::resume`]. One that somebody has
    /// to end goes before.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn pause_state(&self, org_id: &str) -> Result<Option<Pause>> {
        let sql = format!("SELECT {PAUSE_COLUMNS} FROM {PAUSE_FROM}");
        let mut rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.first_mut().map_or(Ok(None), Pause::from_row)
    }

    /// API calls that were ever spent on the org.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn api_calls(&self, org_id: &str) -> Result<i64> {
        let sql = "SELECT api_calls FROM org WHERE org_id = $1";
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter().next().map_or(Ok(0), |mut row| row.int("api_calls"))
    }

    /// Counts API calls that were spent on the org.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn add_api_calls(&self, org_id: &str, count: i64) -> Result<()> {
        let sql = "INSERT INTO org (org_id, paused_until, events_received, api_calls) VALUES ($1, 0, 0, $2) \
                   ON CONFLICT (org_id) DO UPDATE SET api_calls = org.api_calls + excluded.api_calls";
        self.database
            .apply_one(Statement::new(sql, vec![org_id.into(), count.into()]))
            .await
            .map(drop)
    }
}
