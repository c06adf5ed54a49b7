//! `GET /api/v1/connection`: whether an org is connected.

use std::time::Duration;

use axum::extract::State;
use axum::response::Json;
use engine::settings::DISCONNECTED;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::PATH;
use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;

/// An org that does not answer keeps nobody from learning the rest.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(show))
}

/// How the connection stands.
#[derive(Debug, Serialize, ToSchema)]
struct Connection {
    /// Whether there is what it takes to sign in to Salesforce. `POST /api/v1/doctor` tells whether it works.
    connected: bool,
    /// Whether somebody has ended the connection, and calls wait for another one.
    disconnected: bool,
    /// The org's address, where it is known.
    org_url: Option<String>,
}

/// Whether an org is connected.
#[utoipa::path(
    get, path = PATH, operation_id = "read_connection", tag = "Salesforce",
    responses((status = 200, description = "How it stands.", body = Connection))
)]
async fn show(State(shared): State<Shared>) -> Result<Json<Connection>, Fault> {
    let org_url = tokio::time::timeout(PATIENCE, shared.engine.org_url()).await;
    Ok(Json(Connection {
        connected: shared.engine.is_connected().await?,
        disconnected: shared.engine.is_held_for(DISCONNECTED).await?,
        org_url: org_url.ok().flatten(),
    }))
}
