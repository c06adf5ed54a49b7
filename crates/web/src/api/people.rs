//! `GET /api/v1/people-copy`: how the copy of the org's people stands.

use axum::extract::State;
use axum::response::Json;
use engine::{ObjectStatus, PeopleStatus};
use language::Locale;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::route::Need;

const PATH: &str = "/api/v1/people-copy";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(show))
}

/// Where people are looked up, and how far the copy is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PeopleCopy {
    /// `mirror`: in a copy beside the calls; `live`: in Salesforce each time.
    mode: &'static str,
    /// The copy of each object; empty where there is none.
    objects: Vec<CopiedObject>,
}

/// The copy of one object.
#[derive(Debug, Serialize, ToSchema)]
struct CopiedObject {
    /// Its name in Salesforce.
    object: String,
    /// `loading`, `ready`, `hidden` from us, or another word for what is going on.
    phase: String,
    /// Rows that its last load stored.
    loaded: i64,
    /// Rows that the load is going to store, once that is known.
    expected: Option<i64>,
    /// Seconds since it was last known to be as Salesforce has it.
    age_seconds: Option<i64>,
    /// What went wrong last, in the asker's language.
    error: Option<String>,
}

/// The status in the words of a reader.
pub(super) fn copy(status: PeopleStatus, locale: &Locale) -> PeopleCopy {
    let object = |status: ObjectStatus| CopiedObject {
        object: status.object,
        phase: status.phase,
        loaded: status.loaded,
        expected: status.expected,
        age_seconds: status.age_seconds,
        error: status.error.map(|error| error.say(locale)),
    };
    PeopleCopy { mode: status.mode, objects: status.objects.into_iter().map(object).collect() }
}

/// Where people are looked up, and how fresh the copy of each object is.
#[utoipa::path(
    get, path = PATH, operation_id = "read_people_copy", tag = "People",
    responses((status = 200, description = "How the copy stands.", body = PeopleCopy))
)]
async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<Json<PeopleCopy>, Fault> {
    Ok(Json(copy(shared.engine.status().await?.people, &signed_in.locale())))
}
