//! `GET /api/v1/keys`: the keys of programs.

use axum::extract::State;
use axum::response::Json;
use engine::ORG;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::Capability;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::route::Need;

const PATH: &str = "/api/v1/keys";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(list))
}

/// The keys.
#[derive(Debug, Serialize, ToSchema)]
struct Keys {
    /// The newest first, also those that are over.
    keys: Vec<Key>,
}

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
struct Key {
    /// Its id, as the audit log names it behind `key:`.
    id: String,
    /// What a person calls it.
    name: String,
    /// What it may do.
    scopes: Vec<String>,
    /// The id of the person who made it.
    created_by: String,
    /// When it was made, UTC milliseconds.
    created_at: i64,
    /// When it ends, UTC milliseconds; none: when it is revoked.
    ends_at: Option<i64>,
    /// When it was last used, UTC milliseconds, to the minute.
    used_at: Option<i64>,
    /// When it was revoked, UTC milliseconds.
    revoked_at: Option<i64>,
}

/// The keys of programs, without their secrets.
#[utoipa::path(
    get, path = PATH, operation_id = "list_keys", tag = "Access",
    responses((status = 200, description = "The keys.", body = Keys))
)]
async fn list(State(shared): State<Shared>) -> Result<Json<Keys>, Fault> {
    let key = |row: store::ApiKeyRow| Key {
        id: row.key_id,
        name: row.name,
        scopes: row.scopes.split(' ').map(str::to_owned).collect(),
        created_by: row.created_by,
        created_at: row.created_at,
        ends_at: row.ends_at,
        used_at: row.used_at,
        revoked_at: row.revoked_at,
    };
    let keys = shared.engine.store().api_keys(ORG).await?;
    Ok(Json(Keys { keys: keys.into_iter().map(key).collect() }))
}
