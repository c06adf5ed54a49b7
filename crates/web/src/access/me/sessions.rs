//! `/me/sessions`: ending one's own sessions.

use axum::Form;
use axum::extract::State;
use axum::response::Response;
use engine::ORG;
use serde::Deserialize;

use crate::Shared;
use crate::access::SignedIn;
use crate::access::trouble::Trouble;
use crate::shell::back;

/// Which one.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    session: String,
}

/// `POST /me/sessions/end`: one of them; those of others are not found.
pub(crate) async fn end(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Form(which): Form<Which>,
) -> Result<Response, Trouble> {
    let id = &signed_in.user_id;
    shared.engine.record(signed_in.deed("access.end_session", &**id)).await?;
    shared.engine.store().end_session(ORG, id, &which.session).await?;
    Ok(back("/me", "access-said-session-ended"))
}

/// `POST /me/sessions/end-others`: all but this one.
pub(crate) async fn end_others(
    State(shared): State<Shared>,
    signed_in: SignedIn,
) -> Result<Response, Trouble> {
    let id = &signed_in.user_id;
    let this = signed_in.session.as_ref().map(|session| &*session.session_id);
    shared.engine.record(signed_in.deed("access.end_sessions", &**id)).await?;
    shared.engine.store().end_sessions(ORG, id, this).await?;
    Ok(back("/me", "access-said-sessions-ended"))
}
