//! Which contact is which record, and what both said at their last sync.

use crate::batch::{Batch, Column, Kind};
use crate::contacts::history::{self, ContactHistoryRow};
use crate::contacts::ids;
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Rows, Statement, Value};

/// A record that takes part in the sync of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactLink {
    /// The record's id in Salesforce.
    pub record_id: String,
    /// Its object.
    pub object: String,
    /// The contact; none where there is none yet, or there can be none.
    pub contact_id: Option<String>,
    /// What the record said at the last sync, after our own writes, as JSON.
    pub ours: Option<String>,
    /// The contact's body at the last sync, after our own writes.
    pub theirs: Option<String>,
    /// What is being written to the phone system, as JSON: on disk before the request leaves.
    pub intent: Option<String>,
    /// Why the record or a part of it cannot be synced: a stable code.
    pub problem_code: Option<String>,
    /// The same for a person, with a fix.
    pub problem_text: Option<String>,
    /// When it was last looked at, UTC milliseconds.
    pub synced_at: i64,
}

const COLUMNS: &[Column] = &[
    ("record_id", Kind::Text),
    ("object", Kind::Text),
    ("contact_id", Kind::Text),
    ("ours", Kind::Text),
    ("theirs", Kind::Text),
    ("intent", Kind::Text),
    ("problem_code", Kind::Text),
    ("problem_text", Kind::Text),
    ("synced_at", Kind::Int),
];

const SELECT: &str = "SELECT l.record_id, l.object, l.contact_id, l.ours, l.theirs, l.intent, l.problem_code, \
                      l.problem_text, l.synced_at";

impl ContactLink {
    fn from_row(mut row: Row) -> Result<Self> {
        Ok(Self {
            record_id: row.text("record_id")?,
            object: row.text("object")?,
            contact_id: row.text_or_null("contact_id")?,
            ours: row.text_or_null("ours")?,
            theirs: row.text_or_null("theirs")?,
            intent: row.text_or_null("intent")?,
            problem_code: row.text_or_null("problem_code")?,
            problem_text: row.text_or_null("problem_text")?,
            synced_at: row.int("synced_at")?,
        })
    }

    fn into_values(self) -> [Value; 9] {
        [
            self.record_id.into(),
            self.object.into(),
            self.contact_id.into(),
            self.ours.into(),
            self.theirs.into(),
            self.intent.into(),
            self.problem_code.into(),
            self.problem_text.into(),
            self.synced_at.into(),
        ]
    }
}

impl Store {
    /// The links of records, in no order.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn links_of(
        &self,
        org_id: &str,
        source_id: &str,
        record_ids: &[&str],
    ) -> Result<Vec<ContactLink>> {
        self.links(org_id, source_id, "record_id", record_ids).await
    }

    /// The links to contacts, in no order.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn links_to(
        &self,
        org_id: &str,
        source_id: &str,
        contact_ids: &[&str],
    ) -> Result<Vec<ContactLink>> {
        self.links(org_id, source_id, "contact_id", contact_ids).await
    }

    async fn links(
        &self,
        org_id: &str,
        source_id: &str,
        column: &str,
        wanted: &[&str],
    ) -> Result<Vec<ContactLink>> {
        let rows = (self.database.dialect().rows_of)("$3", super::IDS);
        let sql = format!(
            "WITH {rows} {SELECT} FROM (SELECT DISTINCT id FROM r) AS wanted CROSS JOIN contact_link l \
             WHERE l.org_id = $1 AND l.source_id = $2 AND l.{column} = wanted.id"
        );
        let params = vec![org_id.into(), source_id.into(), ids(wanted).into_param()];
        read(self.database.query(sql, params).await?)
    }

    /// Links whose contact says something else than at the last sync, in order of their record ids, after `after`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn changed_links(
        &self,
        org_id: &str,
        source_id: &str,
        after: &str,
        limit: i64,
    ) -> Result<Vec<ContactLink>> {
        let sql = format!(
            "{SELECT} FROM contact_link l JOIN contact c ON c.org_id = l.org_id AND c.source_id = l.source_id \
                 AND c.contact_id = l.contact_id \
             WHERE l.org_id = $1 AND l.source_id = $2 AND l.record_id > $3 AND c.gone = 0 \
                 AND (l.theirs IS NULL OR l.theirs <> c.body) \
             ORDER BY l.record_id LIMIT $4"
        );
        let params = vec![org_id.into(), source_id.into(), after.into(), limit.into()];
        read(self.database.query(sql, params).await?)
    }

    /// Writes links down, and what their sync replaced, in one transaction. Repeating it changes nothing.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn save_links(
        &self,
        org_id: &str,
        source_id: &str,
        links: Vec<ContactLink>,
        replaced: Vec<ContactHistoryRow>,
    ) -> Result<()> {
        let mut statements = Vec::new();
        if !links.is_empty() {
            let mut batch = Batch::new(COLUMNS);
            for link in links {
                batch.push(link.into_values());
            }
            let rows = (self.database.dialect().rows_of)("$3", COLUMNS);
            let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
            let set: Vec<String> =
                names[1..].iter().map(|name| format!("{name} = excluded.{name}")).collect();
            let (names, set) = (names.join(", "), set.join(", "));
            let sql = format!(
                "WITH {rows} INSERT INTO contact_link (org_id, source_id, {names}) \
                 SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), {names} FROM r WHERE true ORDER BY record_id \
                 ON CONFLICT (org_id, source_id, record_id) DO UPDATE SET {set}"
            );
            let params = vec![org_id.into(), source_id.into(), batch.into_param()];
            statements.push(Statement::new(sql, params));
        }
        statements.extend(history::statement(&self.database, org_id, source_id, replaced));
        if statements.is_empty() {
            return Ok(());
        }
        self.database.apply(statements).await.map(drop)
    }

    /// How many records are linked with a contact, and how many have a problem.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn count_links(&self, org_id: &str, source_id: &str) -> Result<(i64, i64)> {
        let sql = "SELECT COUNT(contact_id) AS linked, COUNT(problem_code) AS problems FROM contact_link \
                   WHERE org_id = $1 AND source_id = $2";
        let mut rows = self.database.query(sql, vec![org_id.into(), source_id.into()]).await?;
        match rows.first_mut() {
            Some(row) => Ok((row.int("linked")?, row.int("problems")?)),
            None => Ok((0, 0)),
        }
    }

    /// Records that cannot be synced, or not wholly, in order of their ids.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn link_problems(
        &self,
        org_id: &str,
        source_id: &str,
        limit: i64,
    ) -> Result<Vec<ContactLink>> {
        let sql = format!(
            "{SELECT} FROM contact_link l WHERE l.org_id = $1 AND l.source_id = $2 AND l.problem_code IS NOT NULL \
             ORDER BY l.record_id LIMIT $3"
        );
        let params = vec![org_id.into(), source_id.into(), limit.into()];
        read(self.database.query(sql, params).await?)
    }
}

fn read(rows: Rows) -> Result<Vec<ContactLink>> {
    rows.into_iter().map(ContactLink::from_row).collect()
}
