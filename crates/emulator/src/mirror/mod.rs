//! Configuration that clients read as records: rules, definitions of objects, OAuth approvals, change event channels.
//!
//! The setup, the schema and the desk of OAuth are what holds. Rows are made from them whenever somebody asks for one
//! of these objects, so that there is nothing to keep in step.

mod rows;
#[cfg(test)]
mod tests;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use crate::database::Database;
use crate::error::ApiError;
use crate::org::Org;
use crate::schema::table::quoted;

/// A record to be shown.
struct MirrorRow {
    /// 18 characters, the same whenever the same thing is shown.
    id: String,
    /// Since when it is there, UTC milliseconds, if that is known; else since it was first shown.
    since: Option<i64>,
    /// What its fields hold; the same fields in the same order in each row of an object.
    cells: Vec<(&'static str, SqlValue)>,
}

/// Makes all rows of an object.
type Make = fn(&Org, &Database) -> Vec<MirrorRow>;

const OBJECTS: [(&str, Make); 5] = [
    ("DuplicateRule", rows::duplicate_rules),
    ("EntityDefinition", rows::entity_definitions),
    ("OauthToken", rows::oauth_tokens),
    ("PlatformEventChannelMember", rows::channel_members),
    ("ValidationRule", rows::validation_rules),
];

/// Whether an object's rows mirror what is held elsewhere.
pub(crate) fn holds(object: &str) -> bool {
    OBJECTS.iter().any(|(name, _)| *name == object)
}

/// Brings the rows of the objects up to date that a request's text names.
///
/// # Errors
/// When the database fails.
pub(crate) fn refresh(org: &Org, database: &Database, text: &str) -> Result<(), ApiError> {
    let text = text.to_ascii_lowercase();
    for (object, make) in OBJECTS {
        if text.contains(&object.to_ascii_lowercase()) {
            write(org, database, object, make(org, database))?;
        }
    }
    Ok(())
}

/// Leaves these rows of an object and no other; dates move only where something changed.
fn write(
    org: &Org,
    database: &Database,
    object: &str,
    rows: Vec<MirrorRow>,
) -> Result<(), ApiError> {
    let table = quoted(object);
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let ids = serde_json::to_string(&ids).map_err(ApiError::internal)?;
    let gone = format!("DELETE FROM {table} WHERE \"Id\" NOT IN (SELECT value FROM json_each(?1))");
    database.connection.prepare_cached(&gone)?.execute([ids])?;
    let (now, user) = (org.now(), org.administrator().user_id);
    for row in rows {
        let sql = upsert(&table, &row);
        let dates = [SqlValue::Integer(row.since.unwrap_or(now)), SqlValue::Integer(now)];
        let system = [SqlValue::Text(row.id), SqlValue::Text(user.clone())];
        let cells = row.cells.into_iter().map(|(_, value)| value);
        let values = system.into_iter().chain(dates).chain(cells);
        database.connection.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    }
    Ok(())
}

/// The statement that writes a row; its parameters are the id, the user, two dates and the cells.
fn upsert(table: &str, row: &MirrorRow) -> String {
    let mut columns = String::new();
    let mut places = String::new();
    let mut changes = String::new();
    let mut differs: Vec<String> = Vec::with_capacity(row.cells.len());
    for (place, (name, _)) in row.cells.iter().enumerate() {
        columns.push_str(&format!(", \"{name}\""));
        places.push_str(&format!(", ?{}", place + 5));
        changes.push_str(&format!(", \"{name}\" = excluded.\"{name}\""));
        differs.push(format!("{table}.\"{name}\" IS NOT excluded.\"{name}\""));
    }
    format!(
        "INSERT INTO {table} (\"Id\", \"CreatedById\", \"LastModifiedById\", \"CreatedDate\", \"LastModifiedDate\", \
         \"SystemModstamp\"{columns}) VALUES (?1, ?2, ?2, ?3, ?4, ?4{places}) ON CONFLICT (\"Id\") DO UPDATE SET \
         \"LastModifiedDate\" = ?4, \"SystemModstamp\" = ?4{changes} WHERE {}",
        differs.join(" OR ")
    )
}
