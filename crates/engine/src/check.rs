//! What a check of the doctor found, and what to do.

use salesforce::Failure;
use serde::Serialize;

/// One check.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// What was found.
    pub found: String,
    /// What to do; nothing if all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Check {
    /// A check that went well.
    pub fn good(name: &str, found: impl Into<String>) -> Check {
        Check { name: name.to_owned(), found: found.into(), fix: None }
    }

    /// A check that did not, and what to do.
    pub fn bad(name: &str, found: impl Into<String>, fix: impl Into<String>) -> Check {
        Check { name: name.to_owned(), found: found.into(), fix: Some(fix.into()) }
    }

    /// A check that Salesforce answered with a failure.
    pub(crate) fn failed(name: &str, failure: &Failure) -> Check {
        let known = failure.explanation();
        Check::bad(
            name,
            format!("{}: {}", failure.code, failure.message),
            format!("{} {}", known.cause, known.fix),
        )
    }
}
