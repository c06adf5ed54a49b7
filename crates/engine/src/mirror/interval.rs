//! How often Salesforce is asked what has changed: the less is left of the org's daily requests, the less often.

use domain::event::Millis;
use salesforce::Usage;

/// While so much of our part of the allowance is left, in percent, the interval is as set.
const PLENTY: u64 = 50;

/// The most that the interval becomes longer.
const LONGEST: u64 = 20;

/// The pause between two polls in milliseconds. `reserve` is the percentage of the allowance that is not ours.
pub(crate) fn interval(set: Millis, usage: Usage, reserve: u64) -> Millis {
    let (Some(used), Some(max)) = (usage.quota_used, usage.quota_max) else { return set };
    let ours = max.saturating_mul(100_u64.saturating_sub(reserve)) / 100;
    let left = ours.saturating_sub(used).saturating_mul(100) / ours.max(1);
    let missing = PLENTY.saturating_sub(left);
    let percent = 100 + missing * (LONGEST - 1) * 100 / PLENTY;
    set.saturating_mul(i64::try_from(percent).unwrap_or(100)) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(used: u64) -> Millis {
        let usage = Usage { calls_spent: 0, quota_used: Some(used), quota_max: Some(15_000) };
        interval(45_000, usage, 10)
    }

    #[test]
    fn the_interval_grows_as_the_allowance_shrinks() {
        assert_eq!(interval(45_000, Usage::default(), 10), 45_000);
        assert_eq!(after(0), 45_000);
        assert_eq!(after(6_750), 45_000);
        assert_eq!(after(10_125), 472_500);
        assert_eq!(after(13_500), 900_000);
        assert_eq!(after(15_000), 900_000);
        let growing: Vec<Millis> = (0..=15).map(|thousand| after(thousand * 1000)).collect();
        assert!(growing.is_sorted(), "{growing:?}");
    }

    #[test]
    fn an_org_without_any_allowance_is_asked_as_rarely_as_can_be() {
        let usage = Usage { calls_spent: 0, quota_used: Some(0), quota_max: Some(1) };
        assert_eq!(interval(45_000, usage, 90), 900_000);
    }
}
