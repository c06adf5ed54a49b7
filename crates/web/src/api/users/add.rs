//! `POST /api/v1/users`: somebody is added.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::Invitation;
use crate::Shared;
use crate::access::{Capability, NewPerson, NotAdded, Role, SignedIn, deeds, invitation};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/users";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ManageAccess), routes!(add))
}

/// Somebody who is to use the console.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// The e-mail, by which they sign in.
    #[schema(max_length = 254, example = "mia@example.com")]
    email: String,
    /// What they are called.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// `owner`, `admin`, `operations`, `auditor` or `agent`.
    #[schema(example = "operations")]
    role: String,
}

/// Adds somebody and makes the link by which they choose a password.
#[utoipa::path(
    post, path = PATH, operation_id = "add_user", tag = "Access", request_body = NewUser,
    responses(
        (status = 201, description = "Added.", body = Invitation),
        (status = 409, description = "The e-mail is somebody's.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn add(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<Invitation>), Fault> {
    let wrong = |code: &'static str| Fault::new(StatusCode::BAD_REQUEST, code);
    let role = Role::parse(&new.role).ok_or_else(|| wrong("access-bad-role").field("role"))?;
    let person = NewPerson {
        email: new.email,
        name: new.name,
        role,
        password: None,
        language: None,
        time_zone: None,
    };
    let id = deeds::add(&shared, &signed_in, person).await.map_err(|error| match error {
        NotAdded::Store(error) => Fault::from(error),
        NotAdded::Taken => Fault::new(StatusCode::CONFLICT, error.code()),
        other => wrong(other.code()),
    })?;
    let (link, ends_at) = invitation(&shared, &id).await?;
    Ok((StatusCode::CREATED, Json(Invitation { id, link, ends_at })))
}
