//! The words among which the `create` section of a profile lets choose.

use serde::{Deserialize, Serialize};

use crate::candidate::MatchObject;

/// What is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NewObject {
    /// Nothing.
    #[serde(rename = "none")]
    None,
    /// A person at a company.
    Contact,
    /// A person not yet qualified.
    Lead,
    /// A company.
    Account,
}

impl NewObject {
    /// The object; `None` where nothing is created.
    #[must_use]
    pub fn object(self) -> Option<MatchObject> {
        match self {
            Self::None => None,
            Self::Contact => Some(MatchObject::Contact),
            Self::Lead => Some(MatchObject::Lead),
            Self::Account => Some(MatchObject::Account),
        }
    }
}

/// How the number is written into the new record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneSpelling {
    /// `+81355500123`.
    E164,
    /// As people write it at home, `03-5550-0123`; a number of another country than the line's as E.164. Where the
    /// profile does not search that spelling, with hyphens.
    National,
}

/// How a name is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameOrder {
    /// The family name first where Chinese, Japanese or Korean letters stand, else last.
    Auto,
    /// `Mia Weber`: the family name last.
    GivenFirst,
    /// `山田 太郎`: the family name first.
    FamilyFirst,
    /// Not at all: the whole text is the last name.
    Whole,
}

/// What happens when Salesforce's duplicate rules find the new record twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// The call goes to the record that Salesforce names.
    Use,
    /// Nobody is created, and the call stays without a record.
    Leave,
    /// The record is created all the same, where the rule only warns (`allowSave=true`).
    Save,
}
