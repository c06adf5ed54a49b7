//! `POST /logout`: ends the session.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::ORG;

use super::{check, cookie};
use crate::{Shared, unavailable};

/// Ends the session of this browser, if it has one, and shows the login page.
pub(crate) async fn submit(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let ended = match check::session(&shared, &parts).await {
        Ok(Some(row)) => {
            let (user, session) = (&row.user.user_id, &row.session.session_id);
            shared.engine.store().end_session(ORG, user, session).await.map(drop)
        }
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = ended {
        tracing::error!(%error, "a session could not be ended");
        return unavailable(error.code());
    }
    let removed = cookie::removed(&shared.edge, cookie::SESSION);
    let headers = [(header::LOCATION, "/login".to_owned()), (header::SET_COOKIE, removed)];
    (StatusCode::SEE_OTHER, headers).into_response()
}
