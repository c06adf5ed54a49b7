//! Where the value of each template field comes from, a function each.

use super::country;
use super::values::{Value, Values};
use crate::call::CallType;
use crate::event::{Agent, Direction, Speaker};
use crate::names::Names;
use crate::number::{self, Number, NumberKind, NumberPlan};
use crate::profile::TagRule;
use crate::wording;

pub(super) fn call_type(values: &Values<'_>) -> Value {
    Value::text(Some(&wording::call_type(values.language, values.kind)))
}

pub(super) fn direction(values: &Values<'_>) -> Value {
    Value::text(Some(match values.call.direction() {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Internal => "internal",
    }))
}

pub(super) fn answered_status(values: &Values<'_>) -> Value {
    Value::text(Some(if values.call.is_answered() { "answered_call" } else { "unanswered_call" }))
}

pub(super) fn connection_status(values: &Values<'_>) -> Value {
    if !values.inbound() {
        return Value::Nothing;
    }
    Value::text(Some(if values.call.is_answered() { "connected" } else { "not connected" }))
}

pub(super) fn has_connected(values: &Values<'_>) -> Value {
    Value::Flag(values.inbound() && values.call.is_answered())
}

pub(super) fn is_missed(values: &Values<'_>) -> Value {
    Value::Flag(matches!(
        values.kind,
        CallType::IncomingMissed | CallType::OutgoingMissed | CallType::ForwardedMissed
    ))
}

pub(super) fn is_voicemail(values: &Values<'_>) -> Value {
    Value::Flag(values.kind == CallType::Voicemail)
}

pub(super) fn missed_reason(values: &Values<'_>) -> Value {
    Value::text(values.call.facts.missed_reason.as_deref())
}

pub(super) fn dial_starts_at(values: &Values<'_>) -> Value {
    Value::moment(values.call.facts.started_at)
}

pub(super) fn call_starts_at(values: &Values<'_>) -> Value {
    Value::moment(values.call.facts.answered_at)
}

pub(super) fn call_ends_at(values: &Values<'_>) -> Value {
    Value::moment(values.call.facts.ended_at)
}

pub(super) fn call_duration(values: &Values<'_>) -> Value {
    Value::number(values.call.talk_seconds())
}

pub(super) fn waiting_seconds(values: &Values<'_>) -> Value {
    Value::number(values.call.waiting_seconds())
}

pub(super) fn hour_of_day(values: &Values<'_>) -> Value {
    let local = values.call.facts.started_at.and_then(|at| values.local(at));
    Value::number(local.map(|local| i64::from(local.hour())))
}

pub(super) fn time_zone(values: &Values<'_>) -> Value {
    let line = values.call.facts.line.as_ref();
    Value::text(
        line.and_then(|line| line.time_zone.as_deref()).or(values.source.time_zone.as_deref()),
    )
}

pub(super) fn record_name(values: &Values<'_>) -> Value {
    let name = values.record().and_then(|record| record.name.as_deref());
    if let named @ Value::Text(_) = Value::text(name) {
        return named;
    }
    match customer_number(values) {
        Value::Nothing => Value::text(Some(match values.resolution.inquiry.number.kind {
            NumberKind::Withheld | NumberKind::Payphone => wording::withheld(values.language),
            _ => wording::unknown(values.language),
        })),
        number => number,
    }
}

pub(super) fn contact_name(values: &Values<'_>) -> Value {
    let person = values.record().and_then(|record| Names::of_record(record).person);
    Value::text(person.as_deref().or(values.call.facts.customer_name.as_deref()))
}

pub(super) fn company_name(values: &Values<'_>) -> Value {
    let company = values.record().and_then(|record| Names::of_record(record).company);
    Value::text(company.as_deref().or(values.call.facts.customer_company.as_deref()))
}

pub(super) fn customer_number(values: &Values<'_>) -> Value {
    let number = &values.resolution.inquiry.number;
    match number.kind {
        NumberKind::Withheld | NumberKind::Payphone | NumberKind::Unavailable => Value::Nothing,
        _ => readable(number),
    }
}

pub(super) fn from_number(values: &Values<'_>) -> Value {
    if values.inbound() { customer_number(values) } else { line_number(values) }
}

pub(super) fn to_number(values: &Values<'_>) -> Value {
    if values.inbound() { line_number(values) } else { customer_number(values) }
}

pub(super) fn country(values: &Values<'_>) -> Value {
    let region = values.resolution.inquiry.number.region.as_deref();
    Value::text(region.map(|code| country::name(code).unwrap_or(code)))
}

pub(super) fn line_name(values: &Values<'_>) -> Value {
    let line = values.call.facts.line.as_ref();
    match Value::text(line.and_then(|line| line.name.as_deref())) {
        Value::Nothing => line_number(values),
        name => name,
    }
}

pub(super) fn line_number(values: &Values<'_>) -> Value {
    let line = values.call.facts.line.as_ref();
    line.and_then(|line| line.number.as_deref())
        .map_or(Value::Nothing, |raw| readable(&read_own(values, raw)))
}

pub(super) fn line_digits(values: &Values<'_>) -> Value {
    match line_number(values) {
        Value::Text(number) => Value::text(Some(number.trim_start_matches('+'))),
        other => other,
    }
}

/// Reads a number of our side; the line's own country decides what a national number means.
fn read_own(values: &Values<'_>, raw: &str) -> Number {
    let line = values.call.facts.line.as_ref();
    let region = line.and_then(|line| line.country.as_deref()).unwrap_or(&values.source.region);
    let plan = NumberPlan { region: region.to_owned(), ..NumberPlan::default() };
    number::read(Some(raw), &plan)
}

pub(super) fn user_name(values: &Values<'_>) -> Value {
    let answered = values.call.answered_by();
    agent(answered.or(values.call.facts.agent.as_ref()))
}

pub(super) fn user_email(values: &Values<'_>) -> Value {
    let agent = values.call.answered_by().or(values.call.facts.agent.as_ref());
    Value::text(agent.and_then(|agent| agent.email.as_deref()))
}

pub(super) fn answered_by(values: &Values<'_>) -> Value {
    agent(values.call.answered_by())
}

pub(super) fn transferred_to(values: &Values<'_>) -> Value {
    agent(values.call.transferred_to())
}

pub(super) fn transferred_to_number(values: &Values<'_>) -> Value {
    outside(values, values.call.facts.transferred_to_number.as_deref())
}

pub(super) fn forwarded_to(values: &Values<'_>) -> Value {
    outside(values, values.call.facts.forwarded_to.as_deref())
}

fn outside(values: &Values<'_>, raw: Option<&str>) -> Value {
    raw.map_or(Value::Nothing, |raw| readable(&read_own(values, raw)))
}

pub(super) fn tags(values: &Values<'_>) -> Value {
    Value::list(match values.tag_rule {
        TagRule::LastAgent => &values.call.tags_of_last_agent,
        TagRule::All => &values.call.tags_of_all,
    })
}

pub(super) fn call_memo(values: &Values<'_>) -> Value {
    Value::list(values.call.facts.memo.as_deref().unwrap_or_default())
}

pub(super) fn comments(values: &Values<'_>) -> Value {
    let comments: Vec<String> = values
        .call
        .facts
        .comments
        .iter()
        .filter(|comment| !comment.text.trim().is_empty())
        .map(|comment| {
            let head = wording::comment_line(values.language, comment.author.as_deref());
            format!("{head}\n{}", comment.text.trim())
        })
        .collect();
    Value::text(Some(&comments.join("\n")))
}

pub(super) fn recording_url(values: &Values<'_>) -> Value {
    Value::text(values.call.facts.recording_url.as_deref())
}

pub(super) fn recording_line(values: &Values<'_>) -> Value {
    match recording_url(values) {
        Value::Text(link) => Value::Text(wording::recording_line(
            values.language,
            values.kind == CallType::Voicemail,
            &link,
        )),
        other => other,
    }
}

pub(super) fn call_history_url(values: &Values<'_>) -> Value {
    let given = values.call.facts.history_url.as_deref();
    if let link @ Value::Text(_) = Value::text(given) {
        return link;
    }
    let base = values.source.history_url_base.as_deref();
    Value::text(base.map(|base| link(base, &values.call.id)).as_deref())
}

pub(super) fn transcript(values: &Values<'_>) -> Value {
    let phrases = values.call.facts.transcript.as_deref().unwrap_or_default();
    let lines: Vec<String> = phrases
        .iter()
        .filter(|phrase| !phrase.text.trim().is_empty())
        .map(|phrase| {
            let seconds = phrase.offset_ms.max(0) / 1000;
            let speaker = speaker(values, phrase.speaker);
            let (minutes, seconds) = (seconds / 60, seconds % 60);
            format!("{minutes}:{seconds:02} ({speaker}) {}", phrase.text.trim())
        })
        .collect();
    Value::text(Some(&lines.join("\n")))
}

pub(super) fn summary(values: &Values<'_>) -> Value {
    Value::text(values.call.facts.summary.as_deref())
}

pub(super) fn sentiment(values: &Values<'_>) -> Value {
    Value::text(values.call.facts.sentiment.as_deref())
}

pub(super) fn topics(values: &Values<'_>) -> Value {
    Value::list(values.call.facts.topics.as_deref().unwrap_or_default())
}

pub(super) fn sequence_id(values: &Values<'_>) -> Value {
    Value::text(Some(&values.call.id))
}

pub(super) fn source_id(values: &Values<'_>) -> Value {
    Value::text(Some(&values.source.id))
}

/// The number as E.164, else as it came.
fn readable(number: &Number) -> Value {
    Value::text(Some(number.e164.as_deref().unwrap_or(&number.raw)))
}

/// What a person calls the agent: the name, else whatever else is known.
fn agent(agent: Option<&Agent>) -> Value {
    let Some(agent) = agent else {
        return Value::Nothing;
    };
    [&agent.name, &agent.email, &agent.extension, &agent.id]
        .into_iter()
        .map(|word| Value::text(word.as_deref()))
        .find(|word| *word != Value::Nothing)
        .unwrap_or(Value::Nothing)
}

/// The call's page: the base with the id at its end, escaped as a path segment.
fn link(base: &str, id: &str) -> String {
    let mut link = base.to_owned();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            link.push(char::from(byte));
        } else {
            link.push_str(&format!("%{byte:02X}"));
        }
    }
    link
}

/// What the profile calls the speaker, else the word of its language.
fn speaker<'a>(values: &Values<'a>, speaker: Speaker) -> &'a str {
    let label = match speaker {
        Speaker::Agent => values.speakers.agent.as_deref(),
        Speaker::Customer => values.speakers.customer.as_deref(),
        Speaker::Unknown => None,
    };
    label.unwrap_or_else(|| wording::speaker(values.language, speaker))
}
