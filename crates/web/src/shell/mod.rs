//! What all pages of the console share: the layout with its navigation, the words, the assets, and how a page is
//! answered.

mod answer;
mod assets;
mod frame;
mod language_choice;
mod place;
mod refused;
mod visit;
mod words;

pub(crate) use answer::{back, problem, show};
pub(crate) use assets::asset;
pub(crate) use frame::Frame;
pub(crate) use place::Place;
pub(crate) use refused::put_into_words;
pub(crate) use visit::{Reader, Theme, Visit, Visitor, stranger};
pub(crate) use words::Words;

use axum::http::StatusCode;
use axum::response::Response;

use crate::route::{Need, Route};

/// The routes that every page needs; nobody has to be signed in for them.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/assets/{name}", Need::Nobody, asset),
        Route::post("/language", Need::Nobody, language_choice::choose),
    ]
}

/// What an address is answered that no route has.
pub(crate) async fn no_such_page(visit: Visit) -> Response {
    problem(visit.bare_frame(), StatusCode::NOT_FOUND, "shell-not-found")
}

#[cfg(test)]
mod tests;
