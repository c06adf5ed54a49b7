//! Counts what we spend of the org's API allowance, from the header that every reply carries for free.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// How much of the org's allowance is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Requests that this client sent to the data API since it was made. Sign-ins are not among them.
    pub calls_spent: u64,
    /// Requests of everybody in the org in the last 24 hours, as of the last reply that said so.
    pub quota_used: Option<u64>,
    /// Requests that the org may make in 24 hours.
    pub quota_max: Option<u64>,
}

/// The counters behind [`Usage`].
#[derive(Debug, Default)]
pub(crate) struct Counters {
    calls_spent: AtomicU64,
    quota_used: AtomicU64,
    /// 0 until a reply has said otherwise.
    quota_max: AtomicU64,
}

impl Counters {
    pub(crate) fn count_call(&self) {
        self.calls_spent.fetch_add(1, Ordering::Relaxed);
    }

    /// Reads `Sforce-Limit-Info`; anything else than the documented form changes nothing.
    pub(crate) fn read_limit_info(&self, header: &str) {
        if let Some((used, max)) = parse_limit_info(header) {
            self.quota_used.store(used, Ordering::Relaxed);
            self.quota_max.store(max, Ordering::Relaxed);
        }
    }

    pub(crate) fn usage(&self) -> Usage {
        let max = self.quota_max.load(Ordering::Relaxed);
        let known = max > 0;
        Usage {
            calls_spent: self.calls_spent.load(Ordering::Relaxed),
            quota_used: known.then(|| self.quota_used.load(Ordering::Relaxed)),
            quota_max: known.then_some(max),
        }
    }
}

/// `api-usage=18/15000; per-app-api-usage=17/250(appName=x)` → (18, 15000).
fn parse_limit_info(header: &str) -> Option<(u64, u64)> {
    let usage = header.split([';', ',']).find_map(|part| part.trim().strip_prefix("api-usage="))?;
    let (used, max) = usage.split_once('/')?;
    Some((used.trim().parse().ok()?, max.trim().parse().ok().filter(|max| *max > 0)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orgs_own_figure_is_read_and_the_apps_is_not() {
        assert_eq!(parse_limit_info("api-usage=18/15000"), Some((18, 15000)));
        let both = "per-app-api-usage=17/250(appName=ringledger); api-usage=25/15000";
        assert_eq!(parse_limit_info(both), Some((25, 15000)));
        for odd in [
            "",
            "api-usage=",
            "api-usage=x/1",
            "api-usage=1",
            "api-usage=1/0",
            "per-app-api-usage=17/250",
        ] {
            assert_eq!(parse_limit_info(odd), None, "{odd}");
        }
    }

    #[test]
    fn nothing_is_known_before_the_first_reply() {
        let counters = Counters::default();
        assert_eq!(counters.usage(), Usage::default());
        counters.count_call();
        counters.read_limit_info("api-usage=0/5000");
        assert_eq!(
            counters.usage(),
            Usage { calls_spent: 1, quota_used: Some(0), quota_max: Some(5000) }
        );
    }
}
