//! How dates and times are written in a language, at the reader's place.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::Language;

/// A language and a time zone: all that is needed to write dates, numbers and lengths of time for a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    /// The reader's language.
    pub language: Language,
    /// The reader's time zone.
    pub zone: TimeZone,
}

/// Stands for a moment that no calendar has.
const NO_MOMENT: &str = "–";

/// The months as dates abbreviate them (CLDR); a Japanese date counts them.
const MONTHS: [[&str; 12]; 4] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
];

/// English with times in UTC: what the terminal and logs speak.
impl Default for Locale {
    fn default() -> Locale {
        Locale::utc(Language::English)
    }
}

impl Locale {
    /// The locale of a reader in an IANA time zone such as `Asia/Tokyo`; UTC for one that is not known.
    #[must_use]
    pub fn new(language: Language, zone: &str) -> Locale {
        Locale { language, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// A language with times in UTC.
    #[must_use]
    pub fn utc(language: Language) -> Locale {
        Locale { language, zone: TimeZone::UTC }
    }

    /// The day of a moment (UTC milliseconds): `21 Nov 2026`, `2026年11月21日`.
    #[must_use]
    pub fn date(&self, at: i64) -> String {
        self.zoned(at).map_or_else(|| NO_MOMENT.to_owned(), |at| self.day(&at))
    }

    /// Hour and minute of a moment (UTC milliseconds): `09:12`, `09.12`.
    #[must_use]
    pub fn time(&self, at: i64) -> String {
        self.zoned(at).map_or_else(|| NO_MOMENT.to_owned(), |at| self.hour(&at))
    }

    /// Time of day with milliseconds: `09:12:03.045`, `09:12:03,045`.
    #[must_use]
    pub fn time_exact(&self, at: i64) -> String {
        self.zoned(at).map_or_else(|| NO_MOMENT.to_owned(), |at| self.hour_exact(&at))
    }

    /// Day, hour and minute of a moment (UTC milliseconds): `21 nov. 2026 à 09:12`.
    #[must_use]
    pub fn moment(&self, at: i64) -> String {
        let written = self.zoned(at).map(|at| self.joined(&self.day(&at), &self.hour(&at)));
        written.unwrap_or_else(|| NO_MOMENT.to_owned())
    }

    /// A moment (UTC milliseconds) with its milliseconds: `21 Nov 2026, 09:12:03.045`.
    #[must_use]
    pub fn moment_exact(&self, at: i64) -> String {
        let written = self.zoned(at).map(|at| self.joined(&self.day(&at), &self.hour_exact(&at)));
        written.unwrap_or_else(|| NO_MOMENT.to_owned())
    }

    /// The name of the reader's time zone, such as `Asia/Tokyo`.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// A person's name in the order in which the language's readers write it: the family name first in Japanese.
    #[must_use]
    pub fn name(&self, given: &str, family: &str) -> String {
        let [first, second] = match self.language {
            Language::Japanese => [family, given],
            _ => [given, family],
        };
        format!("{} {}", first.trim(), second.trim()).trim().to_owned()
    }

    fn zoned(&self, at: i64) -> Option<Zoned> {
        Some(Timestamp::from_millisecond(at).ok()?.to_zoned(self.zone.clone()))
    }

    fn day(&self, at: &Zoned) -> String {
        let index = usize::try_from(at.month() - 1).unwrap_or_default();
        let month = self.language.pick(MONTHS).get(index).copied().unwrap_or_default();
        let (year, day) = (at.year(), at.day());
        match self.language {
            Language::Japanese => format!("{year}年{month}{day}日"),
            _ => format!("{day} {month} {year}"),
        }
    }

    fn hour(&self, at: &Zoned) -> String {
        at.strftime(self.language.pick(["%H:%M", "%-H:%M", "%H:%M", "%H.%M"])).to_string()
    }

    fn hour_exact(&self, at: &Zoned) -> String {
        let format = ["%H:%M:%S.%3f", "%-H:%M:%S.%3f", "%H:%M:%S,%3f", "%H.%M.%S,%3f"];
        at.strftime(self.language.pick(format)).to_string()
    }

    fn joined(&self, day: &str, hour: &str) -> String {
        format!("{day}{}{hour}", self.language.pick([", ", " ", " à ", " "]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T00:12:03.045Z.
    const AT: i64 = 1_795_219_923_045;

    #[test]
    fn dates_and_times_are_written_as_readers_write_them() {
        for (language, date, moment, exact) in [
            (Language::English, "21 Nov 2026", "21 Nov 2026, 09:12", "21 Nov 2026, 09:12:03.045"),
            (
                Language::Japanese,
                "2026年11月21日",
                "2026年11月21日 9:12",
                "2026年11月21日 9:12:03.045",
            ),
            (
                Language::French,
                "21 nov. 2026",
                "21 nov. 2026 à 09:12",
                "21 nov. 2026 à 09:12:03,045",
            ),
            (Language::Indonesian, "21 Nov 2026", "21 Nov 2026 09.12", "21 Nov 2026 09.12.03,045"),
        ] {
            let locale = Locale::new(language, "Asia/Tokyo");
            assert_eq!(locale.date(AT), date);
            assert_eq!(locale.moment(AT), moment);
            assert_eq!(locale.moment_exact(AT), exact);
            assert!(moment.ends_with(&locale.time(AT)), "{moment}");
            assert!(exact.ends_with(&locale.time_exact(AT)), "{exact}");
        }
    }

    #[test]
    fn the_day_is_the_readers() {
        let night = AT - 3_600_000;
        assert_eq!(Locale::new(Language::English, "Europe/Paris").date(night), "21 Nov 2026");
        assert_eq!(Locale::utc(Language::English).date(night), "20 Nov 2026");
        let nowhere = Locale::new(Language::English, "Nowhere/Land");
        assert_eq!(
            (nowhere.moment(night), nowhere.zone_name()),
            ("20 Nov 2026, 23:12".to_owned(), "UTC")
        );
    }

    #[test]
    fn a_moment_beyond_the_calendar_is_a_dash() {
        let locale = Locale::utc(Language::French);
        assert_eq!(locale.moment(i64::MAX), "–");
        assert_eq!(locale.date(i64::MIN), "–");
    }

    #[test]
    fn the_family_name_stands_first_in_japanese() {
        assert_eq!(Locale::utc(Language::Japanese).name("太郎", "見本"), "見本 太郎");
        assert_eq!(Locale::utc(Language::French).name("Léa", "Exemple"), "Léa Exemple");
        assert_eq!(Locale::utc(Language::Indonesian).name("", "Contoh"), "Contoh");
    }
}
