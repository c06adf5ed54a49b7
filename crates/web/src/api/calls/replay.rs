//! `POST /api/v1/calls/{call}/replay`: its webhooks are read again.

use axum::extract::State;
use axum::http::StatusCode;
use engine::ORG;
use utoipa_axum::routes;

use super::seen;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
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
    responses((status = 202, description = "They are read."))
)]
async fn replay(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<StatusCode, Fault> {
    let page = seen(&shared, &signed_in, &id).await?;
    shared.engine.record(signed_in.deed("calls.replay", id)).await?;
    for delivery in &page.deliveries {
        shared.engine.store().replay_delivery(ORG, &delivery.id).await?;
    }
    Ok(StatusCode::ACCEPTED)
}
