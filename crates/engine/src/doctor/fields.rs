//! Whether each field that the profiles write is there and ours to write; if not, who could grant it.

use std::collections::{BTreeMap, BTreeSet};

use salesforce::Describe;

use super::check::Check;
use super::rights::Grants;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static CREATE: Topic = Topic {
    code: "D30",
    group: Group::Task,
    name: "Create Tasks",
    why: "A call becomes a Task. Later facts (recording, memo) are written into the same Task.",
    findings: &[&NO_TASK, &NO_CREATE, &NO_EDIT],
};

static NO_TASK: Finding = Finding {
    id: "hidden",
    verdict: Verdict::Failure,
    cause: "The user as whom we are connected may not see Tasks.",
    fix: "Assign the permission set Ringledger to {user} (Setup > Permission Sets > Ringledger > Manage Assignments), \
          or a profile with access to Tasks.",
};

static NO_CREATE: Finding = Finding {
    id: "no_create",
    verdict: Verdict::Failure,
    cause: "The user as whom we are connected may not create Tasks.",
    fix: "Give {user} the permission \"Edit Tasks\" (Setup > Permission Sets > Ringledger > System Permissions) and \
          assign the set.",
};

static NO_EDIT: Finding = Finding {
    id: "no_edit",
    verdict: Verdict::Warning,
    cause: "We may create Tasks but not change them: what a phone system tells later is not written.",
    fix: "Give {user} the permission \"Edit Tasks\" (Setup > Permission Sets > Ringledger > System Permissions) and \
          assign the set.",
};

/// Whether we may create and change Tasks.
pub(super) fn create(task: Option<&Describe>, user: &str) -> Check {
    let names = [("user", user)];
    match task {
        None => CREATE.finds(&NO_TASK, "Task is hidden from us", &names),
        Some(task) if !task.createable => CREATE.finds(&NO_CREATE, "we may only read", &names),
        Some(task) if !task.updateable => CREATE.finds(&NO_EDIT, "we may only create", &names),
        Some(_) => CREATE.good("we may create and change them"),
    }
}

pub(super) static FIELDS: Topic = Topic {
    code: "D31",
    group: Group::Task,
    name: "Fields of the Task",
    why: "A field that is missing or locked is left out of the Task; the call is written without it.",
    findings: &[&ESSENTIAL, &HIDDEN, &MISSING, &READ_ONLY, &FIXED],
};

static ESSENTIAL: Finding = Finding {
    id: "essential",
    verdict: Verdict::Failure,
    cause: "Without these fields a Task belongs to nobody or says nothing.",
    fix: "Give {user} edit access: Setup > Permission Sets > {set} > Object Settings > Tasks > Field Permissions, and \
          assign the set.",
};

static HIDDEN: Finding = Finding {
    id: "hidden",
    verdict: Verdict::Warning,
    cause: "Field-level security hides these fields from the user as whom we are connected.",
    fix: "Assign the permission set {set} to {user}: Setup > Permission Sets > {set} > Manage Assignments; or run \
          `sf org assign permset --name {set} --on-behalf-of {user}`.",
};

static MISSING: Finding = Finding {
    id: "missing",
    verdict: Verdict::Warning,
    cause: "The org's Task does not have these fields, or nobody may see them.",
    fix: "Create them on Activity (Setup > Object Manager > Activity > Fields & Relationships) and give us edit access; \
          or take them out of the profile.",
};

static READ_ONLY: Finding = Finding {
    id: "read_only",
    verdict: Verdict::Warning,
    cause: "We may see these fields but not write them.",
    fix: "Give {user} edit access, for Task and for Event: Setup > Permission Sets > {set} > Object Settings > Tasks > \
          Field Permissions, and assign the set.",
};

static FIXED: Finding = Finding {
    id: "fixed",
    verdict: Verdict::Warning,
    cause: "We may write these fields once but not correct them.",
    fix: "Give {user} edit access: Setup > Permission Sets > {set} > Object Settings > Tasks > Field Permissions, and \
          assign the set.",
};

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
        checks.push(FIELDS.good(format!("all {} that the profiles write", wanted.len())));
    }
    checks
}
