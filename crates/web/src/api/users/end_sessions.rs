//! `DELETE /api/v1/users/{user}/sessions`: somebody has to sign in again.

use axum::extract::State;
use axum::http::StatusCode;
use engine::ORG;
use utoipa_axum::routes;

use super::find;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/users/{user}/sessions";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(end))
}

/// Ends every session of a user; they have to sign in again.
#[utoipa::path(
    delete, path = PATH, operation_id = "end_sessions", tag = "Access",
    params(("user" = String, Path, description = "The user's id.")),
    responses((status = 204, description = "They are over."))
)]
async fn end(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<StatusCode, Fault> {
    find(&shared, &id).await?;
    shared.engine.record(signed_in.deed("access.end_sessions", id.as_str())).await?;
    shared.engine.store().end_sessions(ORG, &id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
