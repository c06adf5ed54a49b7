//! `POST /api/v1/settings/undo`: back to an earlier version.

use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{NewVersion, fault};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::Body;
use crate::route::Need;
use crate::settings::deeds;

const PATH: &str = "/api/v1/settings/undo";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Configure), routes!(undo))
}

/// Where to go back to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    /// The version whose document is to hold again; 0: nothing set in the console.
    #[schema(minimum = 0)]
    version: i64,
    /// The version that holds now.
    expected: i64,
}

/// Goes back to the document of an earlier version, as a new version. Secrets stay as they are now.
#[utoipa::path(
    post, path = PATH, operation_id = "undo_settings", tag = "Settings", request_body = Undo,
    responses(
        (status = 200, description = "Kept.", body = NewVersion),
        (status = 404, description = "No such version.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Changed meanwhile.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn undo(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(asked): Body<Undo>,
) -> Result<Json<NewVersion>, Fault> {
    let undone = deeds::undo(&shared, &signed_in, asked.version, asked.expected).await;
    let version = undone.map_err(|error| fault(&error, signed_in.reader.language))?;
    Ok(Json(NewVersion { version }))
}
