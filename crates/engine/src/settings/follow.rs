//! How a node that runs learns of changed settings: it looks every second which version is the newest, and puts the parts
//! that follow from it in the place of those before.

use std::sync::Arc;
use std::time::Duration;

use store::SettingVersion;
use tokio::sync::watch;

use super::document;
use super::error::SettingsError;
use super::in_use::{InUse, Kept};
use super::versions::read_secrets;
use crate::Engine;
use crate::ORG;

/// How often the newest version is looked for.
const LOOK: Duration = Duration::from_secs(1);

impl Engine {
    /// Takes over what another node has changed. Returns whether there was anything.
    ///
    /// # Errors
    /// When the store does not answer, or the newest settings cannot be used here. Then those before stay in use.
    pub async fn follow_settings(&self) -> Result<bool, SettingsError> {
        let newest = self.0.store.newest_settings(ORG).await?;
        if newest <= self.in_use().version {
            return Ok(false);
        }
        let Some(version) = self.0.store.setting_versions(ORG, None, 1).await?.pop() else {
            return Ok(false);
        };
        let secrets = read_secrets(&self.0.store).await?;
        let kept = kept(version, secrets.keys().cloned().collect())?;
        let next = self.fitted(kept, &secrets)?;
        self.install(next);
        self.hold_if_unusable().await;
        Ok(true)
    }

    /// Puts the next parts in the place of those before, unless somebody has put newer ones there.
    pub(super) fn install(&self, next: InUse) {
        let mut another_org = false;
        let installed = self.0.in_use.send_if_modified(|now| {
            let newer = next.version > now.version;
            if newer {
                another_org = !next.same_org(now);
                *now = Arc::new(next);
            }
            newer
        });
        if another_org {
            // What was known is known of the org before, or of what another user may see there.
            self.0.knowledge.forget();
            self.0.health.answered();
        }
        if installed {
            tracing::info!(version = self.in_use().version, "the settings have changed");
            self.0.arrived.notify_one();
            self.0.due.notify_one();
        }
    }

    /// Looks for newer settings where a source is not known: another node may have been told of it a moment ago.
    pub(crate) async fn learn_of(&self, sources: Vec<&str>) {
        let known = self.in_use();
        if sources.iter().any(|source| !known.phone_systems.contains_key(*source))
            && let Err(error) = self.follow_settings().await
        {
            tracing::warn!("a source is unknown, and newer settings are not in use here: {error}");
        }
    }

    pub(crate) async fn follow_settings_until(&self, mut stop: watch::Receiver<bool>) {
        let mut told = String::new();
        while !*stop.borrow() {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
            let sentence = match self.follow_settings().await {
                Ok(_) => String::new(),
                Err(error) => error.to_string(),
            };
            // Once is enough: it is tried every second.
            if !sentence.is_empty() && sentence != told {
                tracing::error!("changed settings are not in use here: {sentence}");
            }
            told = sentence;
        }
    }
}

pub(super) fn kept(version: SettingVersion, secrets: Vec<String>) -> Result<Kept, SettingsError> {
    let document = document::parse(&version.body)?;
    Ok(Kept { version: version.version, document, secrets })
}
