//! Many rows in one parameter: a statement works on a whole set, with one SQL text whatever the number of rows.

use std::fmt::Write as _;

use crate::value::Value;

/// The type of a column in a [`Batch`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Int,
    Text,
}

/// A column of a [`Batch`]: its name in SQL and its type.
pub(crate) type Column = (&'static str, Kind);

/// Rows that travel as one JSON parameter and are unfolded again inside the database (`Dialect::rows_of`).
#[derive(Debug)]
pub(crate) struct Batch {
    columns: &'static [Column],
    json: String,
}

impl Batch {
    pub(crate) fn new(columns: &'static [Column]) -> Self {
        Self { columns, json: "[".to_owned() }
    }

    pub(crate) fn columns(&self) -> &'static [Column] {
        self.columns
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.json.len() == 1
    }

    /// Adds a row; its values stand in the order of the columns.
    pub(crate) fn push<const N: usize>(&mut self, values: [Value; N]) {
        debug_assert_eq!(N, self.columns.len(), "a value for each column");
        self.json.push_str(if self.is_empty() { "{" } else { ",{" });
        for (place, ((name, _), value)) in self.columns.iter().zip(values).enumerate() {
            let comma = if place == 0 { "" } else { "," };
            let value = match value {
                Value::Null => "null".to_owned(),
                Value::Int(number) => number.to_string(),
                Value::Text(text) => serde_json::Value::String(text).to_string(),
            };
            // Writing to a String cannot fail.
            let _ = write!(self.json, "{comma}\"{name}\":{value}");
        }
        self.json.push('}');
    }

    pub(crate) fn into_param(mut self) -> Value {
        self.json.push(']');
        Value::Text(self.json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_json_objects() {
        let mut batch = Batch::new(&[("id", Kind::Text), ("at", Kind::Int)]);
        assert!(batch.is_empty());
        batch.push([Value::from("a\"b"), Value::Int(-1)]);
        batch.push([Value::from("日本"), Value::Null]);
        let expected = r#"[{"id":"a\"b","at":-1},{"id":"日本","at":null}]"#;
        assert_eq!(batch.into_param(), Value::Text(expected.to_owned()));
    }
}
