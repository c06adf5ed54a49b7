//! How much of the org's daily API requests is left, and when they end at the pace of now. Everybody's requests count:
//! the org's other applications spend of the same.

use domain::event::Millis;
use serde::Serialize;
use store::{QuotaSample, StoreError};

use crate::{Engine, ORG};

/// A sample for each of these, at most.
const SLOT: Millis = 120_000;

/// The pace is that of so long before the last sample.
const PACE_OVER: Millis = 7_200_000;

/// Less time than this says nothing about a pace.
const PACE_AT_LEAST: Millis = 600_000;

/// Salesforce counts the requests of the 24 hours before; what ends later than that does not end.
const DAY: Millis = 86_400_000;

/// The org's API requests of 24 hours. Times are UTC milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// When this was read.
    pub at: Millis,
    /// Requests of everybody in the 24 hours before.
    pub used: i64,
    /// Requests that the org may make in 24 hours.
    pub allowed: i64,
    /// Of the used ones, those that Ringledger made.
    pub ours: i64,
    /// Requests an hour at the pace of now, by everybody.
    pub hourly: i64,
    /// When nothing is left at this pace; `None` if that is not within a day.
    pub ends_at: Option<Millis>,
}

/// The budget by its samples, in order. `None` without any.
///
/// The pace is a straight line over the last two hours. Requests that fall out of the 24 hours come back, which the
/// figures of Salesforce already contain.
#[must_use]
pub fn forecast(samples: &[QuotaSample]) -> Option<Budget> {
    let last = samples.last()?;
    // What was counted a day ago. Who has no sample of then began to count later, at nothing.
    let a_day_ago = samples.iter().rev().find(|sample| last.at - sample.at >= DAY);
    let ours = last.ours - a_day_ago.map_or(0, |sample| sample.ours);
    let mut budget = Budget {
        at: last.at,
        used: last.used,
        allowed: last.allowed,
        ours: ours.clamp(0, last.used.max(0)),
        hourly: 0,
        ends_at: (last.used >= last.allowed).then_some(last.at),
    };
    let begin = samples.iter().find(|sample| last.at - sample.at <= PACE_OVER).unwrap_or(last);
    let (spent, span) = (last.used - begin.used, last.at - begin.at);
    if spent <= 0 || span < PACE_AT_LEAST {
        return Some(budget);
    }
    budget.hourly = spent.saturating_mul(3_600_000) / span;
    let left = (last.allowed - last.used).max(0);
    let until_end = i128::from(left) * i128::from(span) / i128::from(spent);
    if let Some(until_end) = i64::try_from(until_end).ok().filter(|until| *until <= DAY) {
        budget.ends_at = Some(last.at + until_end);
    }
    Some(budget)
}

impl Engine {
    /// Keeps a sample of the org's usage, if Salesforce has told a figure since the last time.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn sample_quota(&self) -> Result<(), StoreError> {
        let usage = self.salesforce().usage();
        let (Some(used), Some(allowed)) = (usage.quota_used, usage.quota_max) else {
            return Ok(());
        };
        let spent = usage.calls_spent;
        if self.0.sampled.swap(spent, std::sync::atomic::Ordering::SeqCst) == spent {
            return Ok(());
        }
        let now = self.now();
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let sample = QuotaSample {
            at: now - now.rem_euclid(SLOT),
            used: number(used),
            allowed: number(allowed),
            ours: self.store().api_calls(ORG).await?,
        };
        self.store().sample_quota(ORG, sample).await
    }

    /// The org's API requests and when they end; `None` before Salesforce has told any figure.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn budget(&self) -> Result<Option<Budget>, StoreError> {
        let samples = self.store().quota_samples(ORG, self.now() - 2 * DAY).await?;
        Ok(forecast(&samples))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Minutes in milliseconds.
    const MINUTE: i64 = 60_000;

    fn sample(minute: i64, used: i64) -> QuotaSample {
        QuotaSample { at: minute * MINUTE, used, allowed: 15_000, ours: used / 10 }
    }

    #[test]
    fn a_pace_says_when_nothing_is_left() {
        let budget =
            forecast(&[sample(0, 9_000), sample(60, 10_000), sample(120, 11_000)]).unwrap();
        assert_eq!((budget.used, budget.hourly, budget.ours), (11_000, 1_000, 1_100));
        assert_eq!(budget.ends_at, Some((120 + 240) * MINUTE), "4,000 are left at 1,000 an hour");
    }

    #[test]
    fn ours_are_those_of_the_last_day() {
        let day = 24 * 60;
        let samples = [sample(0, 3_000), sample(1, 4_000), sample(day + 1, 9_000)];
        assert_eq!(forecast(&samples).unwrap().ours, 500, "400 of the 900 are older than a day");
        assert_eq!(forecast(&samples[1..2]).unwrap().ours, 400, "the first day has no day before");
        let back = QuotaSample { used: 20, ..sample(1, 4_000) };
        assert_eq!(forecast(&[back]).unwrap().ours, 20, "never more than everybody's");
    }

    #[test]
    fn the_pace_is_that_of_the_last_two_hours() {
        let samples = [sample(0, 1_000), sample(600, 9_000), sample(720, 9_100)];
        let budget = forecast(&samples).unwrap();
        assert_eq!(
            (budget.hourly, budget.ends_at),
            (50, None),
            "5,900 at 50 an hour are no matter of a day"
        );
    }

    #[test]
    fn without_a_pace_nothing_ends() {
        assert_eq!(forecast(&[]), None);
        assert_eq!(forecast(&[sample(0, 9_000)]).unwrap().ends_at, None);
        let too_short = forecast(&[sample(0, 9_000), sample(5, 9_900)]).unwrap();
        assert_eq!(too_short.ends_at, None);
        let falling = forecast(&[sample(0, 9_000), sample(60, 8_000)]).unwrap();
        assert_eq!((falling.hourly, falling.ends_at), (0, None));
    }

    #[test]
    fn what_is_used_up_has_ended() {
        let budget = forecast(&[sample(0, 15_000)]).unwrap();
        assert_eq!(budget.ends_at, Some(0));
        let beyond = forecast(&[sample(0, 14_000), sample(60, 15_100)]).unwrap();
        assert_eq!(beyond.ends_at, Some(60 * MINUTE));
    }
}
