//! MiiTel's body: one or more details of a call, each a complete record, linked by `previous_id`.
//!
//! The same detail comes again when transcript or minutes are there, and in bulk every ten minutes in
//! fixed-IP mode. Its id is the call's id, so that repeats fold into one call.

use domain::event::{
    Agent, CallEvent, Comment, Direction, EventKind, Facts, Line, PredictiveResult, Shape,
};
use jiff::tz::TimeZone;
use language::Sentence;

use super::transcript;
use crate::document;
use crate::node::Node;
use crate::source::Parsed;
use crate::unreadable::Unreadable;

/// What each `call_type` of MiiTel's JSON Schema means (F33, F34).
pub(super) const CALL_TYPES: &[(&str, Direction, Shape)] = &[
    ("OUTGOING_CALL", Direction::Outbound, Shape::Plain),
    ("PREDICTIVE_DIAL", Direction::Outbound, Shape::Predictive),
    ("INCOMING_CALL", Direction::Inbound, Shape::Plain),
    ("INCOMING_CALL_USER", Direction::Inbound, Shape::Plain),
    ("QUEUEING_CALL", Direction::Inbound, Shape::Plain),
    ("AUTOMATIC_TRANSFER", Direction::Inbound, Shape::Forwarded),
    ("EXTENSION_TRANSFER", Direction::Inbound, Shape::TransferInternal),
    ("EXTENSION_GROUP_TRANSFER", Direction::Inbound, Shape::TransferInternal),
    ("OUTGOING_TRANSFER", Direction::Outbound, Shape::TransferExternal),
    ("AUTOMATIC_RECORD", Direction::Inbound, Shape::Voicemail),
    ("EXTENSION", Direction::Internal, Shape::Plain),
    ("EXTENSION_GROUP", Direction::Internal, Shape::Plain),
    ("READ_DTMF", Direction::Inbound, Shape::IvrDigits),
];

/// Reads a body.
pub(super) fn parse(body: &[u8], zone: &TimeZone) -> Result<Parsed, Unreadable> {
    let document = document::read(body)?;
    let root = Node::root(&document)?;
    if root.has("video") && !root.has("call") {
        return Ok(Parsed::nothing("a video meeting is not a call"));
    }
    if root.has("challenge") && !root.has("call") {
        return Ok(Parsed::nothing("a challenge is not a call"));
    }
    let details = root.need_object("call")?.list("details")?.unwrap_or_default();
    if details.is_empty() {
        return Ok(Parsed::nothing("the call has no details"));
    }
    let mut events = Vec::new();
    for detail in &details {
        events.extend(detail_events(detail, zone)?);
    }
    Ok(Parsed { events, ..Parsed::default() })
}

/// The record itself, and beside it what an analysis added: so the call is known to be complete, and
/// the later word wins although all bodies of a detail bear the same times.
fn detail_events(detail: &Node<'_>, zone: &TimeZone) -> Result<Vec<CallEvent>, Unreadable> {
    let call = detail.need_text("id")?;
    let record = Record::read(detail, zone)?;
    let mut facts = record.facts(detail)?;
    facts.memo = memo(detail)?;
    facts.comments = comments(detail, zone)?;
    facts.transcript = transcript::read(detail, &record.agents)?;
    let minutes = detail.text("minutes")?;
    // Minutes are more than the recogniser's excerpt, so only they are a word of their own.
    facts.summary = match &minutes {
        Some(minutes) => Some(minutes.clone()),
        None => transcript::summary(detail)?,
    };
    let event = |kind, facts| CallEvent {
        call: call.clone(),
        kind,
        // The body has no moment of its own: a later one (an edited memo) must win by when it came.
        at: None,
        facts,
    };
    let mut later = Vec::new();
    if facts.transcript.is_some() {
        later.push(event(
            EventKind::Transcribed,
            Facts {
                transcript: facts.transcript.clone(),
                memo: facts.memo.clone(),
                comments: facts.comments.clone(),
                ..Facts::default()
            },
        ));
    }
    if let Some(minutes) = minutes {
        let facts = Facts { summary: Some(minutes), ..Facts::default() };
        later.push(event(EventKind::Summarised, facts));
    }
    let mut events = vec![event(EventKind::Snapshot, facts)];
    events.extend(later);
    Ok(events)
}

/// One side of a call.
#[derive(Debug, Default)]
struct Participant {
    id: Option<String>,
    name: Option<String>,
    company: Option<String>,
    login: Option<String>,
}

/// A detail's frame: its type, its times, and who is which side.
struct Record {
    call_type: &'static str,
    direction: Direction,
    shape: Shape,
    started_at: Option<i64>,
    answered_at: Option<i64>,
    ended_at: Option<i64>,
    ours: Participant,
    theirs: Participant,
    /// Ids of the participants who are agents, for the transcript.
    agents: Vec<String>,
}

impl Record {
    fn read(detail: &Node<'_>, zone: &TimeZone) -> Result<Self, Unreadable> {
        let word = detail.need_text("call_type")?;
        let known = CALL_TYPES.iter().find(|(name, ..)| *name == word);
        let Some(&(call_type, direction, shape)) = known else {
            return Err(Unreadable::new(
                "unknown_call_type",
                Sentence::new("sources-unknown-call-type")
                    .with("path", format!("{}.call_type", detail.path())),
                Sentence::new("sources-unknown-call-type-fix").with("system", "MiiTel"),
            ));
        };
        let (from, to, agents) = participants(detail, direction)?;
        let (ours, theirs) = match (direction, shape) {
            (Direction::Outbound, _) => (from, to),
            // F94: of an internal transfer, the destination's user is the one who has the call.
            (Direction::Inbound | Direction::Internal, _) => (to, from),
        };
        Ok(Self {
            call_type,
            direction,
            shape,
            started_at: detail.moment("dial_starts_at", zone)?,
            answered_at: detail.moment("dial_answered_at", zone)?,
            ended_at: detail.moment("dial_ends_at", zone)?,
            ours,
            theirs,
            agents,
        })
    }

    fn facts(&self, detail: &Node<'_>) -> Result<Facts, Unreadable> {
        let from_number = detail.phone_number("from_number")?;
        let to_number = detail.text("to_number")?;
        // An answering machine or an IVR takes the call, not a person.
        let by_machine = matches!(self.shape, Shape::Voicemail | Shape::IvrDigits);
        let answered_at = self.answered_at.filter(|_| !by_machine);
        let customer_number = match (self.direction, self.shape) {
            (Direction::Outbound, _) => to_number.clone(),
            (_, Shape::TransferInternal) => {
                from_number.filter(|number| !number.is_empty()).or_else(|| to_number.clone())
            }
            (_, _) => from_number,
        };
        Ok(Facts {
            direction: Some(self.direction),
            shape: Some(self.shape),
            customer_number,
            customer_name: self.theirs.name.clone(),
            customer_company: self.theirs.company.clone(),
            line: line(detail)?,
            agent: self.agent(),
            started_at: self.started_at,
            answered_at,
            ended_at: self.ended_at,
            answered: Some(answered_at.is_some()),
            voicemail: (self.shape == Shape::Voicemail).then_some(true),
            transferred_to_number: to_number
                .clone()
                .filter(|_| self.shape == Shape::TransferExternal),
            forwarded_to: to_number.filter(|_| self.shape == Shape::Forwarded),
            predictive: (self.shape == Shape::Predictive).then(|| self.predictive()),
            previous_call: detail.text("previous_id")?,
            vendor_status: Some(self.call_type.to_owned()),
            ..Facts::default()
        })
    }

    fn agent(&self) -> Option<Agent> {
        let ours = &self.ours;
        let agent =
            Agent { name: ours.name.clone(), email: ours.login.clone(), ..Agent::default() };
        Some(agent).filter(|agent| *agent != Agent::default())
    }

    /// F36..F38: answered by the called person, and then by an agent too?
    fn predictive(&self) -> PredictiveResult {
        match (self.answered_at, &self.ours.login) {
            (None, _) => PredictiveResult::NotAnswered,
            (Some(_), None) => PredictiveResult::NoAgent,
            (Some(_), Some(_)) => PredictiveResult::Connected,
        }
    }
}

/// The calling side, the called side, and the ids of our agents. Of several on one side (a group),
/// the first with a login stands for it.
fn participants(
    detail: &Node<'_>,
    direction: Direction,
) -> Result<(Participant, Participant, Vec<String>), Unreadable> {
    let (mut from, mut to, mut agents) = (Participant::default(), Participant::default(), vec![]);
    for node in detail.list("participants")?.unwrap_or_default() {
        let participant = Participant {
            id: node.text("id")?,
            name: node.text("name")?,
            company: node.text("company_name")?,
            login: node.text("login_id")?,
        };
        let is_from = match node.need_text("from_to")?.as_str() {
            "FROM" => true,
            "TO" => false,
            _ => {
                let path = format!("{}.from_to", node.path());
                return Err(Unreadable::unknown_value(&path, "FROM and TO"));
            }
        };
        let is_our_side = direction == Direction::Internal
            || is_from == (direction == Direction::Outbound)
            || participant.login.is_some();
        agents.extend(participant.id.clone().filter(|_| is_our_side));
        let side = if is_from { &mut from } else { &mut to };
        if side.id.is_none() || (side.login.is_none() && participant.login.is_some()) {
            *side = participant;
        }
    }
    Ok((from, to, agents))
}

fn line(detail: &Node<'_>) -> Result<Option<Line>, Unreadable> {
    let line = Line {
        number: detail.text("circuit_number")?,
        name: detail.text("circuit_name")?,
        ..Line::default()
    };
    Ok(Some(line).filter(|line| *line != Line::default()))
}

/// MiiTel calls the call memo's values tags (F67).
fn memo(detail: &Node<'_>) -> Result<Option<Vec<String>>, Unreadable> {
    let Some(tags) = detail.list("tags")? else {
        return Ok(None);
    };
    let values = tags.iter().map(|tag| tag.text("value"));
    Ok(Some(values.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()))
}

/// Comments have no id there; who wrote it and when is one.
fn comments(detail: &Node<'_>, zone: &TimeZone) -> Result<Vec<Comment>, Unreadable> {
    let read = |comment: &Node<'_>| {
        let author = comment.text("created_by")?;
        let created_at = comment.text("created_at")?.unwrap_or_default();
        Ok(Comment {
            id: format!("{created_at} {}", author.as_deref().unwrap_or_default()),
            author,
            text: comment.text("value")?.unwrap_or_default(),
            at: comment.moment("created_at", zone)?,
        })
    };
    detail.list("comments")?.unwrap_or_default().iter().map(read).collect()
}
