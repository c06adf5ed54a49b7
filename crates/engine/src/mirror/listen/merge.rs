//! What a change event makes of a row of the copy. Pure: a row and an event in, the row as a query would give it out, or
//! that only Salesforce knows.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Millis;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use salesforce::events::{ChangeEvent, ChangeKind};
use salesforce::{Record, moment};
use serde_json::Value;

use super::name::{self, Order};
use crate::candidates::text;

/// Columns that no event tells, and that follow from what it tells.
const DERIVED: [&str; 8] = [
    "Id",
    "Name",
    "IsDeleted",
    "SystemModstamp",
    "MasterRecordId",
    "Account.Name",
    "IsPersonAccount",
    "PersonContactId",
];

/// Events tell the time in whole seconds, rows may not: so far may a row be ahead, in milliseconds.
const SECOND: Millis = 999;

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Merged {
    /// It is this now.
    Row(Record),
    /// Nothing that the copy holds has changed, or the copy is newer than the event.
    Same,
    /// The event does not say enough: the record must be read.
    Unknown,
}

/// What else is known where an event is merged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The columns that the copy holds.
    pub(crate) columns: &'a BTreeSet<&'a str>,
    /// The names of accounts in the copy, by their ids.
    pub(crate) accounts: &'a BTreeMap<String, String>,
    /// In which order the org writes the parts of names, as far as that is known.
    pub(crate) order: Option<Order>,
}

/// The row of the record `id` after an event, from the row `before` it, if the copy has one.
pub(crate) fn merge(
    event: &ChangeEvent,
    id: &str,
    before: Option<&Record>,
    around: &Around<'_>,
) -> Merged {
    let stamp = before.and_then(|row| text(row, "SystemModstamp")).and_then(|at| moment(&at));
    if stamp.is_some_and(|stamp| stamp > event.committed_at + SECOND) {
        // It was read after this change.
        return Merged::Same;
    }
    let is_new = match event.kind {
        ChangeKind::Create | ChangeKind::Undelete => true,
        ChangeKind::Update => false,
        ChangeKind::Delete | ChangeKind::Gap | ChangeKind::Overflow => return Merged::Unknown,
    };
    if !says_enough(event, around.columns) {
        return Merged::Unknown;
    }
    let mut row = match (before, is_new) {
        (_, true) => Record::from_iter([("Id".to_owned(), Value::String(id.to_owned()))]),
        (Some(before), false) => before.clone(),
        (None, false) => return Merged::Unknown,
    };
    for (column, value) in &event.values {
        if value.is_null() {
            row.shift_remove(column);
        } else if around.columns.contains(column.as_str()) {
            row.insert(column.clone(), value.clone());
        }
    }
    let whole = fill(&mut row, event, is_new, around)
        .and_then(|()| name::follow(&mut row, before, event, around.order));
    if whole.is_none() {
        return Merged::Unknown;
    }
    if before.is_some_and(|before| without_times(before) == without_times(&row)) {
        return Merged::Same;
    }
    let changed = event.values.get("LastModifiedDate").and_then(Value::as_str).and_then(moment);
    let at = changed.into_iter().chain(stamp).fold(event.committed_at, Millis::max);
    row.insert("SystemModstamp".to_owned(), Value::String(written(at)));
    Merged::Row(row)
}

/// Whether all that changed and that the copy holds is told.
fn says_enough(event: &ChangeEvent, columns: &BTreeSet<&str>) -> bool {
    let told = |column: &&&str| DERIVED.contains(*column) || event.columns.contains(**column);
    columns.iter().find(|column| !told(column)).is_none()
        && !event.untold.iter().any(|column| columns.contains(column.as_str()))
}

/// Adds what follows from other fields. `None` if that is not known.
fn fill(row: &mut Record, event: &ChangeEvent, is_new: bool, around: &Around<'_>) -> Option<()> {
    if event.object == "Account" && is_new && around.columns.contains("IsPersonAccount") {
        let person = row.contains_key("LastName");
        row.insert("IsPersonAccount".to_owned(), person.into());
        let hidden = around.columns.contains("PersonContactId");
        if person && hidden && !row.contains_key("PersonContactId") {
            return None;
        }
    }
    // The hidden Contact of a Person Account is no row of the copy, and one must know which it is.
    if event.object == "Contact"
        && is_new
        && around.columns.contains("IsPersonAccount")
        && !row.contains_key("IsPersonAccount")
    {
        return None;
    }
    if event.values.contains_key("AccountId") && around.columns.contains("Account.Name") {
        row.shift_remove("Account");
        if let Some(account) = text(row, "AccountId") {
            let name = around.accounts.get(&account)?;
            row.insert("Account".to_owned(), serde_json::json!({ "Name": name }));
        }
    }
    Some(())
}

/// What a row says besides when it was changed.
fn without_times(row: &Record) -> BTreeMap<&str, &Value> {
    let is_time = |name: &str| matches!(name, "SystemModstamp" | "LastModifiedDate");
    row.iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter(|(name, _)| !is_time(name))
        .collect()
}

/// A moment as Salesforce writes it.
fn written(at: Millis) -> String {
    let moment = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}

#[cfg(test)]
mod tests;
