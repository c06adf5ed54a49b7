//! What a deletion takes along, what it only cuts loose, and what stands in its way (SOAP API guide, `delete()`).

use rusqlite::types::Value as SqlValue;

use super::Row;
use crate::database::Database;
use crate::error::ApiError;
use crate::schema::Object;

/// Parent, child, and the condition (SQL) for the children that are deleted with parent `?1`.
pub(super) const CASCADES: [(&str, &str, &str); 14] = [
    ("Account", "Contact", "\"AccountId\" = ?1"),
    ("Account", "Opportunity", "\"AccountId\" = ?1"),
    ("Account", "Task", "\"WhatId\" = ?1"),
    ("Account", "Event", "\"WhatId\" = ?1"),
    ("Contact", "OpportunityContactRole", "\"ContactId\" = ?1"),
    ("Contact", "Task", ALONE),
    ("Contact", "Event", ALONE),
    ("Lead", "Task", "\"WhoId\" = ?1"),
    ("Lead", "Event", "\"WhoId\" = ?1"),
    ("Opportunity", "OpportunityContactRole", "\"OpportunityId\" = ?1"),
    ("Opportunity", "Task", "\"WhatId\" = ?1"),
    ("Opportunity", "Event", "\"WhatId\" = ?1"),
    ("Case", "Task", "\"WhatId\" = ?1"),
    ("Task", "Task", "\"RecurrenceActivityId\" = ?1 AND \"IsClosed\" = 0 AND \"Id\" <> ?1"),
];

/// An activity of nobody else.
const ALONE: &str = "\"WhoId\" = ?1 AND \"WhatId\" IS NULL";

/// Parent, child, and the field of children that stay and lose their parent.
pub(super) const UNLINKS: [(&str, &str, &str); 4] = [
    ("Account", "Account", "ParentId"),
    ("Contact", "Task", "WhoId"),
    ("Contact", "Event", "WhoId"),
    ("Contact", "Contact", "ReportsToId"),
];

/// Parent, child, condition on the children that keep parent `?1` from being deleted, the field that names them in
/// the refusal, and what they are called there.
const OBSTACLES: [(&str, &str, &str, &str, &str); 3] = [
    ("Account", "Case", "\"AccountId\" = ?1", "CaseNumber", "cases"),
    (
        "Account",
        "Opportunity",
        "\"AccountId\" = ?1 AND \"IsWon\" = 1",
        "Name",
        "closed won opportunities",
    ),
    ("Contact", "Case", "\"ContactId\" = ?1", "CaseNumber", "cases"),
];

/// The most children that a refusal names.
const MOST_NAMED: usize = 10;

/// Fails if a record has children that may not lose it.
pub(super) fn obstacle(
    database: &Database,
    object: &Object,
    id: &str,
    row: &Row<'_>,
) -> Result<(), ApiError> {
    for (parent, child, condition, name, called) in OBSTACLES {
        if parent != object.name {
            continue;
        }
        let sql = format!(
            "SELECT \"{name}\" FROM \"{child}\" WHERE \"IsDeleted\" = 0 AND {condition} ORDER BY \"Id\" LIMIT {MOST_NAMED}"
        );
        let mut statement = database.connection.prepare_cached(&sql)?;
        let found = statement.query_map([id], |row| row.get(0))?;
        let found = found.collect::<Result<Vec<String>, _>>()?;
        if !found.is_empty() {
            let own = match row.get("Name") {
                Some(SqlValue::Text(name)) => name.as_str(),
                _ => id,
            };
            let message = format!(
                "Your attempt to delete {own} could not be completed because it is associated with the following \
                 {called}.: {}\n",
                found.join(", ")
            );
            return Err(ApiError::record("DELETE_FAILED", message, &[]));
        }
    }
    Ok(())
}
