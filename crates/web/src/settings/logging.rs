//! Stopping the writing of calls, and letting it go on.

use axum::extract::State;
use axum::response::Response;
use store::StoreError;

use super::deeds;
use crate::access::SignedIn;
use crate::shell::back;
use crate::{Shared, unavailable};

/// `POST /settings/pause`.
pub(crate) async fn pause(State(shared): State<Shared>, signed_in: SignedIn) -> Response {
    answer(deeds::pause(&shared, &signed_in).await, "settings-said-paused")
}

/// `POST /settings/resume`: ends a pause by a person only.
pub(crate) async fn resume(State(shared): State<Shared>, signed_in: SignedIn) -> Response {
    answer(deeds::resume(&shared, &signed_in).await, "settings-said-resumed")
}

fn answer(done: Result<(), StoreError>, said: &str) -> Response {
    match done {
        Ok(()) => back("/settings", said),
        Err(error) => {
            tracing::error!(%error, "whether calls are written could not be changed");
            unavailable(error.code())
        }
    }
}
