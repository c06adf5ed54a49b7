//! `GET /api/v1/audit`: who did what.

use axum::extract::State;
use axum::response::Json;
use engine::ORG;
use serde::{Deserialize, Serialize};
use store::{AuditFilter, AuditRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::fault::Fault;
use super::input::Query;
use super::page::{self, Limit};
use crate::Shared;
use crate::access::Capability;
use crate::route::Need;

const PATH: &str = "/api/v1/audit";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::ReadAudit), routes!(list))
}

/// Which deeds to show; what is left out does not matter.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// By whom: a person's id, or `key:` and a key's id.
    #[param(max_length = 200)]
    who: Option<String>,
    /// What: a stable name such as `calls.retry`; `calls.` finds all that begin with it.
    #[param(max_length = 200)]
    what: Option<String>,
    /// The id of what it was done to.
    #[param(max_length = 400)]
    about: Option<String>,
    /// Not before this moment, UTC milliseconds.
    from: Option<i64>,
    /// Before this moment, UTC milliseconds.
    until: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 400)]
    cursor: Option<String>,
    /// Entries of the page.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, default = 50)]
    limit: Limit,
}

/// A page of the audit log, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct AuditPage {
    deeds: Vec<AuditDeed>,
    /// The `cursor` of the next page; none on the last.
    next: Option<String>,
}

/// What somebody did.
#[derive(Debug, Serialize, ToSchema)]
struct AuditDeed {
    /// Its place in the chain: 1, 2, 3, … without gaps.
    place: i64,
    /// When, UTC milliseconds.
    at: i64,
    /// Who: a person's id, `key:` and a key's id, or a command.
    who: String,
    /// What, as a stable name such as `calls.retry`.
    what: String,
    /// The id of what it was done to.
    about: String,
    /// What was there before.
    before: Option<String>,
    /// What was there afterwards.
    after: Option<String>,
    /// From which address.
    address: Option<String>,
    /// The request, as the log calls it.
    request_id: Option<String>,
    /// SHA-256 over this deed and the hash of the deed before.
    hash: String,
}

/// The audit log, the newest deed first. `ringledger audit verify` checks its chain.
#[utoipa::path(
    get, path = PATH, operation_id = "list_audit", tag = "Access", params(Asked),
    responses((status = 200, description = "A page of it.", body = AuditPage))
)]
async fn list(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<AuditPage>, Fault> {
    let before = page::place::<i64>(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let filter = AuditFilter {
        who: asked.who,
        what: asked.what,
        about: asked.about,
        from: asked.from,
        until: asked.until,
    };
    let mut rows = shared.engine.store().audit_page(ORG, &filter, before, limit.0 + 1).await?;
    let more = page::split(&mut rows, limit);
    let next = rows.last().filter(|_| more).map(|row| page::cursor(&row.place));
    Ok(Json(AuditPage { deeds: rows.into_iter().map(deed).collect(), next }))
}

fn deed(row: AuditRow) -> AuditDeed {
    AuditDeed {
        place: row.place,
        at: row.at,
        who: row.who,
        what: row.what,
        about: row.about,
        before: row.before,
        after: row.after,
        address: row.address,
        request_id: row.request_id,
        hash: row.hash,
    }
}
