//! `POST /api/v1/sources/{source}/secret`: a new secret for a phone system.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::settings::SettingsError;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::{Body, Id};
use crate::api::settings;
use crate::route::Need;
use crate::settings::Draft;
use crate::settings::sources::{new_secret, rotate};

const PATH: &str = "/api/v1/sources/{source}/secret";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Configure), routes!(change))
}

/// A change of a secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SecretChange {
    /// The version of the settings that is changed.
    expected: i64,
    /// The new secret; one is made if it is left out.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1000)]
    secret: Option<SecretString>,
}

/// A secret that was changed.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedSecret {
    /// The version of the settings from now on.
    version: i64,
    /// The secret, if it was made here. It is told this once.
    secret: Option<String>,
}

/// Gives a phone system a new secret. The one before is good as well until it is forgotten: `PUT /api/v1/settings` with
/// `{"secrets": {"source.<id>.secret_previous": null}}`.
#[utoipa::path(
    post, path = PATH, operation_id = "change_secret", tag = "Settings",
    params(("source" = String, Path, description = "The source's id.")),
    request_body = SecretChange,
    responses(
        (status = 200, description = "Changed.", body = ChangedSecret),
        (status = 409, description = "The settings were changed meanwhile.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
    Body(asked): Body<SecretChange>,
) -> Result<Json<ChangedSecret>, Fault> {
    let refused = |error: SettingsError| settings::fault(&error, signed_in.reader.language);
    let mut draft = Draft::of(&shared).await.map_err(refused)?;
    if !draft.settings.config.sources.iter().any(|source| source.id == id) {
        return Err(Fault::of_status(StatusCode::NOT_FOUND));
    }
    let made = asked.secret.is_none();
    let secret = asked.secret.unwrap_or_else(new_secret);
    rotate::put(&mut draft, &id, secret.clone());
    let note = format!("source {id}");
    let version = draft.keep(&signed_in, asked.expected, &note).await.map_err(refused)?;
    let secret = made.then(|| secret.expose_secret().to_owned());
    Ok(Json(ChangedSecret { version, secret }))
}
