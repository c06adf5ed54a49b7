//! Who has the rights that we miss: permission sets by the fields that they grant.

use super::check::Check;
use super::reading::{OUR_SET, Reading, Rows};
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;
use language::Sentence;

pub(super) static TOPIC: Topic = Topic {
    code: "D33",
    group: Group::Task,
    words: "doctor-rights",
    findings: &[&UNASSIGNED, &NOT_THERE],
};

static UNASSIGNED: Finding =
    Finding { id: "unassigned", verdict: Verdict::Warning, words: "doctor-rights-unassigned" };

static NOT_THERE: Finding =
    Finding { id: "not_there", verdict: Verdict::Note, words: "doctor-rights-not-there" };

/// Whether our permission set is there and ours.
pub(super) fn look(reading: &Reading) -> Check {
    let user = [("user", reading.me.username.as_str())];
    let (sets, assigned) = match (&reading.our_set, &reading.assigned) {
        (Ok(sets), Ok(assigned)) => (sets, assigned),
        (Err(failure), _) | (_, Err(failure)) => {
            return TOPIC.unseen("doctor-unseen-permission-sets", failure);
        }
    };
    let ours = assigned.iter().any(|row| {
        let set = row.get("PermissionSet").and_then(serde_json::Value::as_object);
        set.and_then(|set| text(set, "Name")).as_deref() == Some(OUR_SET)
    });
    let found =
        |id| Sentence::new(id).with("set", OUR_SET).with("user", reading.me.username.as_str());
    match () {
        () if ours => TOPIC.good(found("doctor-found-set-assigned")),
        () if sets.is_empty() => {
            TOPIC.finds(&NOT_THERE, Sentence::new("doctor-found-no-set"), &user)
        }
        () => TOPIC.finds(&UNASSIGNED, found("doctor-found-set-not-assigned"), &user),
    }
}

/// Who may use the fields of the Task that we may not.
pub(super) struct Grants<'a> {
    rows: &'a Rows,
}

impl<'a> Grants<'a> {
    pub(super) fn new(rows: &'a Rows) -> Self {
        Self { rows }
    }

    /// Whether anybody may see the field: then it exists.
    pub(super) fn anybody(&self, field: &str) -> bool {
        self.of(field).next().is_some()
    }

    /// Names of the permission sets that let their users write the field; ours first.
    pub(super) fn sets(&self, field: &str) -> Vec<String> {
        let mut sets: Vec<String> = self
            .of(field)
            .filter(|row| {
                row.get("PermissionsEdit").and_then(serde_json::Value::as_bool) == Some(true)
            })
            .filter_map(|row| row.get("Parent")?.as_object())
            .filter(|set| {
                set.get("IsOwnedByProfile").and_then(serde_json::Value::as_bool) != Some(true)
            })
            .filter_map(|set| text(set, "Name"))
            .collect();
        sets.sort_by_key(|set| (set != OUR_SET, set.clone()));
        sets.dedup();
        sets
    }

    fn of(&self, field: &str) -> impl Iterator<Item = &'a salesforce::Record> {
        let name = format!("Task.{field}");
        let rows = self.rows.as_ref().map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter(move |row| text(row, "Field").as_deref() == Some(&name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_permission_set_is_named_and_a_profile_is_not() {
        let row = |set: &str, profile: bool, edit: bool| {
            let row = json!({"Field": "Task.Type", "PermissionsEdit": edit, "Parent": {"Name": set, "IsOwnedByProfile": profile}});
            row.as_object().cloned().unwrap()
        };
        let rows: Rows = Ok(vec![
            row("Sales", false, true),
            row("Ringledger", false, true),
            row("X00ex0000018ozh", true, true),
            row("Readers", false, false),
        ]);
        let grants = Grants::new(&rows);
        assert_eq!(grants.sets("Type"), ["Ringledger", "Sales"]);
        assert!(grants.anybody("Type") && !grants.anybody("Other__c"));
        assert!(grants.sets("Other__c").is_empty());
    }
}
