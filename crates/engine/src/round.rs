//! The heart: the calls that are due are carried through every step, from the store to Salesforce and back.

use store::{CallRow, StoreError};

use crate::trace::Steps;
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
        let delivery = &self.in_use().delivery;
        let batch = i64::try_from(delivery.batch).unwrap_or(200);
        self.0.store.claim(ORG, self.now(), batch, delivery.lease_ms).await
    }

    /// Carries the claimed calls through all steps. What is begun under the settings of now is ended under them.
    pub(crate) async fn carry(&self, claimed: Vec<CallRow>) -> Result<(), StoreError> {
        self.learn_of(claimed.iter().map(|call| call.source_id.as_str()).collect()).await;
        let engine = self.pinned();
        let mut steps = Steps::begin("resolve", &engine);
        let mut works = engine.fold(claimed).await?;
        engine.resolve(&mut works).await?;
        engine.introduce(&mut works).await?;
        steps.next("compose", &engine);
        engine.compose(&mut works).await?;
        steps.next("deliver", &engine);
        engine.deliver(&mut works).await?;
        engine.keep_reserve().await;
        steps.tell(&works, &engine);
        let completed = engine.complete(works).await;
        engine.count_api_calls().await;
        completed
    }
}
