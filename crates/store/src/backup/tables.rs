//! Which tables are copied: those that the migrations make, so that none is forgotten when one is added.

use crate::batch::Kind;
use crate::migration::MIGRATIONS;

/// Who may do what at this moment; of no use in another place or at another time. The versions of the tables are made
/// by the migrations of the place that a backup is read into, and calls are counted while they are read.
const LEFT_OUT: [&str; 3] = ["lease", "schema_version", "call_count"];

/// A table with its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<(String, Kind)>,
}

/// Names of the tables that are copied, in the order in which they were made.
pub(crate) fn tables() -> Vec<String> {
    let mut names = Vec::new();
    for step in MIGRATIONS {
        for line in step.sqlite.lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                let name = rest.split([' ', '(']).next().unwrap_or_default().to_owned();
                if !LEFT_OUT.contains(&name.as_str()) {
                    names.push(name);
                }
            } else if let Some(rest) = line.strip_prefix("DROP TABLE ") {
                let gone = rest.trim_end_matches(';').to_owned();
                names.retain(|name| *name != gone);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_copied_once() {
        let mut names = tables();
        for expected in ["inbox", "event", "call", "org", "secret", "person", "once", "contact"] {
            assert!(names.iter().any(|name| name == expected), "{expected} is not copied");
        }
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(!names.contains(&"lease".to_owned()));
    }
}
