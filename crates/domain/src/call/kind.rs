//! The type of a call: the word by which profiles choose whether, how and for whom to log it.

use serde::{Deserialize, Serialize};

use super::Call;
use crate::event::{Direction, PredictiveResult, Shape};

/// What a call was. The names are the union of the reference systems' (F33, F45).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallType {
    /// We called, and the other side answered (or may still answer).
    Outgoing,
    /// We called, and nobody answered.
    OutgoingMissed,
    /// The other side called, and an agent answered (or may still answer).
    Incoming,
    /// The other side called, and nobody answered.
    IncomingMissed,
    /// The other side called, nobody answered, and a voicemail was left.
    Voicemail,
    /// A leg that came by transfer from a colleague.
    TransferInternal,
    /// A leg that went by transfer to a number outside.
    TransferExternal,
    /// Automatic forwarding to a number outside, answered there.
    Forwarded,
    /// Automatic forwarding to a number outside, not answered there.
    ForwardedMissed,
    /// An answered call of more than two sides that we began.
    ConferenceOutgoing,
    /// An answered call of more than two sides that began with an incoming call.
    ConferenceIncoming,
    /// Both sides are ours (F34).
    Internal,
    /// Digits that a caller typed into an IVR, without a conversation.
    IvrDigits,
}

impl CallType {
    /// Every type, in the order of the documentation.
    pub const ALL: [Self; 13] = [
        Self::Outgoing,
        Self::OutgoingMissed,
        Self::Incoming,
        Self::IncomingMissed,
        Self::Voicemail,
        Self::TransferInternal,
        Self::TransferExternal,
        Self::Forwarded,
        Self::ForwardedMissed,
        Self::ConferenceOutgoing,
        Self::ConferenceIncoming,
        Self::Internal,
        Self::IvrDigits,
    ];

    /// Whether nobody spoke with the other side. A voicemail counts as missed.
    #[must_use]
    pub fn is_missed(self) -> bool {
        matches!(
            self,
            Self::OutgoingMissed
                | Self::IncomingMissed
                | Self::Voicemail
                | Self::ForwardedMissed
                | Self::IvrDigits
        )
    }

    /// Whether it is a transferred leg (F62).
    #[must_use]
    pub fn is_transfer(self) -> bool {
        matches!(self, Self::TransferInternal | Self::TransferExternal)
    }
}

impl Call {
    /// The type of the call as far as it is known. A call that still rings is not yet missed.
    #[must_use]
    pub fn call_type(&self) -> CallType {
        match self.facts.shape.unwrap_or(Shape::Plain) {
            Shape::IvrDigits => CallType::IvrDigits,
            Shape::Voicemail => CallType::Voicemail,
            Shape::TransferInternal => CallType::TransferInternal,
            Shape::TransferExternal => CallType::TransferExternal,
            Shape::Forwarded if self.is_missed() => CallType::ForwardedMissed,
            Shape::Forwarded => CallType::Forwarded,
            Shape::Predictive => self.predictive_type(),
            Shape::Plain if self.facts.predictive.is_some() => self.predictive_type(),
            Shape::Plain => self.plain_type(),
        }
    }

    /// Over, and nobody answered; or the phone system says why nobody did.
    fn is_missed(&self) -> bool {
        !self.is_answered() && (self.is_over() || self.facts.missed_reason.is_some())
    }

    /// A predictive dialler's call counts as answered only with an agent on it (F36..F38).
    fn predictive_type(&self) -> CallType {
        match self.facts.predictive {
            Some(PredictiveResult::Connected) => CallType::Outgoing,
            Some(PredictiveResult::NotAnswered | PredictiveResult::NoAgent) => {
                CallType::OutgoingMissed
            }
            None if self.is_missed() => CallType::OutgoingMissed,
            None => CallType::Outgoing,
        }
    }

    fn plain_type(&self) -> CallType {
        let conference = self.facts.conference == Some(true) && self.is_answered();
        match self.direction() {
            Direction::Internal => CallType::Internal,
            Direction::Outbound if conference => CallType::ConferenceOutgoing,
            Direction::Outbound if self.is_missed() => CallType::OutgoingMissed,
            Direction::Outbound => CallType::Outgoing,
            Direction::Inbound if conference => CallType::ConferenceIncoming,
            Direction::Inbound if self.is_answered() => CallType::Incoming,
            Direction::Inbound if self.facts.voicemail == Some(true) => CallType::Voicemail,
            Direction::Inbound if self.is_missed() => CallType::IncomingMissed,
            Direction::Inbound => CallType::Incoming,
        }
    }
}
