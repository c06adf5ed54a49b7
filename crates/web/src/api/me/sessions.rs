//! `/api/v1/me/sessions`: where somebody is signed in, and ending it there.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::ORG;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::SignedIn;
use crate::api::endpoint::Endpoint;
use crate::api::fault::Fault;
use crate::api::input::Id;
use crate::route::Need;

const ALL: &str = "/api/v1/me/sessions";
const ONE: &str = "/api/v1/me/sessions/{session}";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(ALL, Need::SignedIn, routes!(list))
}

pub(super) fn endpoint_one() -> Endpoint {
    Endpoint::new(ONE, Need::SignedIn, routes!(end))
}

pub(super) fn endpoint_others() -> Endpoint {
    Endpoint::new(ALL, Need::SignedIn, routes!(end_others))
}

/// Sessions of the console.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSessions {
    /// All of the asker; none for a program.
    sessions: Vec<OwnSession>,
}

/// A browser in which somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSession {
    /// Its id, which opens nothing.
    id: String,
    /// Whether this request came with it.
    this: bool,
    /// When it began, UTC milliseconds.
    created_at: i64,
    /// When it was last used, UTC milliseconds, to the minute.
    seen_at: i64,
    /// When it ends at the latest, UTC milliseconds.
    ends_at: i64,
    /// From which address it began.
    address: Option<String>,
    /// What the browser says it is.
    agent: Option<String>,
}

/// Where the asker is signed in to the console.
#[utoipa::path(
    get, path = ALL, operation_id = "list_own_sessions", tag = "Access",
    responses((status = 200, description = "The sessions.", body = OwnSessions))
)]
async fn list(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<Json<OwnSessions>, Fault> {
    let (store, now) = (shared.engine.store(), shared.engine.now());
    let idle_since = now - shared.edge.access.idle_ms;
    let rows = store.sessions(ORG, &signed_in.user_id, idle_since, now).await?;
    let this = signed_in.session.map(|session| session.session_id);
    let session = |row: store::SessionRow| OwnSession {
        this: this.as_ref() == Some(&row.session_id),
        id: row.session_id,
        created_at: row.created_at,
        seen_at: row.seen_at,
        ends_at: row.ends_at,
        address: row.address,
        agent: row.agent,
    };
    Ok(Json(OwnSessions { sessions: rows.into_iter().map(session).collect() }))
}

/// Ends one of the asker's sessions; those of others are not found.
#[utoipa::path(
    delete, path = ONE, operation_id = "end_own_session", tag = "Access",
    params(("session" = String, Path, description = "The session's id.")),
    responses((status = 204, description = "It is over."))
)]
async fn end(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Id(session): Id,
) -> Result<StatusCode, Fault> {
    let user_id = &*signed_in.user_id;
    shared.engine.record(signed_in.deed("access.end_session", user_id)).await?;
    match shared.engine.store().end_session(ORG, user_id, &session).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Fault::of_status(StatusCode::NOT_FOUND)),
    }
}

/// Ends all of the asker's sessions but the one of this request.
#[utoipa::path(
    delete, path = ALL, operation_id = "end_other_sessions", tag = "Access",
    responses((status = 204, description = "They are over."))
)]
async fn end_others(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<StatusCode, Fault> {
    let user_id = &*signed_in.user_id;
    let this = signed_in.session.as_ref().map(|session| &*session.session_id);
    shared.engine.record(signed_in.deed("access.end_sessions", user_id)).await?;
    shared.engine.store().end_sessions(ORG, user_id, this).await?;
    Ok(StatusCode::NO_CONTENT)
}
