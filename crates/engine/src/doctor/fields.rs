//! Whether each field that the profiles write is there and ours to write; if not, who could grant it.

use std::collections::{BTreeMap, BTreeSet};

use language::Sentence;
use salesforce::Describe;

use super::check::Check;
use super::rights::Grants;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static CREATE: Topic = Topic {
    code: "D30",
    group: Group::Task,
    words: "doctor-fields-create",
    findings: &[&NO_TASK, &NO_CREATE, &NO_EDIT],
};

static NO_TASK: Finding =
    Finding { id: "hidden", verdict: Verdict::Failure, words: "doctor-fields-no-task" };

static NO_CREATE: Finding =
    Finding { id: "no_create", verdict: Verdict::Failure, words: "doctor-fields-no-create" };

static NO_EDIT: Finding =
    Finding { id: "no_edit", verdict: Verdict::Warning, words: "doctor-fields-no-edit" };

/// Whether we may create and change Tasks.
pub(super) fn create(task: Option<&Describe>, user: &str) -> Check {
    let names = [("user", user)];
    match task {
        None => CREATE.finds(
            &NO_TASK,
            Sentence::new("doctor-found-hidden").with("name", "Task"),
            &names,
        ),
        Some(task) if !task.createable => {
            CREATE.finds(&NO_CREATE, Sentence::new("doctor-found-may-read"), &names)
        }
        Some(task) if !task.updateable => {
            CREATE.finds(&NO_EDIT, Sentence::new("doctor-found-may-create"), &names)
        }
        Some(_) => CREATE.good(Sentence::new("doctor-found-may-change")),
    }
}

pub(super) static FIELDS: Topic = Topic {
    code: "D31",
    group: Group::Task,
    words: "doctor-fields-fields",
    findings: &[&ESSENTIAL, &HIDDEN, &MISSING, &READ_ONLY, &FIXED],
};

static ESSENTIAL: Finding =
    Finding { id: "essential", verdict: Verdict::Failure, words: "doctor-fields-essential" };

static HIDDEN: Finding =
    Finding { id: "hidden", verdict: Verdict::Warning, words: "doctor-fields-hidden" };

static MISSING: Finding =
    Finding { id: "missing", verdict: Verdict::Warning, words: "doctor-fields-missing" };

static READ_ONLY: Finding =
    Finding { id: "read_only", verdict: Verdict::Warning, words: "doctor-fields-read-only" };

static FIXED: Finding =
    Finding { id: "fixed", verdict: Verdict::Warning, words: "doctor-fields-fixed" };

/// The fields without which a Task is of no use.
const NEEDED: [&str; 3] = ["WhoId", "Subject", "OwnerId"];

/// Fields that Salesforce itself takes only when a Task is created.
const ONCE: [&str; 1] = ["TaskSubtype"];

/// The fields of `wanted` that are not there or not ours to write.
pub(super) fn missed(task: &Describe, wanted: &BTreeSet<String>) -> Vec<String> {
    let ours = |name: &&String| {
        task.fields.get(*name).is_some_and(|field| field.createable && field.updateable)
    };
    wanted.iter().filter(|name| !ours(name)).cloned().collect()
}

/// What is wrong with the fields that the profiles write.
pub(super) fn look(
    task: &Describe,
    wanted: &BTreeSet<String>,
    grants: &Grants<'_>,
    user: &str,
) -> Vec<Check> {
    let missed = missed(task, wanted);
    let mut problems: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let findings = [&ESSENTIAL, &HIDDEN, &MISSING, &READ_ONLY, &FIXED];
    for name in missed {
        let place = match task.fields.get(&name) {
            Some(field) if field.createable && ONCE.contains(&name.as_str()) => continue,
            Some(field) if field.createable => 4,
            _ if NEEDED.contains(&name.as_str()) => 0,
            Some(_) => 3,
            None if grants.anybody(&name) => 1,
            None => 2,
        };
        problems.entry(place).or_default().push(name);
    }
    let mut checks = Vec::new();
    for (place, names) in problems {
        let sets = names.iter().flat_map(|name| grants.sets(name));
        let set = sets.min_by_key(|set| set != super::reading::OUR_SET);
        let set = set.unwrap_or_else(|| super::reading::OUR_SET.to_owned());
        let filled = [("user", user), ("set", set.as_str())];
        checks.push(FIELDS.finds(findings[place], names.join(", "), &filled));
    }
    if checks.is_empty() {
        checks.push(FIELDS.good(Sentence::new("doctor-found-fields").with("count", wanted.len())));
    }
    checks
}
