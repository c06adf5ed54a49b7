//! `POST /api/v1/privacy/disclosures`: everything that is kept of a number, to hand to the person.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::Disclosure;
use utoipa_axum::routes;

use super::{NumberOfPerson, not_erased};
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/privacy/disclosures";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Erase), routes!(disclose))
}

/// Tells everything that is kept of a number: its calls, what phone systems sent of them, people, contacts and choices; of
/// texts about others only how many name it. That somebody asked is written down, without the number.
#[utoipa::path(
    post, path = PATH, operation_id = "disclose_person", tag = "Privacy", request_body = NumberOfPerson,
    responses(
        (status = 200, description = "What is kept.", body = Object),
        (status = 403, description = "A key without the scope `pii:read`.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn disclose(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(person): Body<NumberOfPerson>,
) -> Result<Json<Disclosure>, Fault> {
    // To erase a person one need not read what is kept of them.
    if signed_in.masks() {
        return Err(Fault::new(StatusCode::FORBIDDEN, "api-not-allowed"));
    }
    let by = signed_in.deed("privacy.disclose", "");
    Ok(Json(shared.engine.disclose(&person.number, by).await.map_err(not_erased)?))
}
