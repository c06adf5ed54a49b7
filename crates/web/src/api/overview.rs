//! `GET /api/v1/overview`: the figures of the first page.

use axum::extract::State;
use axum::response::Json;
use engine::{Budget, SourceHeard};
use jiff::tz::TimeZone;
use serde::Serialize;
use store::{Hour, HourSum};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::route::Need;

const PATH: &str = "/api/v1/overview";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::SeeCalls), routes!(show))
}

/// How the day goes.
#[derive(Debug, Serialize, ToSchema)]
struct OverviewFigures {
    /// When it was put together, UTC milliseconds.
    at: i64,
    /// The calls that were first heard of today, in the asker's time zone (a key's is UTC).
    today: CallSum,
    /// The org's API requests; none before Salesforce has told any figure.
    budget: Option<ApiBudget>,
    /// The last 24 hours; the one of now is the last.
    hours: Vec<CallsOfTime>,
    /// The last 14 days in the asker's time zone; today is the last.
    days: Vec<CallsOfTime>,
    /// The configured phone systems.
    sources: Vec<SourceFigures>,
}

/// Calls, added up.
#[derive(Debug, Serialize, ToSchema)]
struct CallSum {
    /// All of them.
    calls: i64,
    /// Their Task is written.
    logged: i64,
    /// A rule leaves them out.
    ignored: i64,
    /// They were given up.
    failed: i64,
    /// Logged on a record.
    matched: i64,
    /// Milliseconds to the Task: half of them took no longer.
    p50: Option<i64>,
    /// The same for 95 of 100.
    p95: Option<i64>,
}

/// The calls that were first heard of in an hour or on a day.
#[derive(Debug, Serialize, ToSchema)]
struct CallsOfTime {
    /// When it begins, UTC milliseconds.
    at: i64,
    /// What they add up to.
    #[serde(flatten)]
    sum: CallSum,
}

/// The org's API requests of 24 hours.
#[derive(Debug, Serialize, ToSchema)]
struct ApiBudget {
    /// When this was read, UTC milliseconds.
    at: i64,
    /// Requests of everybody in the 24 hours before.
    used: i64,
    /// Requests that the org may make in 24 hours.
    allowed: i64,
    /// Of the used ones, those that Ringledger made.
    ours: i64,
    /// Requests an hour at the pace of now, by everybody.
    hourly: i64,
    /// When nothing is left at this pace, UTC milliseconds; none if that is not within a day.
    ends_at: Option<i64>,
}

/// A phone system, and when it was last heard.
#[derive(Debug, Serialize, ToSchema)]
struct SourceFigures {
    /// The source's id.
    id: String,
    /// When its last webhook was taken, UTC milliseconds; none for one that was never heard.
    heard_at: Option<i64>,
    /// Webhooks that were taken.
    taken: i64,
    /// Webhooks that were refused lately.
    refused: i64,
}

/// The figures of the console's first page: today, the API budget with its forecast, calls by hour and day, phone systems.
#[utoipa::path(
    get, path = PATH, operation_id = "read_overview", tag = "Calls",
    responses((status = 200, description = "The figures.", body = OverviewFigures))
)]
async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<Json<OverviewFigures>, Fault> {
    let zone = TimeZone::get(&signed_in.reader.zone).unwrap_or(TimeZone::UTC);
    let overview = shared.engine.overview(&zone).await?;
    Ok(Json(OverviewFigures {
        at: overview.at,
        today: sum(overview.today),
        budget: overview.budget.map(budget),
        hours: overview.hours.into_iter().map(of_time).collect(),
        days: overview.days.into_iter().map(of_time).collect(),
        sources: overview.sources.into_iter().map(source).collect(),
    }))
}

fn sum(sum: HourSum) -> CallSum {
    CallSum {
        calls: sum.calls,
        logged: sum.logged,
        ignored: sum.ignored,
        failed: sum.failed,
        matched: sum.matched,
        p50: sum.p50,
        p95: sum.p95,
    }
}

fn of_time(hour: Hour) -> CallsOfTime {
    CallsOfTime { at: hour.at, sum: sum(hour.sum) }
}

fn budget(budget: Budget) -> ApiBudget {
    ApiBudget {
        at: budget.at,
        used: budget.used,
        allowed: budget.allowed,
        ours: budget.ours,
        hourly: budget.hourly,
        ends_at: budget.ends_at,
    }
}

fn source(source: SourceHeard) -> SourceFigures {
    SourceFigures {
        id: source.id,
        heard_at: source.heard_at,
        taken: source.taken,
        refused: source.refused,
    }
}
