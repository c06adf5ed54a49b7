//! Values of a condition, checked against the type of the field they are compared with.

use rusqlite::types::Value as SqlValue;

use super::day_range::{self, DayRange};
use super::resolve::{Column, Compiler};
use super::text;
use super::tree::{Literal, Operator};
use crate::error::ApiError;
use crate::id;
use crate::schema::FieldType;
use crate::timestamp;

/// A literal as SQL sees it.
pub(crate) enum Bound {
    Null,
    One(SqlValue),
    /// From the first value up to, not including, the second.
    Range(SqlValue, SqlValue),
}

impl Compiler<'_> {
    /// Checks and converts a literal that is compared with `column`.
    pub(crate) fn value(
        &self,
        column: &Column,
        operator: Operator,
        literal: &Literal,
        offset: usize,
    ) -> Result<Bound, ApiError> {
        let wrong = || self.wrong_type(column, offset);
        let value = match (column.kind, literal) {
            (_, Literal::Null) => return Ok(Bound::Null),
            (FieldType::Id | FieldType::Reference, Literal::Text(raw)) => {
                let text = text::plain(raw);
                let whole = id::normalise(&text).ok_or_else(|| {
                    let message = format!("invalid ID field: {text}");
                    self.fault(offset, "INVALID_QUERY_FILTER_OPERATOR", &message)
                })?;
                SqlValue::Text(whole)
            }
            (kind, Literal::Text(raw)) if kind.is_text() => SqlValue::Text(match operator {
                Operator::Like => text::pattern(raw),
                _ => text::plain(raw),
            }),
            (FieldType::Boolean, Literal::Boolean(value)) => SqlValue::Integer(i64::from(*value)),
            (FieldType::Int, Literal::Number(number)) => number_value(number).ok_or_else(wrong)?,
            // The org has one currency, in which every amount is.
            (FieldType::Currency, Literal::Money(number)) => {
                number_value(number).ok_or_else(wrong)?
            }
            (kind, Literal::Number(number)) if kind.is_decimal() => {
                number_value(number).ok_or_else(wrong)?
            }
            (FieldType::Date, Literal::Date(date)) => SqlValue::Text(date.to_string()),
            (FieldType::Datetime, Literal::Moment(moment)) => SqlValue::Integer(*moment),
            (FieldType::Date | FieldType::Datetime, Literal::Named(name, number)) => {
                let range = day_range::resolve(
                    name,
                    *number,
                    self.setting.today,
                    self.setting.fiscal_start,
                )
                .ok_or_else(wrong)?;
                return self.range(column.kind, range).ok_or_else(wrong);
            }
            _ => return Err(wrong()),
        };
        Ok(Bound::One(value))
    }

    fn range(&self, kind: FieldType, range: DayRange) -> Option<Bound> {
        if kind == FieldType::Date {
            let (start, end) = (range.start.to_string(), range.end.to_string());
            return Some(Bound::Range(SqlValue::Text(start), SqlValue::Text(end)));
        }
        let start = timestamp::start_of(range.start, self.setting.zone)?;
        let end = timestamp::start_of(range.end, self.setting.zone)?;
        Some(Bound::Range(SqlValue::Integer(start), SqlValue::Integer(end)))
    }

    fn wrong_type(&self, column: &Column, offset: usize) -> ApiError {
        let (kind, quotes) = match column.kind {
            FieldType::Boolean => ("boolean", "should not"),
            FieldType::Int => ("int", "should not"),
            FieldType::Date => ("date", "should not"),
            FieldType::Datetime => ("dateTime", "should not"),
            kind if kind.is_decimal() => ("double", "should not"),
            FieldType::Id | FieldType::Reference => ("id", "should"),
            _ => ("string", "should"),
        };
        let message = format!(
            "value of filter criterion for field '{}' must be of type {kind} and {quotes} be enclosed in quotes",
            column.name
        );
        self.fault(offset, "INVALID_FIELD", &message)
    }
}

fn number_value(number: &str) -> Option<SqlValue> {
    if let Ok(whole) = number.parse::<i64>() {
        return Some(SqlValue::Integer(whole));
    }
    number.parse::<f64>().ok().map(SqlValue::Real)
}
