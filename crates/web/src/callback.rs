//! `GET /oauth/callback`: where Salesforce sends the administrator back after login and consent. The session's cookie does not
//! come along from another site, so this page asks for nobody: the single-use code and our own secret are the proof.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use engine::settings::NOT_LIVE;
use engine::{Callback, ConnectError};

use crate::Shared;
use crate::access::{Arrival, Trouble, finish_sign_in};
use crate::shell::{Frame, Visit, show};

#[derive(Template)]
#[template(path = "callback.html")]
struct Page {
    frame: Frame,
    connected: bool,
    sentence: String,
    /// Where the person goes on.
    next: &'static str,
}

/// Finishes a sign-in of this browser; else what the console, or `ringledger connect`, began.
pub(crate) async fn finish(
    State(shared): State<Shared>,
    visit: Visit,
    arrival: Arrival,
    headers: HeaderMap,
    Query(callback): Query<Callback>,
) -> Result<Response, Trouble> {
    if let Some(answer) = finish_sign_in(&shared, &visit, &arrival, &headers, &callback).await {
        return answer;
    }
    let finished = shared.engine.finish_connect(&shared.edge.public_url, &callback).await;
    let frame = visit.bare_frame();
    let new = shared.engine.is_held_for(NOT_LIVE).await.unwrap_or_default();
    let next = if new { "/setup/salesforce" } else { "/settings/salesforce" };
    let (status, connected, sentence) = match finished {
        Ok(identity) => {
            let sentence = frame.words.with("settings-callback-done", "name", identity.username);
            (StatusCode::OK, true, sentence)
        }
        Err(error) => (StatusCode::BAD_REQUEST, false, in_words(&error, &frame)),
    };
    Ok((status, show(&Page { frame, connected, sentence, next })).into_response())
}

fn in_words(error: &ConnectError, frame: &Frame) -> String {
    let words = &frame.words;
    match error {
        ConnectError::NotPending => words.say("settings-callback-not-pending"),
        ConnectError::WrongState => words.say("settings-callback-wrong-state"),
        ConnectError::Refused(reason) => words.with("settings-callback-refused", "reason", reason),
        ConnectError::Salesforce(failure) => failure.sentence().say(&words.locale),
        ConnectError::Settings(error) => error.sentence(words.language),
        ConnectError::Store(_) => words.say("shell-unavailable"),
    }
}
