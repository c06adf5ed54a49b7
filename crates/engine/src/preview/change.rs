//! What differs between two outcomes of a call, and how many calls come out how.

use std::collections::BTreeSet;

use domain::update::same_value;
use serde_json::Value;

use super::{FieldChange, Outcome, Shown, Summary, TaskView, WhatIf, WhatIfs};

impl Outcome {
    /// The Task, if there is one.
    #[must_use]
    pub fn task(&self) -> Option<&TaskView> {
        match self {
            Outcome::Write(task) => Some(task),
            Outcome::Not(_) | Outcome::Unreadable { .. } => None,
        }
    }
}

impl WhatIf {
    /// Whether the settings make a difference for the call.
    #[must_use]
    pub fn differs(&self) -> bool {
        !self.changed.is_empty() || self.before.task().is_some() != self.after.task().is_some()
    }
}

impl WhatIfs {
    /// How many calls come out how.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { calls: self.calls.len(), ..Summary::default() };
        let mut created = BTreeSet::new();
        for call in &self.calls {
            let (before, after) = (call.before.task(), call.after.task());
            match (before.is_some(), after.is_some()) {
                (false, true) => summary.added += 1,
                (true, false) => summary.removed += 1,
                _ if call.changed.is_empty() => summary.same += 1,
                _ => summary.changed += 1,
            }
            let new = after.and_then(|task| task.creates.as_ref());
            created.extend(new.map(|new| new.number.as_str()));
        }
        summary.created = created.len();
        summary
    }
}

/// The fields in which two Tasks differ, by API name.
pub(super) fn changes(before: &Outcome, after: &Outcome) -> Vec<FieldChange> {
    let (Some(before), Some(after)) = (before.task(), after.task()) else { return Vec::new() };
    let names: BTreeSet<&String> = before.fields.keys().chain(after.fields.keys()).collect();
    let value = |shown: Option<&Shown>| shown.map_or(Value::Null, |shown| shown.value.clone());
    let differ = |name: &&String| {
        let (before, after) = (before.fields.get(*name), after.fields.get(*name));
        !same_value(&value(before), &value(after))
    };
    let change = |name: &String| FieldChange {
        field: name.clone(),
        before: before.fields.get(name).cloned(),
        after: after.fields.get(name).cloned(),
    };
    names.into_iter().filter(differ).map(change).collect()
}
