//! Reads the times of phone systems: seconds, milliseconds, ISO 8601 with and without an offset.

use domain::event::Millis;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Numbers from here on are milliseconds: as seconds they would lie after the year 5138.
const FIRST_MILLISECONDS: f64 = 100_000_000_000.0;

/// UTC milliseconds of seconds or milliseconds since 1970; `None` if that is no moment of our era.
pub(crate) fn of_number(number: f64) -> Option<Millis> {
    let millis = if number.abs() < FIRST_MILLISECONDS { number * 1000.0 } else { number };
    // Beyond this, jiff knows no date either; within it, the conversion is exact.
    let fits = millis.is_finite() && millis.abs() < 250_000_000_000_000.0;
    #[allow(clippy::cast_possible_truncation, reason = "the range was checked on the line above")]
    fits.then(|| millis.round() as Millis)
}

/// UTC milliseconds of a text: a number, or ISO 8601 with `Z`, `+09:00` or `+0900`; a local time
/// without an offset is read in `zone`, and not at all if there is none.
pub(crate) fn of_text(text: &str, zone: Option<&TimeZone>) -> Option<Millis> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return of_number(number);
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    let local = text.parse::<DateTime>().ok()?;
    let zoned = local.to_zoned(zone?.clone()).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let noon = Some(1_795_143_600_000);
        let rows = [
            ("1795143600", noon),
            ("1795143600.0", noon),
            ("1795143600000", noon),
            ("2026-11-20T03:00:00Z", noon),
            ("2026-11-20T03:00:00+00:00", noon),
            ("2026-11-20T12:00:00+09:00", noon),
            ("2026-11-20T12:00:00+0900", noon),
            ("2026-11-20T12:00:00.000+09:00", noon),
            ("2026-11-20 12:00:00+0900", noon),
            (" 2026-11-20T12:00:00 ", noon),
            ("2026-11-20 12:00:00", noon),
            ("yesterday", None),
            ("", None),
            ("NaN", None),
            ("inf", None),
            ("1e300", None),
        ];
        for (text, wanted) in rows {
            assert_eq!(of_text(text, Some(&tokyo)), wanted, "{text}");
        }
        assert_eq!(of_text("2026-11-20T12:00:00", None), None);
    }
}
