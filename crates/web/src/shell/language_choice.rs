//! `POST /language`: the language of those who are not signed in, kept in a cookie.

use axum::Form;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use language::Language;
use serde::Deserialize;

/// The cookie that keeps it.
pub(crate) const COOKIE_NAME: &str = "ringledger_language";

/// What the form of the layout's foot sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    language: String,
    #[serde(default)]
    here: String,
}

/// Keeps the choice for a year and goes back to the page.
pub(crate) async fn choose(Form(choice): Form<Choice>) -> Response {
    let language = Language::parse(&choice.language).unwrap_or_default();
    // Only a path of ours: "//host" and "/\host" lead elsewhere.
    let ours = choice.here.starts_with('/') && !choice.here[1..].starts_with(['/', '\\']);
    let here = if ours && choice.here.is_ascii() { choice.here.as_str() } else { "/" };
    let cookie = format!(
        "{COOKIE_NAME}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        language.tag()
    );
    (StatusCode::SEE_OTHER, [(header::LOCATION, here.to_owned()), (header::SET_COOKIE, cookie)])
        .into_response()
}
