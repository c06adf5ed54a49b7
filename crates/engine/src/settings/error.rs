//! Why settings cannot be used: a code, the key that is meant, and a sentence in the reader's language.

use std::fmt;

use language::{Language, Locale, Part, Sentence};
use store::StoreError;

/// Settings that cannot be used, or not now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    /// Stable, such as `unknown_key`; the sentence is the message `settings-problem-…` of that name.
    pub code: &'static str,
    /// The key that is meant, such as `source.main.region`; empty if it is none.
    pub path: String,
    /// Where it was read, such as the name of a file; empty for the console.
    pub place: String,
    /// What the sentence names.
    arguments: Vec<(&'static str, Part)>,
}

impl SettingsError {
    /// A problem with the key `path`.
    pub(crate) fn new(code: &'static str, path: impl Into<String>) -> SettingsError {
        let path = path.into();
        let arguments = vec![("path", Part::from(&path))];
        SettingsError { code, path, place: String::new(), arguments }
    }

    /// A form was sent without the key `path`.
    #[must_use]
    pub fn missing(path: &str) -> SettingsError {
        SettingsError::new("missing", path)
    }

    /// This cannot be a source's id.
    #[must_use]
    pub fn bad_source_id(id: &str) -> SettingsError {
        SettingsError::new("source_id", "source").with("id", id)
    }

    /// There is a source of this id already.
    #[must_use]
    pub fn taken_source_id(id: &str) -> SettingsError {
        SettingsError::new("source_twice", format!("source.{id}")).with("id", id)
    }

    /// A line of a source's options that is not `name = value`.
    #[must_use]
    pub fn bad_option(id: &str, line: &str) -> SettingsError {
        SettingsError::new("option", format!("source.{id}.options")).with("line", line)
    }

    /// With something that the sentence names.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> SettingsError {
        self.arguments.push((name, Part::from(value.to_string())));
        self
    }

    /// With a sentence of its own, which is said in the reader's language.
    pub(crate) fn because(mut self, detail: &Sentence) -> SettingsError {
        self.arguments.push(("detail", Part::from(detail)));
        self
    }

    /// Read at `place`, unless it says already where.
    pub(crate) fn at(mut self, place: &str) -> SettingsError {
        if self.place.is_empty() {
            place.clone_into(&mut self.place);
        }
        self
    }

    /// The database did not do what it should.
    pub(crate) fn store(error: &StoreError) -> SettingsError {
        SettingsError::new("store", "").with("detail", error)
    }

    /// The id of its message.
    #[must_use]
    pub fn message_id(&self) -> String {
        format!("settings-problem-{}", self.code.replace('_', "-"))
    }

    /// What is wrong and what to do, in the reader's language.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        self.words().say(&Locale::utc(language))
    }

    /// The same with the place where it was read, to be kept.
    pub(crate) fn told(&self) -> Sentence {
        let words = self.words();
        match self.place.as_str() {
            "" => words,
            place => Sentence::All(vec![Sentence::from(format!("{place}:")), words]),
        }
    }

    fn words(&self) -> Sentence {
        let arguments = self.arguments.iter().cloned();
        arguments
            .fold(Sentence::new(self.message_id()), |words, (name, part)| words.with(name, part))
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.sentence(Language::English))
    }
}

impl std::error::Error for SettingsError {}

impl From<StoreError> for SettingsError {
    fn from(error: StoreError) -> SettingsError {
        SettingsError::store(&error)
    }
}
