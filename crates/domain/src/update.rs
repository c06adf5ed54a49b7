//! Decides what of a written Task may be changed without touching what a person changed.
//!
//! We remember what we wrote last. A field is changed only while it still says that; `Description` is
//! different, because there our text stands between marker lines and people may write around it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::task::{DesiredTask, cut_middle, find_block, units};

mod same;

pub use same::same_value;

/// Salesforce's limit of `Task.Description`.
const DESCRIPTION_LIMIT: usize = 32_000;
const DESCRIPTION: &str = "Description";

/// What is to be sent, and what a person has taken over.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reconciled {
    /// The fields to send; empty means that no request is needed.
    pub patch: Map<String, Value>,
    /// The fields that a person changed and that are therefore left alone.
    pub kept: Vec<String>,
}

/// The fields in which the desired Task differs from what we wrote last; never those that Salesforce
/// takes only when a Task is created.
pub fn changes(desired: &DesiredTask, written: &Map<String, Value>) -> Map<String, Value> {
    desired
        .fields
        .iter()
        .filter(|(name, _)| !desired.create_only.contains(name))
        .filter(|(name, value)| !same_value(value, written.get(*name).unwrap_or(&Value::Null)))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Takes out of `changes` what a person changed in the meantime.
///
/// `written` is what we wrote last, `current` is the Task as Salesforce has it now. Text of people around
/// our own text in `Description` stays. Where a person removed our text, it is not put back.
pub fn reconcile(
    changes: &Map<String, Value>,
    written: &Map<String, Value>,
    current: &Map<String, Value>,
) -> Reconciled {
    let mut reconciled = Reconciled::default();
    for (name, value) in changes {
        let before = written.get(name).unwrap_or(&Value::Null);
        let now = current.get(name).unwrap_or(&Value::Null);
        let next = if same_value(value, now) {
            continue;
        } else if same_value(before, now) {
            Some(value.clone())
        } else if name == DESCRIPTION {
            description(value, before, now)
        } else {
            None
        };
        match next {
            Some(next) if same_value(&next, now) => {}
            Some(next) => {
                reconciled.patch.insert(name.clone(), next);
            }
            None => reconciled.kept.push(name.clone()),
        }
    }
    reconciled
}

/// What we have written after a patch was accepted.
///
/// Remembers `wanted`, the changes before they were reconciled with people's text, because our part of a
/// `Description` is what the next comparison needs; fields that a person keeps stay as they were.
pub fn merge_written(
    written: &Map<String, Value>,
    wanted: &Map<String, Value>,
    kept: &[String],
) -> Map<String, Value> {
    let mut merged = written.clone();
    for (name, value) in wanted {
        if !kept.contains(name) {
            merged.insert(name.clone(), value.clone());
        }
    }
    merged
}

/// The `Description` with our text replaced and people's text kept; `None` if a person removed ours.
fn description(desired: &Value, written: &Value, current: &Value) -> Option<Value> {
    let current = current.as_str().unwrap_or_default();
    let desired = desired.as_str().unwrap_or_default();
    let written = written.as_str().unwrap_or_default();
    let opening = [written, desired].into_iter().find_map(|text| text.lines().next());
    let (above, below) = match find_block(current, opening) {
        Some(block) => (&current[..block.start], &current[block.end..]),
        // We had written nothing yet, so nothing of ours was removed.
        None if written.is_empty() && current.trim().is_empty() => ("", ""),
        None if written.is_empty() => (current.trim_end(), ""),
        None => return None,
    };
    let gap = if above.is_empty() || above.ends_with('\n') { "" } else { "\n\n" };
    let around = units(above) + units(gap) + units(below);
    let own = shorten(desired, DESCRIPTION_LIMIT.saturating_sub(around))?;
    let text = format!("{above}{gap}{own}{below}");
    Some(Value::from(text))
}

/// Our text between its marker lines, cut in its middle where people's text leaves too little room;
/// `None` if there is no room at all.
fn shorten(block: &str, room: usize) -> Option<String> {
    if units(block) <= room {
        return Some(block.to_owned());
    }
    let (opening, rest) = block.split_once('\n')?;
    let (body, closing) = rest.rsplit_once('\n')?;
    let room = room.checked_sub(units(opening) + units(closing) + 2)?;
    let body = cut_middle(body, room, "…");
    (!body.is_empty()).then(|| format!("{opening}\n{body}\n{closing}"))
}

#[cfg(test)]
mod tests;
