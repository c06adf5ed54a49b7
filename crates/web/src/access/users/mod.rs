//! `/users`: who may use the console.

mod change;
pub(crate) mod deeds;
mod invite;
mod list;

pub(crate) use invite::invitation;

use super::Capability::ManageAccess;
use crate::route::{Need, Route};

pub(super) fn routes() -> Vec<Route> {
    let need = Need::May(ManageAccess);
    vec![
        Route::get("/users", need, list::show),
        Route::post("/users", need, invite::submit),
        Route::post("/users/{user}/invitation", need, invite::again),
        Route::post("/users/{user}/role", need, change::role),
        Route::post("/users/{user}/salesforce", need, change::salesforce),
        Route::post("/users/{user}/disable", need, change::disable),
        Route::post("/users/{user}/enable", need, change::enable),
        Route::post("/users/{user}/end-sessions", need, change::end_sessions),
        Route::post("/users/{user}/end-second-factor", need, change::end_second_factor),
    ]
}
