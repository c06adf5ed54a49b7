//! The phone systems: adding, changing and removing them, and changing their secrets.

mod edit;
mod form;
mod list;
mod options;
mod remove;
pub(crate) mod rotate;

pub(crate) use edit::address;
pub(crate) use form::{Entered, KINDS, Kind, new_secret};

use crate::access::Capability;
use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    let read = Need::May(Capability::ReadSettings);
    let configure = Need::May(Capability::Configure);
    vec![
        Route::get("/settings/sources", read, list::show),
        Route::get("/settings/sources/{source}", read, edit::show),
        Route::post("/settings/sources/{source}", configure, edit::submit),
        Route::post("/settings/sources/{source}/rotate", configure, rotate::submit),
        Route::post("/settings/sources/{source}/retire", configure, rotate::retire),
        Route::post("/settings/sources/{source}/remove", configure, remove::submit),
    ]
}
