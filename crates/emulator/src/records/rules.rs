//! What the org derives from the fields that were given: names, closed flags, the account of a Task.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as SqlValue;

use super::{Row, Writer, is_true, person, text};
use crate::error::ApiError;
use crate::schema::Object;
use crate::schema::table::quoted;

impl<'a> Writer<'a> {
    /// Sets derived fields of `row`; `old` is the record before the change.
    pub(super) fn derive(
        &self,
        object: &'a Object,
        row: &mut Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<(), ApiError> {
        if object.has_compound_name() {
            name_of_person(row);
        }
        match object.name.as_str() {
            "Account" => person::name_account(row),
            "Task" => self.derive_task(object, row, old)?,
            "Event" => self.derive_event(row, old)?,
            "Case" => self.derive_case(object, row, old)?,
            "Opportunity" => derive_opportunity(object, row),
            "Lead" => check_not_converted(old)?,
            "User" => derive_user(row),
            _ => {}
        }
        if object.name == "Contact" && old.is_some_and(|old| is_true(old, "IsPersonAccount")) {
            return Err(person::contact_is_the_accounts());
        }
        Ok(())
    }

    fn derive_task(
        &self,
        object: &'a Object,
        row: &mut Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<(), ApiError> {
        let closed = is_closed(object, "Status", row);
        let was_closed = old.is_some_and(|old| is_true(old, "IsClosed"));
        row.insert("IsClosed", SqlValue::Integer(i64::from(closed)));
        match (was_closed, closed) {
            (false, true) => {
                row.entry("CompletedDateTime").or_insert(SqlValue::Integer(self.now));
            }
            (true, false) => {
                row.insert("CompletedDateTime", SqlValue::Null);
            }
            _ => {}
        }
        let high = text(row, "Priority") == Some("High");
        row.insert("IsHighPriority", SqlValue::Integer(i64::from(high)));
        self.derive_account(row)
    }

    /// The account of an activity: that of WhatId if it has one, else that of the contact.
    pub(super) fn derive_account(&self, row: &mut Row<'a>) -> Result<(), ApiError> {
        let what = text(row, "WhatId").map(str::to_owned);
        let who = text(row, "WhoId").map(str::to_owned);
        let account = match (what, who) {
            (Some(what), _) if what.starts_with("001") => Some(what),
            (Some(what), _) => self.account_of(&what)?,
            (None, Some(who)) if who.starts_with("003") => self.account_of(&who)?,
            _ => None,
        };
        let account = account.map_or(SqlValue::Null, SqlValue::Text);
        row.insert("AccountId", account);
        Ok(())
    }

    fn account_of(&self, id: &str) -> Result<Option<String>, ApiError> {
        let object =
            self.schema().object_of_id(id).filter(|object| object.field("AccountId").is_some());
        let Some(object) = object else {
            return Ok(None);
        };
        let sql = format!("SELECT \"AccountId\" FROM {} WHERE \"Id\" = ?1", quoted(&object.name));
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let account = statement.query_row([id], |row| row.get(0)).optional()?;
        Ok(account.flatten())
    }

    fn derive_case(
        &self,
        object: &'a Object,
        row: &mut Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<(), ApiError> {
        let closed = is_closed(object, "Status", row);
        let was_closed = old.is_some_and(|old| is_true(old, "IsClosed"));
        row.insert("IsClosed", SqlValue::Integer(i64::from(closed)));
        if closed && !was_closed {
            row.entry("ClosedDate").or_insert(SqlValue::Integer(self.now));
        } else if !closed {
            row.insert("ClosedDate", SqlValue::Null);
        }
        let contact = text(row, "ContactId").map(str::to_owned);
        if let (None, Some(contact)) = (text(row, "AccountId"), contact)
            && let Some(account) = self.account_of(&contact)?
        {
            row.insert("AccountId", SqlValue::Text(account));
        }
        Ok(())
    }
}

/// `First Last`, as in orgs whose locale writes the family name last.
pub(super) fn name_of_person(row: &mut Row<'_>) {
    let first = text(row, "FirstName").unwrap_or_default();
    let last = text(row, "LastName").unwrap_or_default();
    let name = format!("{first} {last}").trim().to_owned();
    row.insert("Name", SqlValue::Text(name));
}

fn is_closed(object: &Object, field: &str, row: &Row<'_>) -> bool {
    let Some(status) = text(row, field) else {
        return false;
    };
    let values = object.field(field).map_or(&[][..], |field| field.values.as_slice());
    values.iter().any(|value| value.closed && value.value.eq_ignore_ascii_case(status))
}

fn derive_opportunity(object: &Object, row: &mut Row<'_>) {
    let closed = is_closed(object, "StageName", row);
    let won = text(row, "StageName") == Some("Closed Won");
    row.insert("IsClosed", SqlValue::Integer(i64::from(closed)));
    row.insert("IsWon", SqlValue::Integer(i64::from(won)));
}

fn derive_user(row: &mut Row<'_>) {
    if text(row, "CommunityNickname").is_none() {
        let alias = text(row, "Alias").unwrap_or_default().to_owned();
        row.insert("CommunityNickname", SqlValue::Text(alias));
    }
}

fn check_not_converted(old: Option<&Row<'_>>) -> Result<(), ApiError> {
    if !old.is_some_and(|old| is_true(old, "IsConverted")) {
        return Ok(());
    }
    Err(ApiError::record("CANNOT_UPDATE_CONVERTED_LEAD", "cannot update converted lead", &[]))
}
