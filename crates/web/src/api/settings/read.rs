//! `GET /api/v1/settings`: the document as it is now.

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use toml::Table;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::fault;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;

const PATH: &str = "/api/v1/settings";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(show))
}

/// The settings that were made in the console.
#[derive(Debug, Serialize, ToSchema)]
struct Document {
    /// The version of the document; 0 if nobody has changed anything.
    version: i64,
    /// The document, as the tables of `ringledger.toml`: `salesforce`, `delivery`, `source`, `profile` …
    #[schema(value_type = Object)]
    document: Table,
    /// The paths of the secrets that are kept with it, such as `source.main.secret`. Nobody is told what they are.
    secrets: Vec<String>,
}

/// The settings that were made in the console. What the configuration file or the environment sets lies above them.
#[utoipa::path(
    get, path = PATH, operation_id = "read_settings", tag = "Settings",
    responses((status = 200, description = "The document.", body = Document))
)]
async fn show(State(shared): State<Shared>, signed_in: SignedIn) -> Result<Json<Document>, Fault> {
    let settings = shared.engine.settings().await;
    let settings = settings.map_err(|error| fault(&error, signed_in.reader.language))?;
    Ok(Json(Document {
        version: settings.version,
        document: settings.document,
        secrets: settings.secrets,
    }))
}
