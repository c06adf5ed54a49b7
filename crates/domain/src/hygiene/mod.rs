//! What is untidy about the people of an org: numbers that lead to nobody, to too many, or to ourselves.

mod likeness;

use std::collections::BTreeSet;

use serde::Serialize;

pub use likeness::{Likeness, Traits, likeness};

use crate::number::{self, NumberPlan, Spelling, field};

/// A kind of finding, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The field holds no number that can be dialled.
    Unreadable,
    /// A number of our own lines stands on a record of somebody else.
    OwnLine,
    /// Many records hold the same number.
    Shared,
    /// Another record is likely the same person.
    Duplicate,
    /// Several numbers stand in one field.
    Several,
    /// An extension stands in the field.
    Extension,
    /// The field holds one number, in another spelling than wanted.
    Spelling,
}

impl Kind {
    /// All kinds, the worst first.
    pub const ALL: [Kind; 7] = [
        Kind::Unreadable,
        Kind::OwnLine,
        Kind::Shared,
        Kind::Duplicate,
        Kind::Several,
        Kind::Extension,
        Kind::Spelling,
    ];

    /// Its name, as in JSON and CSV.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Unreadable => "unreadable",
            Kind::OwnLine => "own_line",
            Kind::Shared => "shared",
            Kind::Duplicate => "duplicate",
            Kind::Several => "several",
            Kind::Extension => "extension",
            Kind::Spelling => "spelling",
        }
    }

    /// What it means, and what to do.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Kind::Unreadable => {
                "no number that can be dialled; calls from it are not matched: correct or empty the field"
            }
            Kind::OwnLine => "one of our own lines, which is never matched: empty the field",
            Kind::Shared => {
                "many records hold it, and the one changed last is taken: leave it on one, the company's Account say"
            }
            Kind::Duplicate => {
                "likely the same person: merge them in Salesforce, or convert the Lead"
            }
            Kind::Several => {
                "several numbers in one field; all are matched, but other programs read only the first: give each a \
                 field of its own"
            }
            Kind::Extension => {
                "an extension behind the number; it is matched without: keep it in a field of its own"
            }
            Kind::Spelling => "another spelling than wanted; `--apply` writes it anew",
        }
    }
}

/// What was found in one phone field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldReport {
    /// The kinds of what was found, the worst first.
    pub kinds: Vec<Kind>,
    /// The E.164 forms of the numbers in it.
    pub numbers: Vec<String>,
    /// What the field should say, where writing it loses nothing.
    pub fix: Option<String>,
}

/// What fields are held to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    region: String,
    own: BTreeSet<String>,
    spelling: Spelling,
}

impl Standard {
    /// Numbers without a country code are those of `region` (ISO 3166); `plans` tell our own numbers.
    pub fn new<'p>(
        region: &str,
        plans: impl IntoIterator<Item = &'p NumberPlan>,
        spelling: Spelling,
    ) -> Self {
        let own = |plan: &NumberPlan| -> Vec<String> {
            let numbers = plan.own_numbers.iter();
            numbers.filter_map(|own| number::read(Some(own), plan).e164).collect()
        };
        Self {
            region: region.to_ascii_uppercase(),
            own: plans.into_iter().flat_map(own).collect(),
            spelling,
        }
    }

    /// Looks at one phone field.
    #[must_use]
    pub fn look_at(&self, text: &str) -> FieldReport {
        let field = field(text, &self.region, self.spelling);
        let mut kinds = Vec::new();
        let own = field.numbers.iter().any(|number| self.own.contains(number));
        if field.numbers.is_empty() {
            kinds.push(Kind::Unreadable);
        }
        if own {
            kinds.push(Kind::OwnLine);
        }
        if field.numbers.len() > 1 {
            kinds.push(Kind::Several);
        }
        if field.extension {
            kinds.push(Kind::Extension);
        }
        let fix = field.respelt.filter(|_| !own);
        if fix.is_some() {
            kinds.push(Kind::Spelling);
        }
        FieldReport { kinds, numbers: field.numbers, fix }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let plan = NumberPlan {
            region: "JP".to_owned(),
            own_numbers: vec!["03-5550-0100".to_owned()],
            ..NumberPlan::default()
        };
        for (text, kinds, fix) in [
            ("+81355500123", vec![], None),
            ("03-5550-0123", vec![Kind::Spelling], Some("+81355500123")),
            ("ask reception", vec![Kind::Unreadable], None),
            ("5550-01", vec![Kind::Unreadable], None),
            ("(03) 5550-0100", vec![Kind::OwnLine], None),
            ("03-5550-0123 x12", vec![Kind::Extension], None),
            ("内線12", vec![Kind::Unreadable, Kind::Extension], None),
            ("03-5550-0123 / 090-5550-0199", vec![Kind::Several], None),
        ] {
            let report = Standard::new("jp", [&plan], Spelling::E164).look_at(text);
            assert_eq!((report.kinds, report.fix.as_deref()), (kinds, fix), "{text}");
        }
    }

    #[test]
    fn kinds_have_names_and_stand_in_their_order() {
        assert!(Kind::ALL.is_sorted());
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert!(!kind.advice().is_empty());
        }
    }
}
