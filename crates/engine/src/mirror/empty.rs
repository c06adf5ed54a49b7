//! Empties the copy of the org's people where the settings no longer want one: nobody's data stay behind.

use store::StoreError;

use super::phase::{LOADING, load_again};
use crate::{Engine, ORG};

impl Engine {
    /// Removes everyone from the copy, unless another node still keeps it. Whoever wants a copy again has it loaded anew.
    pub(super) async fn empty_copy(&self) -> Result<(), StoreError> {
        let store = &self.0.store;
        let mut rows = store.mirror(ORG).await?;
        rows.retain(|row| row.phase != LOADING || row.loaded > 0 || row.job_id.is_some());
        if rows.is_empty() || self.become_keeper().await?.is_none() {
            return Ok(());
        }
        let now = self.now();
        for mut row in rows {
            let removed = store.sweep_people(ORG, &row.object, i64::MAX).await?;
            tracing::info!(object = %row.object, removed, "the settings want no copy of people");
            load_again(&mut row, now);
            store.save_mirror(ORG, &row).await?;
        }
        Ok(())
    }
}
