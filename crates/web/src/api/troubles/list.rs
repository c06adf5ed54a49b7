//! `GET /api/v1/troubles`: what is wrong, by cause.

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{TroubleGroup, group};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;

const PATH: &str = "/api/v1/troubles";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeErrors), routes!(list))
}

/// All troubles.
#[derive(Debug, Serialize, ToSchema)]
struct Troubles {
    /// Those that want somebody first, then the acknowledged, the muted and those that are over.
    troubles: Vec<TroubleGroup>,
}

/// What failed, grouped by cause: those that want somebody first, and those that are over last.
#[utoipa::path(
    get, path = PATH, operation_id = "list_troubles", tag = "Errors",
    responses((status = 200, description = "All troubles.", body = Troubles))
)]
async fn list(State(shared): State<Shared>, signed_in: SignedIn) -> Result<Json<Troubles>, Fault> {
    let troubles = shared.engine.troubles().await?;
    Ok(Json(Troubles { troubles: troubles.into_iter().map(|it| group(it, &signed_in)).collect() }))
}
