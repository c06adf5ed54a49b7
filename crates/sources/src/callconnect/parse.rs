//! CallConnect's form: documented keys for the customer, configurable ones for what is not documented.

use std::collections::BTreeMap;

use domain::event::{
    Agent, CallEvent, Direction, EventKind, Facts, Line, Millis, Phrase, Shape, Speaker,
};
use language::Sentence;

use crate::document;
use crate::moment;
use crate::nearest;
use crate::settings::Settings;
use crate::source::Parsed;
use crate::unreadable::Unreadable;

/// Words for `status.*`: direction, shape, whether a person answered; `None` ignores the call.
type Meaning = Option<(Direction, Shape, bool)>;
const MEANINGS: &[(&str, Meaning)] = &[
    ("outgoing", Some((Direction::Outbound, Shape::Plain, true))),
    ("outgoing_missed", Some((Direction::Outbound, Shape::Plain, false))),
    ("incoming", Some((Direction::Inbound, Shape::Plain, true))),
    ("incoming_missed", Some((Direction::Inbound, Shape::Plain, false))),
    ("voicemail", Some((Direction::Inbound, Shape::Voicemail, false))),
    ("ignore", None),
];

/// The one status code that CallConnect's help page lets us read.
const KNOWN_STATUS: (&str, &str) = ("200", "outgoing");

/// Facts that CallConnect sends under keys which its help page does not let us read: our names, and
/// the key that is assumed unless `field.<name>` says another.
const FIELDS: &[(&str, Option<&str>)] = &[
    ("started_at", Some("record[started_at]")),
    ("answered_at", None),
    ("ended_at", Some("record[ended_at]")),
    ("memo", Some("record[memo]")),
    ("recording_url", Some("record[recording_url]")),
    ("transcript", Some("record[transcript]")),
    ("agent_name", Some("record[user][name]")),
    ("agent_email", Some("record[user][email]")),
    ("line_number", None),
];

/// Refuses options that name no meaning or no fact.
pub(super) fn check(settings: &Settings) -> Result<(), Sentence> {
    for (name, value) in &settings.options {
        let words: Vec<&str> = match name.split_once('.') {
            Some(("status", _)) => MEANINGS.iter().map(|(word, _)| *word).collect(),
            _ => FIELDS.iter().map(|(word, _)| *word).collect(),
        };
        let given = match name.strip_prefix("field.") {
            Some(field) => field,
            None => value.trim(),
        };
        if !words.contains(&given) {
            let problem = match nearest::word(given, words.iter().copied()) {
                Some(nearest) => {
                    settings.problem("sources-unknown-word-nearest").with("nearest", nearest)
                }
                None => settings.problem("sources-unknown-word"),
            };
            let problem = problem.with("word", given).with("option", name);
            return Err(problem.with("words", words.join(", ")));
        }
    }
    Ok(())
}

/// Reads a body.
pub(super) fn parse(
    body: &[u8],
    content_type: Option<&str>,
    settings: &Settings,
) -> Result<Parsed, Unreadable> {
    let form = Form::read(body, content_type)?;
    let call = form.need("record[id]")?;
    let status = form.need("record[status]")?;
    let Some((direction, shape, answered)) = meaning(&status, settings)? else {
        return Ok(Parsed::nothing("the configuration ignores this status"));
    };
    let facts = facts(&form, settings, &status, (direction, shape, answered))?;
    let transcript = facts.transcript.clone();
    let event = |kind, facts| CallEvent {
        call: call.clone(),
        kind,
        // The body has no moment of its own: a later one (an edited memo) must win by when it came.
        at: None,
        facts,
    };
    let mut events = vec![event(EventKind::Snapshot, facts)];
    if transcript.is_some() {
        events.push(event(EventKind::Transcribed, Facts { transcript, ..Facts::default() }));
    }
    Ok(Parsed { events, ..Parsed::default() })
}

fn meaning(status: &str, settings: &Settings) -> Result<Meaning, Unreadable> {
    let preset = (status == KNOWN_STATUS.0).then_some(KNOWN_STATUS.1);
    let word = settings.option(&format!("status.{status}")).or(preset);
    let known = MEANINGS.iter().find(|(name, _)| Some(*name) == word);
    let words: Vec<&str> = MEANINGS.iter().map(|(word, _)| *word).collect();
    known.map(|(_, meaning)| *meaning).ok_or_else(|| {
        Unreadable::new(
            "unknown_call_type",
            Sentence::new("sources-unknown-status").with("path", "record[status]"),
            Sentence::new("sources-unknown-status-fix")
                .with("system", "CallConnect")
                .with("words", words.join(", ")),
        )
    })
}

fn facts(
    form: &Form,
    settings: &Settings,
    status: &str,
    (direction, shape, answered): (Direction, Shape, bool),
) -> Result<Facts, Unreadable> {
    let field = |name| form.get(&key(name, settings)?);
    let agent =
        Agent { name: field("agent_name"), email: field("agent_email"), ..Agent::default() };
    Ok(Facts {
        direction: Some(direction),
        shape: Some(shape),
        customer_number: form.number("contact[number]"),
        customer_name: form.get("contact[name]"),
        customer_company: form.get("contact[company]"),
        line: field("line_number").map(|number| Line { number: Some(number), ..Line::default() }),
        agent: Some(agent).filter(|agent| *agent != Agent::default()),
        started_at: form.moment("started_at", settings)?,
        answered_at: form.moment("answered_at", settings)?,
        ended_at: form.moment("ended_at", settings)?,
        answered: Some(answered),
        voicemail: (shape == Shape::Voicemail).then_some(true),
        recording_url: field("recording_url"),
        memo: field("memo").map(|memo| vec![memo]),
        transcript: field("transcript")
            .map(|text| vec![Phrase { offset_ms: 0, speaker: Speaker::Unknown, text }]),
        vendor_status: Some(status.to_owned()),
        ..Facts::default()
    })
}

/// The form key of a fact.
fn key(name: &str, settings: &Settings) -> Option<String> {
    let preset = FIELDS.iter().find(|(field, _)| *field == name)?.1;
    let set = settings.option(&format!("field.{name}"));
    set.or(preset).map(str::to_owned)
}

/// A decoded form; of twin keys the last one counts.
struct Form(BTreeMap<String, String>);

impl Form {
    fn read(body: &[u8], content_type: Option<&str>) -> Result<Self, Unreadable> {
        let text = document::text(body)?;
        let is_json = content_type.is_some_and(|kind| kind.contains("json"));
        if is_json || text.trim_start().starts_with(['{', '[', '<']) {
            return Err(Unreadable::new(
                "not_form",
                Sentence::new("sources-not-form"),
                Sentence::new("sources-wrong-kind-fix"),
            ));
        }
        let pairs: BTreeMap<String, String> =
            url::form_urlencoded::parse(text.trim().as_bytes()).into_owned().collect();
        // The decoder replaces bytes that are not UTF-8, such as percent-encoded Shift_JIS.
        let replaced = |text: &String| text.contains('\u{FFFD}');
        let sent = text.contains('\u{FFFD}') || text.to_ascii_uppercase().contains("%EF%BF%BD");
        if !sent && pairs.iter().any(|(key, value)| replaced(key) || replaced(value)) {
            return Err(document::not_utf8(None));
        }
        Ok(Self(pairs))
    }

    fn get(&self, key: &str) -> Option<String> {
        self.0.get(key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn need(&self, key: &str) -> Result<String, Unreadable> {
        self.get(key).ok_or_else(|| Unreadable::missing(key))
    }

    /// As it came; empty if it is withheld.
    fn number(&self, key: &str) -> Option<String> {
        self.0.get(key).cloned()
    }

    fn moment(&self, name: &str, settings: &Settings) -> Result<Option<Millis>, Unreadable> {
        let Some((key, value)) = key(name, settings).and_then(|key| {
            let value = self.get(&key)?;
            Some((key, value))
        }) else {
            return Ok(None);
        };
        match moment::of_text(&value, Some(&settings.zone())) {
            Some(millis) => Ok(Some(millis)),
            None => Err(Unreadable::wrong_type(
                &key,
                "sources-type-moment-seconds",
                "sources-type-text",
            )),
        }
    }
}
