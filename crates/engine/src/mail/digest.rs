//! When the last digest went: by the hour, whatever a restart makes of it, for each cause keeps its own hour in the store.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::event::Millis;

/// The time of the last digest; 0 before the first.
#[derive(Debug, Default)]
pub(crate) struct Digest(AtomicI64);

impl Digest {
    /// Milliseconds since the last digest.
    pub(super) fn ago(&self, now: Millis) -> Millis {
        now.saturating_sub(self.0.load(Ordering::SeqCst))
    }

    /// A digest goes now.
    pub(super) fn sent(&self, now: Millis) {
        self.0.store(now, Ordering::SeqCst);
    }
}
