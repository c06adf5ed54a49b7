//! What two address books say of one person, and how they are brought to say the same: the phone system's contacts
//! and Salesforce's Leads and Contacts.
//!
//! ```
//! use domain::contact::{Facts, Field, MergeRules, Said, merge};
//!
//! let was = Facts::from([(Field::LastName, "Sato".to_owned())]);
//! let married = Facts::from([(Field::LastName, "Mori".to_owned())]);
//! let merged = merge(
//!     &Said { now: &married, before: Some(&was), at: 2_000 },
//!     &Said { now: &was, before: Some(&was), at: 1_000 },
//!     &MergeRules { fields: &[Field::LastName], import_only: &[] },
//! );
//! assert_eq!(merged.to_phone[&Field::LastName], "Mori");
//! assert!(merged.to_salesforce.is_empty() && merged.lost.is_empty());
//! ```

mod canonical;
mod merge;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use canonical::{canonical, dialable};
pub use merge::{Lost, Merge, MergeRules, Said, Side, merge};
pub use rules::{SyncRules, Target};

/// What both sides can say of a person (F123, F124). A name is two fields, because Salesforce writes it as two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The number under which both know the person.
    Phone,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// The company that the person works for.
    Company,
    /// E-mail address.
    Email,
    /// Postal address in one text.
    Address,
    /// Anything else.
    Description,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Phone,
        Self::FirstName,
        Self::LastName,
        Self::Company,
        Self::Email,
        Self::Address,
        Self::Description,
    ];

    /// Its name in a profile.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Company => "company",
            Self::Email => "email",
            Self::Address => "address",
            Self::Description => "description",
        }
    }

    /// Whether Salesforce needs it, or we need it to find the person again: there it is never emptied.
    #[must_use]
    pub fn needed_by_salesforce(self) -> bool {
        matches!(self, Self::Phone | Self::LastName | Self::Company)
    }
}

/// What one side says. A field that is missing or empty is not said; all texts are [`canonical`].
pub type Facts = BTreeMap<Field, String>;

/// A field's text; empty where it is not said.
#[must_use]
pub fn text(facts: &Facts, field: Field) -> &str {
    facts.get(&field).map_or("", String::as_str)
}
