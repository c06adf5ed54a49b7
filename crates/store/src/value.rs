//! The few types that cross the border to a database, the same for both drivers.

use std::sync::Arc;

use crate::error::{Result, StoreError};

/// A column's value. There are no others, so that both databases store and return the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<String> for Value {
    /// PostgreSQL cannot store U+0000 in a text; it becomes U+FFFD on both databases so that they stay alike.
    fn from(text: String) -> Self {
        if text.contains('\0') {
            Self::Text(text.replace('\0', "\u{FFFD}"))
        } else {
            Self::Text(text)
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer, read by column name.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// Takes a value out of the row; a body of a megabyte is not copied.
    fn take(&mut self, column: &str) -> Result<Value> {
        let place = self.columns.iter().position(|name| name == column);
        place
            .and_then(|place| self.values.get_mut(place))
            .map(|value| std::mem::replace(value, Value::Null))
            .ok_or_else(|| StoreError::Unexpected(format!("no column {column}")))
    }

    pub(crate) fn text(&mut self, column: &str) -> Result<String> {
        self.text_or_null(column)?
            .ok_or_else(|| StoreError::Unexpected(format!("column {column} is empty")))
    }

    pub(crate) fn text_or_null(&mut self, column: &str) -> Result<Option<String>> {
        match self.take(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            Value::Int(_) => Err(StoreError::Unexpected(format!("column {column} is a number"))),
        }
    }

    pub(crate) fn int(&mut self, column: &str) -> Result<i64> {
        self.int_or_null(column)?
            .ok_or_else(|| StoreError::Unexpected(format!("column {column} is empty")))
    }

    pub(crate) fn int_or_null(&mut self, column: &str) -> Result<Option<i64>> {
        match self.take(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(number)),
            Value::Text(_) => Err(StoreError::Unexpected(format!("column {column} is a text"))),
        }
    }
}

/// All rows of one statement's answer. A statement that returns no columns answers with one row: see [`affected`].
pub(crate) type Rows = Vec<Row>;

/// The answer of a statement that has changed so many rows.
pub(crate) fn changed(count: u64) -> Rows {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    vec![Row { columns: vec![AFFECTED.to_owned()].into(), values: vec![Value::Int(count)] }]
}

const AFFECTED: &str = "affected";

/// How many rows a statement without RETURNING has inserted, updated or deleted.
pub(crate) fn affected(rows: Rows) -> Result<u64> {
    let missing = || StoreError::Unexpected("no count of changed rows".to_owned());
    let count = rows.into_iter().next().ok_or_else(missing)?.int(AFFECTED)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// One statement with its `$1`, `$2`, … parameters.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
}

impl Statement {
    pub(crate) fn new(sql: impl Into<String>, params: Vec<Value>) -> Self {
        Self { sql: sql.into(), params }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            columns: vec!["name".to_owned(), "size".to_owned()].into(),
            values: vec![Value::from("Aiko"), Value::Int(7)],
        }
    }

    #[test]
    fn a_row_is_read_by_name() {
        assert_eq!(row().text("name").unwrap(), "Aiko");
        assert_eq!(row().int("size").unwrap(), 7);
    }

    #[test]
    fn a_wrong_name_or_type_is_an_error_that_names_the_column() {
        for error in [
            row().text("size").unwrap_err(),
            row().int("name").unwrap_err(),
            row().int("colour").unwrap_err(),
        ] {
            let text = error.to_string();
            assert!(["size", "name", "colour"].iter().any(|name| text.contains(name)), "{text}");
        }
    }

    #[test]
    fn a_count_reads_back() {
        assert_eq!(affected(changed(7)).unwrap(), 7);
        assert_eq!(affected(Vec::new()).unwrap_err().code(), "store_unexpected");
    }

    #[test]
    fn a_nul_character_is_replaced_before_postgresql_refuses_it() {
        assert_eq!(Value::from("a\0b"), Value::Text("a\u{FFFD}b".to_owned()));
    }
}
