//! What one node does every few seconds so that people see what is wrong, and how the calls go.

use std::time::Duration;

use domain::event::Millis;
use store::StoreError;
use tokio::sync::watch;

use crate::{Engine, ORG};

/// Who looks.
const LEASE: &str = "troubles";
const LEASE_MS: Millis = 15_000;

/// How often one looks.
const LOOK: Duration = Duration::from_secs(3);

/// Hours that are added up at one look, at most: a million calls that change at once hold up nothing.
const HOURS: i64 = 12;

/// How long a trouble that is over can still be seen, in milliseconds.
const REMEMBERED: Millis = 30 * 86_400_000;

/// How long samples of the org's usage are kept, in milliseconds.
const SAMPLES: Millis = 2 * 86_400_000;

impl Engine {
    /// One look: counts are stored, hours added up, troubles found, and whoever wants mails is owed them. Other nodes
    /// only store their counts.
    ///
    /// # Errors
    /// When the store does not answer; the next look does the rest.
    pub async fn look_after(&self) -> Result<(), StoreError> {
        self.store_tallies().await?;
        self.sample_quota().await?;
        let (store, now) = (self.store(), self.now());
        if !store.take_lease(ORG, LEASE, self.node(), now + LEASE_MS, now).await? {
            return Ok(());
        }
        self.find_troubles().await?;
        self.owe_mails().await?;
        store.gather_counts(ORG).await?;
        store.add_up_hours(ORG, HOURS).await?;
        store.forget_troubles(ORG, now - REMEMBERED).await?;
        store.forget_quota_samples(ORG, now - SAMPLES).await
    }

    pub(crate) async fn look_after_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.look_after().await {
                tracing::error!(%error, "what is wrong could not be looked up");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
        if let Err(error) = self.store_tallies().await {
            tracing::warn!(%error, "the last counts of webhooks are lost");
        }
    }
}
