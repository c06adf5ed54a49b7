//! The record types of an object as a user may use them.

use rusqlite::OptionalExtension as _;

use super::dispatch::Call;
use crate::error::ApiError;
use crate::schema::describe::RecordType;

impl Call<'_> {
    /// The active ones, by id. Without an entry in the setup everybody may use one.
    pub(super) fn record_types(&self, object: &str) -> Result<Vec<RecordType>, ApiError> {
        let mut statement = self.database.connection.prepare_cached(
            "SELECT \"Id\", \"Name\", \"DeveloperName\" FROM \"RecordType\" \
             WHERE \"SobjectType\" = ?1 AND \"IsActive\" = 1 ORDER BY \"Id\"",
        )?;
        let types = statement.query_map([object], |row| {
            Ok(RecordType {
                id: row.get(0)?,
                name: row.get(1)?,
                developer_name: row.get(2)?,
                available: true,
                default: false,
            })
        })?;
        let mut types: Vec<RecordType> = types.collect::<Result<_, _>>()?;
        let profile = if types.is_empty() { None } else { self.profile()? };
        let setup = self.org.setup();
        for known in &mut types {
            let entries = setup.record_types.iter().filter(|access| {
                access.object.eq_ignore_ascii_case(object)
                    && access.record_type.eq_ignore_ascii_case(&known.developer_name)
            });
            let mut ours = entries.clone().filter(|access| {
                let own = |name: &String| {
                    profile.as_ref().is_some_and(|profile| name.eq_ignore_ascii_case(profile))
                };
                access.profiles.is_empty() || access.profiles.iter().any(own)
            });
            known.default = ours.clone().any(|access| access.default);
            known.available = ours.next().is_some() || entries.count() == 0;
        }
        Ok(types)
    }

    /// Name of the user's profile.
    fn profile(&self) -> Result<Option<String>, ApiError> {
        let mut statement = self.database.connection.prepare_cached(
            "SELECT \"Profile\".\"Name\" FROM \"User\" JOIN \"Profile\" \
             ON \"Profile\".\"Id\" = \"User\".\"ProfileId\" WHERE \"User\".\"Id\" = ?1",
        )?;
        Ok(statement.query_row([&self.actor.user_id], |row| row.get(0)).optional()?)
    }
}
