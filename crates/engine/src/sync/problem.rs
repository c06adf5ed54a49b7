//! Why a record or a part of it stays out of the sync: kept with its link, and told.

use store::ContactLink;

/// Why a record or a part of it is not synced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Stable.
    pub(crate) code: String,
    /// For a person, with a fix.
    pub(crate) text: String,
}

impl Problem {
    /// A text in a phone field that nobody can dial.
    pub(crate) fn invalid_number() -> Self {
        let text = "A phone field holds no number that can be dialled, or one of our own lines, so nobody can be known \
                    by it. It stays as it is; correct the number, and the next sync takes it.";
        Self { code: "invalid_number".to_owned(), text: text.to_owned() }
    }

    /// Notes it with the link.
    pub(crate) fn note(self, link: &mut ContactLink) {
        (link.problem_code, link.problem_text) = (Some(self.code), Some(self.text));
    }
}
