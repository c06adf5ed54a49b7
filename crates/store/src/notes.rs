//! Texts that stand beside calls and may name somebody: particulars of trouble, links and histories of contacts, reports.

use crate::batch::{Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, Value, affected};

/// A table in which such texts stand.
struct Table {
    name: &'static str,
    key: &'static [Column],
    texts: &'static [&'static str],
}

const SOURCE: Column = ("source_id", Kind::Text);
const RECORD: Column = ("record_id", Kind::Text);
const LINK: &[Column] = &[SOURCE, RECORD];
const HISTORY: &[Column] = &[SOURCE, ("at", Kind::Int), RECORD, ("field", Kind::Text)];

const TABLES: [Table; 9] = [
    Table { name: "trouble", key: &[("id", Kind::Text)], texts: &["note", "about"] },
    Table { name: "errand", key: &[("id", Kind::Text)], texts: &["code"] },
    Table { name: "mail_due", key: &[("recipient", Kind::Text)], texts: &["error_text"] },
    Table { name: "contact_link", key: LINK, texts: &["ours", "theirs", "intent", "problem_text"] },
    Table { name: "contact_history", key: HISTORY, texts: &["replaced", "kept"] },
    Table { name: "contact_sync", key: &[SOURCE], texts: &["stopped_text", "progress", "report"] },
    Table { name: "mirror", key: &[("object", Kind::Text)], texts: &["error_text"] },
    Table { name: "org", key: &[], texts: &["pause_text"] },
    Table { name: "hold", key: &[("code", Kind::Text)], texts: &["text"] },
];

/// The texts of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    table: usize,
    key: Vec<Value>,
    /// The texts as they were read.
    seen: Vec<Option<String>>,
    /// The texts; they may be replaced.
    pub texts: Vec<Option<String>>,
}

impl Store {
    /// All such texts, table by table, behind the row `after`; at most `limit` rows, and none only at the end.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn notes(&self, org_id: &str, after: Option<&Note>, limit: i64) -> Result<Vec<Note>> {
        let mut place = after.map_or(0, |note| note.table);
        let mut after = after.map(|note| &*note.key);
        while let Some(table) = TABLES.get(place) {
            let statement = table.page(org_id, after, limit);
            let rows = match after {
                // It has one row.
                Some([]) => Vec::new(),
                _ => self.database.query(statement.sql, statement.params).await?,
            };
            if !rows.is_empty() {
                return rows.into_iter().map(|row| table.read(place, row)).collect();
            }
            (place, after) = (place + 1, None);
        }
        Ok(Vec::new())
    }

    /// The texts of the same row as they are now; `None` where it is gone.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn note_now(&self, org_id: &str, note: &Note) -> Result<Option<Note>> {
        let Some(table) = TABLES.get(note.table) else { return Ok(None) };
        let mut params: Vec<Value> = vec![org_id.into()];
        let mut sql = table.select();
        table.find(&note.key, &mut sql, &mut params);
        let rows = self.database.query(sql, params).await?;
        rows.into_iter().next().map(|row| table.read(note.table, row)).transpose()
    }

    /// Replaces the texts of a row, if they still are as they were read; else nothing is changed and the answer is `false`:
    /// what was written there meanwhile is newer.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn rewrite_note(&self, org_id: &str, note: &Note) -> Result<bool> {
        let Some(table) = TABLES.get(note.table) else { return Ok(false) };
        let mut params: Vec<Value> = vec![org_id.into()];
        let mut set = Vec::new();
        for (column, text) in table.texts.iter().zip(&note.texts) {
            params.push(text.clone().into());
            set.push(format!("{column} = ${}", params.len()));
        }
        let mut sql = format!("UPDATE {} SET {} WHERE org_id = $1", table.name, set.join(", "));
        table.find(&note.key, &mut sql, &mut params);
        for (column, text) in table.texts.iter().zip(&note.seen) {
            params.push(text.clone().into());
            sql.push_str(&format!(" AND {column} IS NOT DISTINCT FROM ${}", params.len()));
        }
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }
}

impl Table {
    fn key_names(&self) -> Vec<&'static str> {
        self.key.iter().map(|(name, _)| *name).collect()
    }

    fn select(&self) -> String {
        let columns = [&*self.key_names(), self.texts].concat().join(", ");
        format!("SELECT {columns} FROM {} WHERE org_id = $1", self.name)
    }

    /// Adds the conditions that lead to the row with this key.
    fn find(&self, key: &[Value], sql: &mut String, params: &mut Vec<Value>) {
        for ((column, _), value) in self.key.iter().zip(key) {
            params.push(value.clone());
            sql.push_str(&format!(" AND {column} = ${}", params.len()));
        }
    }

    fn page(&self, org_id: &str, after: Option<&[Value]>, limit: i64) -> Statement {
        let key = self.key_names();
        let mut params: Vec<Value> = vec![org_id.into(), limit.into()];
        let mut sql = self.select();
        if let Some(after) = after {
            params.extend(after.iter().cloned());
            let places: Vec<String> = (3..=params.len()).map(|place| format!("${place}")).collect();
            sql.push_str(&format!(" AND ({}) > ({})", key.join(", "), places.join(", ")));
        }
        if !key.is_empty() {
            sql.push_str(&format!(" ORDER BY {}", key.join(", ")));
        }
        sql.push_str(" LIMIT $2");
        Statement::new(sql, params)
    }

    fn read(&self, place: usize, mut row: Row) -> Result<Note> {
        let mut key = Vec::with_capacity(self.key.len());
        for (name, kind) in self.key {
            key.push(match kind {
                Kind::Int => row.int(name)?.into(),
                Kind::Text => row.text(name)?.into(),
            });
        }
        let texts = self.texts.iter().map(|name| row.text_or_null(name));
        let texts = texts.collect::<Result<Vec<_>>>()?;
        Ok(Note { table: place, key, seen: texts.clone(), texts })
    }
}
