//! Texts that stand beside calls and may name somebody: particulars of trouble, links and histories of contacts, reports.

use crate::batch::{Column, Kind};
use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, Value};

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
    Table { name: "errand", key: &[("id", Kind::Text)], texts: &["about"] },
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

    /// Replaces the texts of a row.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn rewrite_note(&self, org_id: &str, note: Note) -> Result<()> {
        let Some(table) = TABLES.get(note.table) else { return Ok(()) };
        let mut params: Vec<Value> = vec![org_id.into()];
        let mut set = Vec::new();
        for (column, text) in table.texts.iter().zip(note.texts) {
            params.push(text.into());
            set.push(format!("{column} = ${}", params.len()));
        }
        let mut sql = format!("UPDATE {} SET {} WHERE org_id = $1", table.name, set.join(", "));
        for ((column, _), value) in table.key.iter().zip(note.key) {
            params.push(value);
            sql.push_str(&format!(" AND {column} = ${}", params.len()));
        }
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }
}

impl Table {
    fn page(&self, org_id: &str, after: Option<&[Value]>, limit: i64) -> Statement {
        let key: Vec<&str> = self.key.iter().map(|(name, _)| *name).collect();
        let columns = [&*key, self.texts].concat().join(", ");
        let mut params: Vec<Value> = vec![org_id.into(), limit.into()];
        let mut sql = format!("SELECT {columns} FROM {} WHERE org_id = $1", self.name);
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
        Ok(Note { table: place, key, texts: texts.collect::<Result<_>>()? })
    }
}
