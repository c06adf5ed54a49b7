//! `DELETE /api/v1/connection`: the connection ends (F7).

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::PATH;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::settings;
use crate::route::Need;
use crate::settings::deeds;

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(disconnect))
}

/// How the connection ended.
#[derive(Debug, Serialize, ToSchema)]
struct ConnectionEnd {
    /// Whether Salesforce has taken the token back. If not, an administrator can do so there.
    revoked: bool,
}

/// Ends the connection: the token is taken back at Salesforce, its secrets are forgotten, and calls wait until an org is
/// connected again. Webhooks are kept meanwhile, and what was set for the org comes back with it.
#[utoipa::path(
    delete, path = PATH, operation_id = "disconnect", tag = "Salesforce",
    responses(
        (status = 200, description = "Ended.", body = ConnectionEnd),
        (status = 400, description = "The configuration file or the environment names the org.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The settings were changed meanwhile.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn disconnect(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<Json<ConnectionEnd>, Fault> {
    let ended = deeds::disconnect(&shared, &signed_in).await;
    let ended = ended.map_err(|error| settings::fault(&error, signed_in.reader.language))?;
    Ok(Json(ConnectionEnd { revoked: ended.revoked }))
}
