//! Days in profiles: `"2026-04-01"`, with or without TOML's quotation marks.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};
use toml::value::Datetime;

/// As a person may write it: a text, or TOML's own date.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Date(Datetime),
}

/// Reads a day as people and spreadsheets write it, year first: `2026-04-01`, `2026/4/1`.
pub(super) fn parse(text: &str) -> Result<Date, String> {
    let plain = text.trim().replace('/', "-");
    Date::strptime("%Y-%m-%d", &plain)
        .map_err(|_| format!("\"{}\" is no day; write it as \"2026-04-01\"", text.trim()))
}

pub(super) fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => to.serialize_str(&day.to_string()),
        None => to.serialize_none(),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let text = match Option::<Written>::deserialize(from)? {
        None => return Ok(None),
        Some(Written::Text(text)) => text,
        Some(Written::Date(date)) => date.to_string(),
    };
    parse(&text).map(Some).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_year_first() {
        let day: Date = "2026-04-01".parse().unwrap();
        for text in ["2026-04-01", " 2026/4/1 ", "2026/04/01"] {
            assert_eq!(parse(text), Ok(day), "{text}");
        }
        for text in ["", "April", "01/04/2026", "2026-04-31", "2026-04-01T00:00:00"] {
            let problem = parse(text).unwrap_err();
            assert!(problem.contains("is no day; write it as \"2026-04-01\""), "{problem}");
        }
    }
}
