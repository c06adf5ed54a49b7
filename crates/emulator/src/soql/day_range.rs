//! The named ranges of days: `TODAY`, `LAST_N_DAYS:7`, `THIS_QUARTER` and the rest.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// What a range is counted in.
#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    FiscalQuarter,
    FiscalYear,
}

/// Days from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayRange {
    pub(crate) start: Date,
    pub(crate) end: Date,
}

/// Whether a word (upper case) is a range with a number behind a colon.
pub(crate) fn takes_number(word: &str) -> bool {
    let counted = word
        .strip_prefix("LAST_N_")
        .or_else(|| word.strip_prefix("NEXT_N_"))
        .or_else(|| word.strip_prefix("N_").and_then(|rest| rest.strip_suffix("_AGO")));
    counted.is_some_and(|plural| unit(plural.strip_suffix('S').unwrap_or_default()).is_some())
}

/// Whether a word (upper case) is a range without a number.
pub(crate) fn is_name(word: &str) -> bool {
    matches!(word, "YESTERDAY" | "TODAY" | "TOMORROW" | "LAST_90_DAYS" | "NEXT_90_DAYS")
        || ["LAST_", "THIS_", "NEXT_"].iter().any(|when| {
            word.strip_prefix(when).is_some_and(|name| name != "DAY" && unit(name).is_some())
        })
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "DAY" => Unit::Day,
        "WEEK" => Unit::Week,
        "MONTH" => Unit::Month,
        "QUARTER" => Unit::Quarter,
        "YEAR" => Unit::Year,
        "FISCAL_QUARTER" => Unit::FiscalQuarter,
        "FISCAL_YEAR" => Unit::FiscalYear,
        _ => return None,
    })
}

/// The days that a range means on `today`; `None` if it leaves the calendar. `fiscal_start` is the month, from 1, in
/// which the fiscal year begins.
pub(crate) fn resolve(
    word: &str,
    number: Option<i64>,
    today: Date,
    fiscal_start: i8,
) -> Option<DayRange> {
    let count = number.unwrap_or(1);
    let span = |today, unit, from, to| span(today, unit, from, to, fiscal_start);
    match word {
        "YESTERDAY" => return span(today, Unit::Day, -1, 0),
        "TODAY" => return span(today, Unit::Day, 0, 1),
        "TOMORROW" => return span(today, Unit::Day, 1, 2),
        "LAST_90_DAYS" => return span(today, Unit::Day, -90, 1),
        "NEXT_90_DAYS" => return span(today, Unit::Day, 1, 91),
        _ => {}
    }
    if let Some(plural) = word.strip_prefix("LAST_N_") {
        return match unit(plural.strip_suffix('S')?)? {
            // Days, unlike the larger units, include the running one.
            Unit::Day => span(today, Unit::Day, count.checked_neg()?, 1),
            larger => span(today, larger, count.checked_neg()?, 0),
        };
    }
    if let Some(plural) = word.strip_prefix("NEXT_N_") {
        let unit = unit(plural.strip_suffix('S')?)?;
        return span(today, unit, 1, count.checked_add(1)?);
    }
    if let Some(plural) = word.strip_prefix("N_").and_then(|rest| rest.strip_suffix("_AGO")) {
        let unit = unit(plural.strip_suffix('S')?)?;
        return span(today, unit, count.checked_neg()?, count.checked_neg()?.checked_add(1)?);
    }
    let (when, name) = word.split_once('_')?;
    let place = match when {
        "LAST" => -1,
        "THIS" => 0,
        "NEXT" => 1,
        _ => return None,
    };
    span(today, unit(name)?, place, place + 1)
}

/// From the unit `from` steps away up to the one `to` steps away.
fn span(today: Date, unit: Unit, from: i64, to: i64, fiscal_start: i8) -> Option<DayRange> {
    let first = |steps| start(today, unit, steps, fiscal_start);
    Some(DayRange { start: first(from)?, end: first(to)? })
}

/// The first day of the unit `steps` away from the running one.
fn start(today: Date, unit: Unit, steps: i64, fiscal_start: i8) -> Option<Date> {
    let into_year = |first: i8| i64::from((today.month() - first).rem_euclid(12));
    let back = |months: i64| today.first_of_month().checked_sub(months.months()).ok();
    let (base, span) = match unit {
        Unit::Day => (today, 1.day()),
        Unit::Week => {
            let back = i64::from(today.weekday().since(Weekday::Sunday));
            (today.checked_sub(back.days()).ok()?, 1.week())
        }
        Unit::Month => (today.first_of_month(), 1.month()),
        Unit::Quarter => (back(into_year(1) % 3)?, 3.months()),
        Unit::Year => (back(into_year(1))?, 1.year()),
        Unit::FiscalQuarter => (back(into_year(fiscal_start) % 3)?, 3.months()),
        Unit::FiscalYear => (back(into_year(fiscal_start))?, 1.year()),
    };
    base.checked_add(span.checked_mul(steps).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_name_means_its_days() {
        // A Thursday.
        let today = date(2024, 11, 7);
        for (word, number, start, end) in [
            ("TODAY", None, "2024-11-07", "2024-11-08"),
            ("YESTERDAY", None, "2024-11-06", "2024-11-07"),
            ("LAST_N_DAYS", Some(2), "2024-11-05", "2024-11-08"),
            ("NEXT_N_DAYS", Some(2), "2024-11-08", "2024-11-10"),
            ("N_DAYS_AGO", Some(2), "2024-11-05", "2024-11-06"),
            ("THIS_WEEK", None, "2024-11-03", "2024-11-10"),
            ("LAST_N_WEEKS", Some(2), "2024-10-20", "2024-11-03"),
            ("LAST_MONTH", None, "2024-10-01", "2024-11-01"),
            ("NEXT_N_MONTHS", Some(2), "2024-12-01", "2025-02-01"),
            ("THIS_QUARTER", None, "2024-10-01", "2025-01-01"),
            ("LAST_FISCAL_QUARTER", None, "2024-07-01", "2024-10-01"),
            ("N_YEARS_AGO", Some(1), "2023-01-01", "2024-01-01"),
            ("LAST_90_DAYS", None, "2024-08-09", "2024-11-08"),
        ] {
            assert_eq!(is_name(word), number.is_none(), "{word}");
            assert_eq!(takes_number(word), number.is_some(), "{word}");
            let range = resolve(word, number, today, 1).unwrap();
            assert_eq!(range.start.to_string(), start, "{word}");
            assert_eq!(range.end.to_string(), end, "{word}");
        }
    }

    #[test]
    fn the_fiscal_year_begins_where_the_org_says() {
        let today = date(2024, 2, 7);
        for (word, start, end) in [
            ("THIS_FISCAL_YEAR", "2023-04-01", "2024-04-01"),
            ("NEXT_FISCAL_YEAR", "2024-04-01", "2025-04-01"),
            ("THIS_FISCAL_QUARTER", "2024-01-01", "2024-04-01"),
            ("LAST_QUARTER", "2023-10-01", "2024-01-01"),
        ] {
            let range = resolve(word, None, today, 4).unwrap();
            assert_eq!(
                (range.start.to_string().as_str(), range.end.to_string().as_str()),
                (start, end),
                "{word}"
            );
        }
    }

    #[test]
    fn a_range_outside_of_the_calendar_is_none() {
        assert_eq!(resolve("LAST_N_YEARS", Some(i64::MAX), date(2024, 1, 1), 1), None);
        assert!(!is_name("LAST_DAY"));
        assert!(!is_name("LAST_N_DAYS"));
        assert!(!takes_number("LAST_N_MOONS"));
    }
}
