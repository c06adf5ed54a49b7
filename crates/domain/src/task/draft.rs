//! The Task while it is being composed: each value is fitted to its field, or left out with a note.

use std::collections::BTreeMap;

use language::Sentence;
use serde_json::Value as Json;

use super::fit::fit;
use super::{DesiredTask, Setting};
use crate::owner::OwnerChoice;
use crate::template::{Value, Values};

/// The Task so far.
pub(super) struct Draft<'a> {
    pub(super) setting: &'a Setting<'a>,
    pub(super) values: &'a Values<'a>,
    fields: BTreeMap<String, Json>,
    create_only: Vec<String>,
    origins: BTreeMap<String, Sentence>,
    notes: Vec<Sentence>,
    missing: Vec<String>,
    locked: Vec<String>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(setting: &'a Setting<'a>, values: &'a Values<'a>) -> Self {
        Self {
            setting,
            values,
            fields: BTreeMap::new(),
            create_only: Vec::new(),
            origins: BTreeMap::new(),
            notes: Vec::new(),
            missing: Vec::new(),
            locked: Vec::new(),
        }
    }

    /// Sets a field; `Value::Nothing` empties it. A field that the org does not have, that we may not
    /// write, or that the value does not fit is left out, and a note says so.
    pub(super) fn put(&mut self, name: &str, value: Value, origin: Sentence) {
        let Some(facts) = self.setting.org.fields.get(name) else {
            self.missing.push(name.to_owned());
            return;
        };
        if !facts.createable {
            self.locked.push(name.to_owned());
            return;
        }
        let fitted = fit(printable(value), facts, self.values);
        if let Some(note) = fitted.note {
            self.note_of(name, note);
        }
        let Some(json) = fitted.json else {
            return;
        };
        if !facts.updateable {
            self.create_only.push(name.to_owned());
        }
        self.fields.insert(name.to_owned(), json);
        self.origins.insert(name.to_owned(), origin);
    }

    /// Sets a field that Salesforce takes, or that we send, only with a new Task.
    pub(super) fn put_once(&mut self, name: &str, value: Value, origin: Sentence) {
        self.put(name, value, origin);
        let listed = self.create_only.iter().any(|known| known == name);
        if self.fields.contains_key(name) && !listed {
            self.create_only.push(name.to_owned());
        }
    }

    /// Adds a remark for people.
    pub(super) fn note(&mut self, note: Sentence) {
        self.notes.push(note);
    }

    /// Adds a remark about a field.
    pub(super) fn note_of(&mut self, field: &str, note: Sentence) {
        self.notes.push(Sentence::new("task-field-note").with("field", field).with("note", note));
    }

    /// The longest text that the org takes in a field.
    pub(super) fn limit_of(&self, name: &str) -> Option<usize> {
        let length = self.setting.org.fields.get(name)?.length?;
        usize::try_from(length).ok().filter(|length| *length > 0)
    }

    pub(super) fn finish(mut self, owner: OwnerChoice) -> DesiredTask {
        if !self.missing.is_empty() {
            let fields = self.missing.join(", ");
            self.notes.push(Sentence::new("task-fields-missing").with("fields", fields));
        }
        if !self.locked.is_empty() {
            let fields = self.locked.join(", ");
            self.notes.push(Sentence::new("task-fields-locked").with("fields", fields));
        }
        self.create_only.sort();
        DesiredTask {
            fields: self.fields,
            create_only: self.create_only,
            origins: self.origins,
            owner,
            notes: self.notes,
        }
    }
}

/// A value without control characters: callers and phone systems choose some of the texts, and a screen or
/// a terminal that shows the Task must not obey them. Line ends and tabs stay.
fn printable(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(without_controls(&text)),
        Value::List(texts) => {
            Value::List(texts.iter().map(|text| without_controls(text)).collect())
        }
        other => other,
    }
}

fn without_controls(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |letter: &char| *letter >= ' ' || matches!(letter, '\n' | '\t');
    lines.chars().filter(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_taken_out_of_texts_and_lists() {
        let text = Value::Text("a\u{1b}[2J\u{0}b\r\nc\td\re".to_owned());
        assert_eq!(printable(text), Value::Text("a[2Jb\nc\td\ne".to_owned()));
        let list = Value::List(vec!["x\u{7}".to_owned(), "見積".to_owned()]);
        assert_eq!(printable(list), Value::List(vec!["x".to_owned(), "見積".to_owned()]));
        assert_eq!(printable(Value::Number(7)), Value::Number(7));
    }
}
