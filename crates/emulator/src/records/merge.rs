//! Merging: up to two records become part of a third, which takes over everything that pointed to them.

use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use super::{Row, Writer, is_true, text};
use crate::error::ApiError;
use crate::schema::Object;
use crate::schema::table::quoted;

/// The objects whose records can be merged.
const MERGEABLE: [&str; 4] = ["Account", "Case", "Contact", "Lead"];

/// The most records that are merged into another at once (SOAP API guide, `merge()`).
const MOST_LOSERS: usize = 2;

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The record that stays.
    pub id: String,
    /// The records that went into it.
    pub merged_record_ids: Vec<String>,
    /// The records that point to it now.
    pub updated_related_ids: Vec<String>,
}

impl<'a> Writer<'a> {
    /// Merges `losers` into the record `master`, which takes the values of `changes`.
    pub(crate) fn merge(
        &mut self,
        object: &str,
        master: &str,
        losers: &[String],
        changes: Map<String, Value>,
    ) -> Result<Merged, ApiError> {
        let object = self.object(object)?;
        if !MERGEABLE.contains(&object.name.as_str()) {
            return Err(failed(&format!("records of {} cannot be merged", object.name)));
        }
        if losers.is_empty() || losers.len() > MOST_LOSERS {
            return Err(failed("one or two records can be merged into another at once"));
        }
        let (master, winner) = self.existing(object, master)?;
        let mut merged = Merged {
            id: master.clone(),
            merged_record_ids: Vec::new(),
            updated_related_ids: Vec::new(),
        };
        for loser in losers {
            let (loser, row) = self.existing(object, loser)?;
            if loser == master || merged.merged_record_ids.contains(&loser) {
                return Err(failed("a record cannot be merged into itself"));
            }
            if is_true(&winner, "IsPersonAccount") != is_true(&row, "IsPersonAccount") {
                return Err(failed("a person account cannot be merged with a business account"));
            }
            self.check_may_delete(object, &row)?;
            self.merge_one(object, &winner, &loser, &row, &mut merged)?;
        }
        if !changes.is_empty() {
            self.update(&object.name, &master, changes)?;
        }
        Ok(merged)
    }

    fn merge_one(
        &mut self,
        object: &'a Object,
        winner: &Row<'a>,
        loser: &str,
        row: &Row<'a>,
        merged: &mut Merged,
    ) -> Result<(), ApiError> {
        let master = merged.id.clone();
        self.move_children(object, loser, &master, merged)?;
        // The hidden Contacts of person accounts are merged with them.
        let contacts = (text(row, "PersonContactId"), text(winner, "PersonContactId"));
        if let (Some(theirs), Some(ours)) = contacts {
            let object = self.object("Contact")?;
            self.move_children(object, theirs, ours, merged)?;
            self.retire(object, theirs, loser, ours)?;
        }
        self.retire(object, loser, loser, &master)?;
        merged.merged_record_ids.push(loser.to_owned());
        Ok(())
    }

    /// Deletes a record that went into another, without taking anything along.
    fn retire(
        &mut self,
        object: &'a Object,
        id: &str,
        root: &str,
        master: &str,
    ) -> Result<(), ApiError> {
        if let Some(field) = object.field("MasterRecordId") {
            let mut row = Row::new();
            row.insert(&field.name, SqlValue::Text(master.to_owned()));
            self.change(object, id, &row)?;
        }
        self.bin(object, id, root, 0)
    }

    /// Points everything that pointed to one record to another.
    fn move_children(
        &mut self,
        object: &Object,
        from: &str,
        to: &str,
        merged: &mut Merged,
    ) -> Result<(), ApiError> {
        for child in self.schema().objects() {
            let fields = child.fields.iter().filter(|field| {
                field.references.contains(&object.name)
                    && !matches!(field.name.as_str(), "MasterRecordId" | "PersonContactId")
            });
            for field in fields {
                for id in self.pointing(child, &field.name, from)? {
                    let mut row = Row::new();
                    row.insert(&field.name, SqlValue::Text(to.to_owned()));
                    self.stamp_modified(&mut row);
                    self.change(child, &id, &row)?;
                    if id != to && !merged.updated_related_ids.contains(&id) {
                        merged.updated_related_ids.push(id);
                    }
                }
            }
        }
        Ok(())
    }

    /// The records that point to another with a field.
    pub(super) fn pointing(
        &self,
        child: &Object,
        field: &str,
        parent: &str,
    ) -> Result<Vec<String>, ApiError> {
        let sql = format!(
            "SELECT \"Id\" FROM {} WHERE {} = ?1 AND \"Id\" <> ?1 AND \"IsDeleted\" = 0 ORDER BY \"Id\"",
            quoted(&child.name),
            quoted(field)
        );
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let found = statement.query_map([parent], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// The code is Salesforce's, the wording our own.
fn failed(message: &str) -> ApiError {
    ApiError::record("MERGE_FAILED", message, &[])
}
