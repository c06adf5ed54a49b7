//! The connection to Salesforce: how to sign in, whether it works, and ending it. The setup shows the same pages.

mod checks;
mod disconnect;
mod form;
mod login;
pub(crate) mod page;

use crate::access::Capability;
use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    let read = Need::May(Capability::ReadSettings);
    let connect = Need::May(Capability::ManageAccess);
    vec![
        Route::get("/settings/salesforce", read, page::show),
        Route::post("/settings/salesforce", connect, page::submit),
        Route::get("/settings/salesforce/checks", read, checks::show),
        Route::get("/settings/salesforce/login", connect, login::go),
        Route::post("/settings/salesforce/disconnect", connect, disconnect::submit),
        Route::get("/setup/salesforce", connect, page::show_step),
        Route::post("/setup/salesforce", connect, page::submit_step),
    ]
}
