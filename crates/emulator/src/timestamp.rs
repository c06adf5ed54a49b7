//! Dates and moments as Salesforce writes them, and as it accepts them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Writes UTC milliseconds as `2024-11-07T07:00:00.000+0000`.
pub(crate) fn format(milliseconds: i64) -> String {
    match Timestamp::from_millisecond(milliseconds) {
        Ok(timestamp) => timestamp.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string(),
        // Outside of the years -9999 to 9999; parsing accepts no such moment, so only a broken clock comes here.
        Err(_) => String::new(),
    }
}

/// Reads a moment: ISO 8601 with `Z`, `+09:00` or `+0900`, seconds and fraction optional. UTC milliseconds.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if text.len() > 40 {
        return None;
    }
    // Salesforce's own form of the offset has no colon, which jiff's RFC 3339 parser also takes.
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    let (local, offset) = split_offset(text)?;
    let local: DateTime = local.parse().ok()?;
    let timestamp = local.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(timestamp.as_millisecond() - offset)
}

/// Splits `…T10:00:00+0900` into the local time and the offset in milliseconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    let time = text.find('T')?;
    if let Some(local) = text.strip_suffix(['Z', 'z']) {
        return Some((local, 0));
    }
    let sign = time + text.get(time..)?.rfind(['+', '-'])?;
    let (local, offset) = (text.get(..sign)?, text.get(sign + 1..)?);
    let digits: String = offset.chars().filter(|character| *character != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = digits[2..].parse().ok()?;
    let length = (hours * 60 + minutes) * 60_000;
    let negative = text.as_bytes().get(sign) == Some(&b'-');
    Some((local, if negative { -length } else { length }))
}

/// Reads a day, `YYYY-MM-DD`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    if text.len() != 10 {
        return None;
    }
    text.parse().ok()
}

/// The day on which a moment falls in a time zone.
pub(crate) fn day_of(milliseconds: i64, zone: &TimeZone) -> Option<Date> {
    let timestamp = Timestamp::from_millisecond(milliseconds).ok()?;
    Some(zone.to_datetime(timestamp).date())
}

/// The moment at which a day begins in a time zone, UTC milliseconds.
pub(crate) fn start_of(day: Date, zone: &TimeZone) -> Option<i64> {
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accepted_form_is_the_same_moment() {
        for text in [
            "2024-11-07T07:00:00.000+0000",
            "2024-11-07T07:00:00Z",
            "2024-11-07T16:00:00+09:00",
            "2024-11-07T16:00:00.000+0900",
            "2024-11-07T02:00:00-05:00",
            "2024-11-07T07:00Z",
        ] {
            let milliseconds = parse(text);
            assert_eq!(milliseconds, Some(1_730_962_800_000), "{text}");
            assert_eq!(format(milliseconds.unwrap()), "2024-11-07T07:00:00.000+0000");
        }
        for text in
            ["", "2024-11-07", "2024-13-07T00:00:00Z", "yesterday", "2024-11-07T07:00:00+é9"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_begins_where_its_zone_says() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let day = day_of(1_730_962_800_000, &zone).unwrap();
        assert_eq!(day.to_string(), "2024-11-07");
        assert_eq!(format(start_of(day, &zone).unwrap()), "2024-11-06T15:00:00.000+0000");
    }
}
