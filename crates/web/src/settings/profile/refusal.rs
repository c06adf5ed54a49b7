//! A page that says why settings cannot be kept.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use engine::settings::SettingsError;

use super::save::refused;
use crate::shell::{Frame, show};

#[derive(Template)]
#[template(path = "settings/profile/refusal.html")]
struct Page {
    frame: Frame,
    text: String,
}

/// Answers with the reason in the reader's language.
pub(super) fn answer(frame: Frame, status: StatusCode, error: &SettingsError) -> Response {
    let text = refused(&frame.words, error);
    (status, show(&Page { frame, text })).into_response()
}
