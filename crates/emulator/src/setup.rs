//! What an administrator configures besides objects, fields and permissions: apps, rules and policies that are no records.

use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};

use crate::oauth::app::Apps;
use crate::org::Org;

/// The org's configuration. The default is an org without any: nobody can log in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// The OAuth client apps.
    pub apps: Apps,
}

impl Setup {
    /// The configuration of a new org: the client apps that come with the emulator, no rules.
    ///
    /// # Errors
    /// When the bundled apps are malformed, which a test rules out.
    pub(crate) fn bundled() -> Result<Self, toml::de::Error> {
        Ok(Self { apps: Apps::bundled()? })
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
