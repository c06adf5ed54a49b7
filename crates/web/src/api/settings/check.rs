//! `POST /api/v1/settings/check`: whether a document could be kept.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{fault, table};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/settings/check";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(check))
}

/// A document to be checked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Draft {
    /// The whole document.
    #[schema(value_type = Object)]
    document: serde_json::Map<String, serde_json::Value>,
}

/// Says what is wrong with a document, without keeping anything.
#[utoipa::path(
    post, path = PATH, operation_id = "check_settings", tag = "Settings", request_body = Draft,
    responses((status = 204, description = "It could be kept."))
)]
async fn check(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(draft): Body<Draft>,
) -> Result<StatusCode, Fault> {
    let checked = shared.engine.check_settings(&table(draft.document)?).await;
    checked.map_err(|error| fault(&error, signed_in.reader.language))?;
    Ok(StatusCode::NO_CONTENT)
}
