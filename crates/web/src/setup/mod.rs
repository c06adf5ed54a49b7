//! The first run: from an empty folder to the first Task, one step at a time. Each step can be left and taken up again.

mod account;
mod begin;
mod heard;
mod live;
mod phone;
mod preview;
mod profile;
mod steps;

pub(crate) use steps::Steps;

use crate::access::Capability;
use crate::route::{Need, Route};

pub(crate) fn routes() -> Vec<Route> {
    let configure = Need::May(Capability::Configure);
    vec![
        Route::get("/setup", Need::SignedIn, begin::go),
        Route::get("/setup/{token}", Need::Setup, account::show),
        Route::post("/setup/{token}", Need::Setup, account::submit),
        Route::get("/setup/phone", configure, phone::show),
        Route::post("/setup/phone", configure, phone::submit),
        Route::get("/setup/phone/{source}", configure, heard::show),
        Route::get("/setup/profile", configure, profile::show),
        Route::post("/setup/profile", configure, profile::submit),
        Route::get("/setup/live", configure, live::show),
        Route::post("/setup/live", configure, live::submit),
    ]
}
