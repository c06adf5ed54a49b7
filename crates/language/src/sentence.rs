//! A sentence as data: which message, and with what. It is kept and passed on like this, and becomes words only before
//! its reader, in the reader's language.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::number::marked;
use crate::{Argument, Locale, say_with};

/// Something that will be said to somebody.
///
/// As JSON a sentence is a text where its words are fixed (somebody else's, or stored by a version that kept
/// English), else `{"say": "owner-is-mapped", "with": {"agent": "Mia Sample"}}`, or a list of such.
///
/// ```
/// use language::{Language, Locale, Sentence};
///
/// let sentence = Sentence::new("locale-ago-minutes").with("count", 3);
/// assert_eq!(sentence.say(&Locale::utc(Language::French)), "il y a 3 minutes");
/// assert_eq!(sentence.to_string(), "3 minutes ago");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Sentence {
    /// Words that are the same in every language.
    Text(String),
    /// Sentences that are read one after the other. Before messages: a list must not be read as the fields of one.
    All(Vec<Sentence>),
    /// A message and its arguments.
    Said(Said),
}

/// A message and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Said {
    /// The message's id.
    say: Cow<'static, str>,
    /// Argument by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    with: BTreeMap<Cow<'static, str>, Part>,
}

/// An argument of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// A moment, which is written in the reader's time zone.
    Moment {
        /// UTC milliseconds.
        at: i64,
    },
    /// A length of time.
    Span {
        /// In seconds.
        seconds: i64,
    },
    /// A number with two decimals.
    Hundredths {
        /// A hundred times the number.
        hundredths: i64,
    },
    /// Sentences one after the other.
    All(Vec<Sentence>),
    /// Words that have a message of their own.
    Said(Said),
}

impl Sentence {
    /// The message `id`, yet without arguments.
    #[must_use]
    pub fn new(id: impl Into<Cow<'static, str>>) -> Sentence {
        Sentence::Said(Said { say: id.into(), with: BTreeMap::new() })
    }

    /// The same with an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, part: impl Into<Part>) -> Sentence {
        if let Sentence::Said(said) = &mut self {
            said.with.insert(name.into(), part.into());
        }
        self
    }

    /// The words for a reader.
    #[must_use]
    pub fn say(&self, locale: &Locale) -> String {
        match self {
            Sentence::Text(text) => text.clone(),
            Sentence::Said(said) => said.say(locale),
            Sentence::All(sentences) => joined(sentences, locale),
        }
    }

    /// Reads what [`Sentence::stored`] wrote; any other text is taken by its words.
    #[must_use]
    pub fn read(stored: &str) -> Sentence {
        let is_data = stored.starts_with(['{', '[']);
        let read = is_data.then(|| serde_json::from_str(stored).ok()).flatten();
        read.unwrap_or_else(|| Sentence::Text(stored.to_owned()))
    }

    /// The sentence for a column of text: fixed words as they are, anything else as JSON.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Sentence::Text(text) => text.clone(),
            said => serde_json::to_string(said).unwrap_or_default(),
        }
    }
}

/// The words in English, with times in UTC: for logs, the terminal and tests.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(&Locale::default()))
    }
}

impl Said {
    fn say(&self, locale: &Locale) -> String {
        let arguments: Vec<(&str, Argument)> =
            self.with.iter().map(|(name, part)| (name.as_ref(), part.argument(locale))).collect();
        say_with(locale.language, &self.say, &arguments)
    }
}

impl Part {
    /// A number, kept with two decimals.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "a cast of a float ends at the bounds")]
    pub fn hundredths(number: f64) -> Part {
        Part::Hundredths { hundredths: (number * 100.0).round() as i64 }
    }

    fn argument(&self, locale: &Locale) -> Argument {
        match self {
            Part::Number(number) => Argument::from(*number),
            Part::Text(text) => Argument::from(text),
            Part::Moment { at } if locale.zone_name() == "UTC" => {
                Argument::from(format!("{} UTC", locale.moment(*at)))
            }
            Part::Moment { at } => Argument::from(locale.moment(*at)),
            Part::Span { seconds } => Argument::from(locale.span(*seconds)),
            Part::Hundredths { hundredths } => {
                Argument::from(marked_hundredths(locale, *hundredths))
            }
            Part::Said(said) => Argument::from(said.say(locale)),
            Part::All(sentences) => Argument::from(joined(sentences, locale)),
        }
    }
}

/// The number whose hundredths are given, with the language's marks.
fn marked_hundredths(locale: &Locale, hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.unsigned_abs();
    marked(locale.language, &format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100))
}

/// Sentences one after the other. A Japanese one ends with a mark that holds its own space.
fn joined(sentences: &[Sentence], locale: &Locale) -> String {
    let mut text = String::new();
    for sentence in sentences {
        if !(text.is_empty() || text.ends_with('。')) {
            text.push(' ');
        }
        text.push_str(&sentence.say(locale));
    }
    text
}

impl From<String> for Sentence {
    fn from(text: String) -> Sentence {
        Sentence::Text(text)
    }
}

impl From<&str> for Sentence {
    fn from(text: &str) -> Sentence {
        Sentence::Text(text.to_owned())
    }
}

impl From<Sentence> for Part {
    fn from(sentence: Sentence) -> Part {
        match sentence {
            Sentence::Text(text) => Part::Text(text),
            Sentence::Said(said) => Part::Said(said),
            Sentence::All(sentences) => Part::All(sentences),
        }
    }
}

impl From<&Sentence> for Part {
    fn from(sentence: &Sentence) -> Part {
        Part::from(sentence.clone())
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Part {
        Part::Text(text.to_owned())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Part {
        Part::Text(text)
    }
}

impl From<&String> for Part {
    fn from(text: &String) -> Part {
        Part::Text(text.clone())
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Part {
            fn from(number: $integer) -> Part {
                Part::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}

from_integers!(i64 u64 u32 usize i32 u8);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn a_sentence_is_said_in_the_readers_language() {
        let inner = Sentence::new("locale-span-minutes").with("count", 1);
        let outer = Sentence::new("shell-sample-calls").with("count", inner);
        assert_eq!(outer.to_string(), "1 minute calls");
        let both = Sentence::All(vec![Sentence::from("終了。"), Sentence::new("locale-now")]);
        assert_eq!(both.say(&Locale::utc(Language::Japanese)), "終了。たった今");
        assert_eq!(both.to_string(), "終了。just now");
    }

    #[test]
    fn moments_and_spans_are_the_readers() {
        let at = |locale: &Locale| Part::Moment { at: 1_795_219_923_045 }.argument(locale);
        let tokyo = Locale::new(Language::Indonesian, "Asia/Tokyo");
        assert_eq!(at(&tokyo), Argument::from("21 Nov 2026 09.12"));
        assert_eq!(at(&Locale::utc(Language::English)), Argument::from("21 Nov 2026, 00:12 UTC"));
        let half = Part::hundredths(1_234.5).argument(&tokyo);
        assert_eq!(half, Argument::from("1.234,50"));
        let span = Part::Span { seconds: 180 }.argument(&tokyo);
        assert_eq!(span, Argument::from("3 menit"));
    }

    #[test]
    fn what_is_stored_reads_back_and_old_texts_stay_what_they_were() {
        let parts = Sentence::new("locale-ago-days")
            .with("count", 7)
            .with("at", Part::Moment { at: 1 })
            .with("span", Part::Span { seconds: 2 })
            .with("name", "Mia")
            .with("inner", Sentence::new("locale-now"))
            .with("all", Sentence::All(vec![Sentence::from("a"), Sentence::new("locale-now")]));
        for sentence in [
            parts.clone(),
            Sentence::from("The Task was deleted."),
            Sentence::All(vec![parts, Sentence::from("x")]),
        ] {
            assert_eq!(Sentence::read(&sentence.stored()), sentence);
        }
        assert_eq!(Sentence::read("Left out: x."), Sentence::from("Left out: x."));
        assert_eq!(Sentence::read(r#"{"other": 1}"#), Sentence::from(r#"{"other": 1}"#));
    }
}
