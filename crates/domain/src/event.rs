//! What a phone system can tell us about a call: the one language that all sources speak.
//!
//! An event is silent about what it does not know (`None`), and says "none" with an empty value. Events
//! may arrive in any order and any number of times; [`crate::call::fold`] makes one call of them.

use serde::{Deserialize, Serialize};

/// A moment in UTC milliseconds since 1970.
pub type Millis = i64;

/// One thing that a phone system said about one call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallEvent {
    /// The phone system's own id of the call (or of the leg, where each leg is logged on its own).
    pub call: String,
    /// What happened.
    pub kind: EventKind,
    /// When it happened at the phone system. Where it does not say, a source leaves `None` and the engine
    /// fills in when the event was first heard, so that a later word wins over an earlier one.
    pub at: Option<Millis>,
    /// What the event tells about the call as a whole, at that moment.
    #[serde(default)]
    pub facts: Facts,
}

/// What happened. The order is the order of a call's life: where two events claim the same moment,
/// the later kind knows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Dialling began, or an incoming call reached the phone system.
    Began,
    /// An agent's phone rings.
    Ringing,
    /// An agent declined.
    Declined,
    /// A machine answered: IVR, queue, announcement, voice agent.
    SystemAnswered,
    /// A person answered.
    Answered,
    /// The call was put on hold.
    Held,
    /// The call was taken off hold.
    Resumed,
    /// The call was transferred to a colleague.
    Transferred,
    /// The call was transferred to a number outside.
    TransferredOut,
    /// A transfer did not succeed; the call stays where it was.
    TransferFailed,
    /// The line was closed. More facts may follow.
    HungUp,
    /// The phone system's last word on the call itself.
    Ended,
    /// A complete record of a finished call, for systems without live events.
    Snapshot,
    /// A voicemail was left.
    VoicemailLeft,
    /// The recording (or voicemail) can be listened to.
    RecordingReady,
    /// The call was assigned to an agent for follow-up.
    Assigned,
    /// The call was archived.
    Archived,
    /// A tag was added.
    Tagged,
    /// A tag was removed.
    Untagged,
    /// A comment was added or edited.
    Commented,
    /// The call memo was saved or edited.
    MemoSaved,
    /// The agent picked the record that the call belongs to.
    RecordPicked,
    /// The transcript is there.
    Transcribed,
    /// The summary or the minutes are there.
    Summarised,
    /// Another analysis is there: sentiment, topics.
    Analysed,
}

/// What an event says about its call. Each field stands alone; `None` means "not said".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Which way the call went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What is special about the call, where the phone system names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// The other side's number exactly as it came; an empty text is a withheld number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_number: Option<String>,
    /// The other side's name as the phone system knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    /// The other side's company as the phone system knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_company: Option<String>,
    /// Our number that was called or that called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// The agent who has (or had last) the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// When dialling or the call began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Millis>,
    /// When a person answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Millis>,
    /// When the line was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// Whether a person answered, where the phone system says so outright.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    /// Why nobody answered, in the phone system's words (F73).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_reason: Option<String>,
    /// Whether a voicemail was left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voicemail: Option<bool>,
    /// A durable link to the recording or voicemail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_url: Option<String>,
    /// A link to the call's page in the phone system, where it gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_url: Option<String>,
    /// The colleague a transfer went to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transferred_to: Option<Agent>,
    /// The outside number a transfer went to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transferred_to_number: Option<String>,
    /// The number that automatic forwarding went to (F96).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded_to: Option<String>,
    /// How a predictive dialler's call ended (F36..F38).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictive: Option<PredictiveResult>,
    /// The call (leg) that this one continues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_call: Option<String>,
    /// The Salesforce record on which click-to-call was used (F57).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clicked_record: Option<String>,
    /// The Salesforce record that the agent picked afterwards (F56).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picked_record: Option<String>,
    /// The Salesforce record that a person named in the console because the one that was found is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected_record: Option<String>,
    /// Whether more than two sides took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conference: Option<bool>,
    /// The call memo's values, all of them (F67).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memo: Option<Vec<String>>,
    /// The tags, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Comments that this event carries; joined over all events by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// The transcript, phrase by phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcript: Option<Vec<Phrase>>,
    /// The summary or minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The customer's mood, in the phone system's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<String>,
    /// Topics of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<String>>,
    /// The vendor's event or status word, for event filters (F42).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_status: Option<String>,
}

/// Which way a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The other side called us.
    Inbound,
    /// We called the other side.
    Outbound,
    /// Both sides are ours (F34).
    Internal,
}

/// What is special about a call, beyond its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Nothing: a call between a customer and an agent.
    Plain,
    /// A leg that came by transfer from a colleague.
    TransferInternal,
    /// A leg that went by transfer to a number outside.
    TransferExternal,
    /// Automatic forwarding to a number outside.
    Forwarded,
    /// The caller spoke to an answering machine.
    Voicemail,
    /// A call that a predictive dialler placed.
    Predictive,
    /// Digits that a caller typed into an IVR: no conversation.
    IvrDigits,
}

/// How a predictive dialler's call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PredictiveResult {
    /// The called person did not answer (F36).
    NotAnswered,
    /// The called person answered, but no agent was free (F37).
    NoAgent,
    /// The called person was connected to an agent (F38).
    Connected,
}

/// One of our own numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// The number as it came.
    pub number: Option<String>,
    /// Its name in the phone system.
    pub name: Option<String>,
    /// ISO 3166 country of the number: the region for national numbers.
    pub country: Option<String>,
    /// IANA time zone of the number.
    pub time_zone: Option<String>,
}

/// A user of the phone system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Agent {
    /// The phone system's id of the user.
    pub id: Option<String>,
    /// The user's name.
    pub name: Option<String>,
    /// The user's e-mail address or login.
    pub email: Option<String>,
    /// The user's extension.
    pub extension: Option<String>,
}

/// A comment on a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Id within the phone system; two events with the same id carry the same comment.
    pub id: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: Option<Millis>,
}

/// One phrase of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Milliseconds since the conversation began.
    pub offset_ms: i64,
    /// Who speaks.
    pub speaker: Speaker,
    /// What is said.
    pub text: String,
}

/// Who speaks in a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Our agent.
    Agent,
    /// The other side.
    Customer,
    /// The phone system does not say.
    Unknown,
}
