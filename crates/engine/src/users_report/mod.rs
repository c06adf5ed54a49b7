//! Who the phone users of the last calls are in Salesforce, and which calls went to the fallback owner: so that
//! nobody's calls stay with the integration user unnoticed.

mod fallen;
mod judge;
mod lines;
mod paste;
mod read;
mod seen;

use domain::owner::OwnerRule;
use language::Sentence;
use serde::Serialize;
use store::StoreError;

pub use fallen::Fallen;
pub use lines::LostLine;

/// What the calls of some days say about phone users and owners.
#[derive(Debug, Clone, Serialize)]
pub struct UsersReport {
    /// The first moment of the time that was looked at, in UTC to the second.
    pub since: String,
    /// Calls that were first heard of since then.
    pub calls: u64,
    /// The phone users of these calls: those who need somebody first, then by how many calls they had.
    pub users: Vec<PhoneUser>,
    /// Phone users beyond those that are listed.
    pub users_left_out: u64,
    /// Lines of the table of phone users that lead to nobody who can own a Task.
    pub lost_lines: Vec<LostLine>,
    /// Calls that fell to the fallback owner, by source and cause, the most frequent first.
    pub fallen: Vec<Fallen>,
    /// Such calls beyond the causes that are listed.
    pub fallen_left_out: u64,
}

/// One user of a phone system.
#[derive(Debug, Clone, Serialize)]
pub struct PhoneUser {
    /// The source by its id.
    pub source: String,
    /// The phone system's id of the user.
    pub id: Option<String>,
    /// The name in the phone system.
    pub name: Option<String>,
    /// The e-mail address in the phone system.
    pub email: Option<String>,
    /// The extension.
    pub extension: Option<String>,
    /// Calls in which the user took part.
    pub calls: u64,
    /// When the last of them began, in UTC to the second.
    pub last: String,
    /// Whether the user is somebody in Salesforce today.
    pub standing: UserStanding,
    /// The rule that found the Salesforce user.
    pub rule: Option<OwnerRule>,
    /// The Salesforce user.
    pub salesforce: Option<SalesforceUser>,
    /// How the user was found, or why not.
    #[serde(serialize_with = "language::in_english::one")]
    pub why: Sentence,
    /// Who it may be, where nobody was found.
    pub suggestion: Option<UserSuggestion>,
}

/// Whether a phone user is somebody in Salesforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStanding {
    /// Nobody.
    Unmapped,
    /// An inactive user, to whom Salesforce gives no Task.
    Inactive,
    /// An active user.
    Mapped,
}

/// A Salesforce user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SalesforceUser {
    /// Salesforce id.
    pub id: String,
    /// `Name`.
    pub name: String,
    /// `Username`.
    pub username: String,
}

/// Who a phone user may be.
#[derive(Debug, Clone, Serialize)]
pub struct UserSuggestion {
    /// The Salesforce user.
    pub user: SalesforceUser,
    /// What they have in common.
    #[serde(serialize_with = "language::in_english::one")]
    pub why: Sentence,
    /// The line for the profile's `owner.users`.
    pub line: String,
    /// The line for the source's `users_file`.
    pub csv: String,
}

/// Why the report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum UsersReportError {
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Salesforce did not tell its users.
    #[error("Salesforce does not tell its users: {} {} {}", .0.code, .0.explanation().cause, .0.explanation().fix)]
    Salesforce(Box<salesforce::Failure>),
}
