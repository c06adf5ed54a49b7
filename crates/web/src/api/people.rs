//! `GET /api/v1/people-copy`: how the copy of the org's people stands.

use axum::extract::State;
use axum::response::Json;
use engine::{ObjectStatus, PeopleStatus};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::Shared;
use crate::access::Capability;
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
    /// What went wrong last.
    error: Option<String>,
}

impl From<PeopleStatus> for PeopleCopy {
    fn from(status: PeopleStatus) -> PeopleCopy {
        let objects = status.objects.into_iter().map(CopiedObject::from).collect();
        PeopleCopy { mode: status.mode, objects }
    }
}

impl From<ObjectStatus> for CopiedObject {
    fn from(status: ObjectStatus) -> CopiedObject {
        CopiedObject {
            object: status.object,
            phase: status.phase,
            loaded: status.loaded,
            expected: status.expected,
            age_seconds: status.age_seconds,
            error: status.error.map(|error| error.to_string()),
        }
    }
}

/// Where people are looked up, and how fresh the copy of each object is.
#[utoipa::path(
    get, path = PATH, operation_id = "read_people_copy", tag = "People",
    responses((status = 200, description = "How the copy stands.", body = PeopleCopy))
)]
async fn show(State(shared): State<Shared>) -> Result<Json<PeopleCopy>, Fault> {
    Ok(Json(shared.engine.status().await?.people.into()))
}
