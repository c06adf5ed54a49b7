//! Cells as Avro values.

use apache_avro::types::Value as Avro;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::types::Value as SqlValue;

use crate::schema::FieldType;

/// The Avro type of a field: dates and moments are UTC milliseconds.
pub(super) fn kind(field: FieldType) -> &'static str {
    match field {
        FieldType::Boolean => "boolean",
        FieldType::Int => "int",
        FieldType::Double | FieldType::Currency | FieldType::Percent => "double",
        FieldType::Date | FieldType::Datetime => "long",
        _ => "string",
    }
}

/// A cell as a nullable Avro value: the union's branch 0 is null, 1 the value.
pub(super) fn nullable(field: FieldType, cell: &SqlValue) -> Avro {
    match value(field, cell) {
        Some(value) => some(value),
        None => none(),
    }
}

/// A value that may be null, and is not.
pub(super) fn some(value: Avro) -> Avro {
    Avro::Union(1, Box::new(value))
}

/// A value that may be null, and is.
pub(super) fn none() -> Avro {
    Avro::Union(0, Box::new(Avro::Null))
}

fn value(field: FieldType, cell: &SqlValue) -> Option<Avro> {
    match (kind(field), cell) {
        (_, SqlValue::Null) => None,
        ("boolean", SqlValue::Integer(number)) => Some(Avro::Boolean(*number != 0)),
        ("int", SqlValue::Integer(number)) => i32::try_from(*number).ok().map(Avro::Int),
        ("double", SqlValue::Real(number)) => Some(Avro::Double(*number)),
        #[expect(clippy::cast_precision_loss, reason = "Salesforce's numbers are doubles")]
        ("double", SqlValue::Integer(number)) => Some(Avro::Double(*number as f64)),
        ("long", SqlValue::Integer(moment)) => Some(Avro::Long(*moment)),
        ("long", SqlValue::Text(day)) => midnight(day).map(Avro::Long),
        (_, SqlValue::Text(text)) => Some(Avro::String(text.clone())),
        _ => None,
    }
}

/// UTC milliseconds of the first moment of a day, `YYYY-MM-DD`.
fn midnight(day: &str) -> Option<i64> {
    let day: Date = day.parse().ok()?;
    let moment = day.to_zoned(TimeZone::UTC).ok()?;
    Some(moment.timestamp().as_millisecond())
}
