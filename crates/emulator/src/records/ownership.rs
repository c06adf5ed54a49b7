//! What follows a record to its new owner: open activities, and the contacts of an account.

use rusqlite::types::Value as SqlValue;

use super::{Row, Writer, text};
use crate::error::ApiError;
use crate::schema::Object;

/// What belongs to an object's records: the object of the children, the field that names the parent, which of them.
const FOLLOWERS: [(&str, &str, &str, &str); 10] = [
    ("Account", "Contact", "AccountId", "\"IsDeleted\" = 0"),
    ("Account", "Task", "AccountId", OPEN_TASK),
    ("Account", "Event", "AccountId", OPEN_EVENT),
    ("Contact", "Task", "WhoId", OPEN_TASK),
    ("Contact", "Event", "WhoId", OPEN_EVENT),
    ("Lead", "Task", "WhoId", OPEN_TASK),
    ("Lead", "Event", "WhoId", OPEN_EVENT),
    ("Opportunity", "Task", "WhatId", OPEN_TASK),
    ("Opportunity", "Event", "WhatId", OPEN_EVENT),
    ("Task", "Task", "RecurrenceActivityId", OPEN_TASK),
];

const OPEN_TASK: &str = "\"IsDeleted\" = 0 AND \"IsClosed\" = 0";
const OPEN_EVENT: &str = "\"IsDeleted\" = 0 AND coalesce(\"EndDateTime\", \"StartDateTime\", \"ActivityDateTime\", ?3) >= ?3";

impl<'a> Writer<'a> {
    /// Hands what the old owner had of a record to its new owner (SOAP API guide, "OwnerChangeOptions").
    pub(super) fn hand_over(
        &mut self,
        object: &Object,
        old: &Row<'a>,
        row: &Row<'a>,
    ) -> Result<(), ApiError> {
        let (Some(before), Some(after)) = (text(old, "OwnerId"), text(row, "OwnerId")) else {
            return Ok(());
        };
        // A queue takes the record, not the appointments of a person.
        if before == after || !after.starts_with("005") {
            return Ok(());
        }
        let id = text(old, "Id").unwrap_or_default().to_owned();
        let (before, after) = (before.to_owned(), after.to_owned());
        for (parent, child, field, which) in FOLLOWERS {
            if parent == object.name {
                self.hand_over_children(child, field, which, &id, (&before, &after))?;
            }
        }
        Ok(())
    }

    fn hand_over_children(
        &mut self,
        child: &str,
        field: &str,
        which: &str,
        parent: &str,
        (before, after): (&str, &str),
    ) -> Result<(), ApiError> {
        let child = self.object(child)?;
        let sql = format!(
            "SELECT \"Id\" FROM \"{}\" WHERE \"{field}\" = ?1 AND \"OwnerId\" = ?2 AND {which} AND ?3 IS NOT NULL",
            child.name
        );
        let ids = {
            let mut statement = self.database.connection.prepare_cached(&sql)?;
            let found = statement.query_map((parent, before, self.now), |row| row.get(0))?;
            found.collect::<Result<Vec<String>, _>>()?
        };
        for id in ids {
            let Some(old) = self.row(child, &id)? else {
                continue;
            };
            let mut row = Row::new();
            row.insert("OwnerId", SqlValue::Text(after.to_owned()));
            self.stamp_modified(&mut row);
            self.change(child, &id, &row)?;
            let mut whole = old.clone();
            whole.extend(row);
            self.hand_over(child, &old, &whole)?;
        }
        Ok(())
    }
}
