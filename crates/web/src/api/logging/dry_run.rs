//! `GET /api/v1/logging/dry-run`: what would be written.

use axum::extract::State;
use axum::response::Json;
use engine::preview::PreviewError;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;

const PATH: &str = "/api/v1/logging/dry-run";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(show))
}

/// What would become of the calls that wait.
#[derive(Debug, Serialize, ToSchema)]
struct DryRunFigures {
    /// Calls that were looked at.
    calls: usize,
    /// Tasks that would be written.
    would_write: usize,
    /// Those of them that hang on a record.
    matched: usize,
    /// Records that would be created, each number counted once.
    created: usize,
    /// Calls that a rule leaves out.
    ignored: usize,
    /// Calls that are not over, or that cannot be read yet.
    waiting: usize,
    /// Requests to Salesforce's API that writing them would cost, look-ups included.
    api_calls: u64,
    /// Whether there are more calls than were looked at.
    more: bool,
}

/// What would be written if writing began now, without a trace. Salesforce may be asked whose numbers they are.
#[utoipa::path(
    get, path = PATH, operation_id = "read_dry_run", tag = "Logging",
    responses((status = 200, description = "The figures.", body = DryRunFigures))
)]
async fn show(State(shared): State<Shared>) -> Result<Json<DryRunFigures>, Fault> {
    let run = shared.engine.dry_run().await.map_err(not_previewed)?;
    Ok(Json(DryRunFigures {
        calls: run.calls,
        would_write: run.would_write,
        matched: run.matched,
        created: run.created,
        ignored: run.ignored,
        waiting: run.waiting,
        api_calls: run.api_calls,
        more: run.more,
    }))
}

/// Why nothing could be previewed.
pub(in crate::api) fn not_previewed(error: PreviewError) -> Fault {
    match error {
        PreviewError::NoSource(_) => Fault::new(axum::http::StatusCode::NOT_FOUND, "api-not-found"),
        PreviewError::Store(error) => error.into(),
        PreviewError::Salesforce(failure) => Fault::salesforce(&failure),
    }
}
