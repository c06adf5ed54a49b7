//! Where a sync stands. It is written down after each page, so that a restart goes on instead of beginning again.

use std::collections::BTreeMap;

use domain::contact::Target;
use domain::event::Millis;
use serde::{Deserialize, Serialize};

use super::report::Report;

/// What a sync does next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Reads the phone system's contacts into our copy.
    #[default]
    Reading,
    /// Counts what would be written, and stops where that is suspicious.
    Weighing,
    /// Takes over what changed in Salesforce.
    People,
    /// Takes over what changed in the phone system only.
    Contacts,
}

/// A running sync.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) stage: Stage,
    /// When it began, UTC milliseconds.
    pub(crate) begun_at: Millis,
    /// Whether somebody saw what it would do and allowed it.
    pub(crate) accepted: bool,
    /// Whether all contacts are read, or only those that changed.
    pub(crate) all: bool,
    /// From when on contacts are read (made at, or changed at).
    pub(crate) from: Millis,
    /// The next page of contacts.
    pub(crate) page: u32,
    /// The latest change that was seen.
    pub(crate) newest: Millis,
    /// Where the reading of records stands.
    pub(crate) people: PeopleCursor,
    /// The last record whose changed contact was looked at.
    pub(crate) after: String,
    pub(crate) report: Report,
}

/// Where the reading of Salesforce's records stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct PeopleCursor {
    /// Which of the targets.
    pub(crate) target: usize,
    /// The last record of it that was read: its `SystemModstamp` in UTC milliseconds, and its id.
    pub(crate) before: Option<(Millis, String)>,
    /// How many records were read.
    pub(crate) read: u32,
    /// The latest `SystemModstamp` of each target.
    pub(crate) newest: BTreeMap<Target, Millis>,
}

/// What the next sync begins with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Marks {
    /// The latest change of a contact that was seen, UTC milliseconds of the phone system.
    pub(crate) contacts_to: Millis,
    /// When all contacts were read.
    pub(crate) all_read_at: Option<Millis>,
    /// The latest `SystemModstamp` of each target that was seen.
    pub(crate) people_to: BTreeMap<Target, Millis>,
    /// Somebody saw what the next sync would do, and allowed it.
    pub(crate) accepted: bool,
}
