//! Trying again what failed, after somebody has mended the cause.

use store::{Store, StoreError};

use crate::ORG;

/// Reads all unreadable deliveries again and retries all failed calls. Returns how many there are.
///
/// # Errors
/// When the store does not answer.
pub async fn replay_failed(store: &Store, now: i64) -> Result<usize, StoreError> {
    let retried = store.retry_all_failed(ORG, now).await?;
    Ok(retried.calls + retried.deliveries)
}

/// Does the same for single deliveries or calls, by the ids that the error list shows. Returns how many
/// were found.
///
/// # Errors
/// When the store does not answer.
pub async fn replay_kept(store: &Store, ids: &[String], now: i64) -> Result<usize, StoreError> {
    let mut found = 0;
    for id in ids {
        let again = store.retry_call(ORG, id, now).await? || store.replay_delivery(ORG, id).await?;
        found += usize::from(again);
    }
    Ok(found)
}
