//! Duplicate rules, which can refuse a record that a program creates.

use super::check::Check;
use super::reading::Rows;
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;
use language::Sentence;

pub(super) static TOPIC: Topic =
    Topic { code: "D45", group: Group::People, words: "doctor-duplicates", findings: &[&ON_OURS] };

static ON_OURS: Finding =
    Finding { id: "on_task", verdict: Verdict::Warning, words: "doctor-duplicates-on-ours" };

/// The objects of which Ringledger creates records.
const CREATED: [&str; 1] = ["Task"];

/// The org's active rules, and whether one concerns what we create.
pub(super) fn look(rules: &Rows) -> Check {
    let rows = match rules {
        Ok(rows) => rows,
        Err(failure) => return TOPIC.unseen("doctor-unseen-duplicate-rules", failure),
    };
    let mut ours = Vec::new();
    let mut others = Vec::new();
    for row in rows {
        let object = text(row, "SobjectType").unwrap_or_default();
        let name = format!("{} ({object})", text(row, "MasterLabel").unwrap_or_default());
        if CREATED.contains(&object.as_str()) { ours.push(name) } else { others.push(name) }
    }
    match () {
        () if !ours.is_empty() => TOPIC.finds(&ON_OURS, ours.join(", "), &[]),
        () if others.is_empty() => TOPIC.good(Sentence::new("doctor-found-none")),
        () => TOPIC.good(Sentence::new("doctor-found-duplicates").with("names", others.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_rule_on_what_we_create_is_a_warning() {
        let row = |object: &str| {
            json!({"MasterLabel": "No twins", "SobjectType": object}).as_object().cloned().unwrap()
        };
        assert_eq!(look(&Ok(vec![row("Contact")])).finding, None);
        assert!(look(&Ok(vec![row("Contact")])).found.to_string().contains("No twins (Contact)"));
        assert_eq!(look(&Ok(vec![row("Contact"), row("Task")])).finding, Some("on_task"));
    }
}
