//! The one table of error codes: what each means for us, why it happens, and what a person can do.
//!
//! Codes in capitals come from the data API, codes in small letters from OAuth and the Pub/Sub API, and those of
//! `ours` are our own names for failures that come without a code.

mod access;
mod events;
mod org;
pub(crate) mod ours;
mod record;
mod request;

use language::Sentence;

use crate::decision::Decision;

/// Why a failure happens and what to do about it, in sentences for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened and why.
    pub cause: Sentence,
    /// What the reader can do next.
    pub fix: Sentence,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) code: &'static str,
    /// Where one code has several meanings: text in the message (any case), or the end of a field's name.
    /// Empty matches all; rows of one code stand from special to general.
    pub(crate) about: &'static str,
    pub(crate) decision: Decision,
    /// The end of the ids of its messages: `catalogue-cause-…`, `catalogue-fix-…`.
    cause: &'static str,
    fix: &'static str,
}

impl Row {
    pub(crate) fn explanation(&self) -> Explanation {
        Explanation {
            cause: Sentence::new(format!("catalogue-cause-{}", self.cause)),
            fix: Sentence::new(format!("catalogue-fix-{}", self.fix)),
        }
    }
}

/// Makes a row of the table.
const fn row(
    code: &'static str,
    about: &'static str,
    decision: Decision,
    cause: &'static str,
    fix: &'static str,
) -> Row {
    Row { code, about, decision, cause, fix }
}

/// What holds for a code that the table does not have: hold and tell, never repeat blindly, never drop.
const UNHEARD_OF: Row = row(
    "",
    "",
    Decision::GiveUp,
    "salesforce-refused-request-error-does",
    "read-salesforce-own-message-correct",
);

const TABLE: [&[Row]; 6] =
    [access::ROWS, events::ROWS, org::ROWS, record::ROWS, request::ROWS, ours::ROWS];

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.into_iter().flatten()
}

/// The row for a failure: the first of its code that its message or fields fit.
pub(crate) fn find(code: &str, message: &str, fields: &[String]) -> &'static Row {
    let message = message.to_lowercase();
    let fits = |about: &str| {
        message.contains(about) || fields.iter().any(|f| f.to_lowercase().ends_with(about))
    };
    rows().find(|row| row.code == code && fits(&row.about.to_lowercase())).unwrap_or(&UNHEARD_OF)
}

/// Cause and fix of an error code in general; `None` for a code that is not in the table.
/// [`Failure::explanation`](crate::Failure::explanation) is more exact where one code has several causes.
#[must_use]
pub fn explain(code: &str) -> Option<Explanation> {
    let row = find(code, "", &[]);
    (!row.code.is_empty()).then(|| row.explanation())
}

#[cfg(test)]
mod tests {
    use language::{Language, Locale};

    use super::*;

    #[test]
    fn every_code_ends_with_a_general_row_that_can_be_reached() {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for row in rows() {
            let shadowed = seen.iter().any(|(code, about)| {
                *code == row.code && (about.is_empty() || *about == row.about)
            });
            assert!(!shadowed, "{} / {} is never reached", row.code, row.about);
            seen.push((row.code, row.about));
        }
        for (code, _) in &seen {
            assert!(seen.contains(&(code, "")), "{code} has no general row");
        }
    }

    #[test]
    fn every_row_speaks_in_sentences() {
        for row in rows().chain([&UNHEARD_OF]) {
            let Explanation { cause, fix } = row.explanation();
            for (sentence, language) in
                [cause, fix].iter().flat_map(|one| Language::ALL.map(|language| (one, language)))
            {
                let text = sentence.say(&Locale::utc(language));
                let sentence =
                    text.ends_with(['.', '。']) && text.split('-').next() != Some("catalogue");
                assert!(sentence, "{}: {text}", row.code);
            }
        }
    }

    #[test]
    fn every_code_of_the_error_catalogue_is_explained() {
        for code in [
            "INVALID_SESSION_ID",
            "invalid_grant",
            "invalid_client",
            "REQUEST_LIMIT_EXCEEDED",
            "SERVER_UNAVAILABLE",
            "UNABLE_TO_LOCK_ROW",
            "QUERY_TIMEOUT",
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "INVALID_FIELD",
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "REQUIRED_FIELD_MISSING",
            "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            "CANNOT_EXECUTE_FLOW_TRIGGER",
            "STRING_TOO_LONG",
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "BAD_VALUE_FOR_RESTRICTED_PICKLIST",
            "INVALID_CROSS_REFERENCE_KEY",
            "ENTITY_IS_DELETED",
            "DUPLICATES_DETECTED",
            "DUPLICATE_VALUE",
            "INACTIVE_OWNER_OR_USER",
            "STORAGE_LIMIT_EXCEEDED",
            "API_DISABLED_FOR_ORG",
            "LOGIN_MUST_USE_SECURITY_TOKEN",
            "UNKNOWN_EXCEPTION",
        ] {
            assert!(explain(code).is_some(), "{code}");
        }
        assert_eq!(explain("NEVER_HEARD_OF"), None);
        assert_eq!(explain(""), None);
    }
}
