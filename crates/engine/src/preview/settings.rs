//! The last calls under other settings as a whole: only the phone systems whose calls could come out differently are
//! looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Table;

use super::{PreviewError, WhatIfs};
use crate::settings::{self, SettingsError};
use crate::{Engine, PhoneSystem};

/// Why settings could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum TryError {
    /// They cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The calls could not be judged.
    #[error(transparent)]
    Preview(#[from] PreviewError),
}

impl Engine {
    /// The last `calls` calls, judged by `document` in place of the console's document in force. Nothing is kept.
    ///
    /// # Errors
    /// When the document could not be kept, or the store or Salesforce does not answer.
    pub async fn what_if_settings(
        &self,
        document: &Table,
        calls: usize,
    ) -> Result<WhatIfs, TryError> {
        let config = self.check_settings(document).await?;
        let mut others = BTreeMap::new();
        for source in &config.sources {
            let system = settings::phone_system(source, &config)?;
            let now = self.phone_systems().get(&source.id).cloned();
            if now.is_some_and(|now| judges_otherwise(&now, &system)) {
                others.insert(source.id.clone(), Arc::new(system));
            }
        }
        Ok(self.what_if_systems(&others, calls).await?)
    }
}

/// Whether calls could come out differently.
fn judges_otherwise(now: &PhoneSystem, then: &PhoneSystem) -> bool {
    let profile = |system: &PhoneSystem| serde_json::to_value(&system.profile).ok();
    now.numbers != then.numbers || now.facts != then.facts || profile(now) != profile(then)
}
