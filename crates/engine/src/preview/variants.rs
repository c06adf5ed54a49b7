//! A call as another kind of call: where the last calls hold no voicemail, one that is there is shown as if it had
//! been one, and where there are no calls at all, an invented one.

use domain::call::{Answer, Call, CallType, fold};
use domain::event::{Agent, CallEvent, Direction, EventKind, Facts, Line, Millis, Shape};

/// Numbers of the ranges that are kept free for fiction.
const CALLER: &str = "+12025550147";
const LINE: &str = "+12125550100";

/// How long ago the invented call began, in milliseconds.
const AGO: Millis = 3_600_000;

/// An answered call of a minute and a half, with all that phone systems tell of one, as of `now` (UTC milliseconds).
pub(super) fn invented(now: Millis) -> Option<Call> {
    let began = now - AGO;
    let event = |kind, at, facts| CallEvent { call: "1001".to_owned(), kind, at: Some(at), facts };
    let agent = Agent {
        id: Some("7".to_owned()),
        name: Some("Mia Sample".to_owned()),
        email: Some("mia.sample@example.com".to_owned()),
        ..Agent::default()
    };
    let line = Line {
        number: Some(LINE.to_owned()),
        name: Some("Front Desk".to_owned()),
        ..Line::default()
    };
    let facts = Facts {
        direction: Some(Direction::Inbound),
        customer_number: Some(CALLER.to_owned()),
        customer_name: Some("Noah Example".to_owned()),
        line: Some(line),
        agent: Some(agent),
        tags: Some(vec!["Quote".to_owned()]),
        recording_url: Some("https://example.com/recordings/1001".to_owned()),
        summary: Some("Wants a quote by Friday.".to_owned()),
        ..Facts::default()
    };
    let answered = Facts { answered: Some(true), ..Facts::default() };
    fold(&[
        event(EventKind::Began, began, facts),
        event(EventKind::Answered, began + 8_000, answered),
        event(EventKind::Ended, began + 98_000, Facts::default()),
    ])
}

/// The call as if it had been of that kind; `None` where it cannot be shown so.
pub(super) fn as_kind(call: &Call, kind: CallType) -> Option<Call> {
    use CallType as T;
    let mut call = call.clone();
    let facts = &mut call.facts;
    facts.predictive = None;
    facts.voicemail = Some(kind == T::Voicemail);
    facts.conference = Some(matches!(kind, T::ConferenceIncoming | T::ConferenceOutgoing));
    facts.shape = Some(match kind {
        T::Voicemail => Shape::Voicemail,
        T::TransferInternal => Shape::TransferInternal,
        T::TransferExternal => Shape::TransferExternal,
        T::Forwarded | T::ForwardedMissed => Shape::Forwarded,
        T::IvrDigits => Shape::IvrDigits,
        _ => Shape::Plain,
    });
    facts.direction = Some(match kind {
        T::Outgoing | T::OutgoingMissed | T::ConferenceOutgoing => Direction::Outbound,
        T::Internal => Direction::Internal,
        T::TransferInternal | T::TransferExternal => facts.direction.unwrap_or(Direction::Inbound),
        _ => Direction::Inbound,
    });
    if kind.is_missed() {
        unanswered(&mut call, kind == T::Voicemail);
    } else {
        answered(&mut call);
    }
    (call.call_type() == kind).then_some(call)
}

fn unanswered(call: &mut Call, voicemail: bool) {
    call.answers.clear();
    call.kinds.remove(&EventKind::Answered);
    let facts = &mut call.facts;
    facts.answered = Some(false);
    facts.answered_at = None;
    facts.summary = None;
    facts.transcript = None;
    if !voicemail {
        facts.recording_url = None;
    }
    if facts.ended_at.is_none() {
        facts.ended_at = call.last_at;
    }
}

fn answered(call: &mut Call) {
    let facts = &mut call.facts;
    if facts.answered == Some(true) {
        return;
    }
    facts.answered = Some(true);
    facts.missed_reason = None;
    facts.answered_at = facts.answered_at.or(facts.started_at).or(call.first_at);
    call.answers.push(Answer { at: facts.answered_at, agent: facts.agent.clone() });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invented_call_can_be_shown_as_every_kind() {
        let call = invented(1_795_000_000_000).unwrap();
        assert_eq!(call.call_type(), CallType::Incoming);
        for kind in CallType::ALL {
            let shown = as_kind(&call, kind).unwrap();
            assert_eq!(shown.call_type(), kind);
            assert_eq!(shown.answered_by().is_none(), kind.is_missed(), "{kind:?}");
            // And from there to every other kind.
            for other in CallType::ALL {
                assert_eq!(as_kind(&shown, other).unwrap().call_type(), other, "{kind:?}");
            }
        }
    }
}
