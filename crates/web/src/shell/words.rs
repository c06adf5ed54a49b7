//! What a page says, in its reader's language: handed to every template.

use language::{Argument, Language, say, say_with};

/// The reader's language and time zone.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) language: Language,
    /// IANA name.
    pub(crate) zone: String,
}

impl Words {
    /// The message `id`.
    pub(crate) fn say(&self, id: &str) -> String {
        say(self.language, id)
    }

    /// The message `id` with one argument.
    pub(crate) fn with(&self, id: &str, name: &str, value: impl Into<Argument>) -> String {
        say_with(self.language, id, &[(name, value.into())])
    }

    /// The message `id` with two arguments.
    pub(crate) fn with2(
        &self,
        id: &str,
        (name, other_name): (&str, &str),
        value: impl Into<Argument>,
        other: impl Into<Argument>,
    ) -> String {
        say_with(self.language, id, &[(name, value.into()), (other_name, other.into())])
    }
}
