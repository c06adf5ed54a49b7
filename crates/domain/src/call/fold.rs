//! Makes one call of its events, whatever their order and however often each one came.
//!
//! Events are sorted by what they are, never by when they arrived, and saying a thing twice says it
//! once. So the result is a function of the set of events, and a late event can only add.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Call, oddity};
use crate::event::{Agent, CallEvent, Comment, EventKind, Facts, Line, Millis};

/// Makes one call of the events of one call. `None` where there are no events.
///
/// All events must be of the same call; the id is taken from them.
///
/// ```
/// use domain::call::fold;
/// use domain::event::{CallEvent, EventKind, Facts};
///
/// let began = CallEvent { call: "7".into(), kind: EventKind::Began, at: Some(0), facts: Facts::default() };
/// let ended = CallEvent { kind: EventKind::Ended, at: Some(9_000), ..began.clone() };
/// let call = fold(&[ended.clone(), began.clone(), ended.clone()]);
/// assert_eq!(call, fold(&[began, ended]));
/// ```
#[must_use]
pub fn fold(events: &[CallEvent]) -> Option<Call> {
    let events = in_order(events);
    let id = events.first()?.event.call.clone();
    let mut call = Call {
        id,
        facts: Facts::default(),
        kinds: events.iter().map(|e| e.event.kind).collect(),
        first_at: events.iter().filter_map(|e| e.event.at).min(),
        last_at: events.iter().filter_map(|e| e.event.at).max(),
        answers: Vec::new(),
        tags_of_all: Vec::new(),
        tags_of_last_agent: Vec::new(),
        oddities: Vec::new(),
    };
    for ranked in &events {
        merge(&mut call.facts, &ranked.event.facts);
        if let Some(answered) = says_answered(ranked.event) {
            call.facts.answered = Some(answered);
        }
    }
    call.facts.comments = comments(&events);
    fill_times(&mut call.facts, &events);
    call.answers = answers(&events, &call);
    call.tags_of_all = call.facts.tags.clone().unwrap_or_default();
    call.tags_of_last_agent = tags_of_last_agent(&events, &call);
    call.oddities = oddity::oddities(&call);
    Some(call)
}

/// An event with its place in the order.
struct Ranked<'a> {
    event: &'a CallEvent,
    /// The event's own moment, else the latest moment that it speaks of.
    moment: Option<Millis>,
    /// Decides between events of the same moment and kind.
    text: String,
}

/// The events in the order of what they know: by moment, then by kind.
fn in_order(events: &[CallEvent]) -> Vec<Ranked<'_>> {
    let mut ranked: Vec<Ranked<'_>> = events
        .iter()
        .map(|event| Ranked {
            event,
            moment: event.at.or_else(|| latest_moment(&event.facts)),
            // Plain data always serialises; were it not so, such events would keep the order of arrival.
            text: serde_json::to_string(event).unwrap_or_default(),
        })
        .collect();
    ranked
        .sort_by(|a, b| (a.moment, a.event.kind, &a.text).cmp(&(b.moment, b.event.kind, &b.text)));
    ranked
}

fn latest_moment(facts: &Facts) -> Option<Millis> {
    facts.ended_at.max(facts.answered_at).max(facts.started_at)
}

/// What an event says of whether a person answered: outright, or by being an answer.
fn says_answered(event: &CallEvent) -> Option<bool> {
    let implied = event.kind == EventKind::Answered || event.facts.answered_at.is_some();
    event.facts.answered.or(implied.then_some(true))
}

/// Lets a later event's word stand for every field that it speaks of.
fn merge(into: &mut Facts, said: &Facts) {
    macro_rules! latest {
        ($($field:ident),* $(,)?) => {
            $(if let Some(value) = &said.$field {
                into.$field = Some(value.clone());
            })*
        };
    }
    latest!(
        direction,
        shape,
        customer_number,
        customer_name,
        customer_company,
        started_at,
        answered_at,
        ended_at,
        missed_reason,
        voicemail,
        recording_url,
        history_url,
        transferred_to_number,
        forwarded_to,
        predictive,
        previous_call,
        clicked_record,
        picked_record,
        corrected_record,
        conference,
        memo,
        tags,
        transcript,
        summary,
        sentiment,
        topics,
        vendor_status,
    );
    if let Some(line) = &said.line {
        into.line = Some(merge_line(into.line.take(), line));
    }
    for (into, said) in
        [(&mut into.agent, &said.agent), (&mut into.transferred_to, &said.transferred_to)]
    {
        if let Some(said) = said {
            *into = Some(merge_agent(into.take(), said));
        }
    }
}

/// Two descriptions of one line complete each other; another number is another line.
fn merge_line(known: Option<Line>, said: &Line) -> Line {
    match known {
        Some(known)
            if said.number.is_none() || known.number.is_none() || said.number == known.number =>
        {
            Line {
                number: said.number.clone().or(known.number),
                name: said.name.clone().or(known.name),
                country: said.country.clone().or(known.country),
                time_zone: said.time_zone.clone().or(known.time_zone),
            }
        }
        _ => said.clone(),
    }
}

/// Two descriptions of one agent complete each other.
fn merge_agent(known: Option<Agent>, said: &Agent) -> Agent {
    match known {
        Some(known) if is_same_agent(&known, said) => Agent {
            id: said.id.clone().or(known.id),
            name: said.name.clone().or(known.name),
            email: said.email.clone().or(known.email),
            extension: said.extension.clone().or(known.extension),
        },
        _ => said.clone(),
    }
}

/// Whether two descriptions are of one person: by the strongest mark that both have.
fn is_same_agent(a: &Agent, b: &Agent) -> bool {
    let marks =
        [(&a.id, &b.id), (&a.email, &b.email), (&a.extension, &b.extension), (&a.name, &b.name)];
    let shared = marks.into_iter().find_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?)));
    shared.is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// All comments, each in its latest wording, in order of writing.
fn comments(events: &[Ranked<'_>]) -> Vec<Comment> {
    let by_id: BTreeMap<&str, &Comment> = events
        .iter()
        .flat_map(|e| &e.event.facts.comments)
        .map(|comment| (comment.id.as_str(), comment))
        .collect();
    let mut comments: Vec<Comment> = by_id.into_values().cloned().collect();
    comments.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    comments
}

/// Takes times that no event states from the events that mark them. An `Ended` event can come
/// half a minute after the end, so `HungUp` goes before it.
fn fill_times(facts: &mut Facts, events: &[Ranked<'_>]) {
    let first = |kind| {
        let moments = events.iter().filter(move |e| e.event.kind == kind);
        moments.filter_map(|e| e.event.at).min()
    };
    facts.started_at =
        facts.started_at.or_else(|| first(EventKind::Began)).or_else(|| first(EventKind::Ringing));
    if facts.answered == Some(true) {
        facts.answered_at = facts.answered_at.or_else(|| first(EventKind::Answered));
    }
    facts.ended_at =
        facts.ended_at.or_else(|| first(EventKind::HungUp)).or_else(|| first(EventKind::Ended));
}

/// Who answered, in order of time. Where no event marks an answer, the facts alone tell of one.
fn answers(events: &[Ranked<'_>], call: &Call) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for ranked in events.iter().filter(|e| e.event.kind == EventKind::Answered) {
        let facts = &ranked.event.facts;
        let answer =
            Answer { at: ranked.event.at.or(facts.answered_at), agent: facts.agent.clone() };
        match answers.last_mut() {
            Some(last) if last.at == answer.at && may_be_one(last, &answer) => {
                if let Some(said) = &answer.agent {
                    last.agent = Some(merge_agent(last.agent.take(), said));
                }
            }
            _ => answers.push(answer),
        }
    }
    answers.sort_by_key(|answer| answer.at);
    if answers.is_empty() && call.is_answered() {
        answers.push(Answer { at: call.facts.answered_at, agent: call.facts.agent.clone() });
    }
    answers
}

fn may_be_one(a: &Answer, b: &Answer) -> bool {
    match (&a.agent, &b.agent) {
        (Some(a), Some(b)) => is_same_agent(a, b),
        _ => true,
    }
}

/// Of the latest tags those that were first seen after the last agent took the call over (F116). What
/// the answer's own event lists was there before.
fn tags_of_last_agent(events: &[Ranked<'_>], call: &Call) -> Vec<String> {
    let Some(taken_over) = taken_over_at(call) else {
        return call.tags_of_all.clone();
    };
    let before: BTreeSet<&str> = events
        .iter()
        .filter(|e| (e.moment, e.event.kind) <= (Some(taken_over), EventKind::Answered))
        .flat_map(|e| e.event.facts.tags.iter().flatten())
        .map(String::as_str)
        .collect();
    let kept = call.tags_of_all.iter().filter(|tag| !before.contains(tag.as_str()));
    kept.cloned().collect()
}

/// When another agent than the first took over a transferred call.
fn taken_over_at(call: &Call) -> Option<Millis> {
    let [.., before, last] = call.answers.as_slice() else {
        return None;
    };
    let changed_hands = match (&before.agent, &last.agent) {
        (Some(a), Some(b)) => !is_same_agent(a, b),
        _ => false,
    };
    if call.is_transferred() && changed_hands { last.at } else { None }
}
