//! Moments as Salesforce writes them: with an offset in most replies, with a Z in those of bulk queries.

use jiff::Timestamp;

/// `2026-11-20T07:00:00.000+0000` or `2026-11-20T07:00:00.000Z` in UTC milliseconds; `None` for any other text.
#[must_use]
pub fn moment(text: &str) -> Option<i64> {
    jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text)
        .and_then(|parsed| parsed.to_timestamp())
        .or_else(|_| text.parse::<Timestamp>())
        .ok()
        .map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_moment_are_read() {
        for text in [
            "2026-11-20T07:00:00.000+0000",
            "2026-11-20T07:00:00.000Z",
            "2026-11-20T07:00:00Z",
            "2026-11-20T16:00:00.000+0900",
            "2026-11-20T16:00:00+09:00",
        ] {
            assert_eq!(moment(text), Some(1_795_158_000_000), "{text}");
        }
        for text in ["", "2026-11-20", "yesterday", "2026-13-20T07:00:00Z"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
