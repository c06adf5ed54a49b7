//! `GET /api/v1/logging`: whether calls are written.

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;

const PATH: &str = "/api/v1/logging";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(show))
}

/// Whether calls are written.
#[derive(Debug, Serialize, ToSchema)]
struct Logging {
    /// Whether nothing is written until somebody ends that. Webhooks are kept all the same.
    held: bool,
    /// Why: `paused_by_person`, `not_live`, `disconnected` …
    code: Option<String>,
    /// Who stopped it, where a person did.
    by: Option<String>,
    /// Since when, UTC milliseconds.
    since: Option<i64>,
}

/// Whether calls are written, or wait until somebody lets them go on.
#[utoipa::path(
    get, path = PATH, operation_id = "read_logging", tag = "Logging",
    responses((status = 200, description = "Whether they are.", body = Logging))
)]
async fn show(State(shared): State<Shared>) -> Result<Json<Logging>, Fault> {
    let held = shared.engine.held().await?;
    Ok(Json(Logging {
        held: held.is_some(),
        by: held.as_ref().and_then(|pause| pause.by.clone()),
        since: held.as_ref().and_then(|pause| pause.since),
        code: held.map(|pause| pause.code),
    }))
}
