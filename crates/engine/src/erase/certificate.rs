//! What is told of an erasure: counts, and what is left for people to do in other systems. Without the number.

use serde::{Deserialize, Serialize};
use store::StoreError;

/// What is kept of a person, or was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traces {
    /// Calls from or to the number.
    pub calls: u64,
    /// Events of these calls.
    pub events: u64,
    /// Deliveries of phone systems that told of the number or of these calls.
    pub deliveries: u64,
    /// Texts of other calls, and beside calls, in which the number stood.
    pub mentions: u64,
    /// People in the copy of the org's people.
    pub people: u64,
    /// Contacts of phone systems.
    pub contacts: u64,
    /// What was remembered of the number besides: who was created for it, whose it is.
    pub remembered: u64,
    /// Tasks in Salesforce that were written for these calls, to be deleted there if that is wanted.
    pub tasks: Vec<String>,
    /// Calls for which Salesforce was asked to create a Task without its answer being known: a person has to look there
    /// for the number.
    #[serde(default)]
    pub unknown_tasks: u64,
    /// Tasks in Salesforce of other calls in whose texts the number stands: a person has to take it out there.
    #[serde(default)]
    pub mentioned_tasks: Vec<String>,
    /// Records in Salesforce that hold the number, to be deleted there if that is wanted.
    pub records: Vec<String>,
    /// Versions of the settings in which the number stands: they may be in use, so a person has to decide.
    pub settings: Vec<i64>,
    /// Rows of the audit log in which the number stands: nothing can be taken out of that chain.
    pub audit: Vec<i64>,
}

/// Proof of an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its id.
    pub id: String,
    /// When, UTC milliseconds.
    pub at: i64,
    /// Who asked for it.
    pub by: String,
    /// The number as a keyed mark (HMAC-SHA256): whoever has number and key can prove that it was this one.
    pub number_mark: String,
    /// The last two digits of the number.
    pub number_ends: String,
    /// What was there; of an erasure that has not ended, what was found, whether it is gone yet or not.
    pub erased: Traces,
    /// What became of the bytes that deleted rows leave behind in the database's files.
    pub remains: Remains,
}

/// What became of the bytes of deleted rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remains {
    /// The erasure has not ended: it goes on, or it was cut off, and erasing again does the rest.
    Unfinished,
    /// They were overwritten.
    Overwritten,
    /// They still stand in the file's log, because somebody was reading all the time. Erasing again overwrites them.
    InUse,
    /// They lie in the files of a database server, which overwrites them when it needs their place.
    WithTheServer,
}

/// Why nobody was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// What was given is no phone number with its country code.
    #[error("This is no phone number with its country code. Write it as in +81 3 5550 0101.")]
    NotANumber,
    /// The store failed; what was erased until then is gone, its Tasks stand on a certificate that says that the erasure has
    /// not ended, and erasing again does the rest.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Our own JSON could not be written.
    #[error("The certificate could not be written: {0}")]
    Certificate(#[from] serde_json::Error),
}

impl EraseError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            EraseError::NotANumber => "not_a_number",
            EraseError::Store(error) => error.code(),
            EraseError::Certificate(_) => "certificate",
        }
    }
}
