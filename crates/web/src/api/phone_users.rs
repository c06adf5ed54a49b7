//! `GET /api/v1/phone-users`: who the phone users are in Salesforce.

use axum::extract::State;
use axum::response::Json;
use engine::{PhoneUser, UserStanding, UsersReportError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::fault::Fault;
use super::input::Query;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::route::Need;

const PATH: &str = "/api/v1/phone-users";

/// Days that are looked at, if nobody says how many.
const USUAL: u32 = 14;

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(list))
}

/// How far back to look.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Days of calls to look at.
    #[param(minimum = 1, maximum = 90, default = 14)]
    days: Option<u32>,
}

/// What the calls of some days say about phone users.
#[derive(Debug, Serialize, ToSchema)]
struct PhoneUsers {
    /// Calls that were looked at.
    calls: u64,
    /// Their phone users: those who need somebody first, then by how many calls they had.
    users: Vec<PhoneUserLine>,
    /// Phone users beyond those that are listed.
    users_left_out: u64,
}

/// One user of a phone system.
#[derive(Debug, Serialize, ToSchema)]
struct PhoneUserLine {
    /// The source by its id.
    source: String,
    /// The phone system's id of the user.
    id: Option<String>,
    /// The name in the phone system.
    name: Option<String>,
    /// The e-mail address in the phone system.
    email: Option<String>,
    /// The extension.
    extension: Option<String>,
    /// Calls in which the user took part.
    calls: u64,
    /// `unmapped`, `inactive` or `mapped`.
    standing: &'static str,
    /// Salesforce id of the user.
    salesforce_user_id: Option<String>,
    /// `Username` of that user.
    salesforce_username: Option<String>,
    /// `Username` of whom it may be, where nobody was found.
    suggestion: Option<String>,
}

/// Who the phone users of the last calls are in Salesforce, and who is nobody there. Reading the org's users costs API
/// requests once in a while.
#[utoipa::path(
    get, path = PATH, operation_id = "list_phone_users", tag = "People", params(Asked),
    responses((status = 200, description = "The phone users.", body = PhoneUsers))
)]
async fn list(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<PhoneUsers>, Fault> {
    let days = asked.days.unwrap_or(USUAL);
    let report = shared.engine.users_report(days).await.map_err(|error| match error {
        UsersReportError::Store(error) => Fault::from(error),
        UsersReportError::Salesforce(failure) => Fault::salesforce(&failure),
    })?;
    let masks = signed_in.masks();
    Ok(Json(PhoneUsers {
        calls: report.calls,
        users: report.users.into_iter().map(|user| line(user, masks)).collect(),
        users_left_out: report.users_left_out,
    }))
}

fn line(user: PhoneUser, masks: bool) -> PhoneUserLine {
    let personal = |text: Option<String>| text.filter(|_| !masks);
    PhoneUserLine {
        source: user.source,
        id: user.id,
        name: personal(user.name),
        email: personal(user.email),
        extension: user.extension,
        calls: user.calls,
        standing: match user.standing {
            UserStanding::Unmapped => "unmapped",
            UserStanding::Inactive => "inactive",
            UserStanding::Mapped => "mapped",
        },
        salesforce_user_id: user.salesforce.as_ref().map(|user| user.id.clone()),
        salesforce_username: personal(user.salesforce.map(|user| user.username)),
        suggestion: personal(user.suggestion.map(|suggestion| suggestion.user.username)),
    }
}
