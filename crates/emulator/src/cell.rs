//! What a cell of a table looks like in a JSON record.

use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::schema::FieldType;
use crate::timestamp;

/// The JSON of a cell whose field has the given type.
pub(crate) fn json(kind: FieldType, cell: ValueRef<'_>) -> Value {
    match (kind, cell) {
        (FieldType::Boolean, ValueRef::Integer(number)) => Value::Bool(number != 0),
        // A boolean of a missing parent.
        (FieldType::Boolean, ValueRef::Null) => Value::Bool(false),
        (FieldType::Datetime, ValueRef::Integer(moment)) => {
            Value::String(timestamp::format(moment))
        }
        (FieldType::Address, ValueRef::Text(json)) => {
            serde_json::from_slice(json).unwrap_or(Value::Null)
        }
        (_, ValueRef::Null | ValueRef::Blob(_)) => Value::Null,
        (kind, ValueRef::Integer(number)) if kind.is_decimal() => {
            // Exact up to 2^53, far beyond the 18 digits that lose nothing in Salesforce's own doubles.
            #[expect(clippy::cast_precision_loss, reason = "Salesforce's numbers are doubles")]
            let number = number as f64;
            Value::from(number)
        }
        (_, ValueRef::Integer(number)) => Value::from(number),
        (_, ValueRef::Real(number)) => Value::from(number),
        (_, ValueRef::Text(text)) => Value::String(String::from_utf8_lossy(text).into_owned()),
    }
}
