//! How lengths of time are written, and how long ago something was.

use crate::{Argument, Locale, say, say_with};

/// Below this many seconds something happened just now.
const NOW: i64 = 5;

/// The unit that fits a length of time, and how many of it.
fn rounded(seconds: i64) -> (&'static str, i64) {
    match seconds {
        ..120 => ("seconds", seconds),
        120..7_200 => ("minutes", seconds / 60),
        7_200..172_800 => ("hours", seconds / 3_600),
        _ => ("days", seconds / 86_400),
    }
}

impl Locale {
    /// A length of time in the one unit that fits it: `42 seconds`, `3 minutes`, `5 jours`. `seconds` below 0 count
    /// as 0.
    #[must_use]
    pub fn span(&self, seconds: i64) -> String {
        let (unit, count) = rounded(seconds.max(0));
        self.counted(&format!("locale-span-{unit}"), count)
    }

    /// The length of a call: `42 s`, `3 min 20 s`, `1 h 2 min`; in Japanese `3分20秒`.
    #[must_use]
    pub fn duration(&self, seconds: i64) -> String {
        let seconds = seconds.max(0);
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let arguments =
            [("hours", hours.into()), ("minutes", minutes.into()), ("seconds", rest.into())];
        let id = match (hours, minutes) {
            (0, 0) => "locale-duration-seconds",
            (0, _) => "locale-duration-minutes",
            _ => "locale-duration-hours",
        };
        say_with(self.language, id, &arguments)
    }

    /// How long ago a moment was, both in UTC milliseconds: `3 minutes ago`; `in 3 minutes` for one to come.
    #[must_use]
    pub fn ago(&self, at: i64, now: i64) -> String {
        let seconds = now.saturating_sub(at) / 1_000;
        let (unit, count) = rounded(seconds.saturating_abs());
        match seconds {
            _ if seconds.saturating_abs() < NOW => say(self.language, "locale-now"),
            0.. => self.counted(&format!("locale-ago-{unit}"), count),
            _ => self.counted(&format!("locale-in-{unit}"), count),
        }
    }

    fn counted(&self, id: &str, count: i64) -> String {
        say_with(self.language, id, &[("count", Argument::from(count))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn lengths_of_time_have_the_unit_that_fits_them() {
        for (seconds, texts) in [
            (1, ["1 second", "1秒", "1 seconde", "1 detik"]),
            (119, ["119 seconds", "119秒", "119 secondes", "119 detik"]),
            (120, ["2 minutes", "2分", "2 minutes", "2 menit"]),
            (7_200, ["2 hours", "2時間", "2 heures", "2 jam"]),
            (200_000, ["2 days", "2日", "2 jours", "2 hari"]),
            (-5, ["0 seconds", "0秒", "0 seconde", "0 detik"]),
        ] {
            for language in Language::ALL {
                assert_eq!(Locale::utc(language).span(seconds), language.pick(texts));
            }
        }
    }

    #[test]
    fn the_length_of_a_call_has_two_units_at_most() {
        for (seconds, texts) in [
            (0, ["0 s", "0秒", "0 s", "0 dtk"]),
            (42, ["42 s", "42秒", "42 s", "42 dtk"]),
            (200, ["3 min 20 s", "3分20秒", "3 min 20 s", "3 mnt 20 dtk"]),
            (3_725, ["1 h 2 min", "1時間2分", "1 h 2 min", "1 jam 2 mnt"]),
        ] {
            for language in Language::ALL {
                assert_eq!(Locale::utc(language).duration(seconds), language.pick(texts));
            }
        }
    }

    #[test]
    fn how_long_ago_it_was() {
        for (ago, texts) in [
            (0, ["just now", "たった今", "à l’instant", "baru saja"]),
            (60, ["60 seconds ago", "60秒前", "il y a 60 secondes", "60 detik yang lalu"]),
            (180, ["3 minutes ago", "3分前", "il y a 3 minutes", "3 menit yang lalu"]),
            (-180, ["in 3 minutes", "3分後", "dans 3 minutes", "dalam 3 menit"]),
            (90_000, ["25 hours ago", "25時間前", "il y a 25 heures", "25 jam yang lalu"]),
        ] {
            for language in Language::ALL {
                let said =
                    Locale::utc(language).ago(1_000_000_000_000 - ago * 1_000, 1_000_000_000_000);
                assert_eq!(said, language.pick(texts));
            }
        }
        assert!(!Locale::utc(Language::English).ago(i64::MIN, i64::MAX).is_empty());
    }
}
