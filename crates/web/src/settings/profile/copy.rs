//! `POST /settings/profiles`: a new profile that is based on another one.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use toml::{Table, Value};

use super::book::put;
use super::chosen::book;
use super::list;
use super::save::keep;
use crate::access::SignedIn;
use crate::shell::{Visit, back};
use crate::{Shared, unavailable};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Entered {
    name: String,
    base: String,
}

/// Makes the profile, and opens it.
pub(super) async fn submit(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Response {
    let book = match book(&shared).await {
        Ok(book) => book,
        Err(refusal) => return refusal,
    };
    let name = entered.name.trim();
    let before = book.settings.document.clone();
    let mut document = before.clone();
    let mut profile = Table::new();
    profile.insert("extends".to_owned(), Value::from(entered.base.as_str()));
    put(&mut document, name, profile);
    let version = book.settings.version;
    if book.is_free(name) && book.entry(&entered.base).is_some() {
        match keep(&shared, &signed_in, (before, document), version, "").await {
            Ok(_) => {
                return back(&format!("/settings/profiles/{name}/timing"), "profile-said-made");
            }
            Err(error) if error.code == "store" => return unavailable(error.code),
            Err(_) => {}
        }
    }
    let shown: String = entered.name.chars().take(200).collect();
    let page = list::answer(&visit, &signed_in, &book, shown, Some("profile-problem-name"));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
