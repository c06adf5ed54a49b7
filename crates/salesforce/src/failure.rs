//! A failure as callers see it: Salesforce's code and words, and what to do about it.

use std::fmt;

use language::Sentence;

use crate::catalogue::{self, Explanation, ours};
use crate::decision::{Decision, Pause};
use crate::id::SalesforceId;
use crate::soql::InvalidSoql;

/// Something that did not work, be it a request or one record of it.
///
/// `message` may quote a customer's data (a text that is too long, a phone number): show it to a
/// signed-in person, never log it. `Display` and `Debug` leave it out for that reason.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// Salesforce's `errorCode`, `statusCode` or OAuth `error`; a name of ours where there is none.
    pub code: String,
    /// Salesforce's own words, or ours where there are none.
    pub message: String,
    /// API names of the fields concerned, also where only the message names them.
    pub fields: Vec<String>,
    /// What to do.
    pub decision: Decision,
    /// Status of the reply, for the record only; `None` without a reply and for one record of many.
    pub http_status: Option<u16>,
}

impl Failure {
    /// Looks the code up in the table and fills in what the message tells.
    pub(crate) fn new(
        code: &str,
        message: &str,
        mut fields: Vec<String>,
        http_status: Option<u16>,
    ) -> Self {
        if fields.is_empty() {
            fields = fields_in(code, message);
        }
        let decision = match catalogue::find(code, message, &fields).decision {
            Decision::AlreadyExists { .. } => Decision::AlreadyExists { record: id_in(message) },
            Decision::Unlink { .. } => Decision::Unlink { record: id_in(message) },
            Decision::DropFields if fields.is_empty() => Decision::GiveUp,
            decision => decision,
        };
        Self { code: code.to_owned(), message: message.to_owned(), fields, decision, http_status }
    }

    /// A failure that a caller found in what Salesforce answered, such as an object that it may not see:
    /// the decision follows from `code` as for any other.
    #[must_use]
    pub fn found(code: &str, message: &str) -> Self {
        Self::new(code, message, Vec::new(), None)
    }

    /// A failure that has one of our own codes.
    pub(crate) fn ours(code: &'static str, message: impl Into<String>) -> Self {
        let decision = catalogue::find(code, "", &[]).decision;
        Self {
            code: code.to_owned(),
            message: message.into(),
            fields: Vec::new(),
            decision,
            http_status: None,
        }
    }

    /// A reply that is not Salesforce's.
    pub(crate) fn unreadable(message: impl Into<String>, http_status: Option<u16>) -> Self {
        Self { http_status, ..Self::ours(ours::UNREADABLE_REPLY, message) }
    }

    /// The same failure of a request that writes nothing: then no outcome is unknown.
    pub(crate) fn nothing_written(mut self) -> Self {
        if self.decision == Decision::Unknown {
            self.decision = Decision::Retry;
        }
        self
    }

    /// The same failure after a renewal that did not help: a person must look.
    pub(crate) fn refused_again(mut self) -> Self {
        self.decision = Decision::PauseOrg(Pause::Auth);
        self
    }

    /// Code, cause and fix in one, for a person.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let Explanation { cause, fix } = self.explanation();
        Sentence::new("catalogue-failure")
            .with("code", &self.code)
            .with("cause", cause)
            .with("fix", fix)
    }

    /// Why it happened and what to do next, for a person.
    #[must_use]
    pub fn explanation(&self) -> Explanation {
        catalogue::find(&self.code, &self.message, &self.fields).explanation()
    }
}

impl From<InvalidSoql> for Failure {
    fn from(invalid: InvalidSoql) -> Self {
        Self::ours(ours::BAD_NAME, invalid.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("code", &self.code)
            .field("fields", &self.fields)
            .field("decision", &self.decision)
            .field("http_status", &self.http_status)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Failure {}

/// English labels that messages use for the links of a Task, where no field is listed.
const LABELS: [(&str, &str); 5] = [
    ("Name ID:", "WhoId"),
    ("Related To ID:", "WhatId"),
    ("Assigned To ID:", "OwnerId"),
    ("Owner ID:", "OwnerId"),
    ("Record Type ID:", "RecordTypeId"),
];

/// Field names that a message mentions. Many errors list none besides.
fn fields_in(code: &str, message: &str) -> Vec<String> {
    let list = match code {
        "INVALID_FIELD" => between(message, "No such column '", "'")
            .or_else(|| between(message, "not found for field ", " in entity")),
        "INVALID_FIELD_FOR_INSERT_UPDATE" => between(message, "fields: ", ". "),
        "REQUIRED_FIELD_MISSING" => between(message, "[", "]"),
        _ => LABELS.iter().find(|(label, _)| message.starts_with(label)).map(|(_, field)| *field),
    };
    let names = list.unwrap_or_default().split(',').map(str::trim);
    names.filter(|name| crate::soql::is_name(name)).map(str::to_owned).collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end).map_or(rest, |(inside, _)| inside))
}

/// The record that a message names behind `id:`.
fn id_in(message: &str) -> Option<SalesforceId> {
    let (_, rest) = message.rsplit_once("id:")?;
    let word = rest.trim_start().split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    SalesforceId::parse(word).ok()
}

#[cfg(test)]
mod tests;
