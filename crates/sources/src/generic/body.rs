//! The JSON of the generic webhook. These types are its documentation: the JSON Schema is made of them.
//!
//! Unknown fields are ignored, so that a sender may say more than we know.

use domain::event::EventKind;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::values::{Moment, Text};

/// The version of this format that a body may name.
pub(super) const VERSION: u32 = 1;

/// The JSON Schema (draft 2020-12) of a body: one event, or a list of them.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(Body);
    schema.insert("title".into(), "Ringledger call events, version 1".into());
    schema.to_value()
}

/// One event, or a list of events (a batch).
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "the schema of the whole body; it is read event by event")]
enum Body {
    /// One event.
    One(Box<Event>),
    /// A batch, in any order.
    Many(Vec<Event>),
}

/// One thing that happened to one call. Events may come in any order and any number of times; what
/// an event does not know, it leaves out.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Event {
    /// The version of this format: 1, which may be left out.
    #[serde(default = "version")]
    #[schemars(range(min = 1, max = 1))]
    pub(super) version: u32,
    /// What happened.
    #[serde(rename = "type")]
    #[schemars(with = "EventType")]
    pub(super) kind: Text,
    /// When it happened. Events of one call are ordered by this, so give it where you can.
    pub(super) at: Option<Moment>,
    /// The call, as far as it is known at that moment.
    pub(super) call: Call,
}

fn version() -> u32 {
    VERSION
}

/// What can happen.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub(super) enum EventType {
    /// Dialling began, or a call reached the phone system.
    #[serde(rename = "call.began")]
    Began,
    /// An agent's phone rings.
    #[serde(rename = "call.ringing")]
    Ringing,
    /// An agent declined.
    #[serde(rename = "call.declined")]
    Declined,
    /// A machine answered: menu, queue, announcement, voice agent.
    #[serde(rename = "call.system_answered")]
    SystemAnswered,
    /// A person answered.
    #[serde(rename = "call.answered")]
    Answered,
    /// Put on hold.
    #[serde(rename = "call.held")]
    Held,
    /// Taken off hold.
    #[serde(rename = "call.resumed")]
    Resumed,
    /// Transferred to a colleague: give `transferred_to`.
    #[serde(rename = "call.transferred")]
    Transferred,
    /// Transferred outside: give `transferred_to_number`.
    #[serde(rename = "call.transferred_out")]
    TransferredOut,
    /// A transfer did not succeed.
    #[serde(rename = "call.transfer_failed")]
    TransferFailed,
    /// The line was closed; more may follow.
    #[serde(rename = "call.hung_up")]
    HungUp,
    /// The last word on the call itself.
    #[serde(rename = "call.ended")]
    Ended,
    /// A complete record of a finished call, where there are no live events.
    #[serde(rename = "call.snapshot")]
    Snapshot,
    /// The call was assigned to an agent for follow-up.
    #[serde(rename = "call.assigned")]
    Assigned,
    /// The call was archived.
    #[serde(rename = "call.archived")]
    Archived,
    /// A voicemail was left.
    #[serde(rename = "voicemail.left")]
    VoicemailLeft,
    /// Recording or voicemail can be listened to: needs `recording_url`.
    #[serde(rename = "recording.ready")]
    RecordingReady,
    /// Tags were added or removed: needs `tags`, all of them.
    #[serde(rename = "tags.changed")]
    TagsChanged,
    /// A comment was added or edited: needs `comments`.
    #[serde(rename = "comment.added")]
    CommentAdded,
    /// The call memo was saved or edited: needs `memo`, all of its values.
    #[serde(rename = "memo.saved")]
    MemoSaved,
    /// The agent picked a record after the call: needs `picked_record`.
    #[serde(rename = "record.picked")]
    RecordPicked,
    /// The transcript is there: needs `transcript`.
    #[serde(rename = "transcript.ready")]
    TranscriptReady,
    /// The summary or the minutes are there: needs `summary`.
    #[serde(rename = "summary.ready")]
    SummaryReady,
    /// Another analysis is there: `sentiment`, `topics`.
    #[serde(rename = "analysis.ready")]
    AnalysisReady,
}

impl EventType {
    /// The same in the words of the domain.
    pub(super) fn kind(self) -> EventKind {
        match self {
            Self::Began => EventKind::Began,
            Self::Ringing => EventKind::Ringing,
            Self::Declined => EventKind::Declined,
            Self::SystemAnswered => EventKind::SystemAnswered,
            Self::Answered => EventKind::Answered,
            Self::Held => EventKind::Held,
            Self::Resumed => EventKind::Resumed,
            Self::Transferred => EventKind::Transferred,
            Self::TransferredOut => EventKind::TransferredOut,
            Self::TransferFailed => EventKind::TransferFailed,
            Self::HungUp => EventKind::HungUp,
            Self::Ended => EventKind::Ended,
            Self::Snapshot => EventKind::Snapshot,
            Self::Assigned => EventKind::Assigned,
            Self::Archived => EventKind::Archived,
            Self::VoicemailLeft => EventKind::VoicemailLeft,
            Self::RecordingReady => EventKind::RecordingReady,
            Self::TagsChanged => EventKind::Tagged,
            Self::CommentAdded => EventKind::Commented,
            Self::MemoSaved => EventKind::MemoSaved,
            Self::RecordPicked => EventKind::RecordPicked,
            Self::TranscriptReady => EventKind::Transcribed,
            Self::SummaryReady => EventKind::Summarised,
            Self::AnalysisReady => EventKind::Analysed,
        }
    }
}

/// A call, as far as it is known. Only `id` is needed.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Call {
    /// The phone system's id of the call, the same in all of its events.
    pub(super) id: Text,
    /// Which way the call went.
    pub(super) direction: Option<Direction>,
    /// What is special about the call; left out for an ordinary one.
    pub(super) shape: Option<Shape>,
    /// The other side.
    #[serde(default)]
    pub(super) customer: Customer,
    /// Our number that was called or that called.
    pub(super) line: Option<Line>,
    /// The agent who has, or had last, the call.
    pub(super) agent: Option<Agent>,
    /// When dialling or the call began.
    pub(super) started_at: Option<Moment>,
    /// When a person answered.
    pub(super) answered_at: Option<Moment>,
    /// When the line was closed.
    pub(super) ended_at: Option<Moment>,
    /// Whether a person answered, where that is known without a time.
    pub(super) answered: Option<bool>,
    /// Why nobody answered, such as `out_of_opening_hours`.
    pub(super) missed_reason: Option<String>,
    /// Whether a voicemail was left.
    pub(super) voicemail: Option<bool>,
    /// A link to recording or voicemail that lasts.
    pub(super) recording_url: Option<String>,
    /// A link to the call's page in the phone system.
    pub(super) history_url: Option<String>,
    /// The colleague a transfer went to.
    pub(super) transferred_to: Option<Agent>,
    /// The outside number a transfer went to.
    pub(super) transferred_to_number: Option<Text>,
    /// The number that automatic forwarding went to.
    pub(super) forwarded_to: Option<Text>,
    /// How a predictive dialler's call ended.
    pub(super) predictive_result: Option<PredictiveResult>,
    /// The id of the call or leg that this one continues.
    pub(super) previous_call: Option<Text>,
    /// The 15 or 18 characters of the Salesforce record on which click-to-call was used.
    pub(super) clicked_record: Option<String>,
    /// The 15 or 18 characters of the Salesforce record that the agent picked after the call.
    pub(super) picked_record: Option<String>,
    /// Whether more than two sides took part.
    pub(super) conference: Option<bool>,
    /// The call memo's values, all of them.
    pub(super) memo: Option<Vec<String>>,
    /// The tags, all of them.
    pub(super) tags: Option<Vec<String>>,
    /// Comments that this event carries; those of other events stay.
    #[serde(default)]
    pub(super) comments: Vec<Comment>,
    /// The transcript, phrase by phrase.
    pub(super) transcript: Option<Vec<Phrase>>,
    /// The summary or minutes.
    pub(super) summary: Option<String>,
    /// The customer's mood, in the phone system's word.
    pub(super) sentiment: Option<String>,
    /// Topics of the conversation.
    pub(super) topics: Option<Vec<String>>,
    /// The phone system's own word for this event or status, for event filters; the event's `type`
    /// if left out.
    pub(super) status: Option<Text>,
}

/// The other side of a call.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Customer {
    /// The number exactly as the phone system shows it; an empty text if it is withheld.
    pub(super) number: Option<Text>,
    /// The name as the phone system knows it.
    pub(super) name: Option<String>,
    /// The company as the phone system knows it.
    pub(super) company: Option<String>,
}

/// One of our own numbers.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Line {
    /// The number.
    pub(super) number: Option<Text>,
    /// Its name.
    pub(super) name: Option<String>,
    /// ISO 3166 country, such as `JP`: the region for national numbers.
    pub(super) country: Option<String>,
    /// IANA time zone, such as `Asia/Tokyo`.
    pub(super) time_zone: Option<String>,
}

/// A user of the phone system.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Agent {
    /// The phone system's id of the user.
    pub(super) id: Option<Text>,
    /// The user's name.
    pub(super) name: Option<String>,
    /// The user's e-mail address: finds the Salesforce user.
    pub(super) email: Option<String>,
    /// The user's extension.
    pub(super) extension: Option<Text>,
}

/// A comment on a call.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Comment {
    /// The same id is the same comment: the later text counts.
    pub(super) id: Text,
    /// Who wrote it.
    pub(super) author: Option<String>,
    /// What it says.
    pub(super) text: String,
    /// When it was written.
    pub(super) at: Option<Moment>,
}

/// One phrase of a transcript.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Phrase {
    /// Milliseconds since the conversation began.
    #[serde(default)]
    pub(super) offset_ms: i64,
    /// Who speaks; `unknown` if left out.
    #[serde(default)]
    pub(super) speaker: Speaker,
    /// What is said.
    pub(super) text: String,
}

/// Which way a call went.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    /// The other side called us.
    Inbound,
    /// We called the other side.
    Outbound,
    /// Both sides are ours.
    Internal,
}

/// What is special about a call.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shape {
    /// Nothing.
    Plain,
    /// A leg that came by transfer from a colleague.
    TransferInternal,
    /// A leg that went by transfer to a number outside.
    TransferExternal,
    /// Automatic forwarding to a number outside: give `forwarded_to`.
    Forwarded,
    /// The caller spoke to an answering machine.
    Voicemail,
    /// Placed by a predictive dialler: give `predictive_result`.
    Predictive,
    /// Digits that a caller typed into a menu.
    IvrDigits,
}

/// How a predictive dialler's call ended.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PredictiveResult {
    /// The called person did not answer.
    NotAnswered,
    /// The called person answered, but no agent was free.
    NoAgent,
    /// The called person was connected to an agent.
    Connected,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Speaker {
    /// Our agent.
    Agent,
    /// The other side.
    Customer,
    /// The phone system does not say.
    #[default]
    Unknown,
}
