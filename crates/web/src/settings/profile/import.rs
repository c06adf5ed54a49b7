//! `/settings/import`: settings from a file, checked and compared before they are kept.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use engine::preview::TryError;
use engine::settings::SettingsError;
use toml::Table;

use super::chosen::book;
use super::form::value;
use super::lines::{self, DiffRow};
use super::page::NUMBERS;
use super::save::{keep, refused};
use super::would::{self, WouldView};
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, back, show as show_page};

#[derive(Template)]
#[template(path = "settings/profile/import.html")]
struct Page {
    frame: Frame,
    text: String,
    version: i64,
    refused: Option<String>,
    /// What would change, once the text is known to be good.
    rows: Option<Vec<DiffRow>>,
    would: Option<WouldView>,
}

/// `GET`: the form.
pub(super) async fn show(State(shared): State<Shared>, visit: Visit) -> Response {
    let version = match book(&shared).await {
        Ok(book) => book.settings.version,
        Err(refusal) => return refusal,
    };
    let frame = visit.frame(Place::Settings);
    show_page(&Page { frame, text: String::new(), version, refused: None, rows: None, would: None })
}

/// `POST`: checks the text and shows what it changes, or keeps it.
pub(super) async fn submit(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let book = match book(&shared).await {
        Ok(book) => book,
        Err(refusal) => return refusal,
    };
    let frame = visit.frame(Place::Settings);
    let words = frame.words.clone();
    let text = value(&pairs, "text").to_owned();
    let version = book.settings.version;
    let before = book.settings.document;
    let mut page = Page { frame, text, version, refused: None, rows: None, would: None };
    // No text is not a file without settings, which would take all of them away.
    if page.text.trim().is_empty() {
        page.refused = Some(refused(&words, &SettingsError::missing("TOML")));
        return (StatusCode::UNPROCESSABLE_ENTITY, show_page(&page)).into_response();
    }
    let document: Table = match engine::settings::read_document(&page.text) {
        Ok(document) => document,
        Err(error) => {
            page.refused = Some(refused(&words, &error));
            return (StatusCode::UNPROCESSABLE_ENTITY, show_page(&page)).into_response();
        }
    };
    if value(&pairs, "deed") == "save" {
        let expected = value(&pairs, "version").parse().unwrap_or_default();
        let note = words.say("profile-import-title");
        match keep(&shared, &signed_in, (before, document), expected, &note).await {
            Ok(_) => return back("/settings/history", "profile-said-imported"),
            Err(error) => page.refused = Some(refused(&words, &error)),
        }
        return (StatusCode::UNPROCESSABLE_ENTITY, show_page(&page)).into_response();
    }
    match shared.engine.what_if_settings(&document, NUMBERS[1]).await {
        Ok(what_ifs) => {
            page.would = Some(would::view(&words, &what_ifs, signed_in.masks()));
            page.rows = Some(lines::rows(&words, &before, &document));
        }
        Err(TryError::Settings(error)) => page.refused = Some(refused(&words, &error)),
        // The settings are good; only the calls could not be judged by them.
        Err(TryError::Preview(error)) => {
            tracing::warn!(%error, "imported settings could not be tried on the last calls");
            page.rows = Some(lines::rows(&words, &before, &document));
        }
    }
    let wrong = page.refused.is_some();
    let page = show_page(&page);
    if wrong { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}
