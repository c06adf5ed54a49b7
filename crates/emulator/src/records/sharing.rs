//! Which records a user sees: those of private objects only if they own them.
//!
//! Modelled: the organization-wide default of each object is "Public Read/Write" or "Private"; there are no sharing
//! rules and no role hierarchy, and members of a queue see what the queue owns. Of OAuth approvals users see their own,
//! those who customize the application all (object reference, "OauthToken").

use rusqlite::OptionalExtension;

use super::Row;
use crate::access::Permissions;
use crate::database::Database;
use crate::error::ApiError;
use crate::org::{Actor, Org};
use crate::schema::Object;
use crate::schema::table::quoted;

/// What one user sees of the org's records.
#[derive(Debug, Clone)]
pub(crate) struct Sharing {
    user_id: String,
    /// Names of the objects whose records only their owner sees.
    private: Vec<String>,
    permissions: Permissions,
}

impl Sharing {
    /// What an actor sees.
    pub(crate) fn of(org: &Org, database: &Database, actor: &Actor) -> Result<Self, ApiError> {
        let private = org.setup().private_objects.clone();
        let permissions = database.permissions(actor)?;
        // Only ids as we make them get into SQL.
        let user_id = crate::id::normalise(&actor.user_id).unwrap_or_default();
        Ok(Self { user_id, private, permissions })
    }

    fn is_private(&self, object: &Object) -> bool {
        self.private.iter().any(|name| name.eq_ignore_ascii_case(&object.name))
            && object.field("OwnerId").is_some()
    }

    /// Whether the user sees all records of an object.
    pub(crate) fn sees_all(&self, object: &Object) -> bool {
        let owned = self.is_private(object) && !self.permissions.view_all_data;
        !owned && !self.hides_approvals(object)
    }

    /// A condition in SQL on the rows of an object that the user sees; none if they see all.
    pub(crate) fn condition(&self, object: &Object, alias: &str) -> Option<String> {
        if self.sees_all(object) {
            return None;
        }
        if self.hides_approvals(object) {
            return Some(format!("{alias}.\"UserId\" = '{}'", self.user_id));
        }
        Some(self.owned(&format!("{alias}.")))
    }

    fn hides_approvals(&self, object: &Object) -> bool {
        object.name == "OauthToken" && !self.permissions.customize_application
    }

    fn owned(&self, prefix: &str) -> String {
        let user = &self.user_id;
        format!(
            "({prefix}\"OwnerId\" = '{user}' OR {prefix}\"OwnerId\" IN \
             (SELECT \"GroupId\" FROM \"GroupMember\" WHERE \"UserOrGroupId\" = '{user}'))"
        )
    }

    /// Whether the user sees a record.
    pub(crate) fn sees(
        &self,
        database: &Database,
        object: &Object,
        id: &str,
    ) -> Result<bool, ApiError> {
        let Some(condition) = self.condition(object, "seen") else {
            return Ok(true);
        };
        let sql = format!(
            "SELECT 1 FROM {} AS seen WHERE \"Id\" = ?1 AND {condition}",
            quoted(&object.name)
        );
        let mut statement = database.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id], |_| Ok(())).optional()?.is_some())
    }

    /// Whether the user may change or delete a record, as far as its owner decides.
    pub(super) fn may_change(
        &self,
        database: &Database,
        object: &Object,
        row: &Row<'_>,
    ) -> Result<bool, ApiError> {
        if self.permissions.modify_all_data || !self.is_private(object) {
            return Ok(true);
        }
        let id = super::text(row, "Id").unwrap_or_default();
        self.owns(database, object, id)
    }

    fn owns(&self, database: &Database, object: &Object, id: &str) -> Result<bool, ApiError> {
        let sql = format!(
            "SELECT 1 FROM {} WHERE \"Id\" = ?1 AND {}",
            quoted(&object.name),
            self.owned("")
        );
        let mut statement = database.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id], |_| Ok(())).optional()?.is_some())
    }
}
