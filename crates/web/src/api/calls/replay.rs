//! `POST /api/v1/calls/{call}/replay`: its webhooks are read again.

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

const PATH: &str = "/api/v1/calls/{call}/replay";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(replay))
}

/// Reads the webhooks of a call again. What is in Salesforce already is not written twice.
#[utoipa::path(
    post, path = PATH, operation_id = "replay_call", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    responses(
        (status = 202, description = "They are read."),
        (status = 409, description = "None is kept any more.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn replay(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<StatusCode, Fault> {
    let page = seen(&shared, &signed_in, &id).await?;
    shared.engine.record(signed_in.deed("calls.replay", id)).await?;
    if shared.engine.replay_call(&page.deliveries).await? {
        return Ok(StatusCode::ACCEPTED);
    }
    Err(Fault::new(StatusCode::CONFLICT, "api-not-kept"))
}
