//! `GET /api/v1/users`: who may use the console.

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

const PATH: &str = "/api/v1/users";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(list))
}

/// The users.
#[derive(Debug, Serialize, ToSchema)]
struct Users {
    users: Vec<User>,
}

/// Somebody who may use the console.
#[derive(Debug, Serialize, ToSchema)]
struct User {
    /// The id, as the audit log names it.
    id: String,
    /// The e-mail.
    email: String,
    /// What the person is called.
    name: String,
    /// `owner`, `admin`, `operations`, `auditor` or `agent`.
    role: String,
    /// The Salesforce user, if that is known.
    salesforce_user_id: Option<String>,
    /// Whether a second factor is asked for.
    second_factor: bool,
    /// When the person was added, UTC milliseconds.
    created_at: i64,
    /// When the person last signed in, UTC milliseconds.
    signed_in_at: Option<i64>,
    /// When the person was shut out, UTC milliseconds.
    disabled_at: Option<i64>,
}

/// The people who may use the console.
#[utoipa::path(
    get, path = PATH, operation_id = "list_users", tag = "Access",
    responses((status = 200, description = "The users.", body = Users))
)]
async fn list(State(shared): State<Shared>) -> Result<Json<Users>, Fault> {
    let user = |row: store::UserRow| User {
        id: row.user_id,
        email: row.email,
        name: row.name,
        role: row.role,
        salesforce_user_id: row.salesforce_user_id,
        second_factor: row.totp_since.is_some(),
        created_at: row.created_at,
        signed_in_at: row.signed_in_at,
        disabled_at: row.disabled_at,
    };
    let users = shared.engine.store().users(ORG).await?;
    Ok(Json(Users { users: users.into_iter().map(user).collect() }))
}
