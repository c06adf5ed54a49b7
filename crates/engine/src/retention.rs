//! Forgets what has been kept for as long as `[retention]` says, a little at a time, on one node at a time.

use std::time::Duration;

use domain::event::Millis;
use store::StoreError;
use tokio::sync::watch;

use crate::{Engine, ORG};

const DAY_MS: Millis = 24 * 3_600_000;

/// What a phone system sent is known for at least so long when it is sent again: longer than any of them repeats.
const KNOWN_DAYS: Millis = 90;

/// Rows of one transaction: some milliseconds, in which webhooks wait.
const STEP: i64 = 500;

/// How often somebody looks.
const EVERY: Duration = Duration::from_secs(900);

/// How long a node may take for one step before another may think that it is gone, in milliseconds.
const LEASE_MS: Millis = 120_000;

const LEASE: &str = "retention";

/// What one pass has forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Bodies of deliveries that were looked at.
    pub bodies: u64,
    /// Calls, with their events.
    pub calls: u64,
    /// Deliveries as a whole.
    pub deliveries: u64,
    /// Texts that a sync of contacts had replaced.
    pub replaced_texts: u64,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Bodies,
    Calls,
    Deliveries,
    ReplacedTexts,
}

impl Engine {
    /// Forgets everything that is old enough now; nothing where another node is just doing it.
    ///
    /// # Errors
    /// When the store does not answer; the next pass goes on where this one ended.
    pub async fn forget_old(&self) -> Result<Forgotten, StoreError> {
        let (_, never) = watch::channel(false);
        self.forget_old_until(&never).await
    }

    async fn forget_old_until(
        &self,
        stop: &watch::Receiver<bool>,
    ) -> Result<Forgotten, StoreError> {
        let retention = self.in_use().config.retention.clone();
        let days_ago = |days: i64| self.now().saturating_sub(days.saturating_mul(DAY_MS));
        let call_days = retention.call_days;
        let raw = days_ago(retention.raw_days.min(call_days));
        let old = days_ago(call_days);
        let known = days_ago(call_days.max(KNOWN_DAYS));
        Ok(Forgotten {
            bodies: self.forget(What::Bodies, raw, stop).await?,
            calls: self.forget(What::Calls, old, stop).await?,
            deliveries: self.forget(What::Deliveries, known, stop).await?,
            replaced_texts: self.forget(What::ReplacedTexts, old, stop).await?,
        })
    }

    async fn forget(
        &self,
        what: What,
        before: Millis,
        stop: &watch::Receiver<bool>,
    ) -> Result<u64, StoreError> {
        let store = &self.0.store;
        let mut all = 0;
        while !*stop.borrow() {
            let now = self.now();
            if !store.take_lease(ORG, LEASE, self.node(), now + LEASE_MS, now).await? {
                break;
            }
            let some = match what {
                What::Bodies => store.drop_bodies(ORG, before, STEP).await?,
                What::Calls => store.drop_calls(ORG, before, STEP).await?,
                What::Deliveries => store.drop_deliveries(ORG, before, STEP).await?,
                What::ReplacedTexts => store.drop_contact_history(ORG, before, STEP).await?,
            };
            all += some;
            if some == 0 {
                break;
            }
            // Webhooks that wait for the disk go first.
            tokio::task::yield_now().await;
        }
        store.drop_lease(ORG, LEASE, self.node()).await?;
        Ok(all)
    }

    pub(crate) async fn forget_old_things_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.forget_old_until(&stop).await {
                Ok(forgotten) if forgotten != Forgotten::default() => tracing::info!(
                    bodies = forgotten.bodies,
                    calls = forgotten.calls,
                    deliveries = forgotten.deliveries,
                    "what was kept for long enough is forgotten"
                ),
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "old calls could not be forgotten"),
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
