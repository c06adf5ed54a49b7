//! The way of a call from its ring to its Task, each step to the millisecond.

use engine::{CallPage, StepKind};

use super::kinds;
use crate::shell::Words;

/// One moment on the way.
pub(super) struct Moment {
    pub(super) when: String,
    /// How long after the first moment, in seconds.
    pub(super) after: String,
    pub(super) what: String,
    /// Who said so, where that was a person.
    pub(super) by: Option<String>,
    /// A code of Salesforce, where it refused.
    pub(super) code: Option<String>,
    /// Whether it went wrong.
    pub(super) is_bad: bool,
}

/// A moment before it is put into words.
struct Raw {
    at: i64,
    /// Of moments at the same millisecond the earlier one in a call's life.
    rank: u8,
    what: String,
    by: Option<String>,
    code: Option<String>,
    is_bad: bool,
}

impl Raw {
    fn new(at: i64, rank: u8, what: String) -> Raw {
        Raw { at, rank, what, by: None, code: None, is_bad: false }
    }
}

/// All moments, in order.
pub(super) fn timeline(words: &Words, page: &CallPage) -> Vec<Moment> {
    let mut all = told(words, page);
    all.extend(arrived(words, page));
    all.extend(done(words, page));
    all.sort_by_key(|raw| (raw.at, raw.rank));
    let first = all.first().map(|raw| raw.at).unwrap_or_default();
    let moments = all.into_iter().map(|raw| Moment {
        when: words.locale.moment_exact(raw.at),
        after: words.locale.decimal(seconds(raw.at.saturating_sub(first)), 3),
        what: raw.what,
        by: raw.by,
        code: raw.code,
        is_bad: raw.is_bad,
    });
    moments.collect()
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of a call")]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1_000.0
}

/// What the phone system and people said.
fn told(words: &Words, page: &CallPage) -> Vec<Raw> {
    let timed = page.events.iter().filter_map(|told| Some((told.event.at?, told)));
    let raws = timed.map(|(at, told)| Raw {
        by: told.by.clone(),
        ..Raw::new(at, 0, kinds::event(words, told.event.kind))
    });
    raws.collect()
}

/// The webhooks.
fn arrived(words: &Words, page: &CallPage) -> Vec<Raw> {
    let mut raws = Vec::new();
    for delivery in &page.deliveries {
        let received = words.with("calls-step-received", "copies", delivery.copies);
        raws.push(Raw::new(delivery.received_at, 1, received));
        if let Some(at) = delivery.digested_at {
            raws.push(Raw::new(at, 2, words.say("calls-step-read")));
        }
    }
    raws
}

/// What was done in Salesforce.
fn done(words: &Words, page: &CallPage) -> Vec<Raw> {
    let raws = page.steps.iter().map(|step| {
        let fields = i64::try_from(step.fields.unwrap_or_default()).unwrap_or_default();
        let (rank, what) = match step.what {
            StepKind::Resolved => (3, words.say("calls-step-resolved")),
            StepKind::CreateSent => (4, words.with("calls-step-create", "fields", fields)),
            StepKind::UpdateSent => (4, words.with("calls-step-update", "fields", fields)),
            StepKind::Accepted => (5, words.say("calls-step-accepted")),
            StepKind::Refused => (5, words.say("calls-step-refused")),
        };
        Raw {
            code: step.code.clone(),
            is_bad: step.what == StepKind::Refused,
            ..Raw::new(step.at, rank, what)
        }
    });
    raws.collect()
}
