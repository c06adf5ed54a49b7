//! One node at a time keeps the copy: whoever holds the lease, and renews it while it works.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::event::Millis;
use store::StoreError;
use tokio::task::JoinHandle;

use crate::{Engine, ORG};

/// The lease of the node that keeps the copy.
const LEASE: &str = "people";

/// How long a keeper that fell silent is waited for, in milliseconds.
pub(super) const LEASE_MS: Millis = 30_000;

/// How often a keeper that works says that it is alive.
const RENEW: Duration = Duration::from_secs(5);

/// That this node is the keeper. While this lives the lease is renewed in the background, since a reply of Salesforce may
/// take longer than it lasts; afterwards it runs out by itself.
#[derive(Debug)]
pub(super) struct Lease {
    lost: Arc<AtomicBool>,
    renewing: JoinHandle<()>,
}

impl Engine {
    /// Makes this node the keeper of the copy; `None` while another is.
    pub(super) async fn become_keeper(&self) -> Result<Option<Lease>, StoreError> {
        if !self.keeps_people().await? {
            return Ok(None);
        }
        let lost = Arc::new(AtomicBool::new(false));
        let (engine, noted) = (self.clone(), Arc::clone(&lost));
        let renewing = tokio::spawn(async move {
            loop {
                tokio::time::sleep(RENEW).await;
                match engine.keeps_people().await {
                    Ok(true) => {}
                    Ok(false) => break noted.store(true, Ordering::SeqCst),
                    // It stays ours until it runs out; if this does not work by then, somebody else takes it.
                    Err(error) => tracing::warn!(%error, "the people's lease was not renewed"),
                }
            }
        });
        Ok(Some(Lease { lost, renewing }))
    }

    /// Whether it falls to this node to keep the copy; if so, for some time longer.
    pub(super) async fn keeps_people(&self) -> Result<bool, StoreError> {
        let now = self.now();
        self.0.store.take_lease(ORG, LEASE, self.node(), now + LEASE_MS, now).await
    }

    /// Lets another node become the keeper at once.
    pub(super) async fn resign_as_keeper(&self) {
        if let Err(error) = self.0.store.drop_lease(ORG, LEASE, self.node()).await {
            tracing::warn!(%error, "another node keeps the copy of the org's people a little later");
        }
    }
}

impl Lease {
    /// Whether another node has taken over: then everything else is its work.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}
