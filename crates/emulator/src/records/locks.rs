//! Which rows a write locks besides its own: the parents whose figures Salesforce keeps up to date.

use std::collections::BTreeSet;

use super::{Row, Writer, is_true, text};
use crate::error::ApiError;
use crate::schema::Object;

impl Writer<'_> {
    /// Locks what a new record touches. An activity that is done or has no date touches nothing.
    pub(super) fn lock_for_insert(&self, object: &Object, row: &Row<'_>) -> Result<(), ApiError> {
        let idle =
            object.activity && (is_true(row, "IsClosed") || text(row, "ActivityDate").is_none());
        match idle {
            true => Ok(()),
            false => self.lock(object, None, &[row]),
        }
    }

    /// Locks a record that is changed or deleted, and what it touches before and after.
    pub(super) fn lock_for_change(
        &self,
        object: &Object,
        id: &str,
        rows: &[&Row<'_>],
    ) -> Result<(), ApiError> {
        self.lock(object, Some(id), rows)
    }

    fn lock(&self, object: &Object, own: Option<&str>, rows: &[&Row<'_>]) -> Result<(), ApiError> {
        let settings = self.org.setup().row_locks;
        if settings.transaction_ms == 0 || self.takes_system_fields {
            return Ok(());
        }
        let parents: &[&str] = match object.name.as_str() {
            "Task" | "Event" => &["AccountId", "WhoId", "WhatId"],
            "Contact" | "Opportunity" | "Case" => &["AccountId"],
            "OpportunityContactRole" => &["OpportunityId", "ContactId"],
            _ => &[],
        };
        let mut wanted: BTreeSet<String> = own.into_iter().map(str::to_owned).collect();
        for row in rows {
            wanted.extend(parents.iter().filter_map(|name| text(row, name)).map(str::to_owned));
        }
        self.database.locks.take(wanted, self.now, settings)
    }
}
