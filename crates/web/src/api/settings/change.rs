//! `PUT /api/v1/settings`: the whole document as it is to be.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Json;
use engine::settings::Change;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{NewVersion, changed, table};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/settings";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Configure), routes!(change))
}

/// A change of the settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsChange {
    /// The version that was changed.
    expected: i64,
    /// The whole document as it is to be.
    #[schema(value_type = Object)]
    document: serde_json::Map<String, serde_json::Value>,
    /// Secrets by path that are to be kept, or (null) forgotten. All others stay, but for those that would be sent to
    /// another place than before, such as the password of another mail server: they are forgotten.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    secrets: BTreeMap<String, Option<SecretString>>,
    /// What for, in one line.
    #[serde(default)]
    #[schema(max_length = 1000)]
    note: String,
}

/// Changes the settings. The document is checked as a whole before it is kept, and counts at once; the answer is 409 if
/// somebody else was faster.
#[utoipa::path(
    put, path = PATH, operation_id = "change_settings", tag = "Settings",
    request_body = SettingsChange,
    responses(
        (status = 200, description = "Kept.", body = NewVersion),
        (status = 409, description = "Changed meanwhile.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(asked): Body<SettingsChange>,
) -> Result<Json<NewVersion>, Fault> {
    let change = Change {
        expected: asked.expected,
        document: table(asked.document)?,
        secrets: asked.secrets,
        who: signed_in.name.clone(),
        note: asked.note,
        keeps_connection: !signed_in.may(Capability::ManageAccess),
        ..Change::default()
    };
    let version = changed(&shared, &signed_in, change).await?;
    Ok(Json(NewVersion { version }))
}
