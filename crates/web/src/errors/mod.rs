//! `/errors`: what is wrong, grouped by cause, and what people do about it.

mod act;
pub(crate) mod deeds;
mod list;
mod one;
mod progress;

use axum::http::StatusCode;
use axum::response::Response;

use crate::access::Capability;
use crate::route::{Need, Route};
use crate::shell::{Place, Visit, problem};

pub(crate) fn routes() -> Vec<Route> {
    let see = Need::May(Capability::SeeErrors);
    let act = Need::May(Capability::Retry);
    vec![
        Route::get("/errors", see, list::show),
        Route::get("/errors/{trouble}", see, one::show),
        Route::get("/errors/{trouble}/progress", see, progress::show),
        Route::post("/errors/{trouble}/acknowledge", act, act::acknowledge),
        Route::post("/errors/{trouble}/release", act, act::release),
        Route::post("/errors/{trouble}/mute", act, act::mute),
        Route::post("/errors/{trouble}/unmute", act, act::unmute),
        Route::post("/errors/{trouble}/retry", act, act::retry),
        Route::post("/errors/{trouble}/cancel", act, act::cancel),
    ]
}

fn no_such(visit: &Visit) -> Response {
    problem(visit.frame(Place::Errors), StatusCode::NOT_FOUND, "errors-no-such")
}
