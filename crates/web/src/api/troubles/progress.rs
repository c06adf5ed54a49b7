//! `GET /api/v1/troubles/{trouble}/retry`: how far trying again is.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::Errand;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/troubles/{trouble}/retry";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeErrors), routes!(show))
}

/// How far trying again is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Progress {
    /// How many there were when it was asked for.
    total: i64,
    /// How many were set going again.
    done: i64,
    /// `running`, `done` or `cancelled`.
    state: &'static str,
    /// Who asked for it.
    asked_by: String,
    /// When, UTC milliseconds.
    asked_at: i64,
}

pub(super) fn progress(errand: Errand) -> Progress {
    Progress {
        total: errand.total,
        done: errand.done,
        state: errand.state,
        asked_by: errand.asked_by,
        asked_at: errand.asked_at,
    }
}

/// How far trying a trouble again is; the last time, if none is running.
#[utoipa::path(
    get, path = PATH, operation_id = "read_retry", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    responses((status = 200, description = "How far it is.", body = Progress))
)]
async fn show(State(shared): State<Shared>, Id(trouble): Id) -> Result<Json<Progress>, Fault> {
    let errand = shared.engine.errand(&trouble).await?;
    let none = || Fault::new(StatusCode::NOT_FOUND, "api-no-retry");
    errand.map(|errand| Json(progress(errand))).ok_or_else(none)
}
