//! `POST /api/v1/calls/{call}/people`: whom a call could belong to.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::{FindError, FoundPerson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::seen;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::{Body, Id};
use crate::route::Need;

const PATH: &str = "/api/v1/calls/{call}/people";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::EditCalls), routes!(find))
}

/// Who is looked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SoughtPeople {
    /// At least two letters of a name, or four digits of a number however it is spelt.
    #[schema(min_length = 2, max_length = 200)]
    text: String,
}

/// Who was found.
#[derive(Debug, Serialize, ToSchema)]
struct PeopleFound {
    /// At most ten of each object; `record_id` of one goes to `PUT /api/v1/calls/{call}/record`.
    people: Vec<PersonFound>,
    /// Whether Salesforce was asked, and not the copy of the org's people.
    live: bool,
}

/// Somebody whom the call could belong to.
#[derive(Debug, Serialize, ToSchema)]
struct PersonFound {
    /// `Contact`, `Account` or `Lead`.
    object: &'static str,
    /// The record's Salesforce id.
    record_id: String,
    /// Its name.
    name: String,
    /// The company.
    company: Option<String>,
    /// The first of its numbers.
    phone: Option<String>,
}

/// Looks for people of the org by name or number, to pick another record for a call. May cost one API request. That somebody
/// looked is written down.
#[utoipa::path(
    post, path = PATH, operation_id = "find_people", tag = "Calls",
    params(("call" = String, Path, description = "The call's id, `source:call`.")),
    request_body = SoughtPeople,
    responses(
        (status = 200, description = "Who was found.", body = PeopleFound),
        (status = 403, description = "A key without the scope `pii:read`.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn find(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(id): Id,
    Body(sought): Body<SoughtPeople>,
) -> Result<Json<PeopleFound>, Fault> {
    // Whoever may try any text finds a name or a number out by who has it, masked or not.
    if signed_in.masks() {
        return Err(Fault::new(StatusCode::FORBIDDEN, "api-not-allowed"));
    }
    seen(&shared, &signed_in, &id).await?;
    shared.engine.record(signed_in.deed("calls.people", id)).await?;
    let found = shared.engine.find_people(&sought.text).await.map_err(|error| match error {
        FindError::TooShort => {
            Fault::new(StatusCode::BAD_REQUEST, "calls-pick-too-short").field("text")
        }
        FindError::Salesforce(failure) => Fault::salesforce(&failure),
        FindError::Store(error) => error.into(),
    })?;
    let people = found.people.into_iter().map(person).collect();
    Ok(Json(PeopleFound { people, live: found.live }))
}

fn person(one: FoundPerson) -> PersonFound {
    PersonFound {
        object: one.object,
        record_id: one.id,
        name: one.name,
        company: one.company,
        phone: one.phone,
    }
}
