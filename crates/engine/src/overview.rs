//! The figures of the first page: is every call accounted for, how does today go, how long does the quota last.

use domain::event::Millis;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};
use serde::Serialize;
use store::{Hour, HourSum, Pause, StoreError};

use crate::{Budget, Engine, ORG, Status, Trouble};

/// Hours and days of the charts.
const HOURS: i64 = 24;
const DAYS: i64 = 14;
const HOUR_MS: Millis = 3_600_000;

/// A phone system, and when it was last heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceHeard {
    /// The source's id.
    pub id: String,
    /// When its last webhook was taken, UTC milliseconds; `None` for one that was never heard.
    pub heard_at: Option<Millis>,
    /// Webhooks that were taken.
    pub taken: i64,
    /// Webhooks that were refused lately.
    pub refused: i64,
}

/// Everything that the first page shows.
#[derive(Debug, Clone)]
pub struct Overview {
    /// When it was put together, UTC milliseconds.
    pub at: Millis,
    /// The conservation law.
    pub status: Status,
    /// What holds the calls now, if anything does.
    pub pause: Option<Pause>,
    /// The calls that were first heard of today, in the reader's zone.
    pub today: HourSum,
    /// The org's API requests; `None` before Salesforce has told any figure.
    pub budget: Option<Budget>,
    /// The last 24 hours, each with the calls that were first heard of in it; the one of now is the last.
    pub hours: Vec<Hour>,
    /// The last 14 days in the reader's zone; today is the last. An hour counts to the day in which it begins; there are
    /// no times to the Task.
    pub days: Vec<Hour>,
    /// What wants somebody, or is seen to.
    pub troubles: Vec<Trouble>,
    /// The configured phone systems.
    pub sources: Vec<SourceHeard>,
}

impl Engine {
    /// The figures of the first page for a reader in `zone`.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn overview(&self, zone: &TimeZone) -> Result<Overview, StoreError> {
        let now = self.now();
        let days = days(now, zone);
        let begin = days.first().copied().unwrap_or(now);
        let known = self.store().hours(ORG, begin - HOUR_MS).await?;
        let this_hour = now - now.rem_euclid(HOUR_MS);
        let hours = (0..HOURS).rev().map(|back| {
            let at = this_hour - back * HOUR_MS;
            known
                .iter()
                .find(|hour| hour.at == at)
                .copied()
                .unwrap_or(Hour { at, ..Hour::default() })
        });
        let troubles = self.troubles().await?.into_iter().filter(Trouble::is_there).collect();
        Ok(Overview {
            at: now,
            status: self.status().await?,
            pause: self.store().pause_state(ORG).await?.filter(|pause| pause.until > now),
            today: self.today(days.last().copied().unwrap_or(now), &known).await?,
            budget: self.budget().await?,
            hours: hours.collect(),
            days: by_day(&days, &known),
            troubles,
            sources: self.sources_heard().await?,
        })
    }

    /// The calls since the reader's midnight. Where that is not at a full hour, the first part is added up call by call.
    async fn today(&self, midnight: Millis, known: &[Hour]) -> Result<HourSum, StoreError> {
        let full = midnight + (HOUR_MS - midnight.rem_euclid(HOUR_MS)) % HOUR_MS;
        let mut sum = if full > midnight {
            self.store().sum_calls(ORG, midnight, full).await?
        } else {
            HourSum::default()
        };
        for hour in known.iter().filter(|hour| hour.at >= full) {
            add(&mut sum, &hour.sum);
        }
        Ok(sum)
    }

    /// The configured phone systems, and when each was last heard.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn sources_heard(&self) -> Result<Vec<SourceHeard>, StoreError> {
        let tallies = self.store().webhook_tallies(ORG).await?;
        let heard = self.source_ids().into_iter().map(|id| {
            let own = || tallies.iter().filter(|one| one.source_id == id);
            let taken = own().find(|one| one.outcome.is_empty());
            SourceHeard {
                heard_at: taken.map(|one| one.last_at),
                taken: taken.map_or(0, |one| one.count),
                refused: own().filter(|one| !one.outcome.is_empty()).map(|one| one.count).sum(),
                id,
            }
        });
        Ok(heard.collect())
    }
}

/// When the last days began in the zone, today last. A day need not have 24 hours.
fn days(now: Millis, zone: &TimeZone) -> Vec<Millis> {
    let Ok(now) = Timestamp::from_millisecond(now) else { return Vec::new() };
    let today = Zoned::new(now, zone.clone()).date();
    let begin = |back: i64| {
        let day = today.checked_sub(back.days()).ok()?;
        Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond())
    };
    (0..DAYS).rev().filter_map(begin).collect()
}

fn by_day(days: &[Millis], hours: &[Hour]) -> Vec<Hour> {
    let mut sums: Vec<Hour> = days.iter().map(|at| Hour { at: *at, ..Hour::default() }).collect();
    for hour in hours {
        if let Some(day) = sums.iter_mut().rev().find(|day| day.at <= hour.at) {
            add(&mut day.sum, &hour.sum);
        }
    }
    sums
}

/// Percentiles of parts say nothing of the whole.
fn add(sum: &mut HourSum, more: &HourSum) {
    sum.calls += more.calls;
    sum.logged += more.logged;
    sum.ignored += more.ignored;
    sum.failed += more.failed;
    sum.matched += more.matched;
    (sum.p50, sum.p95) = (None, None);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T00:12:03.045Z.
    const AT: i64 = 1_795_219_923_045;

    #[test]
    fn a_day_begins_at_the_readers_midnight() {
        let kolkata = days(AT, &TimeZone::get("Asia/Kolkata").unwrap());
        assert_eq!(kolkata.len(), 14);
        let midnight = Timestamp::from_millisecond(kolkata[13]).unwrap();
        assert_eq!(midnight.to_string(), "2026-11-20T18:30:00Z");
        let paris = days(AT - 20 * 86_400_000, &TimeZone::get("Europe/Paris").unwrap());
        let length = |place: usize| (paris[place + 1] - paris[place]) / HOUR_MS;
        assert!((0..13).map(length).any(|hours| hours == 25), "the clock went back on 25 October");
    }

    #[test]
    fn hours_count_to_the_day_in_which_they_begin() {
        let hour = |at| Hour { at, sum: HourSum { calls: 2, p50: Some(3), ..HourSum::default() } };
        let sums = by_day(&[100, 200], &[hour(50), hour(100), hour(199), hour(200)]);
        assert_eq!(sums.iter().map(|day| day.sum.calls).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(sums[0].sum.p50, None);
    }
}
