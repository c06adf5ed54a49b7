//! A call as a script: what the demo and the bench play, each phone system in its own words.

use domain::event::Millis;

/// One invented call, told without any phone system's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// A number that no other call of the same source has.
    pub id: u64,
    /// Whether we called.
    pub outbound: bool,
    /// The other side's number in E.164; `None` where it is withheld.
    pub customer: Option<String>,
    /// The same number as it is written at home (`03-5550-0123`).
    pub customer_national: Option<String>,
    /// The other side's name, if the phone system knows it.
    pub customer_name: Option<String>,
    /// Our number in E.164.
    pub line: String,
    /// Our number's name.
    pub line_name: String,
    /// ISO 3166 country of our number.
    pub line_country: String,
    /// IANA time zone of our number.
    pub line_time_zone: String,
    /// Who took part for us.
    pub agent_name: String,
    /// The agent's e-mail address.
    pub agent_email: String,
    /// When it began, UTC milliseconds.
    pub started_at: Millis,
    /// Seconds that it rang.
    pub ring_seconds: i64,
    /// Seconds of conversation; `None` where nobody answered.
    pub talk_seconds: Option<i64>,
    /// Whether the caller left a voicemail.
    pub voicemail: bool,
    /// Tags or memo values.
    pub tags: Vec<String>,
    /// What the agent noted.
    pub comment: Option<String>,
    /// Who said what: `true` is our agent.
    pub transcript: Vec<(bool, String)>,
}

impl Rehearsal {
    /// When a person answered, UTC milliseconds.
    pub(crate) fn answered_at(&self) -> Option<Millis> {
        self.talk_seconds.map(|_| self.started_at + self.ring_seconds * 1000)
    }

    /// When the line was closed, UTC milliseconds.
    pub(crate) fn ended_at(&self) -> Millis {
        self.started_at + (self.ring_seconds + self.talk_seconds.unwrap_or(0)) * 1000
    }
}

/// A moment as ISO 8601 in UTC with a numeric offset.
pub(crate) fn iso(millis: Millis) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string())
        .unwrap_or_default()
}

/// A body of JSON.
pub(crate) fn json(value: &serde_json::Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
