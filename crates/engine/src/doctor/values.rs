//! Whether the picklist values that the profiles write are among the org's.

use std::collections::BTreeSet;

use domain::profile::{IGNORE, Profile};
use language::Sentence;
use salesforce::{Describe, Field};

use super::check::Check;
use super::reading::Rows;
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;

pub(super) static TOPIC: Topic = Topic {
    code: "D34",
    group: Group::Task,
    words: "doctor-values",
    findings: &[&STATUS, &CLOSED_LIST, &OPEN_LIST],
};

static STATUS: Finding =
    Finding { id: "status", verdict: Verdict::Warning, words: "doctor-values-status" };

static CLOSED_LIST: Finding =
    Finding { id: "restricted", verdict: Verdict::Warning, words: "doctor-values-closed-list" };

static OPEN_LIST: Finding =
    Finding { id: "not_listed", verdict: Verdict::Note, words: "doctor-values-open-list" };

/// Compares the values of the profiles with the lists of the org.
pub(super) fn look(task: &Describe, statuses: &Rows, profiles: &[&Profile]) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(check) = status(task, statuses, profiles) {
        checks.push(check);
    }
    let mut wanted = vec![("CallType", "Inbound"), ("CallType", "Outbound")];
    for profile in profiles {
        if profile.type_field {
            wanted.push(("Type", "Call"));
        }
        if let Some(subtype) = &profile.task_subtype {
            wanted.push(("TaskSubtype", subtype));
        }
    }
    let wanted: BTreeSet<(&str, &str)> = wanted.into_iter().collect();
    for (name, value) in wanted {
        let Some(field) = task.fields.get(name) else { continue };
        if field.picklist_values.iter().any(|known| known.value == value) {
            continue;
        }
        let finding = if field.restricted { &CLOSED_LIST } else { &OPEN_LIST };
        let found = Sentence::new("doctor-found-no-value").with("field", name).with("value", value);
        checks.push(TOPIC.finds(finding, found, &[("field", label(field))]));
    }
    if checks.is_empty() {
        checks.push(TOPIC.good(Sentence::new("doctor-found-values")));
    }
    checks
}

fn label(field: &Field) -> &str {
    if field.label.is_empty() { &field.name } else { &field.label }
}

fn status(task: &Describe, statuses: &Rows, profiles: &[&Profile]) -> Option<Check> {
    let mut known: Vec<String> =
        statuses.iter().flatten().filter_map(|row| text(row, "ApiName")).collect();
    if known.is_empty() {
        let field = task.fields.get("Status")?;
        known.extend(field.picklist_values.iter().map(|value| value.value.clone()));
    }
    let wanted: BTreeSet<&str> = profiles
        .iter()
        .flat_map(|profile| profile.log.types.values())
        .map(|status| status.trim())
        .filter(|status| !status.eq_ignore_ascii_case(IGNORE))
        .collect();
    let unknown: Vec<String> = wanted
        .into_iter()
        .filter(|status| {
            !known.iter().any(|known| known.trim().to_lowercase() == status.to_lowercase())
        })
        .map(|status| format!("\"{status}\""))
        .collect();
    if unknown.is_empty() {
        return None;
    }
    let found = Sentence::new("doctor-found-no-status").with("values", unknown.join(", "));
    Some(TOPIC.finds(&STATUS, found, &[("values", &known.join(", "))]))
}
