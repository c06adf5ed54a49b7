//! The Metadata API: an org's schema and configuration as files, deployed into it and retrieved from it.

mod archive;
mod channel;
mod check;
mod client_app;
mod component;
mod custom_field;
mod custom_object;
mod deploy;
mod destroy;
mod elements;
mod inventory;
mod job;
mod kept;
mod manifest;
mod own;
mod permission;
pub(crate) mod permission_rows;
mod report;
mod retrieve;
#[cfg(test)]
mod tests;
mod types;
mod validation_rule;

pub(crate) use archive::LARGEST_ZIP;
pub(crate) use deploy::{DeployOptions, deploy};
pub(crate) use inventory::{Listed, list};
pub(crate) use job::{Jobs, Retrieved};
pub use kept::{Consumer, DeployedComponent, DeployedMetadata};
pub(crate) use manifest::Manifest;
pub(crate) use report::{DeployReport, Message};
pub(crate) use retrieve::retrieve;
pub(crate) use types::TYPES;

use crate::error::ApiError;
use crate::org::{Actor, Org};

/// Fails unless a user may see and deploy metadata (modelled: whoever has Customize Application).
///
/// # Errors
/// `INSUFFICIENT_ACCESS`, or when the database fails.
pub(crate) fn check_may_use(org: &Org, actor: &Actor) -> Result<(), ApiError> {
    if org.database().permissions(actor)?.customize_application {
        return Ok(());
    }
    let message = "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions";
    Err(ApiError::new(403, "INSUFFICIENT_ACCESS", message))
}
