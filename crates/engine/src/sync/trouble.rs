//! Why a sync does not go on now: it waits by itself, or it waits for a person.

use domain::event::Millis;
use language::Sentence;
use salesforce::{Decision, Failure, Pause};
use store::StoreError;

/// How long Salesforce or the phone system rests after trouble that ends by itself, in milliseconds.
pub(crate) const REST: Millis = 60_000;
/// The same where somebody must do something first, or the day must end.
const LONG_REST: Millis = 300_000;

/// What ended a step of a sync early.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It goes on by itself at this moment, UTC milliseconds.
    Later(Millis),
    /// It waits for a person.
    Stop(Stopped),
    /// The database did not answer; the step is taken again.
    Store(StoreError),
}

/// Why a sync waits for a person: `ringledger people sync --confirm` lets it go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {text}")]
pub struct Stopped {
    /// Stable: `contacts_list_empty`, `contacts_vanished`, `sync_would_empty`, `sync_would_change_many`,
    /// `contacts_unreadable`, `phone_system_refused_access`, `phone_system_refused_list`, `sync_no_people`, or
    /// Salesforce's own.
    pub code: String,
    /// What happened, why, and what to do.
    pub text: Sentence,
}

impl Stopped {
    pub(crate) fn new(code: &str, text: impl Into<Sentence>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }
}

impl Trouble {
    /// What a failed request to Salesforce means.
    pub(crate) fn of(failure: &Failure, now: Millis) -> Self {
        match failure.decision {
            Decision::PauseOrg(Pause::Maintenance) => Self::Later(now + REST),
            Decision::PauseOrg(_) => Self::Later(now + LONG_REST),
            Decision::Retry | Decision::SlowDown | Decision::Unknown | Decision::Refresh => {
                Self::Later(now + REST)
            }
            _ => Self::Stop(Stopped::new(&failure.code, failure.sentence())),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Stopped> for Trouble {
    fn from(stopped: Stopped) -> Self {
        Self::Stop(stopped)
    }
}
