//! `PUT` and `DELETE /api/v1/troubles/{trouble}/acknowledgement`: somebody sees to it, or does not any more.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::gone;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::errors::deeds::written_down;
use crate::route::Need;

const PATH: &str = "/api/v1/troubles/{trouble}/acknowledgement";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(acknowledge))
}

pub(super) fn endpoint_back() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Retry), routes!(take_back))
}

/// Notes that the asker sees to a trouble, so that nobody is mailed about it again while it lasts.
#[utoipa::path(
    put, path = PATH, operation_id = "acknowledge_trouble", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    responses((status = 204, description = "Noted."))
)]
async fn acknowledge(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(trouble): Id,
) -> Result<StatusCode, Fault> {
    set(&shared, &signed_in, &trouble, "errors.acknowledge", Some(&signed_in.name)).await
}

/// Takes the note back: the trouble wants somebody again.
#[utoipa::path(
    delete, path = PATH, operation_id = "unacknowledge_trouble", tag = "Errors",
    params(("trouble" = String, Path, description = "The trouble's id.")),
    responses((status = 204, description = "Taken back."))
)]
async fn take_back(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(trouble): Id,
) -> Result<StatusCode, Fault> {
    set(&shared, &signed_in, &trouble, "errors.release", None).await
}

async fn set(
    shared: &Shared,
    signed_in: &SignedIn,
    trouble: &str,
    what: &str,
    who: Option<&str>,
) -> Result<StatusCode, Fault> {
    let there = written_down(shared, signed_in, what, trouble).await?
        && shared.engine.acknowledge(trouble, who).await?;
    if there { Ok(StatusCode::NO_CONTENT) } else { Err(gone()) }
}
