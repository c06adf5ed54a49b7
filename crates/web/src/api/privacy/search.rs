//! `POST /api/v1/privacy/search`: what is kept of a number.

use axum::extract::State;
use axum::response::Json;
use utoipa_axum::routes;

use super::{KeptOfPerson, NumberOfPerson, kept, not_erased};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/privacy/search";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Erase), routes!(count))
}

/// Counts what is kept of a number, without changing anything. That somebody looked is written down, without the number.
#[utoipa::path(
    post, path = PATH, operation_id = "count_person", tag = "Privacy", request_body = NumberOfPerson,
    responses((status = 200, description = "What is kept.", body = KeptOfPerson))
)]
async fn count(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(person): Body<NumberOfPerson>,
) -> Result<Json<KeptOfPerson>, Fault> {
    shared.engine.record(signed_in.deed("privacy.search", "")).await?;
    Ok(Json(kept(shared.engine.traces_of(&person.number).await.map_err(not_erased)?)))
}
