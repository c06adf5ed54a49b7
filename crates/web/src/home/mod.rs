//! `/`: is every call accounted for, what needs a person, how do the calls go.

mod chart;
mod charts;
mod page;

use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Need::SignedIn, page::show),
        Route::get("/home/live", Need::SignedIn, page::live),
    ]
}
