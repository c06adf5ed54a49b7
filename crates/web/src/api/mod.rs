//! The JSON API below `/api/v1`: what the console does, for programs. Each endpoint has a file; what they say of themselves
//! becomes the OpenAPI document.

mod audit;
mod calls;
mod connection;
mod docs;
mod doctor;
mod document;
mod endpoint;
mod fault;
mod input;
mod keys;
mod limits;
mod logging;
mod mail;
mod me;
mod openapi;
mod overview;
mod page;
mod people;
mod phone_users;
mod privacy;
mod settings;
mod sources;
mod status;
mod troubles;
mod users;
mod words;

use endpoint::Endpoint;
pub(crate) use words::{BELOW, put_into_words};

use crate::route::Route;

/// All endpoints, in the order of the document.
fn endpoints() -> Vec<Endpoint> {
    let mut all = vec![
        openapi::endpoint(),
        status::endpoint(),
        overview::endpoint(),
        people::endpoint(),
        audit::endpoint(),
    ];
    all.extend(me::endpoints());
    all.extend(calls::endpoints());
    all.extend(troubles::endpoints());
    all.extend(settings::endpoints());
    all.extend(logging::endpoints());
    all.extend(users::endpoints());
    all.extend(keys::endpoints());
    all.extend(privacy::endpoints());
    all.extend(connection::endpoints());
    all.extend([doctor::endpoint(), phone_users::endpoint()]);
    all.extend(sources::endpoints());
    all.extend(mail::endpoints());
    all
}

/// Their routes, and the page about them.
pub(crate) fn routes() -> Vec<Route> {
    let endpoints = endpoints().into_iter().map(|endpoint| endpoint.route);
    endpoints.chain([docs::route()]).collect()
}

#[cfg(test)]
mod counterparts;
#[cfg(test)]
mod tests;
