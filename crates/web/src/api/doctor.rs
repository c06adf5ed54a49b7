//! `POST /api/v1/doctor`: what stands between us and Salesforce.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::doctor::{Check, Group, Verdict};
use language::Locale;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::route::Need;

const PATH: &str = "/api/v1/doctor";

/// An answer must come, whatever Salesforce does.
const PATIENCE: Duration = Duration::from_secs(25);

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadSettings), routes!(examine))
}

/// What the doctor found.
#[derive(Debug, Serialize, ToSchema)]
struct DoctorFindings {
    /// The checks, in the order of their codes.
    checks: Vec<DoctorCheck>,
    /// API requests that were spent on it.
    api_requests: u64,
}

/// One check. Its sentences are in the asker's language.
#[derive(Debug, Serialize, ToSchema)]
struct DoctorCheck {
    /// The topic's stable code, such as `D13`; docs/doctor.md explains each.
    code: &'static str,
    /// `configuration`, `sign_in`, `org`, `task` or `people`.
    group: &'static str,
    /// What was checked.
    name: String,
    /// `good`, `note`, `unseen` (the org does not let us look), `warning` or `failure`.
    verdict: &'static str,
    /// The finding's stable name, where something is to be said.
    finding: Option<&'static str>,
    /// What was found.
    found: String,
    /// Why it is so and what follows from it, where that is not plain.
    why: Option<String>,
    /// What to do; none if all is well.
    fix: Option<String>,
}

/// Signs in to Salesforce, looks at the org as calls would be written, and tries a Task that does not stay. Costs some API
/// requests.
#[utoipa::path(
    post, path = PATH, operation_id = "examine", tag = "Salesforce",
    responses((status = 200, description = "What was found.", body = DoctorFindings))
)]
async fn examine(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<Json<DoctorFindings>, Fault> {
    let late = || Fault::new(StatusCode::SERVICE_UNAVAILABLE, "api-salesforce");
    let examined = tokio::time::timeout(PATIENCE, shared.engine.doctor()).await;
    let examination = examined.map_err(|_| late().reason("no answer within 25 seconds"))?;
    let locale = signed_in.locale();
    Ok(Json(DoctorFindings {
        checks: examination.checks.into_iter().map(|it| check(it, &locale)).collect(),
        api_requests: examination.api_requests,
    }))
}

fn check(check: Check, locale: &Locale) -> DoctorCheck {
    DoctorCheck {
        code: check.code,
        group: match check.group {
            Group::Configuration => "configuration",
            Group::SignIn => "sign_in",
            Group::Org => "org",
            Group::Task => "task",
            Group::People => "people",
        },
        name: check.name.say(locale),
        verdict: match check.verdict {
            Verdict::Good => "good",
            Verdict::Note => "note",
            Verdict::Unseen => "unseen",
            Verdict::Warning => "warning",
            Verdict::Failure => "failure",
        },
        finding: check.finding,
        found: check.found.say(locale),
        why: check.why.map(|why| why.say(locale)),
        fix: check.fix.map(|fix| fix.say(locale)),
    }
}
