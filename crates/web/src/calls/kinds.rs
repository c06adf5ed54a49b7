//! Words of the domain as messages: each has an id of its own.

use domain::call::CallType;
use domain::event::EventKind;
use domain::number::NumberKind;
use engine::ListedCall;
use serde::Serialize;
use store::CallState;

use super::mask;
use crate::shell::Words;

/// The message that stands for a word of the domain, such as `calls-kind-incoming-missed`.
pub(crate) fn id<T: Serialize>(group: &str, value: &T) -> String {
    format!("calls-{group}-{}", word(value).replace('_', "-"))
}

/// The word itself, as it is kept.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or("unknown").to_owned()
}

/// What a call was.
pub(crate) fn kind(words: &Words, kind: CallType) -> String {
    words.say(&id("kind", &kind))
}

/// What a phone system told.
pub(crate) fn event(words: &Words, kind: EventKind) -> String {
    words.say(&id("event", &kind))
}

/// Where a call stands, with the look of its badge.
pub(crate) fn state(words: &Words, state: CallState, held: bool) -> (String, &'static str) {
    let word = if held { "held" } else { state.as_str() };
    let look = match state {
        CallState::Logged => "badge-good",
        CallState::Failed => "badge-bad",
        CallState::Waiting => "badge-warn",
        CallState::Ignored => "badge-quiet",
    };
    (words.say(&format!("calls-state-{word}")), look)
}

/// The other side's number, or what it is instead.
pub(crate) fn number(words: &Words, call: &ListedCall, masks: bool) -> String {
    use NumberKind::{Payphone, Unavailable, Withheld};
    let none = call.number_kind.filter(|kind| matches!(kind, Payphone | Unavailable | Withheld));
    match (&call.number, none) {
        (Some(number), None) if masks => mask::number(number),
        (Some(number), None) => number.clone(),
        (_, Some(kind)) => words.say(&id("number", &kind)),
        (None, None) if call.kind.is_none() => words.say("calls-number-unread"),
        (None, None) => words.say("calls-number-unavailable"),
    }
}

/// An object of Salesforce by the name that people know.
pub(crate) fn object(words: &Words, object: &str) -> String {
    words.say(&format!("matching-object-{}", object.to_ascii_lowercase()))
}
