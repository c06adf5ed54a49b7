//! Mails about errors: a test, and who wants none. Through which server they go stands in the settings.

mod test;
mod unsubscribed;

use super::endpoint::Endpoint;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![test::endpoint(), unsubscribed::endpoint(), unsubscribed::endpoint_again()]
}
