//! Profiles in the browser: what a profile says, what a change would have done to the last calls, and what became of the
//! settings version by version.

mod book;
mod checks;
mod chosen;
mod copy;
mod edit;
mod export;
mod fields;
mod form;
mod history;
mod import;
mod input;
mod key;
mod lines;
mod list;
mod page;
mod place;
mod preview;
mod refusal;
mod remove;
mod save;
mod sections;
mod suggestions;
mod undo;
mod unset;
mod users;
mod version;
mod would;

use crate::access::Capability;
use crate::route::{Need, Route};

/// The addresses of profiles and of the settings' history.
pub(crate) fn routes() -> Vec<Route> {
    let read = Need::May(Capability::ReadSettings);
    let change = Need::May(Capability::Configure);
    vec![
        Route::get("/settings/profiles", read, list::show),
        Route::post("/settings/profiles", change, copy::submit),
        Route::get("/settings/profiles/{name}", read, edit::show_first),
        Route::post("/settings/profiles/{name}/preview", read, preview::show),
        Route::post("/settings/profiles/{name}/remove", change, remove::submit),
        Route::get("/settings/profiles/{name}/users", read, users::show),
        Route::post("/settings/profiles/{name}/users", change, users::submit),
        Route::get("/settings/profiles/{name}/{section}", read, edit::show),
        Route::post("/settings/profiles/{name}/{section}", change, edit::submit),
        Route::get("/settings/history", read, history::show),
        Route::get("/settings/history/{version}", read, version::show),
        Route::post("/settings/history/{version}/undo", change, undo::submit),
        Route::get("/settings/export.toml", read, export::send),
        Route::get("/settings/import", change, import::show),
        Route::post("/settings/import", change, import::submit),
    ]
}
