//! `/settings/export.toml`: the console's settings as a file. It holds no secrets.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::chosen::book;
use crate::access::SignedIn;
use crate::{Shared, unavailable};

/// Sends the file.
pub(super) async fn send(State(shared): State<Shared>, signed_in: SignedIn) -> Response {
    let book = match book(&shared).await {
        Ok(book) => book,
        Err(refusal) => return refusal,
    };
    let text = match toml::to_string_pretty(&book.settings.document) {
        Ok(text) => text,
        Err(error) => {
            tracing::error!(%error, "the settings cannot be written as TOML");
            return unavailable("settings");
        }
    };
    let version = book.settings.version;
    if let Err(error) =
        shared.engine.record(signed_in.deed("settings.export", version.to_string())).await
    {
        tracing::error!(%error, "a file of settings was refused: it could not be written down who takes it");
        return unavailable(error.code());
    }
    let name = format!("attachment; filename=\"ringledger-settings-{version}.toml\"");
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}
