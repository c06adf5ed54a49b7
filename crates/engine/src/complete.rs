//! The last step: what a round learnt about each call goes back to the store, in one transaction, where
//! the lease is still ours.

use domain::event::Millis;
use store::{CallRow, CallState, Completion, StoreError};

use crate::gauges::{self, Before};
use crate::work::{End, Trouble, Work};
use crate::{Engine, ORG, retry, steps};

/// How long a call is tried again before people see it among the errors, in milliseconds.
const PATIENCE: Millis = 60_000;

/// A call that ended longer before we first heard of it than this is told afterwards (or by a wrong clock): then our
/// own clock counts. In milliseconds.
const LATE: Millis = 600_000;

impl Engine {
    pub(crate) async fn complete(&self, works: Vec<Work>) -> Result<(), StoreError> {
        let now = self.now();
        let window = self.in_use().delivery.retry_ms;
        let claimed: Vec<Before> = works.iter().map(|work| Before::of(&work.claimed)).collect();
        let completions: Vec<Completion> = works
            .into_iter()
            .map(|work| completion(work, now, window, rand::random::<f64>()))
            .collect();
        let news = gauges::of_calls(&claimed, &completions, now);
        let owned = self.0.store.complete(ORG, completions, now).await?;
        gauges::count_calls(
            news.iter().zip(&owned).filter(|(_, owned)| **owned).map(|(new, _)| new),
        );
        if owned.iter().any(|owned| !owned) {
            tracing::warn!(
                lost = owned.iter().filter(|owned| !**owned).count(),
                "another worker had taken over some calls; its result counts"
            );
        }
        Ok(())
    }
}

fn completion(work: Work, now: Millis, window: Millis, luck: f64) -> Completion {
    let claimed = &work.claimed;
    let mut completion = learnt(&work, now);
    let logged_before = completion.task_id.is_some();
    match work.end.unwrap_or(End::Later(now)) {
        End::Logged(note) => {
            completion.state = CallState::Logged;
            remember(&mut completion, note);
        }
        End::Ignored(rule) if !logged_before => {
            completion.state = CallState::Ignored;
            remember(&mut completion, Some(rule));
        }
        End::Ignored(_) => completion.state = CallState::Logged,
        End::Waiting(until, why) => {
            completion.due_at = until;
            if logged_before {
                completion.state = CallState::Logged;
            } else {
                remember(&mut completion, Some(why));
            }
        }
        End::Later(at) => {
            completion.due_at = Some(at);
            completion.attempts = claimed.attempts;
            completion.first_attempt_at = claimed.first_attempt_at;
            completion.error_code = claimed.error_code.clone();
            completion.error_text = claimed.error_text.clone();
            completion.cause = claimed.cause.clone();
        }
        End::Lost(trouble) => {
            let attempts = attempts(claimed, &trouble);
            again(&mut completion, claimed, now, window, retry::pause_after_loss(attempts, luck));
            completion.attempts = attempts;
            tell(&mut completion, &trouble, now);
            remember(&mut completion, Some(trouble));
        }
        End::Retry(trouble) => {
            let attempts = attempts(claimed, &trouble);
            again(&mut completion, claimed, now, window, retry::pause(attempts, luck));
            completion.attempts = attempts;
            tell(&mut completion, &trouble, now);
            remember(&mut completion, Some(trouble));
        }
        End::Failed(trouble) => {
            completion.state = CallState::Failed;
            completion.attempts = claimed.attempts + 1;
            completion.first_attempt_at = claimed.first_attempt_at.or(Some(now));
            tell(&mut completion, &trouble, now);
            remember(&mut completion, Some(trouble));
        }
    }
    completion
}

/// Attempts in a row with the same trouble, this one included: another trouble is another story.
fn attempts(claimed: &CallRow, trouble: &Trouble) -> i64 {
    if claimed.error_code.as_deref() == Some(&trouble.code) { claimed.attempts + 1 } else { 1 }
}

/// One attempt more, after a pause, unless the time for attempts is over.
fn again(
    completion: &mut Completion,
    claimed: &CallRow,
    now: Millis,
    window: Millis,
    pause: Millis,
) {
    let first = claimed.first_attempt_at.unwrap_or(now);
    completion.first_attempt_at = Some(first);
    if now + pause - first > window {
        completion.state = CallState::Failed;
    } else {
        completion.due_at = Some(now + pause);
    }
}

/// What the round has learnt about a call, before it is said how it goes on.
fn learnt(work: &Work, now: Millis) -> Completion {
    let claimed = &work.claimed;
    Completion {
        call_id: claimed.call_id.clone(),
        epoch: claimed.epoch,
        version: claimed.version,
        state: CallState::Waiting,
        due_at: None,
        folded: json(work.call.as_ref()),
        resolution: json(work.resolution.as_ref()),
        record_id: record_id(work),
        desired: desired(work),
        written: json(Some(&work.written).filter(|written| !written.is_empty())),
        task_id: work.task_id.clone(),
        task_created_at: work.task_created_at.or_else(|| work.task_id.as_ref().map(|_| now)),
        task_ms: task_ms(work, now),
        attempts: 0,
        first_attempt_at: None,
        intent_at: work.intent_at,
        error_code: None,
        error_text: None,
        cause: None,
        started_at: work.started_at(),
        steps: steps::joined(claimed.steps.as_deref(), &work.steps),
        listing: work.listing(),
    }
}

/// Milliseconds from the end of the call to its Task, measured when Salesforce first acknowledges it; from the first event
/// where the Task is written before the end is known.
fn task_ms(work: &Work, now: Millis) -> Option<Millis> {
    let claimed = &work.claimed;
    work.task_id.as_ref()?;
    if claimed.task_id.is_some() {
        return claimed.task_ms;
    }
    let ended_at = work.call.as_ref().and_then(|call| call.facts.ended_at);
    let since = ended_at.filter(|at| (claimed.created_at - LATE..=now).contains(at));
    Some((now - since.unwrap_or(claimed.created_at)).max(0))
}

/// What does not get on for so long is put before people, by its cause; a shorter time needs nobody.
fn tell(completion: &mut Completion, trouble: &Trouble, now: Millis) {
    let since = completion.first_attempt_at.unwrap_or(now);
    if completion.state == CallState::Failed || now - since >= PATIENCE {
        completion.cause = Some(trouble.cause());
    }
}

/// The record that the call was matched with.
fn record_id(work: &Work) -> Option<String> {
    work.resolution.as_ref()?.record.as_ref().map(|record| record.id.clone())
}

/// What the Task should say; but while an earlier request may still be under way, what that one said.
fn desired(work: &Work) -> Option<String> {
    let earlier = || work.claimed.desired.clone();
    if work.intent_at.is_some() && work.intent_at == work.claimed.intent_at {
        return earlier();
    }
    json(work.desired.as_ref()).or_else(earlier)
}

fn remember(completion: &mut Completion, trouble: Option<Trouble>) {
    if let Some(trouble) = trouble {
        completion.error_code = Some(trouble.code);
        completion.error_text = Some(trouble.said.stored());
    }
}

fn json<T: serde::Serialize>(value: Option<&T>) -> Option<String> {
    serde_json::to_string(value?).ok()
}
