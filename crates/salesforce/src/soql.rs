//! SOQL built from values only: nothing that a caller says can become part of the query's grammar.
//!
//! ```
//! use salesforce::soql::{Condition, Direction, Soql};
//! let query = Soql::select("Contact", ["Id", "Name"])?
//!     .filter(Condition::any([
//!         Condition::in_list("Phone", ["+442079460123", "020 7946 0123"])?,
//!         Condition::eq("LastName", "O'Hara")?,
//!     ])?)
//!     .order_by("LastModifiedDate", Direction::Descending)?
//!     .limit(50);
//! assert_eq!(
//!     query.to_string(),
//!     "SELECT Id,Name FROM Contact WHERE (Phone IN ('+442079460123','020 7946 0123') \
//!      OR LastName = 'O\\'Hara') ORDER BY LastModifiedDate DESC LIMIT 50"
//! );
//! # Ok::<(), salesforce::soql::InvalidSoql>(())
//! ```

mod condition;

use std::fmt;

pub use condition::{Compare, Condition, Pattern, Value};

/// Characters that Salesforce reads in one query.
pub const MAX_LENGTH: usize = 100_000;

/// The query cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSoql {
    /// Object and field names have letters, digits, `_` and, along a relationship, `.`.
    #[error("'{0}' is no name of a Salesforce object or field")]
    Name(String),
    /// A list of fields, values or conditions was empty.
    #[error("a list of {0} in a query must not be empty")]
    Empty(&'static str),
}

/// Whether the text can stand as an object's or field's name.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
}

fn name(text: &str) -> Result<String, InvalidSoql> {
    if is_name(text) { Ok(text.to_owned()) } else { Err(InvalidSoql::Name(text.to_owned())) }
}

/// The order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Small before large, old before new.
    Ascending,
    /// Large before small, new before old.
    Descending,
}

/// A query. Prints as SOQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soql {
    columns: Vec<String>,
    object: String,
    condition: Option<Condition>,
    order: Vec<String>,
    limit: Option<u32>,
}

impl Soql {
    /// `SELECT fields FROM object`. A field may follow relationships: `Account.Name`.
    ///
    /// # Errors
    /// When something is not a name, or there are no fields.
    pub fn select<'a>(
        object: &str,
        fields: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, InvalidSoql> {
        let columns = fields.into_iter().map(name).collect::<Result<Vec<_>, _>>()?;
        if columns.is_empty() {
            return Err(InvalidSoql::Empty("fields"));
        }
        Ok(Self { columns, object: name(object)?, condition: None, order: Vec::new(), limit: None })
    }

    /// Adds the children of each record; `child` selects from the relationship, such as `Cases` of a Contact.
    /// In the reply they stand under the relationship's name, as `null` where there are none.
    #[must_use]
    pub fn with_children(mut self, child: &Self) -> Self {
        self.columns.push(format!("({child})"));
        self
    }

    /// Keeps only what fits; a second filter is met as well as the first.
    #[must_use]
    pub fn filter(mut self, condition: Condition) -> Self {
        self.condition = Some(match self.condition {
            Some(first) => Condition(format!("({first} AND {condition})")),
            None => condition,
        });
        self
    }

    /// Sorts; a second call sorts what the first left equal.
    ///
    /// # Errors
    /// When `field` is not a name.
    pub fn order_by(mut self, field: &str, direction: Direction) -> Result<Self, InvalidSoql> {
        let word = match direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        self.order.push(format!("{} {word}", name(field)?));
        Ok(self)
    }

    /// At most so many records.
    #[must_use]
    pub fn limit(mut self, records: u32) -> Self {
        self.limit = Some(records);
        self
    }

    /// Length in characters, to compare with [`MAX_LENGTH`].
    #[allow(clippy::len_without_is_empty, reason = "a query is never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.to_string().chars().count()
    }
}

impl fmt::Display for Soql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SELECT {} FROM {}", self.columns.join(","), self.object)?;
        if let Some(condition) = &self.condition {
            write!(f, " WHERE {condition}")?;
        }
        if !self.order.is_empty() {
            write!(f, " ORDER BY {}", self.order.join(","))?;
        }
        match self.limit {
            Some(limit) => write!(f, " LIMIT {limit}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
