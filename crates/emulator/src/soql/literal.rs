//! Values of a condition, checked against the type of the field they are compared with.

use rusqlite::types::Value as SqlValue;

use super::day_range::{self, DayRange};
use super::resolve::{Column, Compiler};
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
            (FieldType::Id | FieldType::Reference, Literal::Text(text)) => {
                let text = self.unescape(text, offset)?;
                let whole = id::normalise(&text).ok_or_else(|| {
                    let message = format!("invalid ID field: {text}");
                    self.fault(offset, "INVALID_QUERY_FILTER_OPERATOR", &message)
                })?;
                SqlValue::Text(whole)
            }
            (kind, Literal::Text(text)) if kind.is_text() => {
                if operator == Operator::Like {
                    SqlValue::Text(self.pattern(text, offset)?)
                } else {
                    SqlValue::Text(self.unescape(text, offset)?)
                }
            }
            (FieldType::Boolean, Literal::Boolean(value)) => SqlValue::Integer(i64::from(*value)),
            (FieldType::Int, Literal::Number(number)) => number_value(number).ok_or_else(wrong)?,
            (kind, Literal::Number(number)) if kind.is_decimal() => {
                number_value(number).ok_or_else(wrong)?
            }
            (FieldType::Date, Literal::Date(date)) => SqlValue::Text(date.to_string()),
            (FieldType::Datetime, Literal::Moment(moment)) => SqlValue::Integer(*moment),
            (FieldType::Date | FieldType::Datetime, Literal::Named(name, number)) => {
                let range = day_range::resolve(name, *number, self.today).ok_or_else(wrong)?;
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
        let start = timestamp::start_of(range.start, self.zone)?;
        let end = timestamp::start_of(range.end, self.zone)?;
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

    /// The text of a string literal.
    pub(crate) fn unescape(&self, raw: &str, offset: usize) -> Result<String, ApiError> {
        self.decode(raw, offset, |text, character, _| text.push(character))
    }

    /// The pattern of a LIKE: escaped wildcards stay escaped, for SQL's `ESCAPE '\'`.
    fn pattern(&self, raw: &str, offset: usize) -> Result<String, ApiError> {
        self.decode(raw, offset, |text, character, escaped| {
            let literal = character == '\\' || (escaped && matches!(character, '_' | '%'));
            if literal {
                text.push('\\');
            }
            text.push(character);
        })
    }

    fn decode(
        &self,
        raw: &str,
        offset: usize,
        push: impl Fn(&mut String, char, bool),
    ) -> Result<String, ApiError> {
        let mut text = String::with_capacity(raw.len());
        let mut characters = raw.chars();
        while let Some(character) = characters.next() {
            if character != '\\' {
                push(&mut text, character, false);
                continue;
            }
            let escape = characters.next().unwrap_or('\\');
            let meant = match escape {
                'n' | 'N' => '\n',
                'r' | 'R' => '\r',
                't' | 'T' => '\t',
                'b' | 'B' => '\u{8}',
                'f' | 'F' => '\u{c}',
                '\\' | '\'' | '"' | '_' | '%' => escape,
                'u' => match unicode(&mut characters) {
                    Some(meant) => meant,
                    None => return Err(self.bad_escape(escape, offset)),
                },
                _ => return Err(self.bad_escape(escape, offset)),
            };
            push(&mut text, meant, true);
        }
        Ok(text)
    }

    fn bad_escape(&self, escape: char, offset: usize) -> ApiError {
        let message = format!(
            "Invalid string literal. Illegal character sequence '\\{escape}' in string literal"
        );
        self.fault(offset, "MALFORMED_QUERY", &message)
    }
}

fn unicode(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let mut code = 0;
    for _ in 0..4 {
        code = code * 16 + characters.next()?.to_digit(16)?;
    }
    char::from_u32(code)
}

fn number_value(number: &str) -> Option<SqlValue> {
    if let Ok(whole) = number.parse::<i64>() {
        return Some(SqlValue::Integer(whole));
    }
    number.parse::<f64>().ok().map(SqlValue::Real)
}
