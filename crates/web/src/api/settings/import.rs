//! `POST /api/v1/settings/import`: settings from a TOML file.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Json;
use engine::settings::{Change, read_document};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{NewVersion, changed, fault};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/settings/import";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Configure), routes!(import))
}

/// Settings from a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsFile {
    /// The version that it is to take the place of.
    expected: i64,
    /// The file's text, as `GET /api/v1/settings.toml` gives it.
    #[schema(min_length = 1, example = "[delivery]\nbatch = 100\n")]
    toml: String,
    /// What for, in one line.
    #[serde(default)]
    #[schema(max_length = 1000)]
    note: String,
}

/// Puts the settings of a file in the place of those in force. They are checked as a whole before they are kept; secrets stay
/// as they are.
#[utoipa::path(
    post, path = PATH, operation_id = "import_settings", tag = "Settings", request_body = SettingsFile,
    responses(
        (status = 200, description = "Kept.", body = NewVersion),
        (status = 409, description = "Changed meanwhile.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn import(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(file): Body<SettingsFile>,
) -> Result<Json<NewVersion>, Fault> {
    let language = signed_in.reader.language;
    let document = read_document(&file.toml).map_err(|error| fault(&error, language))?;
    let change = Change {
        expected: file.expected,
        document,
        secrets: BTreeMap::new(),
        who: signed_in.name.clone(),
        note: file.note,
        keeps_connection: !signed_in.may(Capability::ManageAccess),
        ..Change::default()
    };
    let version = changed(&shared, &signed_in, change).await?;
    Ok(Json(NewVersion { version }))
}
