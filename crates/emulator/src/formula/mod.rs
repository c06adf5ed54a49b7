//! The formula language of the org's rules: what an admin writes into a validation rule or a lead assignment rule.
//!
//! A formula is parsed once, when it enters the org, and evaluated for each record against a [`Scene`].

mod evaluate;
mod moment;
mod number;
mod parse;
mod predicate;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod tree;
mod value;

use jiff::civil::Date;

pub(crate) use value::Value;

/// Why a formula cannot be parsed or evaluated, in a sentence for the admin who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct FormulaError(pub(crate) String);

impl FormulaError {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// What a formula looks at: a record as it is about to be saved, and who saves it when.
pub(crate) trait Scene {
    /// The value of a merge field, such as `Phone`, `Account.Name` or `$User.Username`.
    fn field(&self, path: &[String]) -> Result<Value, FormulaError>;

    /// The value before the change; that of a new record is the one it is given.
    fn prior(&self, path: &[String]) -> Result<Value, FormulaError>;

    /// Whether the record is being created.
    fn is_new(&self) -> bool;

    /// UTC milliseconds.
    fn now(&self) -> i64;

    /// The day it is for the user.
    fn today(&self) -> Date;
}

/// A formula that was parsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Formula(tree::Expression);

impl Formula {
    /// Parses a formula.
    ///
    /// # Errors
    /// What Salesforce's formula editor says of it.
    pub(crate) fn parse(text: &str) -> Result<Self, FormulaError> {
        parse::formula(text).map(Self)
    }

    /// The formula's value for a record.
    ///
    /// # Errors
    /// When a field does not exist or a value has the wrong type.
    pub(crate) fn evaluate(&self, scene: &dyn Scene) -> Result<Value, FormulaError> {
        evaluate::value(&self.0, scene)
    }

    /// Whether the formula holds for a record; an empty value does not.
    ///
    /// # Errors
    /// When it cannot be evaluated, or its value is no truth value.
    pub(crate) fn holds(&self, scene: &dyn Scene) -> Result<bool, FormulaError> {
        match self.evaluate(scene)? {
            Value::Boolean(holds) => Ok(holds),
            Value::Null => Ok(false),
            other => Err(FormulaError(format!(
                "Formula result is data type ({}), incompatible with expected data type (true or false).",
                other.kind()
            ))),
        }
    }
}
