//! `POST /api/v1/users/{user}/invitation`: a new link, also for who has lost their password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use utoipa_axum::routes;

use super::{Invitation, find};
use crate::Shared;
use crate::access::{Capability, SignedIn, invitation};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/users/{user}/invitation";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(invite))
}

/// Makes another link by which somebody chooses a password; the one before ends.
#[utoipa::path(
    post, path = PATH, operation_id = "invite_user", tag = "Access",
    params(("user" = String, Path, description = "The user's id.")),
    responses((status = 201, description = "The link.", body = Invitation))
)]
async fn invite(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<(StatusCode, Json<Invitation>), Fault> {
    find(&shared, &id).await?;
    shared.engine.record(signed_in.deed("access.invite", id.as_str())).await?;
    let (link, ends_at) = invitation(&shared, &id).await?;
    Ok((StatusCode::CREATED, Json(Invitation { id, link, ends_at })))
}
