//! The values that a formula computes with.

use jiff::civil::Date;

use super::FormulaError;
use crate::timestamp;

/// A value. Text is never null: an empty text field is the empty string.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// An empty number, date or moment.
    Null,
    /// Text, a picklist value or an id.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// A moment, UTC milliseconds.
    Moment(i64),
}

impl Value {
    /// The type's name as Salesforce's formula editor writes it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "Null",
            Self::Text(_) => "Text",
            Self::Number(_) => "Number",
            Self::Boolean(_) => "Boolean",
            Self::Date(_) => "Date",
            Self::Moment(_) => "DateTime",
        }
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The value as `TEXT()` and `&` write it.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Boolean(value) => value.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Moment(moment) => {
                let written = timestamp::format(*moment);
                let seconds = written.get(..19).unwrap_or_default();
                format!("{}Z", seconds.replace('T', " "))
            }
        }
    }
}

/// The error of an argument of the wrong type.
pub(super) fn wrong_type(function: &str, expected: &str, received: &Value) -> FormulaError {
    FormulaError(format!(
        "Incorrect parameter type for function '{function}()'. Expected {expected}, received {}",
        received.kind()
    ))
}

/// An argument that must be text; an empty value is empty text.
pub(super) fn text(function: &str, value: &Value) -> Result<String, FormulaError> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        Value::Null => Ok(String::new()),
        other => Err(wrong_type(function, "Text", other)),
    }
}

/// An argument that must be a number; an empty value has none.
pub(super) fn number(function: &str, value: &Value) -> Result<Option<f64>, FormulaError> {
    match value {
        Value::Number(number) => Ok(Some(*number)),
        Value::Null => Ok(None),
        other => Err(wrong_type(function, "Number", other)),
    }
}

/// An argument that must be true or false; an empty value is false.
pub(super) fn truth(function: &str, value: &Value) -> Result<bool, FormulaError> {
    match value {
        Value::Boolean(value) => Ok(*value),
        Value::Null => Ok(false),
        other => Err(wrong_type(function, "Boolean", other)),
    }
}

/// A number as a count of characters or days: nothing below zero, nothing absurd.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is brought into the range of the type first"
)]
pub(super) fn count(number: f64) -> usize {
    number.clamp(0.0, 100_000.0) as usize
}
