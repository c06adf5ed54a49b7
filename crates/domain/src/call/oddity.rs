//! What does not fit together in a call, so that a surprising Task can be explained.

use language::Sentence;
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
    /// The oddity as a sentence.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        Sentence::new(match self {
            Self::DirectionUnknown => "task-oddity-direction-unknown",
            Self::EndedBeforeStarted => "task-oddity-ended-before-started",
            Self::AnsweredBeforeStarted => "task-oddity-answered-before-started",
            Self::AnsweredAfterEnded => "task-oddity-answered-after-ended",
            Self::AnswerDenied => "task-oddity-answer-denied",
        })
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
