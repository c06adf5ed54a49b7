//! The merge fields to pick from, each with what it says and an example from a real call.

use engine::preview::FieldSamples;

use super::key::dashed;
use crate::shell::Words;

/// A merge field in the list.
pub(super) struct FieldRow {
    /// As it is written in a template.
    pub(super) written: String,
    pub(super) about: String,
    pub(super) sample: Option<String>,
    pub(super) insert: String,
}

/// The message that says what a merge field says.
pub(super) fn about_id(name: &str) -> String {
    format!("profile-merge-{}", dashed(name))
}

/// The rows of the list; `masks` leaves the examples out.
pub(super) fn rows(words: &Words, samples: &FieldSamples, masks: bool) -> Vec<FieldRow> {
    let row = |field: &engine::preview::FieldSample| FieldRow {
        written: format!("{{{}}}", field.name),
        about: words.say(&about_id(field.name)),
        sample: if masks { Some("•••".to_owned()) } else { field.sample.clone() },
        insert: words.with("profile-picker-insert", "name", field.name),
    };
    samples.fields.iter().map(row).collect()
}
