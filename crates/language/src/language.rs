//! The languages themselves.

use serde::{Deserialize, Serialize};

/// A language that Ringledger speaks.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Indonesian.
    #[serde(rename = "id")]
    Indonesian,
}

impl Language {
    /// All of them, in the order in which people choose.
    pub const ALL: [Language; 4] =
        [Language::English, Language::Japanese, Language::French, Language::Indonesian];

    /// The tag of RFC 5646, as in the attribute `lang`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.pick(["en", "ja", "fr", "id"])
    }

    /// What those who speak it call it.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        self.pick(["English", "日本語", "Français", "Bahasa Indonesia"])
    }

    /// Reads a tag, also one with a region (`fr-CA`); `None` for a language that we do not speak.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// Takes this language's entry of `[English, Japanese, French, Indonesian]`.
    #[must_use]
    pub fn pick<T>(self, [english, japanese, french, indonesian]: [T; 4]) -> T {
        match self {
            Language::English => english,
            Language::Japanese => japanese,
            Language::French => french,
            Language::Indonesian => indonesian,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_read_back_and_regions_do_not_matter() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Some(language));
        }
        assert_eq!(Language::parse("fr-CA"), Some(Language::French));
        assert_eq!(Language::parse("JA_JP"), Some(Language::Japanese));
        assert_eq!(Language::parse("de"), None);
        assert_eq!(Language::parse(""), None);
    }
}
