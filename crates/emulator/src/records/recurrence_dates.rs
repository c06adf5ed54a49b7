//! The days on which a series of tasks falls (Object reference, "Task", fields `Recurrence…`).

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// The most days of a series, by how it recurs (Object reference, "Task").
const MOST: [(&str, usize); 7] = [
    ("RecursDaily", 100),
    ("RecursEveryWeekday", 100),
    ("RecursWeekly", 53),
    ("RecursMonthly", 60),
    ("RecursMonthlyNth", 60),
    ("RecursYearly", 10),
    ("RecursYearlyNth", 10),
];

/// How a series recurs; numbers that are not given are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) kind: String,
    pub(super) start: Date,
    pub(super) end: Date,
    /// Days, weeks or months between two.
    pub(super) interval: Option<i64>,
    /// 1 is Sunday, 2 Monday, 4 Tuesday, …; the sum of several.
    pub(super) weekdays: Option<i64>,
    pub(super) day_of_month: Option<i64>,
    /// `First` to `Fourth`, or `Last`.
    pub(super) instance: Option<String>,
    /// `January` to `December`.
    pub(super) month: Option<String>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Pattern {
    /// The fields (without `Recurrence`) that this kind of series needs and does not have.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let needs: &[&str] = match self.kind.as_str() {
            "RecursDaily" => &["Interval"],
            "RecursEveryWeekday" => &[],
            "RecursWeekly" => &["Interval", "DayOfWeekMask"],
            "RecursMonthly" => &["Interval", "DayOfMonth"],
            "RecursMonthlyNth" => &["Interval", "Instance", "DayOfWeekMask"],
            "RecursYearly" => &["DayOfMonth", "MonthOfYear"],
            _ => &["Instance", "DayOfWeekMask", "MonthOfYear"],
        };
        let has = |need: &str| match need {
            "Interval" => self.interval.is_some_and(|interval| interval > 0),
            "DayOfWeekMask" => self.weekdays.is_some_and(|mask| (1..128).contains(&mask)),
            "DayOfMonth" => self.day_of_month.is_some_and(|day| (1..=31).contains(&day)),
            "Instance" => self.instance.is_some(),
            _ => self.month.is_some(),
        };
        needs.iter().copied().filter(|need| !has(need)).collect()
    }

    /// The days, or the number allowed if there are more.
    pub(super) fn days(&self) -> Result<Vec<Date>, usize> {
        let most = MOST.iter().find(|(kind, _)| *kind == self.kind).map_or(0, |(_, most)| *most);
        let mut days = Vec::new();
        let mut day = self.start;
        while day <= self.end {
            if self.falls_on(day) {
                if days.len() == most {
                    return Err(most);
                }
                days.push(day);
            }
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        Ok(days)
    }

    fn falls_on(&self, day: Date) -> bool {
        let every = self.interval.unwrap_or(1).max(1);
        match self.kind.as_str() {
            "RecursDaily" => days_between(self.start, day) % every == 0,
            "RecursEveryWeekday" => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
            "RecursWeekly" => {
                let sunday = |day: Date| {
                    day.checked_sub(i64::from(day.weekday().to_sunday_zero_offset()).days())
                        .unwrap_or(day)
                };
                let weeks = days_between(sunday(self.start), sunday(day)) / 7;
                self.is_wanted_weekday(day) && weeks % every == 0
            }
            "RecursMonthly" => self.is_day_of_month(day) && self.months_since(day) % every == 0,
            "RecursMonthlyNth" => self.is_instance(day) && self.months_since(day) % every == 0,
            "RecursYearly" => self.is_day_of_month(day) && self.is_month(day),
            "RecursYearlyNth" => self.is_instance(day) && self.is_month(day),
            _ => false,
        }
    }

    fn is_wanted_weekday(&self, day: Date) -> bool {
        let bit = 1_i64 << day.weekday().to_sunday_zero_offset();
        self.weekdays.unwrap_or(0) & bit != 0
    }

    fn months_since(&self, day: Date) -> i64 {
        let count = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
        count(day) - count(self.start)
    }

    /// The 31st is the last day of a shorter month.
    fn is_day_of_month(&self, day: Date) -> bool {
        let wanted = self.day_of_month.unwrap_or(1).min(i64::from(day.days_in_month()));
        i64::from(day.day()) == wanted
    }

    fn is_month(&self, day: Date) -> bool {
        let place = usize::try_from(day.month() - 1).unwrap_or(0);
        self.month.as_deref() == MONTHS.get(place).copied()
    }

    fn is_instance(&self, day: Date) -> bool {
        let nth = (day.day() - 1) / 7;
        let wanted = match self.instance.as_deref() {
            Some("First") => nth == 0,
            Some("Second") => nth == 1,
            Some("Third") => nth == 2,
            Some("Fourth") => nth == 3,
            _ => day.days_in_month() - day.day() < 7,
        };
        wanted && self.is_wanted_weekday(day)
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn pattern(kind: &str, end: Date) -> Pattern {
        Pattern {
            kind: kind.to_owned(),
            start: date(2024, 11, 7),
            end,
            interval: Some(1),
            weekdays: None,
            day_of_month: None,
            instance: None,
            month: None,
        }
    }

    fn days(pattern: &Pattern) -> String {
        let days = pattern.days().unwrap();
        days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_kind_falls_on_its_days() {
        let mut daily = pattern("RecursDaily", date(2024, 11, 12));
        daily.interval = Some(2);
        assert_eq!(days(&daily), "2024-11-07 2024-11-09 2024-11-11");
        let weekdays = pattern("RecursEveryWeekday", date(2024, 11, 12));
        assert_eq!(days(&weekdays), "2024-11-07 2024-11-08 2024-11-11 2024-11-12");
        let mut weekly = pattern("RecursWeekly", date(2024, 11, 30));
        (weekly.interval, weekly.weekdays) = (Some(2), Some(2 + 16));
        assert_eq!(days(&weekly), "2024-11-07 2024-11-18 2024-11-21");
        let mut monthly = pattern("RecursMonthly", date(2025, 2, 28));
        monthly.day_of_month = Some(31);
        assert_eq!(days(&monthly), "2024-11-30 2024-12-31 2025-01-31 2025-02-28");
        let mut nth = pattern("RecursMonthlyNth", date(2025, 1, 31));
        (nth.instance, nth.weekdays) = (Some("Last".to_owned()), Some(32));
        assert_eq!(days(&nth), "2024-11-29 2024-12-27 2025-01-31");
        let mut yearly = pattern("RecursYearly", date(2026, 12, 31));
        (yearly.day_of_month, yearly.month) = (Some(1), Some("March".to_owned()));
        assert_eq!(days(&yearly), "2025-03-01 2026-03-01");
        let mut yearly = pattern("RecursYearlyNth", date(2025, 12, 31));
        (yearly.instance, yearly.weekdays) = (Some("Second".to_owned()), Some(1));
        yearly.month = Some("May".to_owned());
        assert_eq!(days(&yearly), "2025-05-11");
    }

    #[test]
    fn a_series_has_an_end_and_its_fields() {
        assert_eq!(pattern("RecursDaily", date(2025, 11, 7)).days(), Err(100));
        assert_eq!(pattern("RecursWeekly", date(2025, 1, 1)).missing(), ["DayOfWeekMask"]);
        let mut none = pattern("RecursYearlyNth", date(2025, 1, 1));
        none.weekdays = Some(128);
        assert_eq!(none.missing(), ["Instance", "DayOfWeekMask", "MonthOfYear"]);
    }
}
