//! What a sync replaced: nothing that a person typed is gone without a trace.

use crate::batch::{Batch, Column, Kind};
use crate::database::Database;
use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// A text that a sync replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactHistoryRow {
    /// When, UTC milliseconds.
    pub at: i64,
    /// The record.
    pub record_id: String,
    /// The field.
    pub field: String,
    /// Which side was written.
    pub written_to: String,
    /// What stood there.
    pub replaced: String,
    /// What stands there now.
    pub kept: String,
    /// Whether both sides had changed it, so that the replaced text was news to the other side.
    pub conflict: bool,
}

const COLUMNS: &[Column] = &[
    ("at", Kind::Int),
    ("record_id", Kind::Text),
    ("field", Kind::Text),
    ("written_to", Kind::Text),
    ("replaced", Kind::Text),
    ("kept", Kind::Text),
    ("conflict", Kind::Int),
];

/// Notes them; what is noted already stays.
pub(super) fn statement(
    database: &Database,
    org_id: &str,
    source_id: &str,
    replaced: Vec<ContactHistoryRow>,
) -> Option<Statement> {
    let mut batch = Batch::new(COLUMNS);
    for row in replaced {
        batch.push([
            row.at.into(),
            row.record_id.into(),
            row.field.into(),
            row.written_to.into(),
            row.replaced.into(),
            row.kept.into(),
            i64::from(row.conflict).into(),
        ]);
    }
    if batch.is_empty() {
        return None;
    }
    let rows = (database.dialect().rows_of)("$3", COLUMNS);
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let sql = format!(
        "WITH {rows} INSERT INTO contact_history (org_id, source_id, {names}) \
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), {names} FROM r WHERE true \
         ON CONFLICT (org_id, source_id, at, record_id, field) DO NOTHING"
    );
    Some(Statement::new(sql, vec![org_id.into(), source_id.into(), batch.into_param()]))
}

impl Store {
    /// What syncs of a source replaced, the newest first.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn contact_history(
        &self,
        org_id: &str,
        source_id: &str,
        limit: i64,
    ) -> Result<Vec<ContactHistoryRow>> {
        let sql = "SELECT at, record_id, field, written_to, replaced, kept, conflict FROM contact_history \
                   WHERE org_id = $1 AND source_id = $2 ORDER BY at DESC, record_id DESC, field DESC LIMIT $3";
        let params = vec![org_id.into(), source_id.into(), limit.into()];
        let rows = self.database.query(sql, params).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(ContactHistoryRow {
                    at: row.int("at")?,
                    record_id: row.text("record_id")?,
                    field: row.text("field")?,
                    written_to: row.text("written_to")?,
                    replaced: row.text("replaced")?,
                    kept: row.text("kept")?,
                    conflict: row.int("conflict")? != 0,
                })
            })
            .collect()
    }
}
