//! What a monitoring system learns of calls: how many ended how, how long a Task took, what waits. Figures only.

use std::time::Duration;

use domain::event::Millis;
use domain::matching::{Resolution, Rule};
use store::{CallRow, CallState, Completion, MirrorRow, StoreError};

use crate::mirror::HIDDEN;
use crate::{Engine, ORG};

/// What a call was before the round.
pub(crate) struct Before {
    state: CallState,
    has_task: bool,
    /// Since when its Task was to be written.
    due_since: Option<Millis>,
}

impl Before {
    pub(crate) fn of(row: &CallRow) -> Before {
        Before {
            state: row.state,
            has_task: row.task_id.is_some(),
            due_since: row.first_attempt_at.or(row.due_at),
        }
    }
}

/// What a round has brought for one call.
pub(crate) struct New {
    result: Option<CallState>,
    waited: Option<Duration>,
}

/// What each completion brings, in order.
pub(crate) fn of_calls(before: &[Before], completions: &[Completion], now: Millis) -> Vec<New> {
    let new = |(before, after): (&Before, &Completion)| {
        let is_first = after.task_id.is_some() && !before.has_task;
        let since = before.due_since.filter(|_| is_first);
        let waited = since.and_then(|since| u64::try_from(now.saturating_sub(since)).ok());
        New {
            result: result(before, after.state, is_first),
            waited: waited.map(Duration::from_millis),
        }
    };
    before.iter().zip(completions).map(new).collect()
}

/// The result to count. A call waits again for each event that comes after its Task was written: that the Task was
/// brought up to date is no second result.
fn result(before: &Before, after: CallState, is_first: bool) -> Option<CallState> {
    match after {
        CallState::Waiting | CallState::Logged if is_first => Some(CallState::Logged),
        CallState::Logged if before.has_task => None,
        CallState::Waiting => None,
        state => Some(state).filter(|state| *state != before.state),
    }
}

/// Counts what was written down.
pub(crate) fn count_calls<'n>(news: impl Iterator<Item = &'n New>) {
    for new in news {
        if let Some(result) = new.result {
            metrics::counter!("ringledger_calls_total", "result" => result.as_str()).increment(1);
        }
        if let Some(waited) = new.waited {
            metrics::histogram!("ringledger_event_to_task_seconds").record(waited);
        }
    }
}

/// Notes how long it took to find out whose number it is.
pub(crate) fn time_match(resolution: Option<&Resolution>, took: Duration) {
    let result = match resolution.map(|resolution| (resolution.rule, &resolution.record)) {
        Some((Rule::Ambiguous, _)) => "ambiguous",
        Some((Rule::NotSearched, _)) => "not_searched",
        Some((_, Some(_))) => "matched",
        _ => "none",
    };
    metrics::histogram!("ringledger_match_duration_seconds", "result" => result).record(took);
}

impl Engine {
    /// Brings the gauges up to date: what waits, what failed, how old the copy of the people is, what is left of the
    /// org's API requests. For the moment at which somebody reads them.
    ///
    /// # Errors
    /// When the store does not answer; the gauges are as before then.
    pub async fn gauge(&self) -> Result<(), StoreError> {
        let (store, now) = (&self.0.store, self.now());
        let status = store.status(ORG, now).await?;
        let oldest = store.oldest_waiting(ORG, now).await?;
        for (state, depth) in
            [("waiting", status.waiting), ("held", status.held), ("unread", status.inbox_waiting)]
        {
            metrics::gauge!("ringledger_queue_depth", "state" => state).set(figure(depth));
        }
        let age = oldest.map_or(0, |since| now.saturating_sub(since).max(0));
        metrics::gauge!("ringledger_queue_oldest_age_seconds").set(seconds(age));
        metrics::gauge!("ringledger_dead_letters").set(figure(status.failed + status.inbox_failed));
        metrics::gauge!("ringledger_org_paused").set(f64::from(u8::from(status.paused.is_some())));
        let usage = self.salesforce().usage();
        if let (Some(used), Some(most)) = (usage.quota_used, usage.quota_max) {
            let left = i64::try_from(most.saturating_sub(used)).unwrap_or(i64::MAX);
            metrics::gauge!("ringledger_salesforce_api_quota_remaining").set(figure(left));
        }
        if self.in_use().people.mirroring().is_some() {
            store.mirror(ORG).await?.into_iter().for_each(|row| gauge_copy(row, now));
        }
        Ok(())
    }
}

fn gauge_copy(row: MirrorRow, now: Millis) {
    if row.phase == HIDDEN {
        return;
    }
    // A copy that was never whole has no lag: `loaded` tells how far it is.
    if let Some(fresh_at) = row.fresh_at {
        let lag = seconds(now.saturating_sub(fresh_at).max(0));
        metrics::gauge!("ringledger_mirror_lag_seconds", "object" => row.object.clone()).set(lag);
    }
    metrics::gauge!("ringledger_mirror_contacts", "object" => row.object).set(figure(row.loaded));
}

/// Figures of this size are exact in floating point.
#[expect(clippy::cast_precision_loss, reason = "exact up to 9 * 10^15")]
fn figure(count: i64) -> f64 {
    count as f64
}

fn seconds(millis: Millis) -> f64 {
    figure(millis) / 1000.0
}

#[cfg(test)]
mod tests {
    use store::CallState::{Failed, Ignored, Logged, Waiting};

    use super::{Before, result};

    #[test]
    fn a_task_that_is_brought_up_to_date_does_not_count_again() {
        let told = |state, has_task: bool, after| {
            let is_first = !has_task && after == Logged;
            result(&Before { state, has_task, due_since: None }, after, is_first)
        };
        assert_eq!(told(Waiting, false, Logged), Some(Logged));
        assert_eq!(told(Waiting, true, Logged), None);
        assert_eq!(told(Waiting, false, Ignored), Some(Ignored));
        assert_eq!(told(Ignored, false, Logged), Some(Logged));
        assert_eq!(told(Waiting, true, Failed), Some(Failed));
        assert_eq!(told(Failed, true, Logged), None);
        assert_eq!(told(Waiting, false, Waiting), None);
    }

    #[test]
    fn a_task_that_was_written_counts_though_its_call_waits_for_more() {
        let before = Before { state: Waiting, has_task: false, due_since: None };
        assert_eq!(result(&before, Waiting, true), Some(Logged));
        assert_eq!(result(&before, Failed, true), Some(Failed));
    }
}
