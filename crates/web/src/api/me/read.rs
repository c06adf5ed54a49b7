//! `GET /api/v1/me`: who asks, and what they may do.

use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::access::{Capability, SignedIn};
use crate::api::document::name;
use crate::api::endpoint::Endpoint;
use crate::route::Need;

const PATH: &str = "/api/v1/me";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::SignedIn, routes!(show))
}

/// Whose key or session a request comes with.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// The person's id; `key:` and the key's id for a program.
    id: String,
    /// What the person or the key is called.
    name: String,
    /// Empty for a program.
    email: String,
    /// `owner`, `admin`, `operations`, `auditor` or `agent`; none for a program.
    role: Option<&'static str>,
    /// What is allowed.
    capabilities: Vec<&'static str>,
}

/// Who asks, and what they may do.
#[utoipa::path(
    get, path = PATH, operation_id = "read_me", tag = "Access",
    responses((status = 200, description = "Who asks.", body = Me))
)]
async fn show(signed_in: SignedIn) -> Json<Me> {
    let allowed = Capability::ALL.into_iter().filter(|capability| signed_in.may(*capability));
    Json(Me {
        capabilities: allowed.map(name).collect(),
        role: signed_in.role().map(crate::access::Role::name),
        id: signed_in.user_id,
        name: signed_in.name,
        email: signed_in.email,
    })
}
