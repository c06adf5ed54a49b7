//! `docs/profiles.md` says what the built-in profiles and the template fields are; it is generated from them.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use domain::profile::{BUILTIN, Profile};
use domain::template::FIELDS;
use serde_json::Value;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/profiles.md");
const BLESS: &str = "RINGLEDGER_BLESS=1 cargo test -p domain --test profiles_page";

#[test]
fn the_page_says_what_the_profiles_say() {
    let page = page();
    if std::env::var_os("RINGLEDGER_BLESS").is_some() {
        std::fs::create_dir_all(Path::new(PAGE).parent().unwrap()).unwrap();
        std::fs::write(PAGE, &page).unwrap();
    }
    let found = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(found == page, "docs/profiles.md is out of date; write it anew with: {BLESS}");
}

fn page() -> String {
    let mut page = format!(
        "# Profiles\n\n\
         A profile says when a call is logged, on whose record, under which owner and in which words.\n\n\
         This page is generated; after a change to a profile or a template field run\n`{BLESS}`.\n\n\
         ## Built-in profiles\n\n| Name | What it does |\n|---|---|\n"
    );
    for (name, _) in BUILTIN {
        let about = Profile::builtin(name).unwrap().about;
        writeln!(page, "| `{name}` | {} |", cell(&about)).unwrap();
    }
    page.push_str(
        "\n## All keys\n\n\
         The profile `default` with its comments. A profile of your own needs only `name`, `extends` and\n\
         the keys that differ; sections are merged key by key, lists are replaced.\n\n```toml\n",
    );
    page.push_str(BUILTIN[0].1.trim_end());
    page.push_str("\n```\n");
    page.push_str(&differences());
    page.push_str(
        "\n## Template fields\n\n\
         `{FIELD}` stands for what is known about the call; `{{` and `}}` stand for the braces themselves.\n\
         A line whose fields are all empty is left out with its label. A template of nothing but one field\n\
         keeps the field's type: a date-time fills a Date/Time field, a list a multi-select picklist.\n\n\
         | Field | Kind | What it says |\n|---|---|---|\n",
    );
    for field in FIELDS {
        writeln!(page, "| `{{{}}}` | {} | {} |", field.name, field.kind, cell(field.about))
            .unwrap();
    }
    page
}

/// A table of the keys in which the built-in profiles differ.
fn differences() -> String {
    let profiles: Vec<BTreeMap<String, String>> = BUILTIN
        .iter()
        .map(|(name, _)| {
            let mut keys = BTreeMap::new();
            let profile = serde_json::to_value(Profile::builtin(name).unwrap()).unwrap();
            flatten("", &profile, &mut keys);
            keys
        })
        .collect();
    let names: BTreeSet<&String> = profiles.iter().flat_map(BTreeMap::keys).collect();
    let mut table = "\n## Where the built-in profiles differ\n\n| Key |".to_owned();
    for (name, _) in BUILTIN {
        write!(table, " {name} |").unwrap();
    }
    table.push_str("\n|---|");
    table.push_str(&"---|".repeat(BUILTIN.len()));
    table.push('\n');
    for name in
        names.into_iter().filter(|name| !["name", "about", "extends"].contains(&name.as_str()))
    {
        let values: Vec<&str> =
            profiles.iter().map(|keys| keys.get(name).map_or("", String::as_str)).collect();
        if values.iter().all(|value| *value == values[0]) {
            continue;
        }
        write!(table, "| `{name}` |").unwrap();
        for value in values {
            if value.is_empty() {
                table.push_str(" – |");
            } else {
                write!(table, " `{}` |", cell(value)).unwrap();
            }
        }
        table.push('\n');
    }
    table
}

/// Keys with dots, and their values as TOML would show them without its quotation marks.
fn flatten(place: &str, value: &Value, keys: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(section) => {
            for (key, value) in section {
                let dot = if place.is_empty() { "" } else { "." };
                flatten(&format!("{place}{dot}{key}"), value, keys);
            }
        }
        Value::Array(list) => {
            let words: Vec<String> = list
                .iter()
                .map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned))
                .collect();
            keys.insert(place.to_owned(), words.join(", "));
        }
        Value::Null => {}
        Value::String(text) => {
            keys.insert(place.to_owned(), text.trim().to_owned());
        }
        other => {
            keys.insert(place.to_owned(), other.to_string());
        }
    }
}

/// A text in one cell of a table.
fn cell(text: &str) -> String {
    text.replace("\n\n", "\n").replace('\n', " ⏎ ").replace('|', "\\|")
}
