//! `PUT` and `DELETE /api/v1/troubles/{trouble}/mute`: no mails about it for now.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::gone;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::{Body, Id};
use crate::errors::deeds::written_down;
use crate::route::Need;

const PATH: &str = "/api/v1/troubles/{trouble}/mute";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(mute))
}

pub(super) fn endpoint_back() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(unmute))
}

/// How long a trouble is to be quiet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Mute {
    /// For so many seconds, a year at most; none: until more are struck.
    #[schema(minimum = 1, maximum = 31_622_400)]
    seconds: Option<i64>,
}

/// Lets a trouble be quiet for a time, or until more are struck. Asked for again it counts anew.
#[utoipa::path(
    put, path = PATH, operation_id = "mute_trouble", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    request_body = Mute,
    responses((status = 204, description = "Muted."))
)]
async fn mute(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(trouble): Id,
    Body(asked): Body<Mute>,
) -> Result<StatusCode, Fault> {
    let there = written_down(&shared, &signed_in, "errors.mute", &trouble).await?
        && shared.engine.mute(&trouble, asked.seconds.map(|seconds| seconds * 1000)).await?;
    if there { Ok(StatusCode::NO_CONTENT) } else { Err(gone()) }
}

/// Ends the quiet.
#[utoipa::path(
    delete, path = PATH, operation_id = "unmute_trouble", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    responses((status = 204, description = "No longer muted."))
)]
async fn unmute(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(trouble): Id,
) -> Result<StatusCode, Fault> {
    let there = written_down(&shared, &signed_in, "errors.unmute", &trouble).await?
        && shared.engine.unmute(&trouble).await?;
    if there { Ok(StatusCode::NO_CONTENT) } else { Err(gone()) }
}
