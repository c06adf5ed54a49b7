//! What people do about a trouble, by the console or by the API, is written down first, under one name.

use store::StoreError;

use crate::Shared;
use crate::access::SignedIn;

/// Writes down what is about to be done about a trouble. Returns whether it is there: an id of none could be any text, and
/// is not written down.
///
/// # Errors
/// Any failure of the database; then it must not be done.
pub(crate) async fn written_down(
    shared: &Shared,
    signed_in: &SignedIn,
    what: &str,
    id: &str,
) -> Result<bool, StoreError> {
    let is_there = shared.engine.trouble(id).await?.is_some();
    if is_there {
        shared.engine.record(signed_in.deed(what, id)).await?;
    }
    Ok(is_there)
}
