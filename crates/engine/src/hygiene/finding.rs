//! What a report says.

use std::collections::BTreeMap;

use domain::hygiene::Kind;
use serde::Serialize;

use super::walk::Entry;

/// One thing that is untidy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// `Contact`, `Account` or `Lead`; of a shared number the first record's.
    pub object: String,
    /// The record's id.
    pub record: String,
    /// The record's name.
    pub name: String,
    /// The phone field; empty where it is not about one.
    pub field: String,
    /// What stands there, or the number in E.164 that is shared.
    pub text: String,
    /// What the field should say, where writing it loses nothing.
    pub fix: Option<String>,
    /// How many records hold the number, where it is shared.
    pub count: Option<u64>,
    /// The record that is likely the same person.
    pub other: Option<String>,
    /// How likely, from 0 to 100.
    pub likely: Option<u8>,
    /// Why, and what to do.
    pub why: String,
}

impl Finding {
    pub(crate) fn of_field(
        kind: Kind,
        entry: &Entry,
        field: &str,
        text: &str,
        fix: Option<String>,
    ) -> Finding {
        Finding {
            kind,
            object: entry.object.clone(),
            record: entry.record.clone(),
            name: entry.traits.name.clone(),
            field: field.to_owned(),
            text: text.to_owned(),
            fix,
            count: None,
            other: None,
            likely: None,
            why: kind.advice().to_owned(),
        }
    }

    /// How bad it is, to be compared with others of its kind.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.count.unwrap_or(0).max(self.likely.map_or(0, u64::from))
    }
}

/// How much was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// People that were looked at.
    pub people: u64,
    /// Phone fields that were looked at.
    pub fields: u64,
    /// Findings of each kind.
    pub found: BTreeMap<Kind, u64>,
}

impl Tally {
    pub(crate) fn count(&mut self, finding: &Finding) {
        *self.found.entry(finding.kind).or_default() += 1;
    }
}
