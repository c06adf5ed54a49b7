//! `POST /api/v1/keys`: a new key.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, Scope, SignedIn, issue_key};
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/keys";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(make))
}

/// A key that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyWish {
    /// What a person calls it: 1 to 200 characters, not blanks alone.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it may do: `config:read`, `config:write`, `calls:read`, `pii:read`, `calls:replay`, `export`,
    /// `privacy:erase`, `audit:read`.
    #[schema(min_items = 1, max_items = 8)]
    scopes: Vec<String>,
    /// After how many days it ends; none: when it is revoked.
    #[schema(minimum = 1, maximum = 3660)]
    days: Option<i64>,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
struct MadeKey {
    /// Its id.
    id: String,
    /// The key itself. It is told this once and kept nowhere.
    secret: String,
    /// When it ends, UTC milliseconds; none: when it is revoked.
    ends_at: Option<i64>,
}

/// Makes a key for a program and tells it, this once.
#[utoipa::path(
    post, path = PATH, operation_id = "make_key", tag = "Access", request_body = KeyWish,
    responses((status = 201, description = "Made.", body = MadeKey))
)]
async fn make(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(wish): Body<KeyWish>,
) -> Result<(StatusCode, Json<MadeKey>), Fault> {
    let wrong = |field: &str| Fault::new(StatusCode::BAD_REQUEST, "access-bad-key").field(field);
    let name = wish.name.trim();
    if name.is_empty() {
        return Err(wrong("name"));
    }
    let scopes: Option<Vec<Scope>> = wish.scopes.iter().map(|name| Scope::parse(name)).collect();
    let scopes = scopes.ok_or_else(|| wrong("scopes"))?;
    let (row, secret) = issue_key(&shared, &signed_in, name, &scopes, wish.days).await?;
    Ok((StatusCode::CREATED, Json(MadeKey { id: row.key_id, secret, ends_at: row.ends_at })))
}
