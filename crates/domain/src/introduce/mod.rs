//! Who is created where no record of the org holds a number, and what the new record says (F31, F104, F105,
//! F129..F135). What follows is a plan; the engine sees to it that it is carried out once.

mod case;
mod check;
mod choices;
mod draft;
mod facts;
mod names;
mod owner;
mod plan;
mod refusals;
mod rules;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use language::Sentence;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use case::{NewCase, case};
pub use choices::{Duplicates, NameOrder, NewObject, PhoneSpelling};
pub use facts::{ObjectFacts, PeopleFacts};
pub use owner::{Reassignment, reassignment};
pub use plan::plan;
pub use refusals::{duplicate_left, duplicate_used, left_out_sentence, refused_sentence};
pub use rules::CreateRules;
pub use words::{
    account_sentence, by_another_call, case_sentence, created_sentence, found_after_all,
    owner_kept_sentence, reassigned_sentence,
};

use crate::candidate::{Candidate, MatchObject};
use crate::event::Millis;

/// What is to be done for a number that no record holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nobody is created.
    Nobody,
    /// The rules want somebody created, but the org does not let us; and why.
    Cannot(Sentence),
    /// This record is created.
    Create(Box<Plan>),
}

/// A record to create.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Contact, Lead or Account.
    pub object: MatchObject,
    /// The number for which it is created, in E.164.
    pub e164: String,
    /// Value by API name; without the `AccountId` of a Contact.
    pub fields: BTreeMap<String, Value>,
    /// The field that has the number.
    pub phone_field: String,
    /// Its name as people will read it.
    pub name: String,
    /// The company: a Lead's, or the name of the Account that a Contact is to have.
    pub company: Option<String>,
    /// The Contact's Account by name: one that is there is used, else it is created.
    pub account: Option<String>,
    /// The owner of what is created; `None` leaves it to Salesforce.
    pub owner_id: Option<String>,
    /// What happens when Salesforce's duplicate rules find the record twice.
    pub duplicates: Duplicates,
    /// Why it is created and what its fields come from.
    pub why: Vec<Sentence>,
    /// What was left out or shortened.
    pub notes: Vec<Sentence>,
}

impl Plan {
    /// What matching sees of the record once it is created.
    #[must_use]
    pub fn candidate(&self, id: &str, account_id: Option<String>, now: Millis) -> Candidate {
        let phone = self.fields.get(&self.phone_field).and_then(Value::as_str);
        Candidate {
            object: self.object,
            id: id.to_owned(),
            name: self.name.clone(),
            company: self.company.clone(),
            account_id,
            person_contact_id: None,
            owner_id: self.owner_id.clone(),
            last_modified: now,
            phones: phone
                .map(|text| (self.phone_field.clone(), text.to_owned()))
                .into_iter()
                .collect(),
            converted: None,
            open_case: None,
            open_opportunity: None,
        }
    }
}

/// What became of creating somebody for a call; it stands in the call's resolution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduced {
    /// What became of it.
    pub outcome: Outcome,
    /// Salesforce's code where it refused.
    #[serde(default)]
    pub code: Option<String>,
    /// The same with the reasons.
    pub why: Vec<Sentence>,
}

/// What became of creating somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was created, by this call or by another one from the same number.
    Created,
    /// Salesforce's duplicate rules named a record, and that one is used.
    Duplicate,
    /// Salesforce's duplicate rules named a record, and the rules leave it alone.
    Left,
    /// It could not be created.
    Refused,
}
