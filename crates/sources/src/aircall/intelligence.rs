//! Aircall's later words on a call: transcription, summary, sentiment, topics, and its voice agent.

use domain::event::{CallEvent, EventKind, Facts, Phrase, Speaker};
use jiff::tz::TimeZone;

use super::parse::LONGEST_NAME;
use crate::node::Node;
use crate::source::Parsed;
use crate::unreadable::Unreadable;

/// Families that are about a call and carry nothing that a Task shows.
const WITHOUT_USE: &[&str] = &[
    "action_item",
    "playbook_result",
    "realtime_transcription",
    "custom_summary",
    "call_evaluation",
    "ai_voice_agent",
];

/// Reads the facts out of `data`; `None` if the content is not there.
type Reader = fn(&Node<'_>) -> Result<Option<Facts>, Unreadable>;

/// Reads the events of these families; `None` if the event is of none of them.
pub(super) fn parse(root: &Node<'_>, event: &str) -> Result<Option<Parsed>, Unreadable> {
    let (kind, facts): (EventKind, Reader) = match event {
        "transcription.created" => (EventKind::Transcribed, transcription),
        "summary.created" => (EventKind::Summarised, summary),
        "sentiment.created" => (EventKind::Analysed, sentiment),
        "topics.created" => (EventKind::Analysed, topics),
        "ai_voice_agent.started" => (EventKind::SystemAnswered, |_| Ok(Some(Facts::default()))),
        _ => {
            let family = event.split('.').next().unwrap_or_default();
            let known = WITHOUT_USE.contains(&family) && event.len() <= LONGEST_NAME;
            return Ok(known.then(|| Parsed::nothing(format!("{event} adds nothing to a Task"))));
        }
    };
    let data = root.need_object("data")?;
    // An integer in call events, a text here; and `id` is the analysis, not the call.
    let call = data.need_text("call_id")?;
    let Some(facts) = facts(&data)? else {
        let why = format!("{event} came without its content, which Aircall keeps for its API");
        return Ok(Some(Parsed::nothing(why)));
    };
    Ok(Some(Parsed::one(CallEvent {
        call,
        kind,
        at: root.moment("timestamp", &TimeZone::UTC)?,
        facts: Facts { vendor_status: Some(event.to_owned()), ..facts },
    })))
}

fn transcription(data: &Node<'_>) -> Result<Option<Facts>, Unreadable> {
    let Some(content) = data.object("content")? else {
        return Ok(None);
    };
    let Some(utterances) = content.list("utterances")? else {
        return Ok(None);
    };
    let read = |utterance: &Node<'_>| {
        Ok(Phrase {
            offset_ms: utterance.seconds("start_time")?.unwrap_or_default(),
            speaker: match utterance.text("participant_type")?.as_deref() {
                Some("internal" | "user" | "agent") => Speaker::Agent,
                Some("external" | "contact" | "customer") => Speaker::Customer,
                _ => Speaker::Unknown,
            },
            text: utterance.text("text")?.unwrap_or_default(),
        })
    };
    let phrases = utterances.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Some(Facts { transcript: Some(phrases), ..Facts::default() }))
}

fn summary(data: &Node<'_>) -> Result<Option<Facts>, Unreadable> {
    Ok(data.text("content")?.map(|summary| Facts { summary: Some(summary), ..Facts::default() }))
}

/// The mood of the first participant outside, who is the customer.
fn sentiment(data: &Node<'_>) -> Result<Option<Facts>, Unreadable> {
    for participant in data.list("participants")?.unwrap_or_default() {
        let mood = participant.text("value")?;
        if participant.text("type")?.as_deref() == Some("external") && mood.is_some() {
            return Ok(Some(Facts { sentiment: mood, ..Facts::default() }));
        }
    }
    Ok(None)
}

fn topics(data: &Node<'_>) -> Result<Option<Facts>, Unreadable> {
    let Some(topics) = data.list("content")? else {
        return Ok(None);
    };
    let topics = topics.iter().map(Node::as_text).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Facts { topics: Some(topics.into_iter().flatten().collect()), ..Facts::default() }))
}
