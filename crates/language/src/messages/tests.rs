//! Holds the languages against each other, and the sources against the message files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

#[test]
fn plurals_follow_the_language() {
    let count = |language, n: i64| say_with(language, "shell-sample-calls", &[("count", n.into())]);
    assert_eq!(count(Language::English, 1), "1 call");
    assert_eq!(count(Language::English, 0), "0 calls");
    assert_eq!(count(Language::French, 0), "0 appel");
    assert_eq!(count(Language::French, 2), "2 appels");
    assert_eq!(count(Language::Japanese, 2), "2 件の通話");
}

#[test]
fn an_id_that_does_not_exist_comes_back() {
    assert_eq!(say(Language::English, "shell-no-such-message"), "shell-no-such-message");
}

/// The arguments of each message of a file.
fn messages(area: &str, language: Language, text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let tag = language.tag();
    let resource = fluent_syntax::parser::parse(text)
        .unwrap_or_else(|(_, errors)| panic!("locales/{tag}/{area}.ftl: {errors:?}"));
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name;
        assert!(id.starts_with(&format!("{area}-")), "{tag}/{area}.ftl: `{id}` is of another area");
        let pattern = message.value.as_ref();
        let pattern = pattern.unwrap_or_else(|| panic!("{tag}/{area}.ftl: `{id}` is empty"));
        let mut arguments = BTreeSet::new();
        collect(pattern, &mut arguments);
        let before = found.insert(id.to_owned(), arguments);
        assert!(before.is_none(), "{tag}/{area}.ftl: `{id}` stands twice");
    }
    found
}

fn collect(pattern: &Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, arguments),
            Expression::Select { selector, variants } => {
                collect_inline(selector, arguments);
                variants.iter().for_each(|variant| collect(&variant.value, arguments));
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, arguments: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            arguments.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = &**expression {
                collect_inline(inner, arguments);
            }
        }
        _ => {}
    }
}

#[test]
fn each_message_is_there_in_every_language_with_the_same_arguments() {
    let mut offences = Vec::new();
    for area in AREAS {
        let [english, others @ ..] =
            Language::ALL.map(|language| messages(area.name, language, language.pick(area.texts)));
        for (other, language) in others.iter().zip(&Language::ALL[1..]) {
            let file = format!("locales/{}/{}.ftl", language.tag(), area.name);
            for (id, arguments) in &english {
                match other.get(id) {
                    None => offences.push(format!("{file}: `{id}` is missing")),
                    Some(theirs) if theirs != arguments => {
                        offences
                            .push(format!("{file}: `{id}` takes {theirs:?}, not {arguments:?}"));
                    }
                    Some(_) => {}
                }
            }
            let surplus = other.keys().filter(|id| !english.contains_key(*id));
            offences.extend(surplus.map(|id| format!("{file}: English has no `{id}`")));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// Every id of a message in quotes in the sources and templates; what is meant as no id may not look like one.
#[test]
fn every_id_that_the_sources_name_exists() {
    let mut known = BTreeSet::new();
    for area in AREAS {
        known.extend(messages(area.name, Language::English, area.texts[0]).into_keys());
    }
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut offences = Vec::new();
    for file in files(&crates) {
        let text = fs::read_to_string(&file).unwrap();
        for id in asked(&text) {
            if !known.contains(id) {
                offences.push(format!("{}: there is no message `{id}`", file.display()));
            }
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// Sources and templates, but for tests.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["tests", "target", "examples"].contains(&&*name) {
            found.extend(files(&path));
        } else if name.ends_with(".html") || (name.ends_with(".rs") && name != "tests.rs") {
            found.push(path);
        }
    }
    found
}

/// The ids that `text` asks for: the first argument of `say("…`, `with("…`, `with2("…`, `Sentence::new("…`.
fn asked(text: &str) -> Vec<&str> {
    let mut ids = Vec::new();
    for call in ["say(\"", "with(\"", "with2(\"", "Sentence::new(\""] {
        for (place, _) in text.match_indices(call) {
            let rest = &text[place + call.len()..];
            let id = rest.split('"').next().unwrap_or_default();
            let area = id.split('-').next().unwrap_or_default();
            if id.contains('-') && AREAS.iter().any(|known| known.name == area) {
                ids.push(id);
            }
        }
    }
    ids
}
