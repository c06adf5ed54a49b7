//! How pages are answered: shown, refused with a reason, or left for another one.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::Frame;
use crate::unavailable;

/// Answers with the page.
pub(crate) fn show(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be made");
            unavailable("page")
        }
    }
}

#[derive(Template)]
#[template(path = "shell/problem.html")]
struct Problem {
    frame: Frame,
    status: u16,
    title: String,
    text: String,
    code: String,
}

/// Answers with a page that says what is wrong and what to do: the messages `{id}` and `{id}-text`.
pub(crate) fn problem(frame: Frame, status: StatusCode, id: &str) -> Response {
    let page = Problem {
        title: frame.words.say(id),
        text: frame.words.say(&format!("{id}-text")),
        frame,
        status: status.as_u16(),
        code: id.to_owned(),
    };
    (status, show(&page)).into_response()
}

/// Sends the browser to the page at `path`, which then shows the message `said` as a notice. 303, so that reloading
/// does not send the form again.
pub(crate) fn back(path: &str, said: &str) -> Response {
    let joint = if path.contains('?') { '&' } else { '?' };
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{path}{joint}said={said}"))])
        .into_response()
}
