//! What a page says, in its reader's language: handed to every template.

use language::{Argument, Language, Locale, say, say_with};

/// The reader's language, and dates and numbers as they read them, in their time zone.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) language: Language,
    pub(crate) locale: Locale,
}

impl Words {
    /// Words in `language`; `zone` is the IANA name of the reader's time zone, UTC where it is none.
    pub(crate) fn new(language: Language, zone: &str) -> Words {
        Words { language, locale: Locale::new(language, zone) }
    }

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
        name: &str,
        value: impl Into<Argument>,
        other_name: &str,
        other: impl Into<Argument>,
    ) -> String {
        say_with(self.language, id, &[(name, value.into()), (other_name, other.into())])
    }
}
