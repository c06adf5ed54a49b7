//! `POST /api/v1/connection`: signs in with the settings as they are, and lets waiting calls go on.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::settings::Unconnected;
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

/// How long Salesforce may take to let us in.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(settle))
}

/// As whom we are signed in.
#[derive(Debug, Serialize, ToSchema)]
struct ConnectedAs {
    /// The org's Salesforce id.
    org_id: String,
    /// The user's Salesforce id.
    user_id: String,
    /// Whether settings came back that had been made for this org before it was disconnected.
    restored: bool,
}

/// Signs in to Salesforce with the settings as they are. Calls that waited for a connection go on, and what was set for the
/// same org before comes back.
#[utoipa::path(
    post, path = PATH, operation_id = "connect", tag = "Salesforce",
    responses(
        (status = 200, description = "Signed in.", body = ConnectedAs),
        (status = 400, description = "What was set for this org before does not hold any more.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Salesforce does not let us in; `reason` says why.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn settle(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<Json<ConnectedAs>, Fault> {
    let settled = tokio::time::timeout(PATIENCE, deeds::connect(&shared, &signed_in)).await;
    let late = || Fault::new(StatusCode::SERVICE_UNAVAILABLE, "api-salesforce");
    let connected = settled.map_err(|_| late().reason("no answer within 15 seconds"))?;
    let connected = connected.map_err(|error| match error {
        // Trying again does not help: the settings have to be mended first.
        Unconnected::Salesforce(failure) => {
            Fault::salesforce(&failure).status(StatusCode::CONFLICT)
        }
        Unconnected::Settings(error) => settings::fault(&error, signed_in.reader.language),
        Unconnected::Store(error) => error.into(),
    })?;
    Ok(Json(ConnectedAs {
        org_id: connected.identity.organization_id.to_string(),
        user_id: connected.identity.user_id.to_string(),
        restored: connected.restored,
    }))
}
