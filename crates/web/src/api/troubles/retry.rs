//! `POST /api/v1/troubles/{trouble}/retry`: everything that it has struck is tried again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::ErrandError;
use utoipa_axum::routes;

use super::progress::{Progress, progress};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::errors::deeds::written_down;
use crate::route::Need;

const PATH: &str = "/api/v1/troubles/{trouble}/retry";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(retry))
}

/// Has everything that a trouble has struck tried again, step by step behind the calls that are due anyway. Asked for twice
/// it is done once; `GET` of the same path tells how far it is.
#[utoipa::path(
    post, path = PATH, operation_id = "retry_trouble", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    responses((status = 202, description = "It has begun.", body = Progress))
)]
async fn retry(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(trouble): Id,
) -> Result<(StatusCode, Json<Progress>), Fault> {
    let nothing = || Fault::new(StatusCode::NOT_FOUND, "api-nothing-to-retry");
    if !written_down(&shared, &signed_in, "errors.retry", &trouble).await? {
        return Err(nothing());
    }
    match shared.engine.retry_all(&trouble, &signed_in.name).await {
        Ok(_) => {}
        Err(ErrandError::Nothing) => return Err(nothing()),
        Err(ErrandError::Store(error)) => return Err(error.into()),
    }
    let errand = shared.engine.errand(&trouble).await?.ok_or_else(nothing)?;
    Ok((StatusCode::ACCEPTED, Json(progress(errand))))
}
