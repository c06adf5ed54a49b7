//! People and records of the org as matching sees them, whoever read them (a live query today).

use serde::{Deserialize, Serialize};

use crate::event::Millis;

/// The objects that can carry a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MatchObject {
    /// A person at a company.
    Contact,
    /// A company (a business account).
    Account,
    /// A private person: one Account row with a hidden Contact.
    PersonAccount,
    /// A person not yet qualified.
    Lead,
}

/// A record of the org that may be the one that a number belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// What it is.
    pub object: MatchObject,
    /// Its Salesforce id (18 characters). For a Person Account the Account's id.
    pub id: String,
    /// Its display name.
    pub name: String,
    /// The company: `Account.Name` of a Contact, `Company` of a Lead.
    #[serde(default)]
    pub company: Option<String>,
    /// The Contact's account.
    #[serde(default)]
    pub account_id: Option<String>,
    /// The hidden Contact of a Person Account.
    #[serde(default)]
    pub person_contact_id: Option<String>,
    /// Owner: a User's or a queue's id.
    #[serde(default)]
    pub owner_id: Option<String>,
    /// `LastModifiedDate`.
    pub last_modified: Millis,
    /// The phone fields that are filled: API name and text as stored.
    pub phones: Vec<(String, String)>,
    /// Where a converted Lead went.
    #[serde(default)]
    pub converted: Option<Converted>,
    /// The Contact's newest open Case.
    #[serde(default)]
    pub open_case: Option<String>,
    /// The Contact's newest open Opportunity.
    #[serde(default)]
    pub open_opportunity: Option<String>,
}

/// Where a converted Lead went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// `ConvertedContactId`.
    pub contact_id: Option<String>,
    /// `ConvertedAccountId`.
    pub account_id: Option<String>,
}

/// A Salesforce User as owner rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Salesforce id (18 characters).
    pub id: String,
    /// Display name.
    pub name: String,
    /// `Username`.
    pub username: String,
    /// `Email`.
    pub email: String,
    /// `Phone`, as stored (F96).
    pub phone: Option<String>,
    /// `Extension`, as stored.
    #[serde(default)]
    pub extension: Option<String>,
    /// `IsActive`.
    pub active: bool,
    /// `CreatedDate` (F98).
    pub created: Millis,
}
