//! A call: what all its events together say, and what follows from that.

mod fold;
mod kind;
mod oddity;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use fold::fold;
pub use kind::CallType;
pub use oddity::Oddity;

use crate::event::{Agent, Direction, EventKind, Facts, Millis, PredictiveResult, Shape};

/// One call, as known from its events. [`fold`] makes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The phone system's id of the call.
    pub id: String,
    /// Per field the latest word of all events. Times that no event states are filled from the
    /// events that mark them (an `Answered` event at 10:00 means `answered_at` 10:00).
    pub facts: Facts,
    /// The kinds of events that were seen.
    pub kinds: BTreeSet<EventKind>,
    /// The moment of the earliest event that has one.
    pub first_at: Option<Millis>,
    /// The moment of the latest event that has one.
    pub last_at: Option<Millis>,
    /// Who answered and when, in order of time.
    pub answers: Vec<Answer>,
    /// The tags as the latest event lists them (F113).
    pub tags_of_all: Vec<String>,
    /// Those of the tags that came after the last agent took a transferred call over (F116); all of
    /// them where the call did not change hands.
    pub tags_of_last_agent: Vec<String>,
    /// What does not fit together, and what was made of it.
    pub oddities: Vec<Oddity>,
}

/// A person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When; `None` where no event says.
    pub at: Option<Millis>,
    /// Who; `None` where no event says.
    pub agent: Option<Agent>,
}

impl Call {
    /// Which way the call went. A call whose phone system never says counts as inbound, and
    /// [`Oddity::DirectionUnknown`] stands among the oddities.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.facts.direction.unwrap_or(Direction::Inbound)
    }

    /// Whether a person answered and could speak with a person. Machines (IVR, queue, voicemail) do not
    /// count, nor does a predictive dialler's call without an agent (F36, F37).
    #[must_use]
    pub fn is_answered(&self) -> bool {
        let by_machine = matches!(self.facts.shape, Some(Shape::Voicemail | Shape::IvrDigits));
        let agent_missing = matches!(
            self.facts.predictive,
            Some(PredictiveResult::NotAnswered | PredictiveResult::NoAgent)
        );
        self.facts.answered == Some(true) && !by_machine && !agent_missing
    }

    /// Whether the conversation is over: the line was closed, though more facts may follow.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_final() || self.kinds.contains(&EventKind::HungUp) || self.facts.ended_at.is_some()
    }

    /// Whether the phone system has said its last word on the call itself.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.kinds.contains(&EventKind::Ended) || self.kinds.contains(&EventKind::Snapshot)
    }

    /// Seconds of conversation, from the answer to the end (F79); never the phone system's own
    /// figure, which often includes ringing. 0 for a call that ended unanswered, `None` while
    /// the call goes on or where a time is unknown.
    #[must_use]
    pub fn talk_seconds(&self) -> Option<i64> {
        if self.is_answered() {
            seconds(self.facts.answered_at, self.facts.ended_at)
        } else if self.is_over() {
            Some(0)
        } else {
            None
        }
    }

    /// Seconds that the other side waited: until the answer, or until the end of a missed call.
    /// 0 for outgoing calls (F78), `None` where a time is unknown.
    #[must_use]
    pub fn waiting_seconds(&self) -> Option<i64> {
        if self.direction() == Direction::Outbound {
            return Some(0);
        }
        let until = if self.is_answered() { self.facts.answered_at } else { self.facts.ended_at };
        seconds(self.facts.started_at, until)
    }

    /// Seconds from the beginning to the end, ringing included.
    #[must_use]
    pub fn total_seconds(&self) -> Option<i64> {
        seconds(self.facts.started_at, self.facts.ended_at)
    }

    /// The agent who answered last (F115): after a transfer that the colleague did not answer, still
    /// the first one. `None` for a call that nobody answered.
    #[must_use]
    pub fn answered_by(&self) -> Option<&Agent> {
        if !self.is_answered() {
            return None;
        }
        let named = self.answers.iter().rev().find_map(|a| a.agent.as_ref());
        named.or(self.facts.agent.as_ref())
    }

    /// The colleague to whom the call was transferred, whether or not the colleague answered (F115).
    #[must_use]
    pub fn transferred_to(&self) -> Option<&Agent> {
        self.facts.transferred_to.as_ref()
    }

    /// Whether the call was handed on: to a colleague, or to a number outside.
    #[must_use]
    pub fn is_transferred(&self) -> bool {
        self.facts.transferred_to.is_some()
            || self.facts.transferred_to_number.is_some()
            || self.kinds.contains(&EventKind::Transferred)
            || self.kinds.contains(&EventKind::TransferredOut)
    }
}

/// Whole seconds between two moments; a negative span counts as 0.
fn seconds(from: Option<Millis>, to: Option<Millis>) -> Option<i64> {
    Some(to?.saturating_sub(from?).max(0) / 1000)
}
