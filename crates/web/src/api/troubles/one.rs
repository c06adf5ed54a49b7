//! `GET /api/v1/troubles/{trouble}`: one trouble.

use axum::extract::State;
use axum::response::Json;
use utoipa_axum::routes;

use super::{TroubleGroup, gone, group};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/troubles/{trouble}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeErrors), routes!(show))
}

/// One trouble, by the id that the list shows. `GET /api/v1/calls?error=` lists the calls that it has struck.
#[utoipa::path(
    get, path = PATH, operation_id = "read_trouble", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    responses((status = 200, description = "The trouble.", body = TroubleGroup))
)]
async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(trouble): Id,
) -> Result<Json<TroubleGroup>, Fault> {
    let trouble = shared.engine.trouble(&trouble).await?.ok_or_else(gone)?;
    Ok(Json(group(trouble, &signed_in)))
}
