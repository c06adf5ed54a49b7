//! Stopping the writing of calls, and letting it go on.

use axum::extract::State;
use axum::response::Response;
use store::StoreError;

use crate::access::SignedIn;
use crate::shell::back;
use crate::{Shared, unavailable};

/// `POST /settings/pause`.
pub(crate) async fn pause(State(shared): State<Shared>, signed_in: SignedIn) -> Response {
    let done = async {
        shared.engine.pause_logging(&signed_in.email).await?;
        shared.engine.record(signed_in.deed("logging.pause", "")).await
    };
    answer(done.await, "settings-said-paused")
}

/// `POST /settings/resume`: ends a pause by a person only.
pub(crate) async fn resume(State(shared): State<Shared>, signed_in: SignedIn) -> Response {
    let done = async {
        shared.engine.resume_logging().await?;
        shared.engine.record(signed_in.deed("logging.resume", "")).await
    };
    answer(done.await, "settings-said-resumed")
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
