//! When an event takes place: its start, end and duration follow from each other (Object reference, "Event").

use jiff::tz::TimeZone;
use rusqlite::types::Value as SqlValue;

use super::{Row, Writer, is_true, text};
use crate::error::ApiError;
use crate::timestamp;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// The longest event, in days (Object reference, "Event").
const LONGEST_DAYS: i64 = 14;

impl<'a> Writer<'a> {
    /// Sets start, end, duration and dates of an event; `old` is the event before a change.
    pub(super) fn derive_event(
        &self,
        row: &mut Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<(), ApiError> {
        let all_day = is_true(row, "IsAllDayEvent");
        let Some(start) = start(row, old, all_day)? else {
            if self.takes_system_fields {
                return Ok(());
            }
            let field = if all_day { "ActivityDate" } else { "StartDateTime" };
            return Err(missing(field));
        };
        let minutes = match duration(row, old, start, all_day)? {
            Some(minutes) => minutes,
            None if self.takes_system_fields => 0,
            None => return Err(missing("DurationInMinutes")),
        };
        let end = start.saturating_add(minutes.saturating_mul(MINUTE_MS));
        // An event of whole days knows no time zone.
        let zone = match all_day {
            true => TimeZone::UTC,
            false => TimeZone::get(&self.org.options().time_zone).unwrap_or(TimeZone::UTC),
        };
        let day = |moment: i64| {
            timestamp::day_of(moment, &zone)
                .map_or(SqlValue::Null, |day| SqlValue::Text(day.to_string()))
        };
        // The end of a whole day is that day.
        let last = if all_day { end - DAY_MS } else { end };
        row.insert("StartDateTime", SqlValue::Integer(start));
        row.insert("EndDateTime", SqlValue::Integer(last));
        row.insert("DurationInMinutes", SqlValue::Integer(minutes));
        row.insert("ActivityDate", day(start));
        row.insert("EndDate", day(last));
        let moment = if all_day { SqlValue::Null } else { SqlValue::Integer(start) };
        row.insert("ActivityDateTime", moment);
        if let Ok(events) = self.object("Event") {
            row.retain(|name, _| *name == "IsDeleted" || events.field(name).is_some());
        }
        self.derive_account(row)
    }
}

fn moment(row: &Row<'_>, name: &str) -> Option<i64> {
    match row.get(name) {
        Some(SqlValue::Integer(moment)) => Some(*moment),
        _ => None,
    }
}

/// Whether a field differs from what it was; every field of a new event that has a value does.
fn changed(row: &Row<'_>, old: Option<&Row<'_>>, name: &str) -> bool {
    let before = old.and_then(|old| old.get(name)).unwrap_or(&SqlValue::Null);
    row.get(name).unwrap_or(&SqlValue::Null) != before
}

/// The start, of whichever field was given or changed.
fn start(row: &Row<'_>, old: Option<&Row<'_>>, all_day: bool) -> Result<Option<i64>, ApiError> {
    let day = || {
        let date = timestamp::parse_date(text(row, "ActivityDate")?)?;
        timestamp::start_of(date, &TimeZone::UTC)
    };
    let of = |name: &str| moment(row, name).filter(|_| changed(row, old, name));
    if all_day {
        let date = day().filter(|_| changed(row, old, "ActivityDate"));
        let given = date.or_else(|| of("StartDateTime")).or_else(|| moment(row, "StartDateTime"));
        let given = given.or_else(|| moment(row, "ActivityDateTime")).or_else(day);
        return Ok(given.map(|moment| moment - moment.rem_euclid(DAY_MS)));
    }
    match (of("StartDateTime"), of("ActivityDateTime")) {
        (Some(start), Some(other)) if start != other => {
            Err(inconsistent("Start Date Time and Due Date Time must be the same", "StartDateTime"))
        }
        (Some(start), _) | (None, Some(start)) => Ok(Some(start)),
        (None, None) => {
            Ok(moment(row, "StartDateTime").or_else(|| moment(row, "ActivityDateTime")))
        }
    }
}

/// The duration in minutes, of whichever of end and duration was given or changed.
fn duration(
    row: &Row<'_>,
    old: Option<&Row<'_>>,
    start: i64,
    all_day: bool,
) -> Result<Option<i64>, ApiError> {
    let given = |name: &str| moment(row, name).filter(|_| changed(row, old, name));
    let extra = if all_day { DAY_MS } else { 0 };
    let by_end = given("EndDateTime").map(|end| {
        let end = if all_day { end - end.rem_euclid(DAY_MS) } else { end };
        (end + extra - start).div_euclid(MINUTE_MS)
    });
    let minutes = match (by_end, given("DurationInMinutes")) {
        (Some(end), Some(minutes)) if end != minutes => {
            return Err(inconsistent(
                "Duration and End Date Time do not agree",
                "DurationInMinutes",
            ));
        }
        (Some(minutes), _) | (None, Some(minutes)) => Some(minutes),
        (None, None) => moment(row, "DurationInMinutes"),
    };
    let minutes = minutes.or(all_day.then_some(DAY_MS / MINUTE_MS));
    match minutes {
        Some(minutes) if minutes < 0 => {
            Err(inconsistent("Event duration can not be negative", "DurationInMinutes"))
        }
        Some(minutes) if minutes > LONGEST_DAYS * DAY_MS / MINUTE_MS => {
            Err(inconsistent("Event duration can not be longer than 14 days", "DurationInMinutes"))
        }
        minutes => Ok(minutes),
    }
}

fn missing(field: &str) -> ApiError {
    let message = format!("Required fields are missing: [{field}]");
    ApiError::record("REQUIRED_FIELD_MISSING", message, &[field])
}

/// The code is documented, the wording our own.
fn inconsistent(message: &str, field: &str) -> ApiError {
    ApiError::record("FIELD_INTEGRITY_EXCEPTION", message, &[field])
}
