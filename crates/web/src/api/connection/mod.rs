//! The connection to Salesforce: how it stands, trying it, and ending it (F7). How to sign in stands in the settings.

mod end;
mod read;
mod settle;

use super::endpoint::Endpoint;

/// The path of all of them.
const PATH: &str = "/api/v1/connection";

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![read::endpoint(), settle::endpoint(), end::endpoint()]
}
