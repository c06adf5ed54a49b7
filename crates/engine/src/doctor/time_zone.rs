//! Whether "today" in the profiles is the day that people in the org mean.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::check::Check;
use super::reading::Rows;
use super::topic::{Finding, Group, Topic, Verdict};
use crate::PhoneSystem;
use crate::candidates::text;
use language::Sentence;

pub(super) static TOPIC: Topic = Topic {
    code: "D23",
    group: Group::Org,
    words: "doctor-time-zone",
    findings: &[&DIFFERS, &UNKNOWN],
};

static DIFFERS: Finding =
    Finding { id: "differs", verdict: Verdict::Warning, words: "doctor-time-zone-differs" };

static UNKNOWN: Finding =
    Finding { id: "unknown", verdict: Verdict::Warning, words: "doctor-time-zone-unknown" };

/// Compares the zone of each source's Due Date with the org's at this moment (UTC milliseconds).
pub(super) fn look(
    organization: &Rows,
    systems: &BTreeMap<String, std::sync::Arc<PhoneSystem>>,
    now: i64,
) -> Vec<Check> {
    let rows = match organization {
        Ok(rows) => rows,
        Err(failure) => return vec![TOPIC.unseen("doctor-unseen-time-zone", failure)],
    };
    let org = rows.first().and_then(|row| text(row, "TimeZoneSidKey")).unwrap_or_default();
    let Some(at_org) = minutes(&org, now) else {
        return vec![TOPIC.note(Sentence::new("doctor-found-not-said"))];
    };
    let mut checks = Vec::new();
    for (id, system) in systems {
        let zone = zone_of(system, &org);
        let found = |words| Sentence::new(words).with("source", id).with("zone", &zone);
        match minutes(&zone, now) {
            None => checks.push(TOPIC.finds(&UNKNOWN, found("doctor-found-zone-unknown"), &[])),
            Some(at_source) if at_source != at_org => checks.push(TOPIC.finds(
                &DIFFERS,
                found("doctor-found-zone-differs").with("org", &org),
                &[("zone", &org)],
            )),
            Some(_) => {}
        }
    }
    if checks.is_empty() {
        checks.push(TOPIC.good(org));
    }
    checks
}

/// The zone of Due Date where the line does not say its own.
fn zone_of(system: &PhoneSystem, org: &str) -> String {
    let source = system.facts.time_zone.clone().unwrap_or_else(|| org.to_owned());
    match system.profile.activity_date.zone.as_str() {
        "utc" => "UTC".to_owned(),
        "org" => org.to_owned(),
        "line" | "source" => source,
        name => name.to_owned(),
    }
}

/// Minutes east of UTC at this moment; `None` for a zone that nobody knows.
fn minutes(zone: &str, now: i64) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    let now = Timestamp::from_millisecond(now).ok()?;
    Some(zone.to_offset(now).seconds() / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_hour_and_not_by_its_name() {
        let november = 1_795_000_000_000;
        assert_eq!(minutes("Asia/Tokyo", november), Some(540));
        assert_eq!(minutes("Asia/Seoul", november), Some(540));
        assert_eq!(minutes("America/New_York", november), Some(-300));
        assert_eq!(minutes("Nowhere/Town", november), None);
    }
}
