//! The settings that only some kinds of phone systems have, as lines that a person reads and writes.

use std::collections::BTreeMap;

use engine::settings::SettingsError;
use sources::SourceOption;
use toml::{Table, Value};

use crate::shell::Words;

/// How the name of an option ends that is read from a file. Files are a matter of `ringledger.toml`; in the console the
/// value itself is given, and kept as a secret.
const FILE: &str = "_file";

/// An option, and what it does.
pub(super) struct OptionView {
    pub(super) name: &'static str,
    pub(super) about: String,
}

/// What can be set for a kind, besides its secret option.
pub(super) fn of_kind(words: &Words, kind: &str) -> Vec<OptionView> {
    let secret = secret_of(kind);
    let shown = all(kind).iter().map(|option| option.name);
    let shown = shown.filter(|name| !name.ends_with(FILE) && Some(*name) != secret);
    shown.map(|name| OptionView { name, about: words.say(&message_id(name)) }).collect()
}

/// The option of a kind whose value is a secret, if it has one.
pub(super) fn secret_of(kind: &str) -> Option<&'static str> {
    all(kind).iter().find_map(|option| option.name.strip_suffix(FILE))
}

/// The options as lines, such as `status.201 = voicemail`; secrets are left out.
pub(super) fn written(kind: &str, options: &BTreeMap<String, Value>) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut lines = Vec::new();
    for (name, value) in options {
        match value {
            _ if secret_of(kind) == Some(name) => {}
            Value::Table(table) => {
                let more = table.iter();
                lines.extend(more.map(|(key, value)| format!("{name}.{key} = {}", text(value))));
            }
            value => lines.push(format!("{name} = {}", text(value))),
        }
    }
    lines.join("\n")
}

/// The table that such lines are.
///
/// # Errors
/// The first line that is none.
pub(super) fn read(id: &str, lines: &str) -> Result<Table, SettingsError> {
    let mut options = Table::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let wrong = || SettingsError::bad_option(id, line);
        let (name, value) = line.split_once('=').ok_or_else(wrong)?;
        let value = Value::from(value.trim());
        match name.trim().split_once('.') {
            None => drop(options.insert(name.trim().to_owned(), value)),
            Some((name, key)) => {
                let more = options.entry(name).or_insert_with(|| Value::Table(Table::new()));
                more.as_table_mut().ok_or_else(wrong)?.insert(key.to_owned(), value);
            }
        }
    }
    Ok(options)
}

fn all(kind: &str) -> &'static [SourceOption] {
    sources::find(kind).map(sources::Source::options).unwrap_or_default()
}

/// `status.*` is explained by `settings-option-status`.
fn message_id(name: &str) -> String {
    format!("settings-option-{}", name.trim_end_matches(".*").replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use language::{Language, say};

    use super::*;

    #[test]
    fn every_option_is_explained_and_one_at_most_is_secret() {
        for source in sources::ALL {
            let files = source.options().iter().filter(|option| option.name.ends_with(FILE));
            assert!(files.count() <= 1, "{}", source.kind());
            for option in source.options().iter().filter(|option| !option.name.ends_with(FILE)) {
                let id = message_id(option.name);
                for language in Language::ALL {
                    assert_ne!(say(language, &id), id, "{}", option.name);
                }
            }
        }
    }

    #[test]
    fn lines_are_what_was_written() {
        let lines = "base = https://example.com/?a=b\nstatus.201 = voicemail\nstatus.202 = ignore";
        let table = read("desk", lines).unwrap();
        assert_eq!(table["status"]["202"].as_str(), Some("ignore"));
        let options: BTreeMap<String, Value> = table.into_iter().collect();
        assert_eq!(written("generic", &options), lines);
        for wrong in ["status", "a = b\na.b = c"] {
            assert_eq!(read("desk", wrong).unwrap_err().code, "option");
        }
    }
}
