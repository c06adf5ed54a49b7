//! `GET /api/v1/settings.toml`: the document as a file.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::routes;

use super::fault;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;

const PATH: &str = "/api/v1/settings.toml";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(export))
}

/// The settings that were made in the console as a TOML file, without their secrets.
#[utoipa::path(
    get, path = PATH, operation_id = "export_settings", tag = "Settings",
    responses((status = 200, description = "The file.", body = String, content_type = "application/toml"))
)]
async fn export(State(shared): State<Shared>, signed_in: SignedIn) -> Result<Response, Fault> {
    let settings = shared.engine.settings().await;
    let settings = settings.map_err(|error| fault(&error, signed_in.reader.language))?;
    let text = toml::to_string(&settings.document).map_err(|error| {
        tracing::error!(%error, "the settings cannot be written as TOML");
        Fault::of_status(StatusCode::SERVICE_UNAVAILABLE)
    })?;
    let deed = signed_in.deed("settings.export", settings.version.to_string());
    shared.engine.record(deed).await?;
    Ok(([(header::CONTENT_TYPE, "application/toml")], text).into_response())
}
