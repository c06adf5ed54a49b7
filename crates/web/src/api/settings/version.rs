//! `GET /api/v1/settings/versions/{version}`: a version of the settings and what it changed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::ORG;
use engine::settings::diff;
use serde::Serialize;
use toml::Table;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const PATH: &str = "/api/v1/settings/versions/{version}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(show))
}

/// A version of the settings, whole.
#[derive(Debug, Serialize, ToSchema)]
struct SettingsVersion {
    /// Its number.
    version: i64,
    /// When it was made, UTC milliseconds.
    at: i64,
    /// Who made it.
    who: String,
    /// What for.
    note: String,
    /// The document.
    #[schema(value_type = Object)]
    document: Table,
    /// What differs from the version before.
    changed: Vec<ChangedKey>,
}

/// A key that differs.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedKey {
    /// The key, such as `source.main.region`.
    path: String,
    /// Its value before, as TOML; none if it was not set.
    before: Option<String>,
    /// Its value after, as TOML; none if it is not set any more.
    after: Option<String>,
}

/// A version of the settings, and what it changed.
#[utoipa::path(
    get, path = PATH, operation_id = "read_setting_version", tag = "Settings",
    params(("version" = i64, Path, description = "The version's number.", minimum = 1)),
    responses((status = 200, description = "The version.", body = SettingsVersion))
)]
async fn show(State(shared): State<Shared>, Id(id): Id) -> Result<Json<SettingsVersion>, Fault> {
    let none = || Fault::new(StatusCode::NOT_FOUND, "api-no-such-version");
    let number: i64 = id.parse().map_err(|_| none())?;
    let store = shared.engine.store();
    let rows = store.setting_versions(ORG, Some(number.saturating_add(1)), 2).await?;
    let mut rows = rows.into_iter();
    let row = rows.next().filter(|row| row.version == number).ok_or_else(none)?;
    let document = |body: &str| body.parse::<Table>().unwrap_or_default();
    let before = rows.next().map(|row| document(&row.body)).unwrap_or_default();
    let document = document(&row.body);
    let lines = diff(&before, &document).into_iter();
    let changed = lines.map(|it| ChangedKey { path: it.path, before: it.before, after: it.after });
    Ok(Json(SettingsVersion {
        version: row.version,
        at: row.at,
        who: row.who,
        note: row.note,
        changed: changed.collect(),
        document,
    }))
}
