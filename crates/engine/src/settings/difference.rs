//! What differs between two documents, key by key.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::merge::leaves;

/// One key that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The key, such as `profile.ours.log.types.outgoing` or `source.main.region`.
    pub path: String,
    /// Its value before, as TOML; `None` if it was not set.
    pub before: Option<String>,
    /// Its value after, as TOML; `None` if it is not set any more.
    pub after: Option<String>,
}

/// The keys that differ, by path.
#[must_use]
pub fn diff(old: &Table, new: &Table) -> Vec<Line> {
    let text = |table| -> BTreeMap<String, String> {
        let leaves: Vec<(String, &Value)> = leaves(table);
        leaves.into_iter().map(|(path, value)| (path, value.to_string())).collect()
    };
    let (old, new) = (text(old), text(new));
    let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .filter(|path| old.get(*path) != new.get(*path))
        .map(|path| Line {
            path: path.clone(),
            before: old.get(path).cloned(),
            after: new.get(path).cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(old: &str, new: &str) -> Vec<String> {
        let [old, new] = [old, new].map(|text| text.parse::<Table>().unwrap());
        let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        diff(&old, &new)
            .into_iter()
            .map(|line| format!("{} {} {}", line.path, shown(line.before), shown(line.after)))
            .collect()
    }

    #[test]
    fn each_key_that_differs_is_a_line() {
        let old = "[delivery]\nbatch = 50\n[[source]]\nid = \"a\"\nregion = \"US\"\n[[source]]\nid = \"b\"\nopen = true";
        let new = "[[source]]\nid = \"b\"\nopen = true\n[[source]]\nid = \"a\"\nregion = \"JP\"\nextensions = [\"1\", \"2\"]";
        let expected = [
            "delivery.batch 50 -",
            "source.a.extensions - [\"1\", \"2\"]",
            "source.a.region \"US\" \"JP\"",
        ];
        assert_eq!(lines(old, new), expected);
        assert!(lines(new, new).is_empty());
    }
}
