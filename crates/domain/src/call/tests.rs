//! Calls made of events: any order, any number of times, and what follows.

use super::*;
use crate::event::{CallEvent, Comment, Line};

fn event(kind: EventKind, second: i64, facts: Facts) -> CallEvent {
    CallEvent { call: "c1".to_owned(), kind, at: Some(second * 1000), facts }
}

fn agent(name: &str) -> Agent {
    Agent {
        id: Some(name.to_lowercase()),
        name: Some(name.to_owned()),
        email: Some(format!("{}@example.com", name.to_lowercase())),
        extension: None,
    }
}

fn by(name: &str) -> Facts {
    Facts { agent: Some(agent(name)), ..Facts::default() }
}

fn tagged(tags: &[&str]) -> Facts {
    let tags = tags.iter().map(|t| (*t).to_owned()).collect();
    Facts { tags: Some(tags), ..Facts::default() }
}

fn inbound() -> Facts {
    Facts {
        direction: Some(Direction::Inbound),
        customer_number: Some("+81355500123".to_owned()),
        started_at: Some(0),
        ..Facts::default()
    }
}

fn comment(id: &str, text: &str, second: i64) -> Comment {
    Comment { id: id.to_owned(), author: None, text: text.to_owned(), at: Some(second * 1000) }
}

fn folded(events: &[CallEvent]) -> Call {
    fold(events).unwrap()
}

/// An incoming call that Aya answers and passes to Ben, with tags and comments of both.
fn transferred() -> Vec<CallEvent> {
    let commented = Facts { comments: vec![comment("n1", "first", 15)], ..tagged(&["billing"]) };
    let to_ben = Facts { transferred_to: Some(agent("Ben")), ..Facts::default() };
    let ended = Facts {
        ended_at: Some(60_000),
        comments: vec![comment("n1", "first, corrected", 15), comment("n2", "second", 40)],
        ..tagged(&["billing", "solved"])
    };
    vec![
        event(EventKind::Began, 0, inbound()),
        event(EventKind::Answered, 10, by("Aya")),
        event(EventKind::Tagged, 15, commented),
        event(EventKind::Transferred, 20, to_ben),
        event(EventKind::Answered, 30, by("Ben")),
        event(EventKind::Tagged, 35, tagged(&["billing", "solved"])),
        event(EventKind::Ended, 90, ended),
    ]
}

/// A missed call with a voicemail, where the answer's event never existed.
fn voicemail() -> Vec<CallEvent> {
    let missed = Facts { missed_reason: Some("no_available_agent".to_owned()), ..Facts::default() };
    let left = Facts {
        voicemail: Some(true),
        recording_url: Some("https://phone.example.com/voicemail/1".to_owned()),
        ..Facts::default()
    };
    vec![
        event(EventKind::Began, 0, inbound()),
        event(EventKind::Ringing, 1, by("Aya")),
        event(EventKind::HungUp, 17, missed),
        event(EventKind::Ended, 47, Facts { ended_at: Some(17_000), ..Facts::default() }),
        event(EventKind::VoicemailLeft, 50, left),
    ]
}

/// Events without times and with clashing words, as form posts without clocks send them.
fn without_times() -> Vec<CallEvent> {
    let texts = ["one", "two"];
    let mut events: Vec<CallEvent> = texts
        .iter()
        .map(|text| CallEvent {
            at: None,
            ..event(
                EventKind::Snapshot,
                0,
                Facts { summary: Some((*text).to_owned()), ..inbound() },
            )
        })
        .collect();
    let memo = Facts { memo: Some(vec!["order".to_owned()]), ..Facts::default() };
    events.push(CallEvent { at: None, ..event(EventKind::MemoSaved, 0, memo) });
    events
}

fn bytes(events: &[CallEvent]) -> String {
    serde_json::to_string(&fold(events)).unwrap()
}

fn permutations(events: &mut Vec<CallEvent>, from: usize, each: &mut dyn FnMut(&[CallEvent])) {
    if from == events.len() {
        return each(events);
    }
    for i in from..events.len() {
        events.swap(from, i);
        permutations(events, from + 1, each);
        events.swap(from, i);
    }
}

#[test]
fn every_order_makes_the_same_call() {
    for mut flow in [transferred(), voicemail(), without_times()] {
        let wanted = bytes(&flow);
        let mut orders = 0;
        permutations(&mut flow, 0, &mut |events| {
            orders += 1;
            assert_eq!(bytes(events), wanted);
        });
        assert_eq!(orders, (1..=flow.len()).product::<usize>());
    }
}

proptest::proptest! {
    #[test]
    fn duplicates_in_any_place_change_nothing(
        picks in proptest::collection::vec(0_usize..7, 0..20),
    ) {
        let flow = transferred();
        let mut events: Vec<CallEvent> = picks.iter().map(|i| flow[*i].clone()).collect();
        events.extend(flow.iter().cloned());
        events.reverse();
        proptest::prop_assert_eq!(bytes(&events), bytes(&flow));
    }

    #[test]
    fn wild_times_never_panic_and_durations_are_never_negative(
        times in proptest::collection::vec(proptest::option::of(proptest::num::i64::ANY), 6),
        outbound in proptest::bool::ANY,
    ) {
        let facts = Facts {
            direction: outbound.then_some(Direction::Outbound),
            started_at: times[0],
            answered_at: times[1],
            ended_at: times[2],
            ..Facts::default()
        };
        let mut events = vec![event(EventKind::Snapshot, 0, facts)];
        for (kind, at) in [EventKind::Began, EventKind::Answered, EventKind::HungUp].iter().zip(&times[3..]) {
            events.push(CallEvent { at: *at, ..event(*kind, 0, Facts::default()) });
        }
        let call = folded(&events);
        for seconds in [call.talk_seconds(), call.waiting_seconds(), call.total_seconds()] {
            proptest::prop_assert!(seconds.unwrap_or(0) >= 0);
        }
        proptest::prop_assert!(CallType::ALL.contains(&call.call_type()));
    }
}

#[test]
fn no_events_are_no_call() {
    assert_eq!(fold(&[]), None);
}

#[test]
fn f79_talk_time_leaves_ringing_out() {
    let call = folded(&transferred());
    assert_eq!(call.talk_seconds(), Some(50));
    assert_eq!(call.waiting_seconds(), Some(10));
    assert_eq!(call.total_seconds(), Some(60));
}

#[test]
fn f78_a_missed_call_waited_until_its_end_and_an_outgoing_one_never() {
    let call = folded(&voicemail());
    assert_eq!(call.waiting_seconds(), Some(17));
    assert_eq!(call.talk_seconds(), Some(0));
    let outgoing = Facts { direction: Some(Direction::Outbound), ..inbound() };
    assert_eq!(folded(&[event(EventKind::Began, 0, outgoing)]).waiting_seconds(), Some(0));
}

#[test]
fn f115_the_last_who_answered_has_the_call() {
    let call = folded(&transferred());
    assert_eq!(call.answered_by().and_then(|a| a.name.as_deref()), Some("Ben"));
    assert_eq!(call.transferred_to().and_then(|a| a.name.as_deref()), Some("Ben"));
    let unanswered: Vec<CallEvent> =
        transferred().into_iter().filter(|e| e.at != Some(30_000)).collect();
    let call = folded(&unanswered);
    assert_eq!(call.answered_by().and_then(|a| a.name.as_deref()), Some("Aya"));
    assert_eq!(call.transferred_to().and_then(|a| a.name.as_deref()), Some("Ben"));
}

#[test]
fn f116_tags_of_the_first_agent_are_told_apart() {
    let call = folded(&transferred());
    assert_eq!(call.tags_of_all, ["billing", "solved"]);
    assert_eq!(call.tags_of_last_agent, ["solved"]);
    let unanswered: Vec<CallEvent> =
        transferred().into_iter().filter(|e| e.at != Some(30_000)).collect();
    assert_eq!(folded(&unanswered).tags_of_last_agent, ["billing", "solved"]);
}

#[test]
fn f116_tags_listed_by_the_answer_itself_were_there_before() {
    let mut events = transferred();
    events.retain(|e| e.at != Some(15_000));
    events[3].facts.tags = Some(vec!["billing".to_owned()]);
    assert_eq!(events[3].kind, EventKind::Answered);
    assert_eq!(folded(&events).tags_of_last_agent, ["solved"]);
}

#[test]
fn f113_a_removed_tag_is_gone() {
    let mut events = transferred();
    events.push(event(EventKind::Untagged, 95, tagged(&["billing"])));
    assert_eq!(folded(&events).tags_of_all, ["billing"]);
}

#[test]
fn f114_comments_join_by_id_in_their_latest_wording() {
    let call = folded(&transferred());
    let texts: Vec<&str> = call.facts.comments.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["first, corrected", "second"]);
}

#[test]
fn a_late_answer_sets_its_times_and_does_not_reopen() {
    let ended = event(EventKind::Ended, 60, Facts { ended_at: Some(60_000), ..inbound() });
    assert!(!folded(std::slice::from_ref(&ended)).is_answered());
    let call = folded(&[ended, event(EventKind::Answered, 10, by("Aya"))]);
    assert!(call.is_answered() && call.is_over() && call.is_final());
    assert_eq!(call.talk_seconds(), Some(50));
}

#[test]
fn the_final_event_outranks_the_hang_up() {
    let hung_up = Facts { ended_at: Some(60_900), ..Facts::default() };
    let ended = Facts { ended_at: Some(60_000), ..Facts::default() };
    let call = folded(&[
        event(EventKind::Ended, 60, ended),
        event(EventKind::HungUp, 60, hung_up),
        event(EventKind::Began, 0, inbound()),
    ]);
    assert_eq!(call.facts.ended_at, Some(60_000));
}

#[test]
fn times_come_from_events_where_no_event_states_them() {
    let call = folded(&[
        event(EventKind::Began, 1, Facts::default()),
        event(EventKind::Answered, 5, by("Aya")),
        event(EventKind::HungUp, 9, Facts::default()),
        event(EventKind::Ended, 39, Facts::default()),
    ]);
    let times = (call.facts.started_at, call.facts.answered_at, call.facts.ended_at);
    assert_eq!(times, (Some(1_000), Some(5_000), Some(9_000)));
    assert_eq!((call.first_at, call.last_at), (Some(1_000), Some(39_000)));
}

#[test]
fn contradictions_are_kept_as_oddities() {
    let facts = Facts {
        direction: None,
        started_at: Some(50_000),
        answered_at: Some(40_000),
        ended_at: Some(30_000),
        ..Facts::default()
    };
    let call = folded(&[event(EventKind::Snapshot, 60, facts)]);
    assert_eq!(
        call.oddities,
        [
            Oddity::DirectionUnknown,
            Oddity::EndedBeforeStarted,
            Oddity::AnsweredBeforeStarted,
            Oddity::AnsweredAfterEnded,
        ]
    );
    assert_eq!(call.talk_seconds(), Some(0));
    assert_eq!(call.total_seconds(), Some(0));
    let denied = Facts { answered: Some(false), ..inbound() };
    let events = [event(EventKind::Answered, 5, by("Aya")), event(EventKind::Ended, 9, denied)];
    let call = folded(&events);
    assert_eq!((call.is_answered(), call.oddities), (false, vec![Oddity::AnswerDenied]));
}

#[test]
fn descriptions_of_one_line_and_one_agent_complete_each_other() {
    let number = Facts {
        line: Some(Line { number: Some("+81355500100".into()), ..Line::default() }),
        agent: Some(Agent { id: Some("7".into()), ..Agent::default() }),
        ..Facts::default()
    };
    let name = Facts {
        line: Some(Line { name: Some("Sales".into()), ..Line::default() }),
        agent: Some(Agent { id: Some("7".into()), name: Some("Aya".into()), ..Agent::default() }),
        ..Facts::default()
    };
    let call = folded(&[event(EventKind::Began, 0, number), event(EventKind::Ringing, 1, name)]);
    let line = call.facts.line.unwrap();
    assert_eq!(
        (line.number.as_deref(), line.name.as_deref()),
        (Some("+81355500100"), Some("Sales"))
    );
    assert_eq!(call.facts.agent.unwrap().name.as_deref(), Some("Aya"));
}

#[test]
fn another_line_and_another_agent_replace_the_first() {
    let on = |number: &str, name: Option<&str>, agent: &str| Facts {
        line: Some(Line {
            number: Some(number.to_owned()),
            name: name.map(str::to_owned),
            ..Line::default()
        }),
        agent: Some(Agent {
            id: Some(agent.to_owned()),
            name: name.map(str::to_owned),
            ..Agent::default()
        }),
        ..Facts::default()
    };
    let first = event(EventKind::Began, 0, on("+81355500100", Some("Sales"), "7"));
    let second = event(EventKind::Ringing, 1, on("+81355500101", None, "8"));
    let facts = folded(&[second, first]).facts;
    let line = facts.line.unwrap();
    assert_eq!((line.number.as_deref(), line.name), (Some("+81355500101"), None));
    let agent = facts.agent.unwrap();
    assert_eq!((agent.id.as_deref(), agent.name), (Some("8"), None));
}

#[test]
fn a_call_of_one_event_says_all_that_the_event_says() {
    let text = || Some("text".to_owned());
    let list = || Some(vec!["one".to_owned(), "two".to_owned()]);
    // Every field is named here, so that a new one cannot be forgotten in the merge.
    let facts = Facts {
        direction: Some(Direction::Outbound),
        shape: Some(Shape::Predictive),
        customer_number: text(),
        customer_name: text(),
        customer_company: text(),
        line: Some(Line { number: text(), name: text(), country: text(), time_zone: text() }),
        agent: Some(agent("Aya")),
        started_at: Some(1),
        answered_at: Some(2),
        ended_at: Some(3),
        answered: Some(true),
        missed_reason: text(),
        voicemail: Some(false),
        recording_url: text(),
        history_url: text(),
        transferred_to: Some(agent("Ben")),
        transferred_to_number: text(),
        forwarded_to: text(),
        predictive: Some(PredictiveResult::Connected),
        previous_call: text(),
        clicked_record: text(),
        picked_record: text(),
        corrected_record: text(),
        conference: Some(false),
        memo: list(),
        tags: list(),
        comments: vec![comment("n1", "text", 1)],
        transcript: Some(Vec::new()),
        summary: text(),
        sentiment: text(),
        topics: list(),
        vendor_status: text(),
    };
    let call = folded(&[event(EventKind::Snapshot, 9, facts.clone())]);
    assert_eq!(call.facts, facts);
    assert_eq!(call.answers, [Answer { at: Some(2), agent: Some(agent("Aya")) }]);
}

/// The type of a finished call with these facts.
fn type_of(facts: Facts) -> CallType {
    folded(&[event(EventKind::Snapshot, 60, Facts { ended_at: Some(60_000), ..facts })]).call_type()
}

#[test]
fn types_of_plain_calls() {
    let out = || Facts { direction: Some(Direction::Outbound), ..inbound() };
    let answered = |facts: Facts| Facts { answered_at: Some(5_000), ..facts };
    let conference = |facts: Facts| Facts { conference: Some(true), ..facts };
    assert_eq!(type_of(out()), CallType::OutgoingMissed);
    assert_eq!(type_of(answered(out())), CallType::Outgoing);
    assert_eq!(type_of(inbound()), CallType::IncomingMissed);
    assert_eq!(type_of(answered(inbound())), CallType::Incoming);
    assert_eq!(type_of(Facts { voicemail: Some(true), ..inbound() }), CallType::Voicemail);
    let answered_after_all = Facts { voicemail: Some(true), ..answered(inbound()) };
    assert_eq!(type_of(answered_after_all), CallType::Incoming);
    assert_eq!(type_of(conference(answered(out()))), CallType::ConferenceOutgoing);
    assert_eq!(type_of(conference(answered(inbound()))), CallType::ConferenceIncoming);
    assert_eq!(type_of(conference(out())), CallType::OutgoingMissed);
    let internal = Facts { direction: Some(Direction::Internal), ..inbound() };
    assert_eq!(type_of(answered(internal)), CallType::Internal);
}

#[test]
fn types_of_special_calls() {
    let shaped = |shape, answered| {
        type_of(Facts { shape: Some(shape), answered: Some(answered), ..inbound() })
    };
    assert_eq!(shaped(Shape::Forwarded, true), CallType::Forwarded);
    assert_eq!(shaped(Shape::Forwarded, false), CallType::ForwardedMissed);
    assert_eq!(shaped(Shape::TransferInternal, true), CallType::TransferInternal);
    assert_eq!(shaped(Shape::TransferExternal, true), CallType::TransferExternal);
    assert_eq!(shaped(Shape::Voicemail, true), CallType::Voicemail);
    assert_eq!(shaped(Shape::IvrDigits, false), CallType::IvrDigits);
}

#[test]
fn f36_f37_f38_a_predictive_call_needs_an_agent() {
    let dialled = |result| Facts {
        direction: Some(Direction::Outbound),
        shape: Some(Shape::Predictive),
        predictive: Some(result),
        answered_at: Some(5_000),
        ..inbound()
    };
    assert_eq!(type_of(dialled(PredictiveResult::NotAnswered)), CallType::OutgoingMissed);
    assert_eq!(type_of(dialled(PredictiveResult::NoAgent)), CallType::OutgoingMissed);
    assert_eq!(type_of(dialled(PredictiveResult::Connected)), CallType::Outgoing);
    let facts = dialled(PredictiveResult::NoAgent);
    let call = folded(&[event(EventKind::Snapshot, 60, Facts { ended_at: Some(9_000), ..facts })]);
    assert_eq!((call.is_answered(), call.talk_seconds()), (false, Some(0)));
}

#[test]
fn a_ringing_call_is_not_yet_missed() {
    let call = folded(&[event(EventKind::Began, 0, inbound())]);
    assert_eq!((call.call_type(), call.is_over()), (CallType::Incoming, false));
    assert_eq!(call.talk_seconds(), None);
}

#[test]
fn a_call_survives_being_stored() {
    let call = folded(&transferred());
    let text = serde_json::to_string(&call).unwrap();
    assert_eq!(serde_json::from_str::<Call>(&text).unwrap(), call);
}
