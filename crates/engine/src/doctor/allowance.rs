//! Whether the org's API requests last for the calls that come.

use language::{Part, Sentence};
use salesforce::Usage;
use store::Status;

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D21",
    group: Group::Org,
    words: "doctor-allowance",
    findings: &[&NONE_LEFT, &RESERVE, &SHORT],
};

pub(super) static NONE_LEFT: Finding =
    Finding { id: "none_left", verdict: Verdict::Failure, words: "doctor-allowance-none-left" };

static RESERVE: Finding =
    Finding { id: "reserve", verdict: Verdict::Failure, words: "doctor-allowance-reserve" };

static SHORT: Finding =
    Finding { id: "short", verdict: Verdict::Warning, words: "doctor-allowance-short" };

/// Requests that a call costs at most while nothing else is known: one to find the record, one to write the Task.
const REQUESTS_A_CALL: f64 = 2.0;

/// Calls after which our own figure is better than the guess.
const ENOUGH: i64 = 50;

/// What is left and how far it goes. `calls_a_day` are those that we heard of in the last 24 hours.
pub(super) fn look(usage: Usage, reserve_percent: u64, status: &Status, calls_a_day: i64) -> Check {
    let (Some(used), Some(most)) = (usage.quota_used, usage.quota_max) else {
        return TOPIC.note(Sentence::new("doctor-found-allowance-unknown"));
    };
    let left = most.saturating_sub(used);
    let ours = left.saturating_sub(most.saturating_mul(reserve_percent) / 100);
    let a_call = if status.calls >= ENOUGH {
        ratio(status.api_calls, status.calls)
    } else {
        REQUESTS_A_CALL
    };
    let need = (float(calls_a_day) * a_call).ceil();
    let found = |id| Sentence::new(id).with("left", left).with("most", most);
    if left == 0 {
        return TOPIC.finds(&NONE_LEFT, found("doctor-found-allowance-left"), &[]);
    }
    if ours == 0 {
        let found = found("doctor-found-allowance-reserved").with("percent", reserve_percent);
        return TOPIC.finds(&RESERVE, found, &[]);
    }
    let each = Part::hundredths(a_call);
    if need > float(i64::try_from(ours).unwrap_or(i64::MAX)) {
        let forecast = found("doctor-found-allowance-forecast").with("need", whole(need));
        return TOPIC.finds(&SHORT, forecast, &[]);
    }
    if calls_a_day > 0 {
        let pace = found("doctor-found-allowance-pace").with("need", whole(need));
        return TOPIC.good(pace.with("calls", calls_a_day).with("each", each));
    }
    let enough = float(i64::try_from(ours).unwrap_or(i64::MAX)) / a_call.max(0.01);
    TOPIC.good(
        found("doctor-found-allowance-enough").with("calls", whole(enough)).with("each", each),
    )
}

/// The nearest whole number.
#[allow(clippy::cast_possible_truncation, reason = "a cast of a float ends at the bounds")]
fn whole(number: f64) -> i64 {
    number.round() as i64
}

fn ratio(requests: i64, calls: i64) -> f64 {
    float(requests) / float(calls.max(1))
}

/// Counts are far below 2^53, so nothing is lost.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(used: u64, most: u64, calls_a_day: i64) -> (Option<&'static str>, String) {
        let usage = Usage { quota_used: Some(used), quota_max: Some(most), ..Usage::default() };
        let check = look(usage, 10, &Status::default(), calls_a_day);
        (check.finding, check.found.to_string())
    }

    #[test]
    fn what_is_left_is_compared_with_what_a_day_needs() {
        assert_eq!(found(15_000, 15_000, 0).0, Some("none_left"));
        assert_eq!(found(16_000, 15_000, 0).0, Some("none_left"));
        assert_eq!(found(13_500, 15_000, 0).0, Some("reserve"));
        assert_eq!(found(10_000, 15_000, 2_000).0, Some("short"));
        assert_eq!(found(10_000, 15_000, 1_750).0, None);
        assert_eq!(
            found(0, 15_000, 0),
            (
                None,
                "15,000 of 15,000 left; enough for 6,750 calls at 2.00 requests each".to_owned()
            )
        );
    }

    #[test]
    fn our_own_figure_replaces_the_guess() {
        let usage = Usage { quota_used: Some(10_000), quota_max: Some(15_000), ..Usage::default() };
        let status = Status { calls: 10_000, api_calls: 100, ..Status::default() };
        assert_eq!(look(usage, 10, &status, 10_000).finding, None);
    }
}
