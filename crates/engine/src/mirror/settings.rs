//! How the org's people are known: asked for call by call, or held as a copy that is kept fresh.

use domain::event::Millis;

/// Where a call's person is looked up; the sentences stand in `config.default.toml` under `[salesforce]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum People {
    /// Salesforce is asked, once for all calls of a round.
    Live,
    /// In a copy of the org's people, which is loaded once and then kept fresh.
    Mirror(Mirroring),
}

impl People {
    /// How the copy is kept, if there is one.
    #[must_use]
    pub fn mirroring(&self) -> Option<&Mirroring> {
        match self {
            People::Live => None,
            People::Mirror(mirroring) => Some(mirroring),
        }
    }
}

/// How the copy is kept fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirroring {
    /// How often Salesforce is asked what has changed, in milliseconds.
    pub poll_ms: Millis,
    /// Whether change events are listened to, where the org has them.
    pub change_events: bool,
    /// Where change events are told; `None` for the address that follows from the org's own.
    pub pubsub_url: Option<String>,
    /// A copy that is older than this many milliseconds is not trusted: then Salesforce is asked.
    pub oldest_ms: Millis,
}
