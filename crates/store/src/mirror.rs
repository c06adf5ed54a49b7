//! How far the copy of the org's people has come, object by object.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement};

/// The progress of one object. All times are UTC milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MirrorRow {
    /// The object.
    pub object: String,
    /// What is going on; the engine's word.
    pub phase: String,
    /// The bulk query that is being read.
    pub job_id: Option<String>,
    /// Where its next page begins.
    pub locator: Option<String>,
    /// How many rows the load has stored.
    pub loaded: i64,
    /// How many it will be, once that is known.
    pub expected: Option<i64>,
    /// The number of the load; grows with each.
    pub generation: i64,
    /// Everything up to this time of Salesforce's clock was read.
    pub cursor_at: Option<i64>,
    /// The last change event that was applied.
    pub replay_id: Option<String>,
    /// When the copy was last known to be as Salesforce has it.
    pub fresh_at: Option<i64>,
    /// The fields that the rows hold; the engine's text.
    pub fields: Option<String>,
    /// A stable code of what went wrong last.
    pub error_code: Option<String>,
    /// What went wrong last, for a person.
    pub error_text: Option<String>,
    /// When this row was last written.
    pub updated_at: i64,
}

const COLUMNS: &str = "object, phase, job_id, locator, loaded, expected, generation, cursor_at, replay_id, \
    fresh_at, fields, error_code, error_text, updated_at";

impl Store {
    /// The progress of all objects, by their names.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn mirror(&self, org_id: &str) -> Result<Vec<MirrorRow>> {
        let sql = format!("SELECT {COLUMNS} FROM mirror WHERE org_id = $1 ORDER BY object");
        let rows = self.database.query(sql, vec![org_id.into()]).await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Writes the progress of one object, every field of it.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn save_mirror(&self, org_id: &str, row: &MirrorRow) -> Result<()> {
        self.database.apply_one(save_statement(org_id, row.clone())).await.map(drop)
    }
}

pub(crate) fn save_statement(org_id: &str, row: MirrorRow) -> Statement {
    let assign = |column: &str| format!("{column} = excluded.{column}");
    let assignments: Vec<String> = COLUMNS.split(", ").skip(1).map(assign).collect();
    let sql = format!(
        "INSERT INTO mirror (org_id, {COLUMNS}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT (org_id, object) DO UPDATE SET {}",
        assignments.join(", ")
    );
    let params = vec![
        org_id.into(),
        row.object.into(),
        row.phase.into(),
        row.job_id.into(),
        row.locator.into(),
        row.loaded.into(),
        row.expected.into(),
        row.generation.into(),
        row.cursor_at.into(),
        row.replay_id.into(),
        row.fresh_at.into(),
        row.fields.into(),
        row.error_code.into(),
        row.error_text.into(),
        row.updated_at.into(),
    ];
    Statement::new(sql, params)
}

fn from_row(mut row: Row) -> Result<MirrorRow> {
    Ok(MirrorRow {
        object: row.text("object")?,
        phase: row.text("phase")?,
        job_id: row.text_or_null("job_id")?,
        locator: row.text_or_null("locator")?,
        loaded: row.int("loaded")?,
        expected: row.int_or_null("expected")?,
        generation: row.int("generation")?,
        cursor_at: row.int_or_null("cursor_at")?,
        replay_id: row.text_or_null("replay_id")?,
        fresh_at: row.int_or_null("fresh_at")?,
        fields: row.text_or_null("fields")?,
        error_code: row.text_or_null("error_code")?,
        error_text: row.text_or_null("error_text")?,
        updated_at: row.int("updated_at")?,
    })
}
