//! Whether a call is logged at all, and whether it is time for it.

use language::{Part, Sentence};

use super::{IgnoreRule, Setting, Verdict};
use crate::call::CallType;
use crate::event::{Millis, Shape};
use crate::number::NumberKind;
use crate::profile::{Create, TransferMode, UnknownNumber, WithheldNumber};
use crate::wording;

const HOUR: Millis = 3_600_000;
const SECOND: Millis = 1_000;

/// The type of the call as this moment shows it.
///
/// A call with one of our own numbers or extensions is internal (F34). A call whose end was never told
/// counts as missed once nobody waits for the end any longer.
pub fn kind_now(setting: &Setting<'_>) -> CallType {
    use CallType::{
        Forwarded, ForwardedMissed, Incoming, IncomingMissed, Internal, Outgoing, OutgoingMissed,
    };
    let kind = setting.call.call_type();
    let number = setting.resolution.inquiry.number.kind;
    let ours = matches!(number, NumberKind::Extension | NumberKind::OwnLine);
    let given_up = !setting.call.is_answered() && !setting.call.is_over() && overdue(setting);
    match kind {
        Outgoing | OutgoingMissed | Incoming | IncomingMissed if ours => Internal,
        Outgoing if given_up => OutgoingMissed,
        Incoming if given_up => IncomingMissed,
        Forwarded if given_up => ForwardedMissed,
        kind => kind,
    }
}

/// Whether the end of the call has been waited for long enough and never came.
pub(super) fn overdue(setting: &Setting<'_>) -> bool {
    !setting.call.is_over() && deadline(setting).is_some_and(|deadline| setting.now >= deadline)
}

/// When the end of the call is no longer waited for.
fn deadline(setting: &Setting<'_>) -> Option<Millis> {
    let call = setting.call;
    let hours = Millis::from(setting.profile.log.missing_end_after_hours);
    let began = call.first_at.or(call.facts.started_at)?;
    Some(began.max(setting.first_heard).saturating_add(hours.saturating_mul(HOUR)))
}

/// The status of the Task, or the verdict that there is none (yet).
///
/// A Task that exists is kept true to its call even where the call turned out to be one that the profile
/// does not log; its status is then left as it is.
pub(super) fn judge<'a>(
    setting: &Setting<'a>,
    kind: CallType,
) -> Result<Option<&'a str>, Box<Verdict>> {
    let status = setting.profile.status(kind);
    if setting.task_created_at.is_some() {
        return Ok(status);
    }
    let verdict = whatever_the_record(setting, kind).or_else(|| unwanted(setting));
    verdict.map_or(Ok(status), |verdict| Err(Box::new(verdict)))
}

/// What type and timing decide of a call without a Task, before its record is known.
pub(super) fn whatever_the_record(setting: &Setting<'_>, kind: CallType) -> Option<Verdict> {
    if setting.task_created_at.is_some() {
        return None;
    }
    never(setting, kind)
        .or_else(|| not_yet(setting))
        .or_else(|| setting.profile.status(kind).is_none().then(|| unlogged(setting, kind)))
}

/// What follows where the profile has no status for the type: none, or none yet.
fn unlogged(setting: &Setting<'_>, kind: CallType) -> Verdict {
    let say = |id: &'static str| {
        let sentence = Sentence::new(id).with("profile", &setting.profile.name);
        sentence.with("type", wording::type_words(kind))
    };
    let fixed = matches!(kind, CallType::Internal | CallType::IvrDigits);
    if fixed || setting.call.is_over() || overdue(setting) {
        return ignore(IgnoreRule::CallType, say("task-not-logged"));
    }
    Verdict::Wait { until: deadline(setting), why: say("task-not-logged-yet") }
}

fn ignore(rule: IgnoreRule, why: Sentence) -> Verdict {
    Verdict::Ignore { rule, why }
}

/// What makes a call one that is not logged, whatever the moment.
fn never(setting: &Setting<'_>, kind: CallType) -> Option<Verdict> {
    let profile = setting.profile;
    let facts = &setting.call.facts;
    let single = profile.transfer.mode == TransferMode::SingleTask;
    if single && kind != CallType::TransferExternal && facts.previous_call.is_some() {
        return Some(ignore(IgnoreRule::Continuation, Sentence::new("task-continuation")));
    }
    let fixed = matches!(kind, CallType::Internal | CallType::IvrDigits);
    if fixed && profile.status(kind).is_none() {
        return Some(unlogged(setting, kind));
    }
    let predictive = facts.shape == Some(Shape::Predictive) || facts.predictive.is_some();
    let connected = predictive && kind == CallType::Outgoing && profile.log.predictive_ends_only;
    if profile.log.create != Create::Ends && (connected || profile.log.ends_only.contains(&kind)) {
        return Some(ignore(IgnoreRule::Timing, Sentence::new("task-ends-only")));
    }
    None
}

/// What the profile's timing still waits for.
fn not_yet(setting: &Setting<'_>) -> Option<Verdict> {
    let (call, log) = (setting.call, &setting.profile.log);
    let due = match log.create {
        Create::Begins => true,
        Create::Answered => call.is_answered() || call.is_over(),
        Create::Ends => call.is_over(),
    };
    if !due && !overdue(setting) {
        let until = deadline(setting);
        let answered = log.create == Create::Answered;
        let why = match until {
            Some(at) => {
                let ids = ["task-waits-for-end-until", "task-waits-for-answer-until"];
                Sentence::new(ids[usize::from(answered)]).with("at", Part::Moment { at })
            }
            None => {
                let ids = ["task-waits-for-end", "task-waits-for-answer"];
                Sentence::new(ids[usize::from(answered)])
            }
        };
        return Some(Verdict::Wait { until, why });
    }
    let waits = log.create == Create::Ends && call.is_over() && !call.is_final();
    let over_at = call.facts.ended_at.or(call.last_at)?;
    let until = over_at.saturating_add(Millis::from(log.final_after_seconds) * SECOND);
    (waits && setting.now < until).then(|| Verdict::Wait {
        until: Some(until),
        why: Sentence::new("task-waits-for-last-word").with("seconds", log.final_after_seconds),
    })
}

/// What the event filter decides (F42).
pub(super) fn filtered(setting: &Setting<'_>) -> Option<Verdict> {
    let events = &setting.profile.log.events;
    let word = setting.call.facts.vendor_status.as_deref()?;
    let told = events.is_empty() || events.iter().any(|event| event == word);
    (!told).then(|| {
        let why = Sentence::new("task-event-not-logged").with("event", word);
        ignore(IgnoreRule::Event, why)
    })
}

/// What the event filter, a withheld or an unknown number decides.
fn unwanted(setting: &Setting<'_>) -> Option<Verdict> {
    filtered(setting).or_else(|| without_record(setting))
}

/// What a withheld or an unknown number decides. A call for which somebody should have been created, and could
/// not be, is written even so: the refusal must not cost it.
fn without_record(setting: &Setting<'_>) -> Option<Verdict> {
    let (profile, resolution) = (setting.profile, setting.resolution);
    let withheld = matches!(
        resolution.inquiry.number.kind,
        NumberKind::Withheld | NumberKind::Payphone | NumberKind::Unavailable
    );
    if resolution.record.is_some() || resolution.introduced.is_some() {
        None
    } else if withheld && profile.withheld == WithheldNumber::Ignore {
        Some(ignore(IgnoreRule::Withheld, Sentence::new("task-withheld")))
    } else if profile.unknown_number == UnknownNumber::None {
        Some(ignore(IgnoreRule::UnknownNumber, Sentence::new("task-unknown-number")))
    } else {
        None
    }
}
