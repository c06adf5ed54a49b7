//! What a user may see and do: the org's schema as profile and permission sets leave it.
//!
//! A user's profile and permission sets are rows of `PermissionSet` (a profile owns one, as in Salesforce), to which
//! `ObjectPermissions` and `FieldPermissions` belong. Hidden objects and fields are absent from the view and read-only
//! ones carry no flags, so that describes, SOQL and writes follow without asking about permissions themselves.
//!
//! Modelled: on a profile, an object or field without a row of its own is open, unless the field was deployed and
//! waits for a grant; a permission set only adds.

mod grants;
#[cfg(test)]
mod tests;
mod view;

use std::collections::HashMap;
use std::sync::Arc;

use crate::database::Database;
use crate::error::ApiError;
use crate::org::Actor;
use crate::schema::Schema;
use grants::Grants;

/// The objects whose rows decide what users see.
const DECIDING: [&str; 6] = [
    "FieldPermissions",
    "ObjectPermissions",
    "PermissionSet",
    "PermissionSetAssignment",
    "Profile",
    "User",
];

/// The objects that only those with Manage Users write (Salesforce help, "Manage Users").
const ADMINISTERED: [&str; 10] = [
    "FieldPermissions",
    "Group",
    "GroupMember",
    "ObjectPermissions",
    "PermissionSet",
    "PermissionSetAssignment",
    "Profile",
    "QueueSobject",
    "User",
    "UserRole",
];

/// The objects that only those with Customize Application write.
const CUSTOMIZED: [&str; 2] = ["Organization", "RecordType"];

/// Whether a write to this object may change what somebody sees.
pub(crate) fn decides(object: &str) -> bool {
    DECIDING.contains(&object)
}

/// What users may see, kept by user until a deciding row or the schema changes.
pub(crate) type Views = HashMap<String, View>;

/// What one user may see and do.
#[derive(Debug, Clone)]
pub(crate) struct View {
    schema: Arc<Schema>,
    permissions: Permissions,
}

/// System permissions of a user, the union over profile and permission sets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Permissions {
    /// `PermissionsApiEnabled`.
    pub(crate) api_enabled: bool,
    /// `PermissionsModifyAllData`.
    pub(crate) modify_all_data: bool,
    /// `PermissionsViewAllData`, which Modify All Data includes.
    pub(crate) view_all_data: bool,
    /// `PermissionsViewSetup`.
    pub(crate) view_setup: bool,
    /// `PermissionsCustomizeApplication`, without which no metadata is deployed.
    pub(crate) customize_application: bool,
    /// `PermissionsManageUsers`, without which nobody changes users and what they may do.
    pub(crate) manage_users: bool,
}

impl Permissions {
    /// Whether records of this object may be written, as far as it belongs to the org's setup.
    pub(crate) fn allow_setup_of(self, object: &str) -> bool {
        match object {
            _ if ADMINISTERED.contains(&object) => self.manage_users,
            _ if CUSTOMIZED.contains(&object) => self.customize_application,
            _ => true,
        }
    }

    /// What the system may do.
    pub(crate) const ALL: Self = Self {
        api_enabled: true,
        modify_all_data: true,
        view_all_data: true,
        view_setup: true,
        customize_application: true,
        manage_users: true,
    };
}

impl Database {
    /// The schema as an actor may see it.
    pub(crate) fn view(&self, actor: &Actor) -> Result<Arc<Schema>, ApiError> {
        if actor.system {
            return Ok(Arc::clone(&self.schema));
        }
        Ok(self.seen_by(&actor.user_id)?.schema)
    }

    /// An actor's system permissions.
    pub(crate) fn permissions(&self, actor: &Actor) -> Result<Permissions, ApiError> {
        if actor.system {
            return Ok(Permissions::ALL);
        }
        Ok(self.seen_by(&actor.user_id)?.permissions)
    }

    /// Whether an actor may use the API at all.
    pub(crate) fn may_use_api(&self, actor: &Actor) -> Result<bool, ApiError> {
        Ok(self.permissions(actor)?.api_enabled)
    }

    /// Forgets what users may see, because something changed that decides it.
    pub(crate) fn forget_views(&self) {
        self.views.borrow_mut().clear();
    }

    fn seen_by(&self, user_id: &str) -> Result<View, ApiError> {
        if let Some(view) = self.views.borrow().get(user_id) {
            return Ok(view.clone());
        }
        let grants = Grants::of(self, user_id)?;
        let view =
            View { schema: view::of(&self.schema, &grants), permissions: grants.permissions };
        self.views.borrow_mut().insert(user_id.to_owned(), view.clone());
        Ok(view)
    }
}
