//! Reads Prometheus' text format (version 0.0.4), strictly: what a scraper would refuse or warn of fails the test.

use std::collections::BTreeMap;

/// A metric with its samples.
#[derive(Debug, Default)]
pub(crate) struct Family {
    pub(crate) help: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) samples: Vec<Sample>,
}

/// One line with a value.
#[derive(Debug)]
pub(crate) struct Sample {
    /// The part of the name behind the family's: empty, `_bucket`, `_sum` or `_count`.
    pub(crate) part: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

impl Family {
    /// The sum of all samples of this part.
    pub(crate) fn total(&self, part: &str) -> f64 {
        self.samples.iter().filter(|sample| sample.part == part).map(|sample| sample.value).sum()
    }
}

/// The families by name.
pub(crate) fn parse(text: &str) -> BTreeMap<String, Family> {
    assert!(text.ends_with('\n'), "the last line has no end");
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            let before = families.entry(name.to_owned()).or_default().help.replace(help.to_owned());
            assert!(before.is_none(), "two HELP lines: {line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            let family = families.entry(name.to_owned()).or_default();
            assert!(family.samples.is_empty(), "TYPE behind its samples: {line}");
            assert!(family.kind.replace(kind.to_owned()).is_none(), "two TYPE lines: {line}");
        } else {
            let (name, sample) = sample(line);
            let family = family_of(&name, &families);
            let sample = Sample { part: name[family.len()..].to_owned(), ..sample };
            families.get_mut(&family).unwrap().samples.push(sample);
        }
    }
    families
}

fn family_of(name: &str, families: &BTreeMap<String, Family>) -> String {
    let is_histogram = |base: &&str| {
        families.get(*base).is_some_and(|family| family.kind.as_deref() == Some("histogram"))
    };
    let parts = ["_bucket", "_sum", "_count"];
    let base = parts.iter().find_map(|part| name.strip_suffix(part).filter(is_histogram));
    let family = base.unwrap_or(name);
    assert!(families.contains_key(family), "{name} has neither HELP nor TYPE");
    family.to_owned()
}

fn sample(line: &str) -> (String, Sample) {
    let (head, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no value: {line}"));
    let value = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
    let (name, labels) = match head.split_once('{') {
        Some((name, rest)) => (name, labels(rest.strip_suffix('}').unwrap())),
        None => (head, BTreeMap::new()),
    };
    (name.to_owned(), Sample { part: String::new(), labels, value })
}

/// `a="x",b="y"`; a value may hold `\"`, `\\` and `\n`.
fn labels(text: &str) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut rest = text;
    while let Some((name, behind)) = rest.split_once("=\"") {
        let mut value = String::new();
        let mut characters = behind.char_indices();
        let end = loop {
            match characters.next().expect("a value without an end") {
                (at, '"') => break at,
                (_, '\\') => value.push(characters.next().expect("an escape without an end").1),
                (_, other) => value.push(other),
            }
        };
        assert!(labels.insert(name.to_owned(), value).is_none(), "a label twice: {text}");
        rest = behind[end + 1..].trim_start_matches(',');
    }
    assert!(rest.is_empty(), "{text}");
    labels
}

#[test]
fn a_histogram_and_a_counter_are_read() {
    let text = "# HELP a_seconds How long.\n# TYPE a_seconds histogram\na_seconds_bucket{le=\"0.5\"} 1\n\
                a_seconds_bucket{le=\"+Inf\"} 2\na_seconds_sum 3.5\na_seconds_count 2\n# TYPE b_total counter\n\
                b_total{x=\"a\\\"b\",y=\"\"} 7\n";
    let families = parse(text);
    assert_eq!(families["a_seconds"].total("_count"), 2.0);
    assert_eq!(families["b_total"].samples[0].labels["x"], "a\"b");
    assert_eq!(families["b_total"].total(""), 7.0);
}
