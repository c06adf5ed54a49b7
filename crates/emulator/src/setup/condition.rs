//! A formula in the org's setup: written as text, parsed when it enters.

use serde::{Deserialize, Serialize};

use crate::formula::Formula;

/// A formula that decides whether a rule applies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    text: String,
    formula: Formula,
}

impl Condition {
    /// Parses a formula.
    ///
    /// # Errors
    /// The sentence that Salesforce's formula editor shows for a mistake.
    pub fn parse(text: impl Into<String>) -> Result<Self, String> {
        let text = text.into();
        let formula = Formula::parse(&text).map_err(|error| error.to_string())?;
        Ok(Self { text, formula })
    }

    /// The formula as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn formula(&self) -> &Formula {
        &self.formula
    }
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(text)
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.text
    }
}
