//! `POST /api/v1/logging/…`: the writing is stopped, let go on, begun.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;
use crate::settings::deeds;

const PAUSE: &str = "/api/v1/logging/pause";
const RESUME: &str = "/api/v1/logging/resume";
const LIVE: &str = "/api/v1/logging/live";

pub(super) fn endpoint_pause() -> Endpoint {
    Endpoint::new(PAUSE, Need::May(Capability::Configure), routes!(pause))
}

pub(super) fn endpoint_resume() -> Endpoint {
    Endpoint::new(RESUME, Need::May(Capability::Configure), routes!(resume))
}

pub(super) fn endpoint_live() -> Endpoint {
    Endpoint::new(LIVE, Need::May(Capability::Configure), routes!(go_live))
}

/// Stops the writing until somebody lets it go on. Webhooks are kept meanwhile, and no call is lost.
#[utoipa::path(
    post, path = PAUSE, operation_id = "pause_logging", tag = "Logging",
    responses((status = 204, description = "Nothing is written any more."))
)]
async fn pause(State(shared): State<Shared>, signed_in: SignedIn) -> Result<StatusCode, Fault> {
    deeds::pause(&shared, &signed_in).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets go on what a person has stopped.
#[utoipa::path(
    post, path = RESUME, operation_id = "resume_logging", tag = "Logging",
    responses((status = 204, description = "No person stops it."))
)]
async fn resume(State(shared): State<Shared>, signed_in: SignedIn) -> Result<StatusCode, Fault> {
    deeds::resume(&shared, &signed_in).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a new installation begin to write.
#[utoipa::path(
    post, path = LIVE, operation_id = "go_live", tag = "Logging",
    responses((status = 204, description = "It writes."))
)]
async fn go_live(State(shared): State<Shared>, signed_in: SignedIn) -> Result<StatusCode, Fault> {
    deeds::go_live(&shared, &signed_in).await?;
    Ok(StatusCode::NO_CONTENT)
}
