//! Days and moments.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Unit};

use super::evaluate::{DAY_MS, operands};
use super::tree::Operator;
use super::value::{number, wrong_type};
use super::{FormulaError, Value};
use crate::timestamp;

/// Adds or subtracts days; the difference of two days or moments is a number of days.
pub(super) fn shift(
    operator: Operator,
    left: &Value,
    right: &Value,
) -> Result<Value, FormulaError> {
    match (operator, left, right) {
        (Operator::Minus, Value::Date(left), Value::Date(right)) => {
            let span = right.until((Unit::Day, *left)).map_err(out_of_range)?;
            Ok(Value::Number(f64::from(span.get_days())))
        }
        (Operator::Minus, Value::Moment(left), Value::Moment(right)) => {
            Ok(Value::Number(milliseconds(left - right) / DAY_MS))
        }
        (Operator::Plus, Value::Date(date), Value::Number(days))
        | (Operator::Plus, Value::Number(days), Value::Date(date)) => add_days(*date, *days),
        (Operator::Minus, Value::Date(date), Value::Number(days)) => add_days(*date, -days),
        (Operator::Plus, Value::Moment(moment), Value::Number(days))
        | (Operator::Plus, Value::Number(days), Value::Moment(moment)) => {
            Ok(Value::Moment(moment.saturating_add(whole(days * DAY_MS))))
        }
        (Operator::Minus, Value::Moment(moment), Value::Number(days)) => {
            Ok(Value::Moment(moment.saturating_sub(whole(days * DAY_MS))))
        }
        (_, _, wrong) => Err(operands(operator, wrong)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "moments of this age are exact in a double")]
fn milliseconds(number: i64) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a number beyond the range ends at its edge")]
fn whole(number: f64) -> i64 {
    number as i64
}

fn add_days(date: Date, days: f64) -> Result<Value, FormulaError> {
    let span = Span::new().try_days(whole(days.trunc())).map_err(out_of_range)?;
    date.checked_add(span).map(Value::Date).map_err(out_of_range)
}

fn out_of_range(error: jiff::Error) -> FormulaError {
    FormulaError(format!("The date is outside of the calendar: {error}"))
}

/// The functions of this family; `None` for others.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Option<Value>, FormulaError> {
    let value = match (name, arguments) {
        ("DATE", [year, month, day]) => date(year, month, day)?,
        ("ADDMONTHS", [one, months]) => add_months(one, months)?,
        ("DATEVALUE", [one]) => date_value(one)?,
        ("DATETIMEVALUE", [one]) => moment_value(one)?,
        ("HOUR", [Value::Moment(moment)]) => {
            Value::Number(milliseconds(moment.rem_euclid(86_400_000) / 3_600_000))
        }
        ("YEAR" | "MONTH" | "DAY" | "WEEKDAY" | "HOUR", [Value::Null]) => Value::Null,
        ("YEAR", [Value::Date(date)]) => Value::Number(f64::from(date.year())),
        ("MONTH", [Value::Date(date)]) => Value::Number(f64::from(date.month())),
        ("DAY", [Value::Date(date)]) => Value::Number(f64::from(date.day())),
        // 1 is Sunday (Salesforce help, "WEEKDAY").
        ("WEEKDAY", [Value::Date(date)]) => {
            Value::Number(f64::from(date.weekday().to_sunday_one_offset()))
        }
        ("YEAR" | "MONTH" | "DAY" | "WEEKDAY", [wrong]) => {
            return Err(wrong_type(name, "Date", wrong));
        }
        _ => return Ok(None),
    };
    Ok(Some(value))
}

fn date(year: &Value, month: &Value, day: &Value) -> Result<Value, FormulaError> {
    let part = |value: &Value| -> Result<i64, FormulaError> {
        Ok(number("DATE", value)?.map_or(0, whole))
    };
    let (year, month, day) = (part(year)?, part(month)?, part(day)?);
    let made = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    let made = match made {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    made.map(Value::Date)
        .ok_or_else(|| FormulaError(format!("There is no day {year}-{month}-{day}.")))
}

fn add_months(one: &Value, months: &Value) -> Result<Value, FormulaError> {
    let months = whole(number("ADDMONTHS", months)?.unwrap_or_default());
    match one {
        Value::Null => Ok(Value::Null),
        Value::Date(date) => {
            let span = Span::new().try_months(months).map_err(out_of_range)?;
            date.checked_add(span).map(Value::Date).map_err(out_of_range)
        }
        wrong => Err(wrong_type("ADDMONTHS", "Date", wrong)),
    }
}

fn date_value(one: &Value) -> Result<Value, FormulaError> {
    match one {
        Value::Null => Ok(Value::Null),
        Value::Date(date) => Ok(Value::Date(*date)),
        // In Greenwich (Salesforce help, "DATEVALUE").
        Value::Moment(moment) => {
            Ok(timestamp::day_of(*moment, &TimeZone::UTC).map_or(Value::Null, Value::Date))
        }
        Value::Text(text) => timestamp::parse_date(text.trim())
            .map(Value::Date)
            .ok_or_else(|| FormulaError(format!("{text:?} is no date; write YYYY-MM-DD."))),
        wrong => Err(wrong_type("DATEVALUE", "Text, DateTime", wrong)),
    }
}

fn moment_value(one: &Value) -> Result<Value, FormulaError> {
    match one {
        Value::Null => Ok(Value::Null),
        Value::Moment(moment) => Ok(Value::Moment(*moment)),
        Value::Date(date) => {
            Ok(timestamp::start_of(*date, &TimeZone::UTC).map_or(Value::Null, Value::Moment))
        }
        Value::Text(text) => {
            let iso = format!("{}Z", text.trim().trim_end_matches('Z').replacen(' ', "T", 1));
            timestamp::parse(&iso).map(Value::Moment).ok_or_else(|| {
                FormulaError(format!("{text:?} is no moment; write YYYY-MM-DD HH:MM:SS."))
            })
        }
        wrong => Err(wrong_type("DATETIMEVALUE", "Text, Date", wrong)),
    }
}
