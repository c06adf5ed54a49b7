//! A new record while its values are fitted to its fields.

use std::collections::BTreeMap;

use language::Sentence;
use serde_json::Value as Json;

use super::names::split;
use super::{CreateRules, ObjectFacts};
use crate::task::fit;
use crate::template::{Template, Value, Values};

/// A record while its values are fitted to its fields.
pub(super) struct Draft<'a> {
    pub(super) facts: &'a ObjectFacts,
    values: &'a Values<'a>,
    pub(super) fields: BTreeMap<String, Json>,
    pub(super) notes: Vec<Sentence>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(facts: &'a ObjectFacts, values: &'a Values<'a>) -> Self {
        Self { facts, values, fields: BTreeMap::new(), notes: Vec::new() }
    }

    /// Sets a field; one that the object does not have or that does not take the value is left out with a note.
    pub(super) fn put(&mut self, name: &str, value: Value) {
        let Some(facts) = self.facts.fields.get(name).filter(|field| field.createable) else {
            let note = Sentence::new("introduce-left-out-not-ours");
            self.notes.push(note.with("field", name));
            return;
        };
        let fitted = fit(value, facts, self.values);
        if let Some(note) = fitted.note {
            let of_field = Sentence::new("introduce-field-note").with("field", name);
            self.notes.push(of_field.with("note", note));
        }
        if let Some(json) = fitted.json.filter(|json| !json.is_null()) {
            self.fields.insert(name.to_owned(), json);
        }
    }

    /// The profile's further fields; an empty template takes an inherited one away.
    pub(super) fn templates(&mut self, fields: &BTreeMap<String, Template>) {
        for (name, template) in fields.iter().filter(|(_, template)| !template.is_empty()) {
            let value = match template.only_field() {
                Some(field) => self.values.of(field),
                None => Value::Text(template.render(&|field| self.values.text_of(field))),
            };
            self.put(name, value);
        }
    }

    /// First and last name; the number as people write it where no name is known. Returns what people will read.
    pub(super) fn name(
        &mut self,
        name: Option<&str>,
        number: String,
        rules: &CreateRules,
    ) -> String {
        let Some(name) = name else {
            self.put("LastName", Value::Text(number.clone()));
            return number;
        };
        let (first, last) = split(name, rules.name_order);
        self.put("LastName", Value::Text(last));
        if let Some(first) = first {
            self.put("FirstName", Value::Text(first));
        }
        name.to_owned()
    }
}
