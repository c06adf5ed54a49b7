//! Reads the rows that grant something to one user.

use std::collections::HashMap;

use super::Permissions;
use crate::database::Database;
use crate::error::ApiError;

/// The permission sets of a user: the profile's own and those assigned.
const SETS: &str = "SELECT \"Id\" FROM \"PermissionSet\" WHERE \"ProfileId\" = \
    (SELECT \"ProfileId\" FROM \"User\" WHERE \"Id\" = ?1) UNION \
    SELECT \"PermissionSetId\" FROM \"PermissionSetAssignment\" WHERE \"AssigneeId\" = ?1";

/// What may be done with an object's records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ObjectGrant {
    pub(super) read: bool,
    pub(super) create: bool,
    pub(super) edit: bool,
    pub(super) delete: bool,
}

/// What may be done with a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FieldGrant {
    pub(super) read: bool,
    pub(super) edit: bool,
}

/// The grants for one object or field: what the profile says, if it says anything, and what permission sets add.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<T> {
    pub(super) by_profile: Option<T>,
    pub(super) added: T,
}

/// Everything that is granted to one user, by lower-case names.
#[derive(Debug, Default)]
pub(super) struct Grants {
    pub(super) permissions: Permissions,
    pub(super) objects: HashMap<String, Said<ObjectGrant>>,
    /// By `object.field`.
    pub(super) fields: HashMap<String, Said<FieldGrant>>,
}

impl Grants {
    pub(super) fn of(database: &Database, user_id: &str) -> Result<Self, ApiError> {
        let mut grants = Self::default();
        grants.read_permissions(database, user_id)?;
        grants.read_objects(database, user_id)?;
        grants.read_fields(database, user_id)?;
        Ok(grants)
    }

    fn read_permissions(&mut self, database: &Database, user_id: &str) -> Result<(), ApiError> {
        let sql = format!(
            "SELECT coalesce(max(\"PermissionsApiEnabled\"), 0), coalesce(max(\"PermissionsModifyAllData\"), 0), \
             coalesce(max(\"PermissionsViewAllData\"), 0), coalesce(max(\"PermissionsViewSetup\"), 0), \
             coalesce(max(\"PermissionsCustomizeApplication\"), 0), \
             coalesce(max(\"PermissionsManageUsers\"), 0) FROM \"PermissionSet\" WHERE \"Id\" IN ({SETS})"
        );
        let mut statement = database.connection.prepare_cached(&sql)?;
        self.permissions = statement.query_row([user_id], |row| {
            let modify_all_data = row.get(1)?;
            Ok(Permissions {
                api_enabled: row.get(0)?,
                modify_all_data,
                view_all_data: modify_all_data || row.get(2)?,
                view_setup: row.get(3)?,
                customize_application: row.get(4)?,
                manage_users: row.get(5)?,
            })
        })?;
        Ok(())
    }

    fn read_objects(&mut self, database: &Database, user_id: &str) -> Result<(), ApiError> {
        let sql = format!(
            "SELECT lower(permission.\"SobjectType\"), parent.\"IsOwnedByProfile\", permission.\"PermissionsRead\", \
             permission.\"PermissionsCreate\", permission.\"PermissionsEdit\", permission.\"PermissionsDelete\" \
             FROM \"ObjectPermissions\" AS permission \
             JOIN \"PermissionSet\" AS parent ON parent.\"Id\" = permission.\"ParentId\" \
             WHERE permission.\"ParentId\" IN ({SETS})"
        );
        let mut statement = database.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([user_id])?;
        while let Some(row) = rows.next()? {
            let grant = ObjectGrant {
                read: row.get(2)?,
                create: row.get(3)?,
                edit: row.get(4)?,
                delete: row.get(5)?,
            };
            let said = self.objects.entry(row.get(0)?).or_default();
            if row.get(1)? {
                said.by_profile = Some(grant);
            } else {
                said.added.read |= grant.read;
                said.added.create |= grant.create;
                said.added.edit |= grant.edit;
                said.added.delete |= grant.delete;
            }
        }
        Ok(())
    }

    fn read_fields(&mut self, database: &Database, user_id: &str) -> Result<(), ApiError> {
        let sql = format!(
            "SELECT lower(permission.\"Field\"), parent.\"IsOwnedByProfile\", permission.\"PermissionsRead\", \
             permission.\"PermissionsEdit\" FROM \"FieldPermissions\" AS permission \
             JOIN \"PermissionSet\" AS parent ON parent.\"Id\" = permission.\"ParentId\" \
             WHERE permission.\"ParentId\" IN ({SETS})"
        );
        let mut statement = database.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([user_id])?;
        while let Some(row) = rows.next()? {
            let grant = FieldGrant { read: row.get(2)?, edit: row.get(3)? };
            let said = self.fields.entry(row.get(0)?).or_default();
            if row.get(1)? {
                said.by_profile = Some(grant);
            } else {
                said.added.read |= grant.read;
                said.added.edit |= grant.edit;
            }
        }
        Ok(())
    }
}
