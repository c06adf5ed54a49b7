//! The users of the org.

use crate::database::Database;
use crate::error::ApiError;
use crate::org::User;

/// Every user, oldest first.
pub(crate) fn users(database: &Database) -> Result<Vec<User>, ApiError> {
    let mut statement = database.connection.prepare_cached(
        "SELECT \"Id\", \"Username\", \"Name\", coalesce(\"FirstName\", ''), \"LastName\", \"Email\", \"IsActive\", \
         \"TimeZoneSidKey\", \"LocaleSidKey\", \"LanguageLocaleKey\", \"CreatedDate\" FROM \"User\" \
         WHERE \"IsDeleted\" = 0 ORDER BY \"Id\"",
    )?;
    let users = statement.query_map([], |row| {
        Ok(User {
            id: row.get(0)?,
            username: row.get(1)?,
            name: row.get(2)?,
            first_name: row.get(3)?,
            last_name: row.get(4)?,
            email: row.get(5)?,
            is_active: row.get(6)?,
            time_zone: row.get(7)?,
            locale: row.get(8)?,
            language: row.get(9)?,
            created_at: row.get(10)?,
        })
    })?;
    Ok(users.collect::<Result<_, _>>()?)
}
