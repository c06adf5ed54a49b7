//! What does not fit together in a call, so that a surprising Task can be explained.

use serde::{Deserialize, Serialize};

use super::Call;
use crate::event::EventKind;

/// A contradiction or a gap in what the phone system said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    /// No event says which way the call went.
    DirectionUnknown,
    /// The end lies before the beginning.
    EndedBeforeStarted,
    /// The answer lies before the beginning.
    AnsweredBeforeStarted,
    /// The answer lies after the end.
    AnsweredAfterEnded,
    /// An event of an answer was seen, but the phone system's last word is that nobody answered.
    AnswerDenied,
}

impl Oddity {
    /// The oddity as an English sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::DirectionUnknown => {
                "The phone system did not say which way the call went; it counts as incoming."
            }
            Self::EndedBeforeStarted => {
                "The call ended before it began, by the phone system's times; such durations count as 0."
            }
            Self::AnsweredBeforeStarted => {
                "The call was answered before it began, by the phone system's times; the waiting time counts as 0."
            }
            Self::AnsweredAfterEnded => {
                "The call was answered after its end, by the phone system's times; the talk time counts as 0."
            }
            Self::AnswerDenied => {
                "An answer was reported, but the phone system's last word is that nobody answered; it counts as not answered."
            }
        }
    }
}

/// The oddities of a call, in a fixed order.
pub(super) fn oddities(call: &Call) -> Vec<Oddity> {
    let facts = &call.facts;
    let before = |a: Option<i64>, b: Option<i64>| matches!((a, b), (Some(a), Some(b)) if a < b);
    let found = [
        (facts.direction.is_none(), Oddity::DirectionUnknown),
        (before(facts.ended_at, facts.started_at), Oddity::EndedBeforeStarted),
        (before(facts.answered_at, facts.started_at), Oddity::AnsweredBeforeStarted),
        (before(facts.ended_at, facts.answered_at), Oddity::AnsweredAfterEnded),
        (
            facts.answered == Some(false) && call.kinds.contains(&EventKind::Answered),
            Oddity::AnswerDenied,
        ),
    ];
    found.into_iter().filter_map(|(is, oddity)| is.then_some(oddity)).collect()
}
