//! An engine as the settings say: those in the database, below what file and environment fix.

use std::sync::Arc;

use store::Store;

use super::error::SettingsError;
use super::fit::fit;
use super::follow::kept;
use super::in_use::{InUse, Kept};
use super::layers::Layers;
use super::versions::read_secrets;
use crate::{Clock, Engine, ORG};

/// More versions back than this nobody's settings were better.
const MOST_BACK: i64 = 50;

/// The hold of calls while older settings are in use than those that were made.
pub(crate) const UNUSABLE: &str = "settings_unusable";

impl Engine {
    /// Puts the parts together as the newest settings say. Nothing runs until [`Engine::run`].
    ///
    /// Settings that cannot be used any more (after an update, or because the file says something else now) do not keep
    /// the service from starting: webhooks would be lost. The newest that can be used are taken, and nothing is written
    /// until somebody has mended them.
    ///
    /// # Errors
    /// When the store does not answer, or what file and environment say cannot be used by itself.
    pub async fn open(store: Store, clock: Clock, layers: Layers) -> Result<Engine, SettingsError> {
        let secrets = read_secrets(&store).await?;
        let paths: Vec<String> = secrets.keys().cloned().collect();
        let mut refused = None;
        for version in store.setting_versions(ORG, None, MOST_BACK).await? {
            let made = kept(version, paths.clone()).and_then(|kept| {
                let config = layers.effective(&kept.document, &secrets)?;
                InUse::new(fit(&config)?, kept, config, None, &store, &clock)
            });
            match made {
                Ok(in_use) => {
                    return Ok(Engine::assemble(store, clock, layers, Arc::new(in_use), refused));
                }
                Err(error) => drop(refused.get_or_insert(error)),
            }
        }
        let config = layers.alone()?;
        let in_use = InUse::new(fit(&config)?, Kept::default(), config, None, &store, &clock)?;
        Ok(Engine::assemble(store, clock, layers, Arc::new(in_use), refused))
    }

    /// Holds the calls while the newest settings cannot be used, and lets them go on once they can.
    pub async fn hold_if_unusable(&self) {
        let store = self.store();
        let done = match &self.0.refused {
            Some(error)
                if self.in_use().version < store.newest_settings(ORG).await.unwrap_or(0) =>
            {
                tracing::error!("the newest settings cannot be used, older ones are: {error}");
                store.hold(ORG, UNUSABLE, &error.told().stored(), None, self.now()).await
            }
            _ => store.release(ORG, UNUSABLE).await,
        };
        if let Err(error) = done {
            tracing::error!(%error, "whether calls are held could not be stored");
        }
    }
}
