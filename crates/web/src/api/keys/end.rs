//! `DELETE /api/v1/keys/{key}`: a key works no more.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, SignedIn, revoke_key};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/keys/{key}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(revoke))
}

/// Revokes a key.
#[utoipa::path(
    delete, path = PATH, operation_id = "revoke_key", tag = "Access",
    params(("key" = String, Path, description = "The key's id.")),
    responses((status = 204, description = "It works no more."))
)]
async fn revoke(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(key): Id,
) -> Result<StatusCode, Fault> {
    match revoke_key(&shared, &signed_in, &key).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Fault::of_status(StatusCode::NOT_FOUND)),
    }
}
