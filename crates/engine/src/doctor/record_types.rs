//! Record types of the Task: which one the Tasks of calls get.

use language::Sentence;
use salesforce::Describe;

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D36",
    group: Group::Task,
    words: "doctor-record-types",
    findings: &[&NONE_OURS],
};

static NONE_OURS: Finding = Finding {
    id: "none_available",
    verdict: Verdict::Warning,
    words: "doctor-record-types-none-ours",
};

/// The record types that we may use, and our default.
pub(super) fn look(task: &Describe, user: &str) -> Check {
    let own: Vec<_> = task.record_types.iter().filter(|kind| kind.active && !kind.master).collect();
    if own.is_empty() {
        return TOPIC.good(Sentence::new("doctor-found-record-types-none"));
    }
    let names = own.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>().join(", ");
    if !own.iter().any(|kind| kind.available) {
        let found = Sentence::new("doctor-found-record-types-not-ours").with("names", names);
        return TOPIC.finds(&NONE_OURS, found, &[("user", user)]);
    }
    match task.record_types.iter().find(|kind| kind.default) {
        Some(kind) => TOPIC.good(
            Sentence::new("doctor-found-record-types-ours")
                .with("name", &kind.name)
                .with("names", names),
        ),
        None => TOPIC.good(Sentence::new("doctor-found-record-types-chosen").with("names", names)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use salesforce::RecordType;

    use super::*;

    fn kind(name: &str, available: bool) -> RecordType {
        RecordType {
            id: name.to_owned(),
            name: name.to_owned(),
            active: true,
            available,
            default: name == "Master",
            master: name == "Master",
        }
    }

    fn finding(record_types: Vec<RecordType>) -> Option<&'static str> {
        let task = Describe {
            name: "Task".to_owned(),
            label: "Task".to_owned(),
            key_prefix: None,
            createable: true,
            updateable: true,
            fields: BTreeMap::new(),
            record_types,
        };
        look(&task, "integration@example.com").finding
    }

    #[test]
    fn record_types_that_none_is_ours_are_a_warning() {
        assert_eq!(finding(vec![kind("Master", true)]), None);
        assert_eq!(finding(vec![kind("Calls", true), kind("Master", true)]), None);
        assert_eq!(
            finding(vec![kind("Calls", false), kind("Master", true)]),
            Some("none_available")
        );
    }
}
