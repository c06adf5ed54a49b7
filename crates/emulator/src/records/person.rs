//! Person Accounts: an Account that is a person, and the hidden Contact which holds the same values.

use rusqlite::types::Value as SqlValue;

use super::{Row, Writer, is_true, rules, text};
use crate::error::ApiError;
use crate::schema::Object;

/// The error of writing a person's Contact directly; its wording is a guess.
pub(super) fn contact_is_the_accounts() -> ApiError {
    ApiError::record(
        "INVALID_PERSON_ACCOUNT_OPERATION",
        "this contact belongs to a person account; change the account instead",
        &[],
    )
}

/// Makes a person of an account with a last name.
pub(super) fn name_account(row: &mut Row<'_>) {
    if text(row, "LastName").is_some() {
        rules::name_of_person(row);
        row.insert("IsPersonAccount", SqlValue::Integer(1));
    }
}

impl<'a> Writer<'a> {
    /// Fails if a request gives a person's field to a business account, or a name to a person.
    pub(super) fn check_person_fields(
        &self,
        object: &'a Object,
        given: &Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<(), ApiError> {
        if object.name != "Account" {
            return Ok(());
        }
        let person = match old {
            Some(old) => is_true(old, "IsPersonAccount"),
            None => text(given, "LastName").is_some(),
        };
        let wrong = given.iter().find(|(name, value)| {
            let only_person = object.field(name).is_some_and(|field| {
                field.person.is_some() && !matches!(field.name.as_str(), "Phone" | "Fax")
            });
            let misplaced = match person {
                true => **name == "Name",
                false => only_person,
            };
            misplaced && **value != SqlValue::Null
        });
        let Some((name, _)) = wrong else {
            return Ok(());
        };
        let message = format!("Account: bad field names on insert/update call: {name}");
        Err(ApiError::record("INVALID_FIELD_FOR_INSERT_UPDATE", message, &[name]))
    }

    /// The hidden Contact of a new person, still to be written; `None` for a business.
    pub(super) fn persons_contact(
        &mut self,
        account: &mut Row<'a>,
    ) -> Result<Option<Row<'a>>, ApiError> {
        if !is_true(account, "IsPersonAccount") {
            return Ok(None);
        }
        let contacts = self.object("Contact")?;
        let id = self.new_id(contacts)?;
        let mut contact = self.persons_cells(account)?;
        self.fill_defaults(contacts, &mut contact)?;
        contact.insert("Id", SqlValue::Text(id.clone()));
        contact.insert("IsPersonAccount", SqlValue::Integer(1));
        for name in [
            "OwnerId",
            "CreatedDate",
            "CreatedById",
            "LastModifiedDate",
            "LastModifiedById",
            "SystemModstamp",
        ] {
            if let Some(value) = account.get(name) {
                contact.insert(name, value.clone());
            }
        }
        if let Some(value) = account.get("Id") {
            contact.insert("AccountId", value.clone());
        }
        account.insert("PersonContactId", SqlValue::Text(id));
        Ok(Some(contact))
    }

    /// Carries changes of a person over to the hidden Contact.
    pub(super) fn update_person(
        &mut self,
        account: &Row<'a>,
        given: &Row<'a>,
    ) -> Result<(), ApiError> {
        let Some(id) = text(account, "PersonContactId").map(str::to_owned) else {
            return Ok(());
        };
        let contacts = self.object("Contact")?;
        let mut contact = self.persons_cells(account)?;
        if let Some(owner) = given.get("OwnerId") {
            contact.insert("OwnerId", owner.clone());
        }
        self.stamp_modified(&mut contact);
        if let Some(old) = self.row(contacts, &id)? {
            contact.retain(|name, value| old.get(name).unwrap_or(&SqlValue::Null) != value);
        }
        self.change(contacts, &id, &contact)
    }

    /// The cells of the Contact that follow from the Account's.
    fn persons_cells(&self, account: &Row<'a>) -> Result<Row<'a>, ApiError> {
        let accounts = self.object("Account")?;
        let mut contact = Row::new();
        for field in &accounts.fields {
            if let Some(person) = &field.person {
                let value = account.get(field.name.as_str());
                contact.insert(person, value.cloned().unwrap_or(SqlValue::Null));
            }
        }
        rules::name_of_person(&mut contact);
        Ok(contact)
    }
}
