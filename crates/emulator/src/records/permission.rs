//! What a user may write: objects and fields that their profile and permission sets grant.

use std::sync::Arc;

use super::{Row, Sharing, Writer, not_allowed};
use crate::error::ApiError;
use crate::schema::{Object, Schema};

impl Writer<'_> {
    /// The objects and fields that the actor may see; all of them while an import is loaded.
    pub(super) fn view(&self) -> Result<Arc<Schema>, ApiError> {
        match self.takes_system_fields {
            true => Ok(Arc::clone(&self.database.schema)),
            false => self.database.view(self.actor),
        }
    }

    pub(super) fn check_may_create(&self, object: &Object) -> Result<(), ApiError> {
        self.check_object(object, |seen| seen.createable)?;
        self.check_setup(object)
    }

    pub(super) fn check_may_edit(&self, object: &Object, row: &Row<'_>) -> Result<(), ApiError> {
        self.check_object(object, |seen| seen.updateable)?;
        if !self.is_own_user(object, row) {
            self.check_setup(object)?;
        }
        self.check_is_theirs(object, row)
    }

    pub(super) fn check_may_delete(&self, object: &Object, row: &Row<'_>) -> Result<(), ApiError> {
        self.check_object(object, |seen| seen.deletable)?;
        self.check_setup(object)?;
        self.check_is_theirs(object, row)
    }

    /// Fails for users, permissions and the like if the actor does not administer the org.
    fn check_setup(&self, object: &Object) -> Result<(), ApiError> {
        let permissions = self.database.permissions(self.actor)?;
        match self.takes_system_fields || permissions.allow_setup_of(&object.name) {
            true => Ok(()),
            false => Err(not_allowed()),
        }
    }

    fn is_own_user(&self, object: &Object, row: &Row<'_>) -> bool {
        object.name == "User" && super::text(row, "Id") == Some(self.actor.user_id.as_str())
    }

    /// Whether a user who does not administer the org may set a field, of their own record perhaps.
    pub(super) fn may_set(&self, object: &Object, field: &str) -> Result<bool, ApiError> {
        const OF_ADMINISTRATORS: [&str; 4] = ["IsActive", "ProfileId", "UserRoleId", "Username"];
        let is_kept = object.name == "User" && OF_ADMINISTRATORS.contains(&field);
        Ok(!is_kept || self.database.permissions(self.actor)?.manage_users)
    }

    fn check_is_theirs(&self, object: &Object, row: &Row<'_>) -> Result<(), ApiError> {
        if self.takes_system_fields {
            return Ok(());
        }
        match self.sharing()?.may_change(self.database, object, row)? {
            true => Ok(()),
            false => Err(not_allowed()),
        }
    }

    /// Which records the actor sees.
    pub(super) fn sharing(&self) -> Result<Sharing, ApiError> {
        Sharing::of(self.org, self.database, self.actor)
    }

    /// Fails if a record points to one that the actor does not see.
    pub(super) fn check_sees(&self, target: &Object, id: &str) -> Result<(), ApiError> {
        if self.takes_system_fields || self.sharing()?.sees(self.database, target, id)? {
            return Ok(());
        }
        let short = id.get(..15).unwrap_or(id);
        let message = format!("insufficient access rights on cross-reference id: {short}");
        Err(ApiError::record("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, &[]))
    }

    fn check_object(
        &self,
        object: &Object,
        allows: impl Fn(&Object) -> bool,
    ) -> Result<(), ApiError> {
        if self.takes_system_fields {
            return Ok(());
        }
        let view = self.view()?;
        // A hidden object is as unknown as one that does not exist.
        let seen = view.object(&object.name).ok_or_else(ApiError::not_found)?;
        if allows(seen) { Ok(()) } else { Err(not_allowed()) }
    }
}
