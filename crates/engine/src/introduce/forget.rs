//! What happened once is remembered for two days, and then forgotten: the store must not grow with every unknown number.

use std::time::Duration;

use domain::event::Millis;
use store::StoreError;
use tokio::sync::watch;

use crate::{Engine, ORG};

/// How long it is remembered, in milliseconds: longer than a call is tried.
const REMEMBERED_MS: Millis = 96 * 3_600_000;

/// How often what is old is forgotten.
const EVERY: Duration = Duration::from_secs(3_600);

impl Engine {
    /// Forgets what was created, or refused, for a number so long ago that no call asks for it any more. Returns how
    /// many numbers, Accounts, Cases and owners that were.
    ///
    /// # Errors
    /// When the store does not answer; the same is done the next time.
    pub async fn forget_introductions(&self) -> Result<u64, StoreError> {
        self.0.store.once_sweep(ORG, self.now() - REMEMBERED_MS).await
    }

    pub(crate) async fn forget_introductions_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.forget_introductions().await {
                tracing::error!(%error, "who was created long ago could not be forgotten");
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
