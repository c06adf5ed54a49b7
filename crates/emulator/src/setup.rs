//! What an administrator configures besides objects, fields and permissions: apps, rules and policies that are no records.

mod condition;
mod duplicate;
mod ownership;
mod validation;

use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::changes::ChangeDataCapture;
use crate::metadata_api::DeployedMetadata;
use crate::oauth::app::Apps;
use crate::oauth::policy::{IpRange, LoginPolicy};
use crate::org::Org;

pub use condition::Condition;
pub use duplicate::{DuplicateAction, DuplicateRule, MatchField, MatchMethod};
pub use ownership::{LeadAssignment, LeadAssignmentEntry, RecordTypeAccess, RowLocks};
pub use validation::ValidationRule;

/// The org's configuration. The default is an org without any: nobody can log in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// Whose changes become events.
    pub change_data_capture: ChangeDataCapture,
    /// The OAuth client apps.
    pub apps: Apps,
    /// Validation rules, in the order in which they run.
    pub validation_rules: Vec<ValidationRule>,
    /// Duplicate rules, in the order in which they run.
    pub duplicate_rules: Vec<DuplicateRule>,
    /// Fields that no record may lack, as `Task.Type`, whatever their metadata says.
    pub required_fields: Vec<String>,
    /// Objects whose records only their owner sees (organization-wide default "Private").
    pub private_objects: Vec<String>,
    /// Who may use which record types.
    pub record_types: Vec<RecordTypeAccess>,
    /// Which new leads go to whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_assignment: Option<LeadAssignment>,
    /// How writes lock rows.
    pub row_locks: RowLocks,
    /// Addresses from which users may log in; any if empty.
    pub login_ip_ranges: Vec<IpRange>,
    /// What else holds for every login.
    pub login: LoginPolicy,
    /// What was deployed through the Metadata API.
    pub metadata: DeployedMetadata,
}

impl Setup {
    /// The configuration of a new org: the client apps that come with the emulator, no rules.
    ///
    /// # Errors
    /// When the bundled apps are malformed, which a test rules out.
    pub(crate) fn bundled() -> Result<Self, toml::de::Error> {
        Ok(Self { apps: Apps::bundled()?, ..Self::default() })
    }
}

/// The default of what is in force unless it is switched off.
fn yes() -> bool {
    true
}

impl Setup {
    /// The same with some parts replaced, by their names.
    ///
    /// # Errors
    /// When a name is unknown or a value does not fit.
    pub fn with(&self, changes: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        let mut parts = serde_json::to_value(self)?;
        if let Value::Object(parts) = &mut parts {
            parts.extend(changes.clone());
        }
        serde_json::from_value(parts)
    }
}

impl Org {
    /// The configuration as it stands.
    #[must_use]
    pub fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.0.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the configuration; whoever reads it afterwards sees the change.
    pub fn change_setup(&self, change: impl FnOnce(&mut Setup)) {
        let mut setup = self.0.setup.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut setup));
    }
}
