//! Why a body that proved itself could not be understood: a stable code, a sentence and a way out.

use language::Sentence;

/// A body that cannot be understood. It stands in the error list, and can be replayed after a fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} {fix}")]
pub struct Unreadable {
    /// Stable, for filters and documentation: `empty_body`, `not_utf8`, `not_json`, `truncated_json`,
    /// `not_form`, `too_deep`, `missing_field`, `wrong_type`, `unknown_value`, `unknown_call_type`,
    /// `unknown_version`.
    pub code: &'static str,
    /// What is wrong and where (byte or path). Never carries a value of the body.
    pub message: Sentence,
    /// What to do next.
    pub fix: Sentence,
}

impl Unreadable {
    /// Any cause.
    pub(crate) fn new(code: &'static str, message: Sentence, fix: Sentence) -> Self {
        Self { code, message, fix }
    }

    /// A phone system that sends another format than the one that is documented.
    fn other_format(code: &'static str, message: Sentence) -> Self {
        Self::new(code, message, Sentence::new("sources-format-changed"))
    }

    /// The same for whoever is to read it, to be kept.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        Sentence::All(vec![self.message.clone(), self.fix.clone()])
    }

    /// A field without which the call cannot be told.
    pub(crate) fn missing(path: &str) -> Self {
        let message = Sentence::new("sources-missing-field").with("path", path);
        Self::other_format("missing_field", message)
    }

    /// A field of another type than it can be read as; `wanted` and `found` are ids of messages.
    pub(crate) fn wrong_type(path: &str, wanted: &'static str, found: &'static str) -> Self {
        let message = Sentence::new("sources-wrong-type")
            .with("path", place(path))
            .with("wanted", Sentence::new(wanted))
            .with("found", Sentence::new(found));
        Self::other_format("wrong_type", message)
    }

    /// A field whose word is not among those that are known.
    pub(crate) fn unknown_value(path: &str, known: &str) -> Self {
        let message =
            Sentence::new("sources-unknown-value").with("path", path).with("known", known);
        Self::other_format("unknown_value", message)
    }
}

/// A path as it is shown: the outermost value has none.
pub(crate) fn place(path: &str) -> Sentence {
    match path {
        "" => Sentence::new("sources-whole-body"),
        path => Sentence::from(path),
    }
}
