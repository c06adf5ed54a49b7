//! Fields of the Task that the org demands and that calls do not fill.

use std::collections::BTreeSet;

use language::Sentence;
use salesforce::Describe;

use super::check::Check;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic =
    Topic { code: "D35", group: Group::Task, words: "doctor-required", findings: &[&UNFILLED] };

static UNFILLED: Finding =
    Finding { id: "unfilled", verdict: Verdict::Failure, words: "doctor-required-unfilled" };

/// Required, without a default, and not among `written`.
pub(super) fn look(task: &Describe, written: &BTreeSet<String>) -> Check {
    let unfilled: Vec<&str> = task
        .fields
        .values()
        .filter(|field| field.createable && !field.nillable && !field.defaulted)
        // A checkbox is never empty.
        .filter(|field| field.kind != "boolean" && !written.contains(&field.name))
        .map(|field| field.name.as_str())
        .collect();
    match unfilled.first() {
        None => TOPIC.good(Sentence::new("doctor-found-required")),
        Some(first) => TOPIC.finds(&UNFILLED, unfilled.join(", "), &[("field", first)]),
    }
}
