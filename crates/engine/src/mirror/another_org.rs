//! The people of one org are not those of another: whoever connects another org has everyone loaded again.

use salesforce::SalesforceId;
use store::StoreError;

use super::phase::{HIDDEN, load_again};
use crate::{Engine, ORG};

impl Engine {
    /// Has everyone loaded again, and Salesforce asked until then, if the copy does not know `user`, as whom we are now
    /// connected: then it is another org's.
    pub(crate) async fn doubt_copy_without(&self, user: &SalesforceId) -> Result<(), StoreError> {
        let _alone = self.0.keeper.writing.lock().await;
        let store = &self.0.store;
        if !store.people_by_id(ORG, &[&user.to_string()]).await?.is_empty() {
            return Ok(());
        }
        let mut rows = store.mirror(ORG).await?;
        rows.retain(|row| row.phase != HIDDEN);
        if rows.is_empty() {
            return Ok(());
        }
        // Whoever is loading reads the org before.
        store.reload_people(ORG, self.now()).await?;
        for mut row in rows {
            load_again(&mut row, self.now());
            store.save_mirror(ORG, &row).await?;
        }
        Ok(())
    }
}
