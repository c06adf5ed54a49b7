//! Whether calls are written at all: paused by a person, not begun yet, and what would be written if that ended.

mod change;
mod dry_run;
mod read;

pub(super) use dry_run::not_previewed;

use super::endpoint::Endpoint;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        read::endpoint(),
        change::endpoint_pause(),
        change::endpoint_resume(),
        change::endpoint_live(),
        dry_run::endpoint(),
    ]
}
