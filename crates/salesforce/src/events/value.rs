//! Values of change events as a query's row has them.

use apache_avro::types::Value as Avro;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Number, Value};

/// What a whole number stands for; the schema's `doc` says so, and the Avro type does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Itself.
    Plain,
    /// A day, as the UTC milliseconds of its first moment.
    Day,
    /// A moment, as UTC milliseconds.
    Moment,
    /// A time of day, as milliseconds since midnight.
    TimeOfDay,
}

impl Meaning {
    /// Reads a field's `doc`, such as `Data:DateTime:00N5e000001vGbC`.
    pub(super) fn of(doc: &str) -> Self {
        match doc {
            _ if doc.contains("DateTime") => Self::Moment,
            _ if doc.contains("DateOnly") => Self::Day,
            _ if doc.contains("TimeOnly") => Self::TimeOfDay,
            _ => Self::Plain,
        }
    }
}

/// A value as JSON; `None` for a kind of value that no field of Salesforce's has.
pub(super) fn json(value: &Avro, meaning: Meaning) -> Option<Value> {
    Some(match value {
        Avro::Boolean(value) => Value::Bool(*value),
        Avro::Int(number) => whole(i64::from(*number), meaning)?,
        Avro::Long(number) => whole(*number, meaning)?,
        Avro::Float(number) => Value::Number(Number::from_f64(f64::from(*number))?),
        Avro::Double(number) => Value::Number(Number::from_f64(*number)?),
        Avro::String(text) => Value::String(text.clone()),
        _ => return None,
    })
}

fn whole(number: i64, meaning: Meaning) -> Option<Value> {
    let format = match meaning {
        Meaning::Plain => return Some(Value::Number(number.into())),
        Meaning::Day => "%Y-%m-%d",
        Meaning::Moment => "%Y-%m-%dT%H:%M:%S.%3f+0000",
        Meaning::TimeOfDay => "%H:%M:%S.%3fZ",
    };
    let moment = Timestamp::from_millisecond(number).ok()?.to_zoned(TimeZone::UTC);
    Some(Value::String(moment.strftime(format).to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json as j;

    use super::*;

    #[test]
    fn days_and_moments_read_as_in_a_query() {
        let at = |number, doc| json(&Avro::Long(number), Meaning::of(doc));
        assert_eq!(
            at(1_730_962_801_000, "CreatedDate:DateTime"),
            Some(j!("2024-11-07T07:00:01.000+0000"))
        );
        assert_eq!(at(1_730_937_600_000, "Data:DateOnly"), Some(j!("2024-11-07")));
        assert_eq!(at(34_200_500, "Data:TimeOnly"), Some(j!("09:30:00.500Z")));
        assert_eq!(at(42, "Data:Integer"), Some(j!(42)));
        assert_eq!(at(i64::MAX, "Data:DateTime"), None);
    }

    #[test]
    fn plain_values_stay_what_they_are() {
        let plain = |value| json(&value, Meaning::Plain);
        assert_eq!(plain(Avro::Boolean(true)), Some(j!(true)));
        assert_eq!(plain(Avro::Double(1.5)), Some(j!(1.5)));
        assert_eq!(plain(Avro::String("x".to_owned())), Some(j!("x")));
        assert_eq!(plain(Avro::Double(f64::NAN)), None);
        assert_eq!(plain(Avro::Bytes(vec![1])), None);
    }
}
