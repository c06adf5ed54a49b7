//! What a sync did, or would do, in figures and first rows.

use serde::{Deserialize, Serialize};

/// Rows of each kind that are listed.
const ROWS: usize = 20;

/// The figures of one sync.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Contacts of the phone system that were read.
    pub contacts_read: u64,
    /// Contacts of the phone system that could not be read.
    pub contacts_unreadable: u64,
    /// Leads and Contacts that were read.
    pub people_read: u64,
    /// Contacts that are made in the phone system.
    pub made: u64,
    /// Contacts that were there already and are now known to be the same person.
    pub linked: u64,
    /// Contacts that are changed in the phone system.
    pub phone_changed: u64,
    /// Records that are changed in Salesforce.
    pub salesforce_changed: u64,
    /// Pairs in which nothing is to be written.
    pub unchanged: u64,
    /// Fields that both sides had changed; the last change won, the other is in the history.
    pub conflicts: u64,
    /// Pairs of which a field is emptied on one side, because the other side emptied it.
    pub emptied: u64,
    /// Records whose number another record has, which is the one that is synced (F27).
    pub shared_number: u64,
    /// Records whose contact was deleted in the phone system; they are left alone.
    pub deleted_there: u64,
    /// Records that cannot be synced, or not wholly; each is listed with its cause.
    pub problems: u64,
    /// Fields of the profile that the org does not have, or does not show us.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_fields: Vec<String>,
    /// The first of the rows in which something is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<ReportRow>,
}

/// One row of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    /// The record.
    pub record: String,
    /// What happens to it.
    pub what: String,
    /// The fields, or why.
    pub detail: String,
}

impl Report {
    /// Lists a row, unless there are enough.
    pub(crate) fn list(&mut self, record: &str, what: &str, detail: impl FnOnce() -> String) {
        if self.first.len() < ROWS {
            self.first.push(ReportRow {
                record: record.to_owned(),
                what: what.to_owned(),
                detail: detail(),
            });
        }
    }

    /// Names a field that is not there, once.
    pub(crate) fn miss(&mut self, field: String) {
        if !self.missing_fields.contains(&field) {
            self.missing_fields.push(field);
        }
    }
}
