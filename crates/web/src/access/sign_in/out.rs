//! `POST /logout`: ends the session.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::ORG;

use crate::Shared;
use crate::access::arrival::Arrival;
use crate::access::trouble::Trouble;
use crate::access::{cookie, token};

/// Ends the session of this browser, if it has one, and shows the login page.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    arrival: Arrival,
) -> Result<Response, Trouble> {
    if let Some(token) = &arrival.token {
        let (store, now) = (shared.engine.store(), shared.engine.now());
        let idle_since = now - shared.edge.access.idle_ms;
        if let Some(row) = store.session(ORG, &token::digest(token), idle_since, now).await? {
            let (user, session) = (row.user.user_id, row.session.session_id);
            store.end_session(ORG, &user, &session).await?;
            shared.engine.record(arrival.deed(&user, "access.sign_out", &user)).await?;
        }
    }
    let removed = cookie::removed(&shared.edge, cookie::SESSION);
    let headers = [(header::LOCATION, "/login".to_owned()), (header::SET_COOKIE, removed)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
