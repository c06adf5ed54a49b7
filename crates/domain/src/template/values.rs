//! What the template fields say about one call.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Field;
use crate::call::{Call, CallType};
use crate::event::{Direction, Millis};
use crate::matching::{Record, Resolution};
use crate::profile::{SpeakerLabels, TagRule};
use crate::task::SourceFacts;
use crate::wording::Language;

/// What a field says. The kind matters where a Task field has a type of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is known.
    Nothing,
    /// Words.
    Text(String),
    /// A moment in UTC milliseconds.
    Moment(Millis),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Several values, none of them empty.
    List(Vec<String>),
}

impl Value {
    pub(super) fn text(text: Option<&str>) -> Self {
        match text.map(str::trim) {
            Some(text) if !text.is_empty() => Self::Text(text.to_owned()),
            _ => Self::Nothing,
        }
    }

    pub(super) fn list(values: &[String]) -> Self {
        let values: Vec<String> = values
            .iter()
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect();
        if values.is_empty() { Self::Nothing } else { Self::List(values) }
    }

    pub(super) fn moment(at: Option<Millis>) -> Self {
        at.map_or(Self::Nothing, Self::Moment)
    }

    pub(super) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

/// The values of all fields for one call; each is worked out when it is asked for.
#[derive(Debug, Clone)]
pub struct Values<'a> {
    /// The call.
    pub call: &'a Call,
    /// What kind of call it is at this moment: a call that still rings is not missed yet.
    pub kind: CallType,
    /// The record that was found for it, or why none was.
    pub resolution: &'a Resolution,
    /// Where the call comes from.
    pub source: &'a SourceFacts,
    /// The language of the words around values.
    pub language: Language,
    /// Whose tags count after a transfer.
    pub tag_rule: TagRule,
    /// What the speakers of a transcript are called.
    pub speakers: &'a SpeakerLabels,
    /// The time zone of times in texts.
    pub zone: TimeZone,
}

impl Values<'_> {
    /// What the field says.
    pub fn of(&self, field: &Field) -> Value {
        (field.value)(self)
    }

    /// What the field says, as text.
    pub fn text_of(&self, field: &Field) -> String {
        self.words(self.of(field))
    }

    /// A value as text: times at the line's place, lists joined by commas.
    pub fn words(&self, value: Value) -> String {
        match value {
            Value::Nothing => String::new(),
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Flag(flag) => if flag { "yes" } else { "no" }.to_owned(),
            Value::List(values) => values.join(", "),
            Value::Moment(at) => self
                .local(at)
                .map(|local| local.strftime("%Y-%m-%d %H:%M:%S %:z").to_string())
                .unwrap_or_default(),
        }
    }

    /// The moment at the place of our line; `None` for a moment outside of the calendar.
    pub(super) fn local(&self, at: Millis) -> Option<jiff::Zoned> {
        let moment = Timestamp::from_millisecond(at).ok()?;
        Some(moment.to_zoned(self.zone.clone()))
    }

    pub(super) fn record(&self) -> Option<&Record> {
        self.resolution.record.as_ref()
    }

    pub(super) fn inbound(&self) -> bool {
        self.call.direction() == Direction::Inbound
    }
}
