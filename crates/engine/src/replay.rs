//! Trying again what failed, after somebody has mended the cause.

use store::{Store, StoreError};

use crate::ORG;

/// What is set going in one transaction: short enough to hold up no webhook.
const STEP: i64 = 500;

/// Reads all unreadable deliveries again and retries all failed calls, in steps. Returns how many there are.
///
/// # Errors
/// When the store does not answer.
pub async fn replay_failed(store: &Store, now: i64) -> Result<usize, StoreError> {
    let mut all = 0;
    let mut place = Some((i64::MIN, String::new()));
    while let Some(after) = place {
        let (count, last) = store.retry_failed_calls(ORG, &after, STEP, now).await?;
        (all, place) = (all + count, last);
    }
    let mut place = Some(String::new());
    while let Some(after) = place {
        let (count, last) = store.replay_failed_deliveries(ORG, &after, STEP).await?;
        (all, place) = (all + count, last);
    }
    Ok(all)
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
