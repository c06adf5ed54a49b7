//! Our field on Activity: what makes every write repeatable (mode A), and what keeps it from doing so.

use language::Sentence;
use salesforce::{Describe, Field};

use super::check::Check;
use super::rights::Grants;
use super::topic::{Finding, Group, Topic, Verdict};

pub(super) static TOPIC: Topic = Topic {
    code: "D32",
    group: Group::Task,
    words: "doctor-call-id",
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

static MISSING: Finding =
    Finding { id: "missing", verdict: Verdict::Warning, words: "doctor-call-id-missing" };

static HIDDEN: Finding =
    Finding { id: "hidden", verdict: Verdict::Warning, words: "doctor-call-id-hidden" };

static READ_ONLY: Finding =
    Finding { id: "read_only", verdict: Verdict::Warning, words: "doctor-call-id-read-only" };

static NOT_EXTERNAL: Finding = Finding {
    id: "not_external_id",
    verdict: Verdict::Warning,
    words: "doctor-call-id-not-external",
};

static NOT_UNIQUE: Finding =
    Finding { id: "not_unique", verdict: Verdict::Failure, words: "doctor-call-id-not-unique" };

static WRONG_TYPE: Finding =
    Finding { id: "wrong_type", verdict: Verdict::Failure, words: "doctor-call-id-wrong-type" };

static SHORT: Finding =
    Finding { id: "short", verdict: Verdict::Warning, words: "doctor-call-id-short" };

static CASE: Finding =
    Finding { id: "case_insensitive", verdict: Verdict::Warning, words: "doctor-call-id-case" };

static NOWHERE: Finding =
    Finding { id: "nowhere", verdict: Verdict::Failure, words: "doctor-call-id-nowhere" };

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
        let found = Sentence::new("doctor-found-call-id-nowhere").with("field", name);
        return TOPIC.finds(&NOWHERE, found, &names);
    }
    let Some(field) = task.fields.get(name) else {
        let (finding, words) = if grants.anybody(name) {
            (&HIDDEN, "doctor-found-call-id-hidden")
        } else {
            (&MISSING, "doctor-found-call-id-missing")
        };
        return TOPIC.finds(finding, Sentence::new(words).with("field", name), &names);
    };
    match flaw(field) {
        Some((mode, finding, found)) => {
            TOPIC.finds(finding, found.with("mode", mode).with("field", name), &names)
        }
        None => TOPIC.good(Sentence::new("doctor-found-call-id-good").with("field", name)),
    }
}

/// The first thing that is wrong with the field, and the mode in which calls are written with it.
fn flaw(field: &Field) -> Option<(&'static str, &'static Finding, Sentence)> {
    let used = field.external_id && field.createable;
    let mode = if used { "A" } else { "B" };
    let found = |words: &'static str| Sentence::new(words);
    let text = ["string", "email", "phone"].contains(&field.kind.as_str());
    match () {
        () if !text => Some((
            mode,
            &WRONG_TYPE,
            found("doctor-found-call-id-wrong-type").with("kind", field.kind.as_str()),
        )),
        () if !field.createable => {
            Some((mode, &READ_ONLY, found("doctor-found-call-id-read-only")))
        }
        () if !field.external_id => {
            Some((mode, &NOT_EXTERNAL, found("doctor-found-call-id-not-external")))
        }
        () if !field.unique => Some((mode, &NOT_UNIQUE, found("doctor-found-call-id-not-unique"))),
        () if field.length < LONGEST => {
            Some((mode, &SHORT, found("doctor-found-call-id-short").with("length", field.length)))
        }
        () if !field.case_sensitive => Some((mode, &CASE, found("doctor-found-call-id-case"))),
        () => None,
    }
}
