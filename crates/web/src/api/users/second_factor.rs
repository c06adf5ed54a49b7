//! `DELETE /api/v1/users/{user}/second-factor`: for who has lost the app and the codes on paper.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::routes;

use super::find;
use crate::Shared;
use crate::access::{Capability, SignedIn, end_second_factor};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/users/{user}/second-factor";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(end))
}

/// Asks a user for no second factor any more, until they set one up again.
#[utoipa::path(
    delete, path = PATH, operation_id = "end_second_factor", tag = "Access",
    params(("user" = String, Path, description = "The user's id.")),
    responses((status = 204, description = "None is asked for."))
)]
async fn end(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
) -> Result<StatusCode, Fault> {
    find(&shared, &id).await?;
    let deed = signed_in.deed("access.second_factor", id.as_str()).with("off");
    shared.engine.record(deed).await?;
    end_second_factor(&shared.engine, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
