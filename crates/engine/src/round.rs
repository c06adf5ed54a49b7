//! The heart: the calls that are due are carried through every step, from the store to Salesforce and back.

use store::{CallRow, StoreError};

use crate::{Engine, ORG};

impl Engine {
    /// Claims one batch of due calls and makes what is written in Salesforce equal to what should be.
    /// Returns how many calls it took.
    ///
    /// # Errors
    /// When the store does not answer. The calls' leases run out and another round takes them.
    pub async fn round(&self) -> Result<usize, StoreError> {
        let claimed = self.claim().await?;
        let count = claimed.len();
        self.carry(claimed).await?;
        Ok(count)
    }

    pub(crate) async fn claim(&self) -> Result<Vec<CallRow>, StoreError> {
        let delivery = &self.0.parts.delivery;
        let batch = i64::try_from(delivery.batch).unwrap_or(200);
        self.0.parts.store.claim(ORG, self.now(), batch, delivery.lease_ms).await
    }

    pub(crate) async fn carry(&self, claimed: Vec<CallRow>) -> Result<(), StoreError> {
        let mut works = self.fold(claimed).await?;
        self.resolve(&mut works).await?;
        self.introduce(&mut works).await?;
        self.compose(&mut works).await?;
        self.deliver(&mut works).await?;
        self.keep_reserve().await;
        self.complete(works).await
    }
}
