//! `DELETE /api/v1/troubles/{trouble}/retry`: no more of it is tried again.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::errors::deeds::written_down;
use crate::route::Need;

const PATH: &str = "/api/v1/troubles/{trouble}/retry";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(cancel))
}

/// Stops trying again; what was set going already goes on.
#[utoipa::path(
    delete, path = PATH, operation_id = "cancel_retry", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    responses((status = 204, description = "Stopped."))
)]
async fn cancel(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(trouble): Id,
) -> Result<StatusCode, Fault> {
    let none = || Fault::new(StatusCode::NOT_FOUND, "api-no-retry");
    let stopped = written_down(&shared, &signed_in, "errors.cancel", &trouble).await?
        && shared.engine.cancel_errand(&trouble).await?;
    if stopped { Ok(StatusCode::NO_CONTENT) } else { Err(none()) }
}
