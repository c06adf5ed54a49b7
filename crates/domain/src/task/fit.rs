//! Fits a value to a Task field as describe tells of it: its type, its length, its picklist.

use jiff::Timestamp;
use jiff::civil::Date;
use language::Sentence;
use serde_json::Value as Json;

use super::description::{prefix, units};
use super::setting::{FieldFacts, FieldKind};
use super::zone;
use crate::template::{Value, Values};

/// Salesforce's longest multi-select value.
const MULTI_LIMIT: usize = 4_099;

/// A value as the field takes it.
pub(crate) struct Fitted {
    /// `None` leaves the field out.
    pub(crate) json: Option<Json>,
    /// What a person should know.
    pub(crate) note: Option<Sentence>,
}

impl Fitted {
    fn good(json: impl Into<Json>) -> Self {
        Self { json: Some(json.into()), note: None }
    }

    fn changed(json: impl Into<Json>, note: Sentence) -> Self {
        Self { json: Some(json.into()), note: Some(note) }
    }

    fn unfit(note: Sentence) -> Self {
        Self { json: None, note: Some(note) }
    }
}

/// Fits the value. `Value::Nothing` empties the field, except a checkbox, which cannot be empty.
pub(crate) fn fit(value: Value, facts: &FieldFacts, values: &Values<'_>) -> Fitted {
    if value == Value::Nothing {
        return Fitted {
            json: (facts.kind != FieldKind::Boolean).then_some(Json::Null),
            note: None,
        };
    }
    match facts.kind {
        FieldKind::Boolean => boolean(&value, values),
        FieldKind::Integer => integer(&value, values),
        FieldKind::Decimal => decimal(&value, values),
        FieldKind::Date => date(&value, values),
        FieldKind::DateTime => date_time(&value, values),
        FieldKind::Picklist => picklist(&values.words(value), facts),
        FieldKind::MultiPicklist => multi_picklist(value, facts, values),
        FieldKind::Text => one_line(&values.words(value), facts),
        FieldKind::TextArea => shorten(values.words(value), facts),
        FieldKind::Whole => whole(values.words(value), facts),
    }
}

fn boolean(value: &Value, values: &Values<'_>) -> Fitted {
    if let Value::Flag(flag) = value {
        return Fitted::good(*flag);
    }
    match values.words(value.clone()).to_lowercase().as_str() {
        "true" | "yes" | "1" => Fitted::good(true),
        "false" | "no" | "0" => Fitted::good(false),
        _ => Fitted::unfit(Sentence::new("task-fit-not-yes-no")),
    }
}

fn integer(value: &Value, values: &Values<'_>) -> Fitted {
    match value {
        Value::Number(number) => Fitted::good(*number),
        other => match values.words(other.clone()).trim().parse::<i64>() {
            Ok(number) => Fitted::good(number),
            Err(_) => Fitted::unfit(Sentence::new("task-fit-no-integer")),
        },
    }
}

fn decimal(value: &Value, values: &Values<'_>) -> Fitted {
    match value {
        Value::Number(number) => Fitted::good(*number),
        other => match values.words(other.clone()).trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Fitted::good(number),
            _ => Fitted::unfit(Sentence::new("task-fit-no-number")),
        },
    }
}

fn date(value: &Value, values: &Values<'_>) -> Fitted {
    let day = match value {
        Value::Moment(at) => zone::day(*at, &values.zone),
        other => values.words(other.clone()).trim().parse::<Date>().ok().map(|day| day.to_string()),
    };
    match day {
        Some(day) => Fitted::good(day),
        None => Fitted::unfit(Sentence::new("task-fit-no-date")),
    }
}

fn date_time(value: &Value, values: &Values<'_>) -> Fitted {
    let moment = match value {
        Value::Moment(at) => Timestamp::from_millisecond(*at).ok(),
        other => values.words(other.clone()).trim().parse().ok(),
    };
    match moment {
        Some(moment) => Fitted::good(moment.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()),
        None => Fitted::unfit(Sentence::new("task-fit-no-moment")),
    }
}

/// The picklist's own spelling of a value; `None` if only listed values are taken and it is not one.
fn listed(value: &str, facts: &FieldFacts) -> Option<String> {
    let known = facts.picklist.as_deref().unwrap_or_default();
    let folded = value.trim().to_lowercase();
    match known.iter().find(|known| known.trim().to_lowercase() == folded) {
        Some(known) => Some(known.clone()),
        None if facts.restricted => None,
        None => Some(value.trim().to_owned()),
    }
}

fn picklist(value: &str, facts: &FieldFacts) -> Fitted {
    match listed(value, facts) {
        Some(value) => one_line(&value, facts),
        None => Fitted::unfit(Sentence::new("task-fit-unlisted").with("value", value)),
    }
}

fn multi_picklist(value: Value, facts: &FieldFacts, values: &Values<'_>) -> Fitted {
    let parts: Vec<String> = match value {
        Value::List(parts) => parts,
        other => values.words(other).split(';').map(str::to_owned).collect(),
    };
    let limit = length(facts).unwrap_or(MULTI_LIMIT);
    let mut kept: Vec<String> = Vec::new();
    let mut unlisted = Vec::new();
    let mut used = 0;
    for part in parts {
        // The semicolon separates values, so a value cannot hold one.
        let Some(word) = listed(&part.replace(';', ","), facts) else {
            unlisted.push(part);
            continue;
        };
        let longer = used + units(&word) + usize::from(used > 0);
        if word.is_empty() || kept.contains(&word) {
            continue;
        }
        if longer > limit {
            unlisted.push(word);
            continue;
        }
        used = longer;
        kept.push(word);
    }
    let json = if kept.is_empty() { Json::Null } else { Json::from(kept.join(";")) };
    if unlisted.is_empty() {
        return Fitted::good(json);
    }
    let note = Sentence::new("task-fit-some-unlisted").with("values", unlisted.join(", "));
    Fitted::changed(json, note)
}

fn one_line(text: &str, facts: &FieldFacts) -> Fitted {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    shorten(text.trim().to_owned(), facts)
}

/// Shortens a text at its end, where a person would.
fn shorten(text: String, facts: &FieldFacts) -> Fitted {
    match length(facts) {
        Some(limit) if units(&text) > limit => {
            let mut short = prefix(text.chars(), limit.saturating_sub(1));
            short.truncate(short.trim_end().len());
            short.push('…');
            Fitted::changed(short, Sentence::new("task-fit-shortened").with("limit", limit))
        }
        _ => Fitted::good(text),
    }
}

/// A text that means something else, or nothing, when it is shortened.
fn whole(text: String, facts: &FieldFacts) -> Fitted {
    match length(facts) {
        Some(limit) if units(&text) > limit => {
            Fitted::unfit(Sentence::new("task-fit-too-long").with("limit", limit))
        }
        _ => Fitted::good(text.trim().to_owned()),
    }
}

fn length(facts: &FieldFacts) -> Option<usize> {
    let length = usize::try_from(facts.length?).ok()?;
    (length > 0).then_some(length)
}
