//! Record types: which a record may have for its user, and which it gets if none is named.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as SqlValue;

use super::{Row, Writer, is_true, text};
use crate::error::ApiError;
use crate::schema::Object;
use crate::setup::Setup;

/// A row of `RecordType`.
struct RecordType {
    developer_name: String,
    object: String,
    is_active: bool,
}

impl<'a> Writer<'a> {
    /// Gives a new record the record type that is its user's default.
    pub(super) fn default_record_type(
        &self,
        object: &'a Object,
        row: &mut Row<'a>,
    ) -> Result<(), ApiError> {
        let Some(field) = object.field("RecordTypeId") else {
            return Ok(());
        };
        if self.takes_system_fields || text(row, "RecordTypeId").is_some() {
            return Ok(());
        }
        let setup = self.org.setup();
        for access in setup.record_types.iter().filter(|access| access.default) {
            if access.object.eq_ignore_ascii_case(&object.name)
                && self.has_a_profile_of(&access.profiles)?
                && let Some(id) = self.record_type_named(&object.name, &access.record_type)?
            {
                row.insert(&field.name, SqlValue::Text(id));
                return Ok(());
            }
        }
        if object.name == "Account" && self.schema().object("RecordType").is_some() {
            let person = is_true(row, "IsPersonAccount") || text(row, "LastName").is_some();
            let name = if person { "PersonAccount" } else { "Business_Account" };
            if let Some(id) = self.record_type_named("Account", name)? {
                row.insert(&field.name, SqlValue::Text(id));
            }
        }
        Ok(())
    }

    /// Fails if a record type is not one that the user may give to records of this object.
    pub(super) fn check_record_type(
        &self,
        object: &Object,
        given: &Row<'a>,
    ) -> Result<(), ApiError> {
        let Some(id) = text(given, "RecordTypeId").filter(|_| !self.takes_system_fields) else {
            return Ok(());
        };
        let found = self.record_type(id)?;
        let setup = self.org.setup();
        let allowed = match &found {
            Some(found) if found.is_active && found.object.eq_ignore_ascii_case(&object.name) => {
                self.may_use(&setup, found)?
            }
            _ => false,
        };
        if allowed {
            return Ok(());
        }
        let message = format!("Record Type ID: this ID value isn't valid for the user: {id}");
        Err(ApiError::record("INVALID_CROSS_REFERENCE_KEY", message, &["RecordTypeId"]))
    }

    fn may_use(&self, setup: &Setup, record_type: &RecordType) -> Result<bool, ApiError> {
        let mut restricted = setup.record_types.iter().filter(|access| {
            access.object.eq_ignore_ascii_case(&record_type.object)
                && access.record_type.eq_ignore_ascii_case(&record_type.developer_name)
        });
        let Some(first) = restricted.next() else {
            return Ok(true);
        };
        for access in std::iter::once(first).chain(restricted) {
            if self.has_a_profile_of(&access.profiles)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the user has one of these profiles; no profiles are all, and the system has every one.
    fn has_a_profile_of(&self, profiles: &[String]) -> Result<bool, ApiError> {
        if profiles.is_empty() || self.actor.system {
            return Ok(true);
        }
        let mut statement = self.database.connection.prepare_cached(
            "SELECT \"Profile\".\"Name\" FROM \"User\" JOIN \"Profile\" \
             ON \"Profile\".\"Id\" = \"User\".\"ProfileId\" WHERE \"User\".\"Id\" = ?1",
        )?;
        let own: Option<String> =
            statement.query_row([&self.actor.user_id], |row| row.get(0)).optional()?;
        Ok(own.is_some_and(|own| profiles.iter().any(|name| name.eq_ignore_ascii_case(&own))))
    }

    fn record_type(&self, id: &str) -> Result<Option<RecordType>, ApiError> {
        let mut statement = self.database.connection.prepare_cached(
            "SELECT \"DeveloperName\", \"SobjectType\", \"IsActive\" FROM \"RecordType\" WHERE \"Id\" = ?1",
        )?;
        let found = statement.query_row([id], |row| {
            Ok(RecordType {
                developer_name: row.get(0)?,
                object: row.get(1)?,
                is_active: row.get(2)?,
            })
        });
        Ok(found.optional()?)
    }

    fn record_type_named(&self, object: &str, name: &str) -> Result<Option<String>, ApiError> {
        let mut statement = self.database.connection.prepare_cached(
            "SELECT \"Id\" FROM \"RecordType\" WHERE \"SobjectType\" = ?1 AND \"DeveloperName\" = ?2 AND \"IsActive\" = 1",
        )?;
        Ok(statement.query_row([object, name], |row| row.get(0)).optional()?)
    }
}
