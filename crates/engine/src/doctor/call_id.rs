//! Our field on Activity: what makes every write repeatable (mode A), and what keeps it from doing so.

use salesforce::{Describe, Field};

use super::check::Check;
use super::rights::Grants;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D32",
    group: Group::Task,
    name: "Call id field",
    why: "With it (mode A) a call can never have two Tasks and nothing waits after a crash. Without it (mode B) the \
          call's id stands in CallObject, and unknown outcomes wait eleven minutes before they are looked up.",
    findings: &[
        &MISSING,
        &HIDDEN,
        &READ_ONLY,
        &NOT_EXTERNAL,
        &NOT_UNIQUE,
        &WRONG_TYPE,
        &SHORT,
        &CASE,
        &NOWHERE,
    ],
};

static MISSING: Finding = Finding {
    id: "missing",
    verdict: Verdict::Warning,
    cause: "The org has no such field, or nobody may see it.",
    fix: "Deploy the folder salesforce-package (`sf project deploy start`). By hand: Setup > Object Manager > Activity > \
          Fields & Relationships > New: {field}, Text(255), External ID, Unique (case sensitive).",
};

static HIDDEN: Finding = Finding {
    id: "hidden",
    verdict: Verdict::Warning,
    cause: "The field is there, but field-level security hides it from the user as whom we are connected.",
    fix: "Assign the permission set {set} to {user}: Setup > Permission Sets > {set} > Manage Assignments; or run \
          `sf org assign permset --name {set} --on-behalf-of {user}`.",
};

static READ_ONLY: Finding = Finding {
    id: "read_only",
    verdict: Verdict::Warning,
    cause: "We may see the field but not write it.",
    fix: "Give {user} edit access, for Task and for Event: Setup > Permission Sets > {set} > Object Settings > Tasks > \
          {field} > Edit Access.",
};

static NOT_EXTERNAL: Finding = Finding {
    id: "not_external_id",
    verdict: Verdict::Warning,
    cause: "The field is no external id, so Tasks cannot be written by it.",
    fix: "Setup > Object Manager > Activity > Fields & Relationships > {field} > Edit: tick External ID and Unique \
          (case sensitive).",
};

static NOT_UNIQUE: Finding = Finding {
    id: "not_unique",
    verdict: Verdict::Failure,
    cause: "Two Tasks may carry the same call id; then Salesforce cannot tell which one is meant, and writing stops \
            (MULTIPLE_MATCHES).",
    fix: "Setup > Object Manager > Activity > Fields & Relationships > {field} > Edit: tick Unique (case sensitive).",
};

static WRONG_TYPE: Finding = Finding {
    id: "wrong_type",
    verdict: Verdict::Failure,
    cause: "The field is no text, and a call's id is.",
    fix: "Delete the field and create it anew: {field}, Text(255), External ID, Unique (case sensitive); or name \
          another one in salesforce.call_id_field.",
};

static SHORT: Finding = Finding {
    id: "short",
    verdict: Verdict::Warning,
    cause: "Ids of up to 255 characters are written; longer ones than the field holds are refused.",
    fix: "Setup > Object Manager > Activity > Fields & Relationships > {field} > Edit: Length 255.",
};

static CASE: Finding = Finding {
    id: "case_insensitive",
    verdict: Verdict::Warning,
    cause: "Ids that differ in capital letters only count as the same call, and some phone systems give such ids.",
    fix: "Setup > Object Manager > Activity > Fields & Relationships > {field} > Edit: treat \"ABC\" and \"abc\" as \
          different values (case sensitive).",
};

static NOWHERE: Finding = Finding {
    id: "nowhere",
    verdict: Verdict::Failure,
    cause: "Neither our field nor CallObject is ours to write, so a Task could not be found again: after a lost answer \
            it would be written twice.",
    fix: "Assign the permission set {set} to {user}, or give edit access to Call Object Identifier: Setup > Permission \
          Sets > {set} > Object Settings > Tasks > Field Permissions.",
};

/// The longest key that is written, in characters.
const LONGEST: u32 = 255;

/// The field `name` of the Task, as `user` may see it.
pub(super) fn look(task: &Describe, name: &str, grants: &Grants<'_>, user: &str) -> Check {
    let sets = grants.sets(name);
    let set = sets.first().map_or("Ringledger", String::as_str);
    let names = [("field", name), ("user", user), ("set", set)];
    let ours = |field: &Field| field.external_id && field.createable;
    let by_field = task.fields.get(name).is_some_and(ours);
    if !by_field && !task.fields.get("CallObject").is_some_and(|field| field.createable) {
        let found = format!("neither {name} nor CallObject is ours to write");
        return TOPIC.finds(&NOWHERE, found, &names);
    }
    let Some(field) = task.fields.get(name) else {
        let (finding, word) = if grants.anybody(name) {
            (&HIDDEN, "hidden from us")
        } else {
            (&MISSING, "not there")
        };
        return TOPIC.finds(finding, format!("mode B: {name} is {word}"), &names);
    };
    match flaw(field) {
        Some((mode, finding, what)) => {
            TOPIC.finds(finding, format!("mode {mode}: {name} {what}"), &names)
        }
        None => TOPIC.good(format!("mode A: {name} is there, unique, and ours to write")),
    }
}

/// The first thing that is wrong with the field, and the mode in which calls are written with it.
fn flaw(field: &Field) -> Option<(&'static str, &'static Finding, String)> {
    let used = field.external_id && field.createable;
    let mode = if used { "A" } else { "B" };
    let text = ["string", "email", "phone"].contains(&field.kind.as_str());
    match () {
        () if !text => Some((mode, &WRONG_TYPE, format!("is of type {}", field.kind))),
        () if !field.createable => Some((mode, &READ_ONLY, "is read-only for us".to_owned())),
        () if !field.external_id => Some((mode, &NOT_EXTERNAL, "is no external id".to_owned())),
        () if !field.unique => Some((mode, &NOT_UNIQUE, "is not unique".to_owned())),
        () if field.length < LONGEST => {
            Some((mode, &SHORT, format!("holds {} characters", field.length)))
        }
        () if !field.case_sensitive => {
            Some((mode, &CASE, "takes no notice of capital letters".to_owned()))
        }
        () => None,
    }
}
