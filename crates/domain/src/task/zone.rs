//! Which day and hour it is where.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Setting;
use crate::event::Millis;

/// The zone of times in texts: the line's, else the source's, else the org's, else UTC.
pub(super) fn of_line(setting: &Setting<'_>) -> TimeZone {
    let line = setting.call.facts.line.as_ref();
    first([
        line.and_then(|line| line.time_zone.as_deref()),
        setting.source.time_zone.as_deref(),
        setting.org.time_zone.as_deref(),
    ])
}

/// The zone of `ActivityDate`, by the profile's word for it.
pub(super) fn of_activity_date(setting: &Setting<'_>) -> TimeZone {
    let source = setting.source.time_zone.as_deref();
    let org = setting.org.time_zone.as_deref();
    match setting.profile.activity_date.zone.as_str() {
        "utc" => TimeZone::UTC,
        "line" => of_line(setting),
        "source" => first([source, org]),
        "org" => first([org, source]),
        name => first([Some(name)]),
    }
}

/// When the call began, at the place of its line; where nobody said when, the moment we first heard of it.
pub(crate) fn began(setting: &Setting<'_>) -> Zoned {
    let call = setting.call;
    let at = call.facts.started_at.or(call.first_at).unwrap_or(setting.first_heard);
    let moment = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(of_line(setting))
}

/// The first zone that is known; UTC if none is.
fn first<const N: usize>(names: [Option<&str>; N]) -> TimeZone {
    names.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// The day at that place, `YYYY-MM-DD`; `None` for a moment outside of the calendar.
pub(super) fn day(at: Millis, zone: &TimeZone) -> Option<String> {
    let moment = Timestamp::from_millisecond(at).ok()?;
    Some(moment.to_zoned(zone.clone()).date().to_string())
}
