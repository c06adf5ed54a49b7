//! The phone systems: which there are, and a new secret for one. Everything else of them is changed in the settings.

mod list;
mod rotate;

use super::endpoint::Endpoint;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![list::endpoint(), rotate::endpoint()]
}
