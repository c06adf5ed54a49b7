//! Two-way sync of a phone system's contacts with Salesforce's Leads and Contacts.
//!
//! reading (their contacts into our copy) → weighing (what would be written? a mistake?) → people (what changed in
//! Salesforce) → contacts (what changed in the phone system only). Nothing is written before a person has confirmed.

mod book;
mod copy;
mod pace;
mod pair;
mod people;
mod plan;
mod problem;
mod progress;
mod read;
mod report;
mod run;
mod service;
mod state;
mod trouble;
mod weigh;
mod write;

pub(crate) use book::Books;
pub use report::{Report, ReportRow};
pub use run::SyncStep;
pub use state::{DrySync, Replaced, SyncProblem, SyncState, contact_history};
pub use trouble::Stopped;
