//! `POST /api/v1/calls/{call}/retry`: a failed call gets fresh attempts.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::seen;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/calls/{call}/retry";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(retry))
}

/// Tries a failed call again, with fresh attempts.
#[utoipa::path(
    post, path = PATH, operation_id = "retry_call", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    responses(
        (status = 202, description = "It is due."),
        (status = 409, description = "It has not failed.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn retry(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<StatusCode, Fault> {
    seen(&shared, &signed_in, &id).await?;
    shared.engine.record(signed_in.deed("calls.retry", id.as_str())).await?;
    match shared.engine.retry_call(&id).await? {
        true => Ok(StatusCode::ACCEPTED),
        false => Err(Fault::new(StatusCode::CONFLICT, "api-not-failed")),
    }
}
