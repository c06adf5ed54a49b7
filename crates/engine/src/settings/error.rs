//! Why settings cannot be used: a code, the key that is meant, and a sentence in the reader's language.

use std::fmt;

use language::{Argument, Language, say_with};
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
    arguments: Vec<(&'static str, String)>,
}

impl SettingsError {
    /// A problem with the key `path`.
    pub(crate) fn new(code: &'static str, path: impl Into<String>) -> SettingsError {
        let path = path.into();
        let arguments = vec![("path", path.clone())];
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
        self.arguments.push((name, value.to_string()));
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
        let arguments: Vec<(&str, Argument)> =
            self.arguments.iter().map(|(name, value)| (*name, Argument::from(value))).collect();
        say_with(language, &self.message_id(), &arguments)
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
