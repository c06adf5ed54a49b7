//! `GET /api/v1/settings/versions`: who changed the settings when.

use axum::extract::State;
use axum::response::Json;
use engine::ORG;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Query;
use crate::api::page::{self, Limit};
use crate::route::Need;

const PATH: &str = "/api/v1/settings/versions";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(list))
}

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The `next` of the page before.
    #[param(max_length = 400)]
    cursor: Option<String>,
    /// Entries of the page.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, default = 50)]
    limit: Limit,
}

/// A page of versions, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct Versions {
    versions: Vec<Version>,
    /// The `cursor` of the next page; none on the last.
    next: Option<String>,
}

/// A version of the settings.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// Its number: 1, 2, …
    version: i64,
    /// When it was made, UTC milliseconds.
    at: i64,
    /// Who made it.
    who: String,
    /// What for.
    note: String,
}

/// The versions of the settings, the newest first.
#[utoipa::path(
    get, path = PATH, operation_id = "list_setting_versions", tag = "Settings", params(Asked),
    responses((status = 200, description = "A page of them.", body = Versions))
)]
async fn list(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<Versions>, Fault> {
    let before = page::place::<i64>(asked.cursor.as_deref())?;
    let store = shared.engine.store();
    let mut rows = store.setting_versions(ORG, before, asked.limit.0 + 1).await?;
    let more = page::split(&mut rows, asked.limit);
    let next = rows.last().filter(|_| more).map(|row| page::cursor(&row.version));
    let version = |row: store::SettingVersion| Version {
        version: row.version,
        at: row.at,
        who: row.who,
        note: row.note,
    };
    Ok(Json(Versions { versions: rows.into_iter().map(version).collect(), next }))
}
