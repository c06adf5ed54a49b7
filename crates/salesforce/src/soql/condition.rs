//! The right-hand side of a query: values, which are always quoted or numbers, and conditions made of them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{InvalidSoql, name};
use crate::id::SalesforceId;

/// A value on the right of a comparison. Made with `From`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, quoted and escaped.
    Text(String),
    /// A whole number.
    Number(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// A moment, to the millisecond, in UTC.
    DateTime(Timestamp),
    /// A day.
    Date(Date),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<SalesforceId> for Value {
    fn from(id: SalesforceId) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

impl From<Timestamp> for Value {
    fn from(moment: Timestamp) -> Self {
        Self::DateTime(moment)
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Date(day)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                let mut literal = String::with_capacity(text.len() + 2);
                escape(text, &mut literal);
                write!(f, "'{literal}'")
            }
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(truth) => write!(f, "{truth}"),
            Self::DateTime(moment) => write!(f, "{}", moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ")),
            Self::Date(day) => write!(f, "{day}"),
        }
    }
}

/// Escapes a text for a literal (SOQL and SOSL reference, "Quoted String Escape Sequences").
fn escape(text: &str, literal: &mut String) {
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            '\u{8}' => literal.push_str("\\b"),
            '\u{c}' => literal.push_str("\\f"),
            c => literal.push(c),
        }
    }
}

/// A piece of a LIKE pattern: only these can be wildcards, a text never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern<'a> {
    /// This text, whatever it contains.
    Text(&'a str),
    /// Any characters, also none (`%`).
    Anything,
    /// Any one character (`_`).
    AnyCharacter,
}

/// How a field compares with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Compare {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// A condition of a WHERE clause. Prints as SOQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(pub(super) String);

impl Condition {
    /// `field = value`. Salesforce ignores case in texts.
    ///
    /// # Errors
    /// When `field` is not a name.
    pub fn eq(field: &str, value: impl Into<Value>) -> Result<Self, InvalidSoql> {
        Self::compare(field, Compare::Equal, value)
    }

    /// `field < value` and the like.
    ///
    /// # Errors
    /// When `field` is not a name.
    pub fn compare(
        field: &str,
        compare: Compare,
        value: impl Into<Value>,
    ) -> Result<Self, InvalidSoql> {
        Ok(Self(format!("{} {} {}", name(field)?, compare.sign(), value.into())))
    }

    /// `field IN (values)`.
    ///
    /// # Errors
    /// When `field` is not a name or there are no values.
    pub fn in_list<V: Into<Value>>(
        field: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Result<Self, InvalidSoql> {
        let values: Vec<String> =
            values.into_iter().map(|value| value.into().to_string()).collect();
        if values.is_empty() {
            return Err(InvalidSoql::Empty("values"));
        }
        Ok(Self(format!("{} IN ({})", name(field)?, values.join(","))))
    }

    /// `field LIKE pattern`.
    ///
    /// # Errors
    /// When `field` is not a name.
    pub fn like(field: &str, pattern: &[Pattern<'_>]) -> Result<Self, InvalidSoql> {
        let mut literal = String::new();
        for piece in pattern {
            match piece {
                Pattern::Anything => literal.push('%'),
                Pattern::AnyCharacter => literal.push('_'),
                Pattern::Text(text) => {
                    let start = literal.len();
                    escape(text, &mut literal);
                    let text = literal.split_off(start).replace('%', "\\%").replace('_', "\\_");
                    literal.push_str(&text);
                }
            }
        }
        Ok(Self(format!("{} LIKE '{literal}'", name(field)?)))
    }

    /// `field = null`.
    ///
    /// # Errors
    /// When `field` is not a name.
    pub fn is_null(field: &str) -> Result<Self, InvalidSoql> {
        Ok(Self(format!("{} = null", name(field)?)))
    }

    /// `field != null`.
    ///
    /// # Errors
    /// When `field` is not a name.
    pub fn is_not_null(field: &str) -> Result<Self, InvalidSoql> {
        Ok(Self(format!("{} != null", name(field)?)))
    }

    /// All of the conditions, in parentheses.
    ///
    /// # Errors
    /// When there are none.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Result<Self, InvalidSoql> {
        Self::join(conditions, " AND ")
    }

    /// At least one of the conditions, in parentheses.
    ///
    /// # Errors
    /// When there are none.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Result<Self, InvalidSoql> {
        Self::join(conditions, " OR ")
    }

    fn join(conditions: impl IntoIterator<Item = Self>, word: &str) -> Result<Self, InvalidSoql> {
        let mut parts: Vec<String> = conditions.into_iter().map(|condition| condition.0).collect();
        match parts.len() {
            0 => Err(InvalidSoql::Empty("conditions")),
            1 => Ok(Self(parts.remove(0))),
            _ => Ok(Self(format!("({})", parts.join(word)))),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
