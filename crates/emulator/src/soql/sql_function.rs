//! What SQLite lacks for SOQL: moments in a time zone, and values as a person reads them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

/// Adds the functions to a connection.
pub(crate) fn register(connection: &Connection) -> Result<(), rusqlite::Error> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("soql_local", 2, pure, |context| {
        let moment: Option<i64> = context.get(0)?;
        let zone = zone(&context.get::<String>(1)?);
        Ok(moment.map(|moment| local(moment, &zone)))
    })?;
    connection.create_scalar_function("soql_format", 3, pure, |context| {
        let kind: String = context.get(1)?;
        let zone = zone(&context.get::<String>(2)?);
        Ok(formatted(context, &kind, &zone))
    })
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// Moves UTC milliseconds so that read as UTC they show the zone's clock.
fn local(moment: i64, zone: &TimeZone) -> i64 {
    match Timestamp::from_millisecond(moment) {
        Ok(timestamp) => moment + i64::from(zone.to_offset(timestamp).seconds()) * 1_000,
        Err(_) => moment,
    }
}

/// A value in the form of the locale en_US.
fn formatted(context: &Context<'_>, kind: &str, zone: &TimeZone) -> Option<String> {
    match (kind, context.get_raw(0)) {
        (_, ValueRef::Null | ValueRef::Blob(_)) => None,
        ("datetime", ValueRef::Integer(moment)) => {
            let shown = Timestamp::from_millisecond(moment).ok()?.to_zoned(zone.clone());
            Some(shown.strftime("%-m/%-d/%Y, %-I:%M %p").to_string())
        }
        ("date", ValueRef::Text(text)) => {
            let date: jiff::civil::Date = std::str::from_utf8(text).ok()?.parse().ok()?;
            Some(date.strftime("%-m/%-d/%Y").to_string())
        }
        ("currency", ValueRef::Integer(number)) => {
            Some(format!("${}.00", grouped(&number.to_string())))
        }
        ("currency", ValueRef::Real(number)) => {
            Some(format!("${}", grouped(&format!("{number:.2}"))))
        }
        (_, ValueRef::Integer(number)) => Some(grouped(&number.to_string())),
        (_, ValueRef::Real(number)) => Some(grouped(&number.to_string())),
        (_, ValueRef::Text(text)) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}

/// Puts a comma between thousands.
fn grouped(number: &str) -> String {
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let whole = number.split('.').next().unwrap_or_default();
    let mut shown = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown.push_str(number.get(whole.len()..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_in_the_united_states() {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        for (sql, expected) in [
            ("soql_format(1234567, 'int', 'UTC')", Some("1,234,567")),
            ("soql_format(-1234.5, 'double', 'UTC')", Some("-1,234.5")),
            ("soql_format(1000.0, 'currency', 'UTC')", Some("$1,000.00")),
            ("soql_format('2024-11-07', 'date', 'UTC')", Some("11/7/2024")),
            ("soql_format(1730962800000, 'datetime', 'Asia/Tokyo')", Some("11/7/2024, 4:00 PM")),
            ("soql_format(NULL, 'int', 'UTC')", None),
            ("soql_local(1730962800000, 'Asia/Tokyo')", Some("1730995200000")),
        ] {
            let sql = format!("SELECT CAST({sql} AS TEXT)");
            let shown: Option<String> = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
            assert_eq!(shown.as_deref(), expected, "{sql}");
        }
    }
}
