//! The Task of a call, field by field: what it should say, what Salesforce acknowledged, and what it says now.

use engine::{CallPage, TaskNow};
use serde_json::Value;

use super::mask::HIDDEN;

/// One field.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) wanted: String,
    pub(super) is_written: bool,
    /// What it says in Salesforce now, where that was asked for and the field is there.
    pub(super) now: Option<String>,
    /// Whether a person has changed it there.
    pub(super) is_changed: bool,
    pub(super) from: String,
}

/// The fields that the Task should have.
pub(super) fn fields(page: &CallPage, now: Option<&TaskNow>, masks: bool) -> Vec<Field> {
    let text = |value: &Value| if masks { hidden(value) } else { text(value) };
    let fields = page.explanation.task.iter().map(|field| {
        let found = now.and_then(|now| now.fields.iter().find(|it| it.field == field.field));
        Field {
            name: field.field.clone(),
            wanted: text(&field.value),
            is_written: field.written,
            now: found.map(|found| text(&found.now)),
            is_changed: found.is_some_and(|found| !found.is_ours),
            from: if masks { String::new() } else { field.from.clone() },
        }
    });
    fields.collect()
}

/// A value as people read it; a field without one is empty.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Only texts can name somebody.
fn hidden(value: &Value) -> String {
    match value {
        Value::String(_) => HIDDEN.to_owned(),
        other => text(other),
    }
}
