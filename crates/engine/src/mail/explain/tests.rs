//! Every code that a trouble can carry is explained, in every language: the sources are searched for codes, so that a new
//! one without an explanation is found here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use language::{Language, say};

/// What stands before a code in the sources, but for white space.
const MAKERS: [&str; 7] = [
    "Unreadable::new(",
    "other_format(",
    "Rejection::new(",
    "Stopped::new(",
    "Trouble::new(",
    "stop(",
    "const ",
];

/// Codes that follow from state instead of being made with a maker.
const OF_STATE: [&str; 7] = [
    "people_too_old",
    "quota_forecast",
    "quota_reserve",
    "settings_unusable",
    "source_missing",
    "source_silent",
    "unknown_source",
];

/// The files below a folder, but for tests.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            files(&path, found);
        } else if name.ends_with(".rs") && !["tests.rs", "conformance.rs"].contains(&&*name) {
            found.push(path);
        }
    }
}

/// The codes that a source text makes.
fn codes(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let mut codes = Vec::new();
    for maker in MAKERS {
        for (place, _) in text.match_indices(maker) {
            let rest = &text[place + maker.len()..];
            // A constant has a name of capitals: `pub const NO_REPLY: &str = "NO_REPLY";`
            let rest = match maker {
                "const " => rest.split_once(": &str = ").map_or("", |(name, rest)| {
                    if rest.starts_with(&format!("\"{name}\"")) { rest } else { "" }
                }),
                _ => rest,
            };
            let Some(quoted) = rest.trim_start().strip_prefix('"') else { continue };
            let code = quoted.split('"').next().unwrap_or_default();
            let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            if !code.is_empty() && code.chars().all(letter) {
                codes.push(code.to_owned());
            }
        }
    }
    codes
}

fn is_explained(code: &str) -> bool {
    let said = |id: String| Language::ALL.into_iter().all(|language| say(language, &id) != id);
    let ours = ["cause", "fix"].into_iter().all(|part| said(format!("errors-{part}-{code}")));
    ours || salesforce::explain(code).is_some()
}

#[test]
fn every_code_that_can_be_produced_is_explained_in_every_language() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found: BTreeMap<String, String> =
        OF_STATE.iter().map(|code| ((*code).to_owned(), "what is found".to_owned())).collect();
    let mut all = Vec::new();
    for name in ["engine", "salesforce", "sources"] {
        files(&crates.join(name).join("src"), &mut all);
    }
    for file in all {
        for code in codes(&fs::read_to_string(&file).unwrap()) {
            found.entry(code).or_insert_with(|| file.display().to_string());
        }
    }
    for known in ["truncated_json", "token_mismatch", "contacts_vanished", "NO_REPLY"] {
        assert!(found.contains_key(known), "the search does not find {known}");
    }
    let missing: Vec<String> = found
        .iter()
        .filter(|(code, _)| !is_explained(code))
        .map(|(code, file)| format!("{code} of {file}"))
        .collect();
    assert!(missing.is_empty(), "errors-cause-… and errors-fix-… are missing for {missing:#?}");
}
