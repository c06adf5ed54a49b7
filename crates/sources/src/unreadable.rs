//! Why a body that proved itself could not be understood: a stable code, a sentence and a way out.

/// A body that cannot be understood. It stands in the error list, and can be replayed after a fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} {fix}")]
pub struct Unreadable {
    /// Stable, for filters and documentation: `empty_body`, `not_utf8`, `not_json`, `truncated_json`,
    /// `not_form`, `too_deep`, `missing_field`, `wrong_type`, `unknown_value`, `unknown_call_type`,
    /// `unknown_version`.
    pub code: &'static str,
    /// What is wrong and where (byte or path). Never carries a value of the body.
    pub message: String,
    /// What to do next.
    pub fix: String,
}

/// What helps when a phone system sends another format than the one that is documented.
const FORMAT_CHANGED: &str = "Compare the stored body with the page of this source; once it is read \
                              (after a change at the phone system or an update here), replay it.";

impl Unreadable {
    /// Any cause.
    pub(crate) fn new(
        code: &'static str,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), fix: fix.into() }
    }

    /// A field without which the call cannot be told.
    pub(crate) fn missing(path: &str) -> Self {
        Self::new(
            "missing_field",
            format!("The field `{path}` is missing or empty."),
            FORMAT_CHANGED,
        )
    }

    /// A field of another type than it can be read as.
    pub(crate) fn wrong_type(path: &str, wanted: &str, found: &str) -> Self {
        Self::new(
            "wrong_type",
            format!("The field `{path}` should be {wanted}, but is {found}."),
            FORMAT_CHANGED,
        )
    }

    /// A field whose word is not among those that are known.
    pub(crate) fn unknown_value(path: &str, known: &str) -> Self {
        Self::new(
            "unknown_value",
            format!("The field `{path}` holds a word that is not known; known are {known}."),
            FORMAT_CHANGED,
        )
    }
}
