//! From the documented JSON to call events.

use domain::event::{self, CallEvent, Facts};
use language::Sentence;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as PlainError, StrDeserializer};
use serde_json::Value;

use super::body::{
    Agent, Call, Comment, Direction, Event, EventType, Line, Phrase, PredictiveResult, Shape,
    Speaker, VERSION,
};
use super::values::{MOMENT, Moment, TEXT_OR_NUMBER, Text};
use crate::document;
use crate::source::Parsed;
use crate::unreadable::Unreadable;

/// Reads one event or a batch. A batch is read as a whole or not at all; events of unknown types
/// are left out of it with the reason.
pub(super) fn parse(body: &[u8]) -> Result<Parsed, Unreadable> {
    match document::read(body)? {
        Value::Array(items) => {
            let mut parsed = Parsed::default();
            for (index, item) in items.into_iter().enumerate() {
                let one = event(item, &format!("[{index}]."))?;
                parsed.events.extend(one.events);
                parsed.ignored = parsed.ignored.or(one.ignored);
            }
            if parsed.events.is_empty() && parsed.ignored.is_none() {
                parsed.ignored = Some("the batch is empty".to_owned());
            }
            Ok(parsed)
        }
        other => event(other, ""),
    }
}

fn event(value: Value, prefix: &str) -> Result<Parsed, Unreadable> {
    if !value.is_object() {
        return Err(unreadable("expected struct", prefix, "."));
    }
    let event: Event = serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        unreadable(&error.into_inner().to_string(), prefix, &path)
    })?;
    if event.version != VERSION {
        return Err(Unreadable::new(
            "unknown_version",
            Sentence::new("sources-unknown-version").with("path", format!("{prefix}version")),
            Sentence::new("sources-unknown-version-fix").with("version", VERSION.to_string()),
        ));
    }
    let word = event.kind.0;
    let name: StrDeserializer<'_, PlainError> = word.as_str().into_deserializer();
    let Ok(kind) = EventType::deserialize(name) else {
        return Ok(Parsed::nothing(format!("`{prefix}type` is not an event of version {VERSION}")));
    };
    needs(kind, &event.call, prefix)?;
    let call = event.call.id.0.trim().to_owned();
    if call.is_empty() {
        return Err(Unreadable::missing(&format!("{prefix}call.id")));
    }
    Ok(Parsed::one(CallEvent {
        call,
        kind: kind.kind(),
        at: event.at.map(|moment| moment.0),
        facts: facts(event.call, word),
    }))
}

/// An event that announces something must carry it.
fn needs(kind: EventType, call: &Call, prefix: &str) -> Result<(), Unreadable> {
    let (name, is_there) = match kind {
        EventType::RecordingReady => ("recording_url", call.recording_url.is_some()),
        EventType::TagsChanged => ("tags", call.tags.is_some()),
        EventType::CommentAdded => ("comments", !call.comments.is_empty()),
        EventType::MemoSaved => ("memo", call.memo.is_some()),
        EventType::RecordPicked => ("picked_record", call.picked_record.is_some()),
        EventType::TranscriptReady => ("transcript", call.transcript.is_some()),
        EventType::SummaryReady => ("summary", call.summary.is_some()),
        _ => return Ok(()),
    };
    match is_there {
        true => Ok(()),
        false => Err(Unreadable::missing(&format!("{prefix}call.{name}"))),
    }
}

/// serde's message without the value that it quotes, which could be a person's.
fn unreadable(message: &str, prefix: &str, path: &str) -> Unreadable {
    let fix = Sentence::new("sources-schema-fix");
    let place = if path == "." { String::new() } else { path.to_owned() };
    if let Some(rest) = message.strip_prefix("missing field `") {
        let field = rest.trim_end_matches('`');
        let dot = if place.is_empty() { "" } else { "." };
        let path = format!("{prefix}{place}{dot}{field}");
        let missing = Sentence::new("sources-missing-field").with("path", path);
        return Unreadable::new("missing_field", missing, fix);
    }
    let wrong = Sentence::new("sources-should-be")
        .with("path", crate::unreadable::place(format!("{prefix}{place}").trim_end_matches('.')))
        .with("wanted", wanted(message));
    Unreadable::new("wrong_type", wrong, fix)
}

/// What serde expected.
fn wanted(message: &str) -> Sentence {
    let expected = message.rsplit_once("expected ").map(|(_, expected)| expected);
    Sentence::new(match expected.unwrap_or_default() {
        "a string" => "sources-type-text",
        "a sequence" => "sources-type-list",
        "a boolean" => "sources-type-true-or-false",
        "i64" | "u32" => "sources-type-whole-number",
        MOMENT => "sources-type-moment-offset",
        TEXT_OR_NUMBER => "sources-type-text-or-number",
        expected if expected.starts_with("struct") => "sources-type-object",
        expected => match expected.strip_prefix("one of ") {
            Some(words) => return Sentence::new("sources-type-one-of").with("words", words),
            None => "sources-type-another",
        },
    })
}

fn text(text: Option<Text>) -> Option<String> {
    text.map(|text| text.0)
}

fn millis(moment: Option<Moment>) -> Option<event::Millis> {
    moment.map(|moment| moment.0)
}

fn facts(call: Call, word: String) -> Facts {
    Facts {
        direction: call.direction.map(Into::into),
        shape: call.shape.map(Into::into),
        customer_number: text(call.customer.number),
        customer_name: call.customer.name,
        customer_company: call.customer.company,
        line: call.line.map(Into::into),
        agent: call.agent.map(Into::into),
        started_at: millis(call.started_at),
        answered_at: millis(call.answered_at),
        ended_at: millis(call.ended_at),
        answered: call.answered,
        missed_reason: call.missed_reason,
        voicemail: call.voicemail,
        recording_url: call.recording_url,
        history_url: call.history_url,
        transferred_to: call.transferred_to.map(Into::into),
        transferred_to_number: text(call.transferred_to_number),
        forwarded_to: text(call.forwarded_to),
        predictive: call.predictive_result.map(Into::into),
        previous_call: text(call.previous_call),
        clicked_record: call.clicked_record,
        picked_record: call.picked_record,
        corrected_record: None,
        conference: call.conference,
        memo: call.memo,
        tags: call.tags,
        comments: call.comments.into_iter().map(Into::into).collect(),
        transcript: call.transcript.map(|phrases| phrases.into_iter().map(Into::into).collect()),
        summary: call.summary,
        sentiment: call.sentiment,
        topics: call.topics,
        vendor_status: text(call.status).or(Some(word)),
    }
}

impl From<Line> for event::Line {
    fn from(line: Line) -> Self {
        Self {
            number: text(line.number),
            name: line.name,
            country: line.country,
            time_zone: line.time_zone,
        }
    }
}

impl From<Agent> for event::Agent {
    fn from(agent: Agent) -> Self {
        Self {
            id: text(agent.id),
            name: agent.name,
            email: agent.email,
            extension: text(agent.extension),
        }
    }
}

impl From<Comment> for event::Comment {
    fn from(comment: Comment) -> Self {
        Self {
            id: comment.id.0,
            author: comment.author,
            text: comment.text,
            at: millis(comment.at),
        }
    }
}

impl From<Phrase> for event::Phrase {
    fn from(phrase: Phrase) -> Self {
        Self {
            offset_ms: phrase.offset_ms,
            speaker: match phrase.speaker {
                Speaker::Agent => event::Speaker::Agent,
                Speaker::Customer => event::Speaker::Customer,
                Speaker::Unknown => event::Speaker::Unknown,
            },
            text: phrase.text,
        }
    }
}

impl From<Direction> for event::Direction {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Inbound => Self::Inbound,
            Direction::Outbound => Self::Outbound,
            Direction::Internal => Self::Internal,
        }
    }
}

impl From<Shape> for event::Shape {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Plain => Self::Plain,
            Shape::TransferInternal => Self::TransferInternal,
            Shape::TransferExternal => Self::TransferExternal,
            Shape::Forwarded => Self::Forwarded,
            Shape::Voicemail => Self::Voicemail,
            Shape::Predictive => Self::Predictive,
            Shape::IvrDigits => Self::IvrDigits,
        }
    }
}

impl From<PredictiveResult> for event::PredictiveResult {
    fn from(result: PredictiveResult) -> Self {
        match result {
            PredictiveResult::NotAnswered => Self::NotAnswered,
            PredictiveResult::NoAgent => Self::NoAgent,
            PredictiveResult::Connected => Self::Connected,
        }
    }
}
