//! Holds the whole repository to its own rules: arrows between crates, sizes, headers, names, and paths that exist.
//!
//! Each test collects every offence before it fails, and says which file it is and what to do.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Lines of a file without its tests: at most, in the middle, and for 95 of 100 files.
const LONGEST: usize = 400;
const MEDIAN: usize = 100;
const PERCENTILE_95: usize = 350;

/// Each crate, what it may depend on, and what its tests may use besides.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    ("domain", &["language"], &[]),
    ("emulator", &[], &[]),
    ("engine", &["domain", "language", "salesforce", "sources", "store"], &["emulator", "web"]),
    ("language", &[], &[]),
    (
        "ringledger",
        &["domain", "emulator", "engine", "language", "salesforce", "sources", "store", "web"],
        &[],
    ),
    ("salesforce", &["language"], &[]),
    ("sources", &["domain", "language"], &[]),
    ("store", &[], &[]),
    ("web", &["domain", "engine", "language", "salesforce", "sources", "store"], &["emulator"]),
];

const VENDORS: [&str; 3] = ["aircall", "miitel", "callconnect"];

/// Where a vendor's name may stand besides its own folder, tests and documents, and why.
const VENDOR_PLACES: &[(&str, &str)] = &[
    ("crates/sources/src/lib.rs", "the registry of sources"),
    ("crates/domain/profiles/", "profiles reproduce vendors"),
    ("crates/domain/src/profile/reading.rs", "the list of built-in profiles"),
    ("crates/ringledger/src/demo/", "the demo plays three vendors"),
    (
        "crates/emulator/seeds/demo.toml",
        "the demo's org has the custom fields of a vendor's package",
    ),
    ("config.default.toml", "tells which kinds and profiles there are"),
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] =
    ["common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"];

/// Put together here, so that this file does not hold what it looks for.
const UNFINISHED: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("db", "g!("),
];

/// A file of the repository: its path from the root, and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the file holds nothing but tests. `modules` are those that [`test_modules`] found.
    fn is_test(&self, modules: &BTreeSet<String>) -> bool {
        let name = self.path.rsplit('/').next().unwrap();
        self.path.contains("/tests/")
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            || modules.contains(&self.path)
    }

    /// The folder in which the files of this file's modules lie.
    fn module_folder(&self) -> String {
        let (folder, name) = self.path.rsplit_once('/').unwrap();
        match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        }
    }

    /// The text without the tests at its end.
    fn without_tests(&self) -> &str {
        let end = self.text.find("#[cfg(test)]\nmod tests {");
        &self.text[..end.unwrap_or(self.text.len())]
    }

    fn is_below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// Every text file that people write, sorted by path.
fn files() -> Vec<File> {
    let mut found = Vec::new();
    for name in [".ci", "crates", "docs"] {
        collect(&Path::new(ROOT).join(name), &mut found);
    }
    for entry in fs::read_dir(ROOT).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            add(&path, &mut found);
        }
    }
    found.retain(|file| !matches!(file.path.as_str(), "Cargo.lock" | "LICENSE"));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 100, "only {} files were found below {ROOT}", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, found),
            false => add(&path, found),
        }
    }
}

/// Pictures and other files that are no text are left out.
fn add(path: &Path, found: &mut Vec<File>) {
    if let Ok(text) = String::from_utf8(fs::read(path).unwrap()) {
        let path = path.strip_prefix(ROOT).unwrap().to_str().unwrap();
        found.push(File { path: path.replace('\\', "/"), text });
    }
}

fn rust_files() -> Vec<File> {
    files().into_iter().filter(File::is_rust).collect()
}

/// Paths of the files that are compiled for tests only, because they are declared below `#[cfg(test)]`.
fn test_modules(files: &[File]) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        for rest in file.text.split("#[cfg(test)]\n").skip(1) {
            let line = rest.lines().next().unwrap_or_default();
            let name = line.split_once("mod ").map(|(_, name)| name);
            if let Some(name) = name.and_then(|name| name.strip_suffix(';')) {
                let folder = file.module_folder();
                modules.insert(format!("{folder}/{name}.rs"));
                modules.insert(format!("{folder}/{name}/mod.rs"));
            }
        }
    }
    modules
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn manifest(path: &str) -> Table {
    read(path).parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn report(rule: &str, offences: Vec<String>) {
    let list = offences.join("\n  ");
    assert!(offences.is_empty(), "{rule}\n  {list}\n");
}

#[test]
fn every_file_says_why_it_exists() {
    let offences = rust_files()
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path.clone())
        .collect();
    report("These files must open with a `//!` sentence that says why they exist:", offences);
}

#[test]
fn files_are_short() {
    let files = rust_files();
    let tests = test_modules(&files);
    let mut sizes: Vec<(usize, String)> = files
        .into_iter()
        .filter(|file| !file.is_test(&tests))
        .map(|file| (file.without_tests().lines().count(), file.path))
        .collect();
    sizes.sort();
    let longer = sizes.iter().filter(|(lines, _)| *lines > LONGEST);
    let offences = longer.map(|(lines, path)| format!("{path}: {lines}")).collect();
    report(&format!("Split these files; without tests they may have {LONGEST} lines:"), offences);
    let (percentile, _) = sizes[sizes.len() * 95 / 100];
    assert!(
        percentile <= PERCENTILE_95,
        "5 % of the files have more than {percentile} lines; split the longest until it is {PERCENTILE_95}"
    );
    let (median, _) = sizes[sizes.len() / 2];
    let near: Vec<String> = sizes
        .iter()
        .filter(|(lines, _)| (MEDIAN + 1..=median.max(MEDIAN)).contains(lines))
        .map(|(lines, path)| format!("{path}: {lines}"))
        .collect();
    assert!(
        median <= MEDIAN,
        "Half of the files have {median} lines or more, without tests; the budget is {MEDIAN}. The nearest \
         to split:\n  {}",
        near.join("\n  ")
    );
}

#[test]
fn arrows_between_crates_point_inwards() {
    let mut offences = Vec::new();
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, ..)| *name).collect();
    let present: BTreeSet<String> = fs::read_dir(Path::new(ROOT).join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        present.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        known,
        "ARROWS must list every crate"
    );
    for (name, allowed, in_tests) in ARROWS {
        let path = format!("crates/{name}/Cargo.toml");
        let manifest = manifest(&path);
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for dependency in keys(&manifest, section) {
                let tests_only = section == "dev-dependencies" && in_tests.contains(&&*dependency);
                let ours = known.contains(&*dependency);
                if ours && !tests_only && !allowed.contains(&&*dependency) {
                    offences.push(format!("{path}: {dependency} in [{section}]"));
                }
            }
        }
    }
    report(
        "These crates may not know each other; move the code to where the arrow allows it:",
        offences,
    );
}

fn keys(table: &Table, section: &str) -> Vec<String> {
    let section = table.get(section).and_then(Value::as_table);
    section.map(|section| section.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn every_dependency_has_a_reason_and_a_user() {
    let text = read("Cargo.toml");
    let workspace = manifest("Cargo.toml");
    let all = workspace["workspace"]["dependencies"].as_table().unwrap();
    let mut used = BTreeSet::new();
    let mut offences = Vec::new();
    for (name, ..) in ARROWS {
        let path = format!("crates/{name}/Cargo.toml");
        let manifest = manifest(&path);
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for dependency in keys(&manifest, section) {
                if manifest[section][&dependency].get("workspace").is_none() {
                    offences.push(format!(
                        "{path}: {dependency} must be `.workspace = true`, with its version in Cargo.toml"
                    ));
                }
                used.insert(dependency);
            }
        }
    }
    for (name, value) in all {
        let is_ours = value.get("path").is_some();
        if !is_ours && !has_comment_above(&text, name) {
            offences.push(format!(
                "Cargo.toml: {name} needs a comment line above it that says what it is for"
            ));
        }
        if !used.contains(name) {
            offences.push(format!("Cargo.toml: {name} is used by no crate; delete its line"));
        }
    }
    report("About dependencies:", offences);
}

/// Whether the line above `key = …` is a comment.
fn has_comment_above(text: &str, key: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(2).any(|pair| key_of(pair[1]) == Some(key) && pair[0].starts_with('#'))
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(" =")?;
    (!key.starts_with([' ', '#', '[', '"'])).then_some(key)
}

#[test]
fn every_setting_has_a_sentence() {
    let text = read("config.default.toml");
    let lines: Vec<&str> = text.lines().collect();
    let offences = lines
        .windows(2)
        .filter(|pair| !pair[0].starts_with('#'))
        .filter_map(|pair| key_of(pair[1]))
        .map(|key| format!("config.default.toml: {key}"))
        .collect();
    report("These settings need a comment line right above them:", offences);
}

#[test]
fn migrations_come_in_pairs() {
    let names = |database: &str| -> BTreeSet<String> {
        fs::read_dir(Path::new(ROOT).join("crates/store/migrations").join(database))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    let alone: Vec<_> = sqlite.symmetric_difference(&postgres).cloned().collect();
    report(
        "These migrations exist for one database only; add the other with the same name:",
        alone,
    );
    for (place, name) in (1..).zip(&sqlite) {
        let number = format!("{place:04}_");
        assert!(
            name.starts_with(&number),
            "{name}: migrations count without gaps; this one must begin with {number}"
        );
    }
}

#[test]
fn a_vendor_lives_in_its_own_folder() {
    let mut offences = Vec::new();
    let files = files();
    let tests = test_modules(&files);
    for file in files {
        let is_document = file.path.ends_with(".md") && !file.is_below("crates/");
        let is_allowed = VENDOR_PLACES.iter().any(|(place, _)| file.is_below(place));
        if is_document || is_allowed || file.is_test(&tests) {
            continue;
        }
        for (line, text) in (1..).zip(file.without_tests().lines()) {
            let text = text.to_lowercase();
            for vendor in VENDORS {
                let own = format!("crates/sources/src/{vendor}/");
                if text.contains(vendor) && !file.is_below(&own) {
                    offences.push(format!("{}:{line}: {vendor}", file.path));
                }
            }
        }
    }
    report(
        "A vendor's name stands outside of its own folder. Make it a key of a profile or part of its source:",
        offences,
    );
}

#[test]
fn nothing_is_left_for_later() {
    let mut offences = Vec::new();
    for file in files() {
        for (line, text) in (1..).zip(file.text.lines()) {
            for word in UNFINISHED.iter().filter(|word| text.contains(*word)) {
                offences.push(format!("{}:{line}: {word}", file.path));
            }
        }
    }
    report("Finish these, or delete them:", offences);
}

#[test]
fn names_say_what_is_inside() {
    let mut offences = Vec::new();
    for file in files() {
        for part in Path::new(&file.path).components() {
            let name = Path::new(part.as_os_str()).file_stem().unwrap();
            if EMPTY_NAMES.contains(&name.to_str().unwrap()) {
                offences.push(file.path.clone());
            }
        }
        for line in file.text.lines().filter(|_| file.is_rust()) {
            let module = line.split_once("mod ").map_or("", |(_, rest)| rest);
            let name = module.trim_end_matches([';', '{', ' ']);
            if EMPTY_NAMES.contains(&name) {
                offences.push(format!("{}: mod {name}", file.path));
            }
        }
    }
    report("Name these after what they are about, not after being useful:", offences);
}

#[test]
fn paths_in_the_architecture_exist() {
    let text = read("ARCHITECTURE.md");
    let paths: BTreeSet<&str> =
        text.split('`').skip(1).step_by(2).filter(|words| is_path(words)).collect();
    assert!(
        paths.len() > 30,
        "only {} paths were found in ARCHITECTURE.md: {paths:?}",
        paths.len()
    );
    let gone = paths
        .into_iter()
        .filter(|path| !Path::new(ROOT).join(path).exists())
        .map(str::to_owned)
        .collect();
    report(
        "ARCHITECTURE.md names files that do not exist (paths begin at the root); correct it:",
        gone,
    );
}

/// Whether words in backticks mean a file or folder of this repository.
fn is_path(words: &str) -> bool {
    let has_ending = [".rs", ".md", ".toml", ".sh", ".sql", ".html"]
        .iter()
        .any(|ending| words.ends_with(ending));
    let beginning = ["crates/", "docs/", ".ci/"].iter().any(|folder| words.starts_with(folder));
    (has_ending && words != "ringledger.toml" || beginning) && !words.contains([' ', '<', '*', '{'])
}

#[test]
fn links_in_documents_lead_somewhere() {
    let mut offences = Vec::new();
    let mut followed = 0;
    for file in files().iter().filter(|file| file.path.ends_with(".md")) {
        let folder = Path::new(ROOT).join(&file.path).parent().unwrap().to_owned();
        for link in links(&file.text) {
            followed += 1;
            let target: PathBuf = folder.join(link.split('#').next().unwrap());
            if !target.exists() {
                offences.push(format!("{}: {link}", file.path));
            }
        }
    }
    assert!(followed > 10, "only {followed} links were found in documents");
    report("These links lead nowhere:", offences);
}

/// Targets of the links and pictures of a document, without those to other hosts and within the page.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|link| {
            !link.contains("://") && !link.starts_with(['#', '<']) && !link.contains(' ')
        })
        .collect()
}

#[test]
fn decisions_are_numbered_and_listed() {
    let list = read("docs/decisions/README.md");
    let mut names: Vec<String> = fs::read_dir(Path::new(ROOT).join("docs/decisions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    names.sort();
    for (place, name) in (1..).zip(&names) {
        let number = format!("{place:04}-");
        assert!(
            name.starts_with(&number),
            "docs/decisions/{name}: records count without gaps; this one must begin with {number}"
        );
        assert!(
            list.contains(&format!("({name})")),
            "docs/decisions/README.md does not list {name}"
        );
    }
}

#[test]
fn every_source_explains_itself() {
    let mut offences = Vec::new();
    for source in sources::ALL {
        for part in ["README.md", "fixtures"] {
            let path = format!("crates/sources/src/{}/{part}", source.kind());
            if !Path::new(ROOT).join(&path).exists() {
                offences.push(path);
            }
        }
    }
    report("These parts of sources are missing:", offences);
}

#[test]
fn the_licence_is_the_one_that_the_manifests_name() {
    let licence = read("LICENSE");
    assert!(
        licence.contains("Apache License") && licence.contains("END OF TERMS AND CONDITIONS"),
        "LICENSE must hold the full text of the Apache License, Version 2.0"
    );
    let workspace = manifest("Cargo.toml");
    let named = workspace["workspace"]["package"]["license"].as_str();
    assert_eq!(named, Some("Apache-2.0"), "Cargo.toml");
    for (name, ..) in ARROWS {
        let path = format!("crates/{name}/Cargo.toml");
        assert!(
            manifest(&path)["package"]["license"].get("workspace").is_some(),
            "{path}: `license.workspace = true` is missing"
        );
    }
}
