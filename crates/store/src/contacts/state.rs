//! How far the sync of a source's contacts is.

use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// The state of one source's sync.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactSyncRow {
    /// The source.
    pub source_id: String,
    /// When somebody allowed it to write, UTC milliseconds.
    pub confirmed_at: Option<i64>,
    /// When it goes on, UTC milliseconds.
    pub due_at: i64,
    /// Why it stopped and waits for a person: a stable code.
    pub stopped_code: Option<String>,
    /// The same for a person, with a fix.
    pub stopped_text: Option<String>,
    /// Where the running sync stands, as JSON; none between two syncs.
    pub progress: Option<String>,
    /// What the next sync begins with, as JSON.
    pub marks: Option<String>,
    /// What came of the last one, as JSON.
    pub report: Option<String>,
    /// When this was written, UTC milliseconds.
    pub updated_at: i64,
}

impl Store {
    /// The state of a source's sync; `None` where there was never one.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn contact_sync(
        &self,
        org_id: &str,
        source_id: &str,
    ) -> Result<Option<ContactSyncRow>> {
        let sql = "SELECT source_id, confirmed_at, due_at, stopped_code, stopped_text, progress, marks, report, updated_at \
                   FROM contact_sync WHERE org_id = $1 AND source_id = $2";
        let rows = self.database.query(sql, vec![org_id.into(), source_id.into()]).await?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
        Ok(Some(ContactSyncRow {
            source_id: row.text("source_id")?,
            confirmed_at: row.int_or_null("confirmed_at")?,
            due_at: row.int("due_at")?,
            stopped_code: row.text_or_null("stopped_code")?,
            stopped_text: row.text_or_null("stopped_text")?,
            progress: row.text_or_null("progress")?,
            marks: row.text_or_null("marks")?,
            report: row.text_or_null("report")?,
            updated_at: row.int("updated_at")?,
        }))
    }

    /// Writes the state down.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn save_contact_sync(&self, org_id: &str, row: &ContactSyncRow) -> Result<()> {
        let sql = "INSERT INTO contact_sync (org_id, source_id, confirmed_at, due_at, stopped_code, stopped_text, progress, \
                       marks, report, updated_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                   ON CONFLICT (org_id, source_id) DO UPDATE SET confirmed_at = excluded.confirmed_at, \
                       due_at = excluded.due_at, stopped_code = excluded.stopped_code, \
                       stopped_text = excluded.stopped_text, progress = excluded.progress, marks = excluded.marks, \
                       report = excluded.report, updated_at = excluded.updated_at";
        let row = row.clone();
        let params = vec![
            org_id.into(),
            row.source_id.into(),
            row.confirmed_at.into(),
            row.due_at.into(),
            row.stopped_code.into(),
            row.stopped_text.into(),
            row.progress.into(),
            row.marks.into(),
            row.report.into(),
            row.updated_at.into(),
        ];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }
}
