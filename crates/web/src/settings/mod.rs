//! The settings that people change in the console, each area on pages of its own.

pub(crate) mod deeds;
mod draft;
mod index;
mod logging;
pub(crate) mod profile;
pub(crate) mod salesforce;
pub(crate) mod sources;

pub(crate) use draft::Draft;

use crate::access::Capability;
use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    let read = Need::May(Capability::ReadSettings);
    let configure = Need::May(Capability::Configure);
    let mut routes = vec![
        Route::get("/settings", read, index::show),
        Route::post("/settings/pause", configure, logging::pause),
        Route::post("/settings/resume", configure, logging::resume),
    ];
    routes.extend(salesforce::routes());
    routes.extend(sources::routes());
    routes.extend(profile::routes());
    routes
}
