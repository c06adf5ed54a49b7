//! Who asks: what they may do, and their sessions.

mod read;
mod sessions;

use super::endpoint::Endpoint;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        read::endpoint(),
        sessions::endpoint(),
        sessions::endpoint_one(),
        sessions::endpoint_others(),
    ]
}
