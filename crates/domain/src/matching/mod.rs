//! Whose number is it? From a call to the record in Salesforce, with every reason kept as data.

mod asked;
mod choose;
mod explain;
mod inquire;
mod link;
mod rank;
mod rules;
#[cfg(test)]
mod tests;

use language::Sentence;
use serde::{Deserialize, Serialize};

pub use asked::{Asked, NoCopy};
pub use choose::{choose, introduced, merged_into, named_record};
pub use explain::{object_words, sentences, summary};
pub use inquire::inquire;
pub(crate) use link::object_of;
pub use rules::{
    Clicked, ConvertedLeads, LinkOpen, MatchRules, PersonAccountWhat, Tie, standard_fields,
};

use crate::candidate::{Candidate, MatchObject};
use crate::introduce::Introduced;
use crate::names::Names;
use crate::number::{Number, NumberKind};

/// What to search for, before anything is known of the org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// The other side's number.
    pub number: Number,
    /// ISO 3166 country in which numbers without a country code are read: the line's.
    pub region: String,
    /// The search to make.
    pub search: Search,
    /// The record that a person has named for this number once and for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remembered: Option<String>,
}

/// Whether to search, and by which texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Search {
    /// Search for records of which a phone field equals one of these texts.
    Spellings(Vec<String>),
    /// Search for nothing: a number of this kind is nobody's in Salesforce.
    Not(NumberKind),
}

/// Which record a call belongs to, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// What was searched for.
    pub inquiry: Inquiry,
    /// The candidates that were looked at, the best first; of very many only some.
    pub considered: Vec<Considered>,
    /// How many more were looked at.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unlisted: usize,
    /// The rule that decided.
    pub rule: Rule,
    /// The record; `None` where there is none or the rules name none.
    pub record: Option<Record>,
    /// The candidate that would have been next.
    pub runner_up: Option<RunnerUp>,
    /// Who was asked for the candidates; `None` where nobody was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// The names that the record registers for the call list, as they were when it was chosen (F117);
    /// `None` without a record, and where the profile registers none (F118).
    #[serde(default)]
    pub names: Option<Names>,
    /// What became of creating somebody, where the rules wanted that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introduced: Option<Introduced>,
    /// Further remarks for people.
    #[serde(default)]
    pub notes: Vec<Sentence>,
}

impl Resolution {
    /// Whether a copy of the org's people was asked, which may be older than the org.
    #[must_use]
    pub fn is_from_copy(&self) -> bool {
        matches!(self.asked, Some(Asked::Copy { .. }))
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A candidate and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Considered {
    /// The candidate.
    pub candidate: Candidate,
    /// API name of the field that holds the number.
    pub matched_field: Option<String>,
    /// The text as it stands in that field.
    pub matched_text: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The call belongs to it.
    Chosen,
    /// Another object comes first in the rules.
    LaterObject,
    /// Another record of the same object was modified later.
    ModifiedEarlier,
    /// Several records of one object hold the number, and the rules choose none of them.
    Tied,
    /// The number was not decisive: a record was clicked or picked.
    Overridden,
    /// None of the searched fields holds the number once digits are compared.
    NumberDiffers,
    /// Its object is not searched under these rules.
    ObjectNotSearched,
    /// The same person stands in the list as a Person Account or as the Contact of a converted Lead.
    SamePerson,
    /// A converted Lead, which the rules skip.
    ConvertedLead,
}

impl Verdict {
    /// Whether the candidate holds the number and stood in the final choice.
    #[must_use]
    pub fn holds_number(self) -> bool {
        matches!(
            self,
            Self::Chosen
                | Self::LaterObject
                | Self::ModifiedEarlier
                | Self::Tied
                | Self::Overridden
        )
    }
}

/// The rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A person named the record in the console because another one was wrong.
    Corrected,
    /// The agent picked the record afterwards (F56).
    Picked,
    /// The record on which click-to-call was used (F57).
    Clicked,
    /// A person has named the record for this number once and for all.
    Remembered,
    /// Only one record holds the number.
    OnlyOne,
    /// The first object in order with a hit (F16, F28).
    ObjectOrder,
    /// The record modified last among several of one object (F17, F29).
    LastModified,
    /// The Contact (or Account) that a converted Lead became.
    ConvertedFollowed,
    /// The record that the call was matched with before has been merged into it.
    MergedFollowed,
    /// No record held the number, so it was created (F31, F129, F133).
    Created,
    /// It was to be created, and Salesforce's duplicate rules named this record instead.
    Duplicate,
    /// Several records hold the number and the rules choose none.
    Ambiguous,
    /// No record holds the number (F23).
    NoneFound,
    /// The number is not one to search for.
    NotSearched,
}

/// The record that a call belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The object's name: `Contact`, `Account`, `PersonAccount`, `Lead`; for clicked and picked
    /// records also `Case`, `Opportunity` and others, or `record` where the id does not tell.
    pub object: String,
    /// Its Salesforce id.
    pub id: String,
    /// Its name; for a clicked or picked record of another object the name of the person whose
    /// number it is, where known.
    pub name: Option<String>,
    /// The company of the person.
    pub company: Option<String>,
    /// Value for the Task's `WhoId`: a Contact or a Lead.
    pub who_id: Option<String>,
    /// Value for the Task's `WhatId`; never set beside a Lead.
    pub what_id: Option<String>,
    /// Who owns the record: a User's or a queue's id.
    pub owner_id: Option<String>,
}

/// The candidate that would have been next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// What it is.
    pub object: MatchObject,
    /// Its Salesforce id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it was not chosen.
    pub verdict: Verdict,
}
