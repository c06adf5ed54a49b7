//! Under which names a caller stands in the call list: the company's and the person's.

use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::candidate::{Candidate, MatchObject};
use crate::matching::{Record, Resolution};

/// The names that a record registers for its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

/// Who said the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamesFrom {
    /// The record in Salesforce.
    Record,
    /// The phone system.
    PhoneSystem,
}

impl Names {
    /// The names that a record registers (F117): a Contact its account's and its own, an Account its own
    /// and no person's, a Person Account its own as both, a Lead its company's and its own.
    ///
    /// ```
    /// use domain::candidate::MatchObject;
    /// use domain::names::Names;
    ///
    /// let names = Names::registered(MatchObject::Lead, Some("Ren Sample"), Some("Sample KK"));
    /// assert_eq!(names.shown(), "Sample KK · Ren Sample");
    /// ```
    #[must_use]
    pub fn registered(object: MatchObject, name: Option<&str>, company: Option<&str>) -> Self {
        let (name, company) = (said(name), said(company));
        match object {
            MatchObject::Account => Self { company: name, person: None },
            MatchObject::PersonAccount => Self { company: name.clone(), person: name },
            MatchObject::Contact | MatchObject::Lead => Self { company, person: name },
        }
    }

    /// The names that a candidate registers.
    #[must_use]
    pub fn of_candidate(candidate: &Candidate) -> Self {
        let name = Some(candidate.name.as_str());
        Self::registered(candidate.object, name, candidate.company.as_deref())
    }

    /// The names of a call's record. A record that is nobody (a Case) has those of the person behind it.
    #[must_use]
    pub fn of_record(record: &Record) -> Self {
        let object = match record.object.as_str() {
            "Account" => MatchObject::Account,
            "PersonAccount" => MatchObject::PersonAccount,
            _ => MatchObject::Contact,
        };
        Self::registered(object, record.name.as_deref(), record.company.as_deref())
    }

    /// The names that the phone system gave.
    #[must_use]
    pub fn of_phone_system(call: &Call) -> Self {
        Self {
            company: said(call.facts.customer_company.as_deref()),
            person: said(call.facts.customer_name.as_deref()),
        }
    }

    /// Whether nobody is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.company.is_none() && self.person.is_none()
    }

    /// Both in one text, the company first; once where they are the same, and empty where there is none.
    #[must_use]
    pub fn shown(&self) -> String {
        match (&self.company, &self.person) {
            (Some(company), Some(person)) if company != person => format!("{company} · {person}"),
            (Some(name), _) | (None, Some(name)) => name.clone(),
            (None, None) => String::new(),
        }
    }
}

/// The names under which a call stands in the list (F120): those of its record as they were when it was
/// matched, else what the phone system gave; `None` where only the number is known. Where the profile
/// registers no names, no record's are there to be shown (F118).
#[must_use]
pub fn of_call(call: &Call, resolution: Option<&Resolution>) -> Option<(Names, NamesFrom)> {
    let record = resolution.and_then(|resolution| resolution.names.clone());
    let of_record = record.map(|names| (names, NamesFrom::Record));
    let told = (Names::of_phone_system(call), NamesFrom::PhoneSystem);
    of_record.into_iter().chain([told]).find(|(names, _)| !names.is_empty())
}

/// A name that is one.
fn said(name: Option<&str>) -> Option<String> {
    name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}
