//! What differs between two documents of settings, key by key, as a page shows it.

use engine::settings::diff;
use toml::Table;

use crate::shell::Words;

/// One key that differs.
pub(super) struct DiffRow {
    pub(super) key: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// The keys that differ.
pub(super) fn rows(words: &Words, old: &Table, new: &Table) -> Vec<DiffRow> {
    let shown = |value: Option<String>| value.unwrap_or_else(|| words.say("profile-not-set"));
    diff(old, new)
        .into_iter()
        .map(|line| DiffRow {
            key: line.path,
            before: shown(line.before),
            after: shown(line.after),
        })
        .collect()
}
