//! A Task that is written for a moment: created together with a request that must fail, so that Salesforce
//! takes both back. Its answer tells of validation rules, triggers and missing rights in the org's own words.

use language::Sentence;
use salesforce::soql::{Condition, InvalidSoql, Soql};
use salesforce::{Client, Failure, Record, SalesforceId, Subrequest};
use serde_json::json;

use super::check::{Check, in_words};
use super::topic::{Finding, Group, Topic, Verdict};
use crate::candidates::text;

pub(super) static TOPIC: Topic = Topic {
    code: "D38",
    group: Group::Task,
    words: "doctor-trial",
    findings: &[
        &RULE,
        &AUTOMATION,
        &REQUIRED,
        &RIGHTS,
        &VALUE,
        &DUPLICATE,
        &OWNER,
        &NOT_UNDONE,
        &LEFT_BEHIND,
        &UNPROVED,
    ],
};

static RULE: Finding =
    Finding { id: "validation_rule", verdict: Verdict::Failure, words: "doctor-trial-rule" };

static AUTOMATION: Finding =
    Finding { id: "automation", verdict: Verdict::Failure, words: "doctor-trial-automation" };

static REQUIRED: Finding =
    Finding { id: "required_field", verdict: Verdict::Failure, words: "doctor-trial-required" };

static RIGHTS: Finding =
    Finding { id: "rights", verdict: Verdict::Failure, words: "doctor-trial-rights" };

static VALUE: Finding =
    Finding { id: "value", verdict: Verdict::Failure, words: "doctor-trial-value" };

static DUPLICATE: Finding =
    Finding { id: "duplicate_rule", verdict: Verdict::Failure, words: "doctor-trial-duplicate" };

static OWNER: Finding =
    Finding { id: "owner", verdict: Verdict::Failure, words: "doctor-trial-owner" };

static NOT_UNDONE: Finding =
    Finding { id: "not_undone", verdict: Verdict::Failure, words: "doctor-trial-not-undone" };

static LEFT_BEHIND: Finding =
    Finding { id: "left_behind", verdict: Verdict::Failure, words: "doctor-trial-left-behind" };

static UNPROVED: Finding =
    Finding { id: "unproved", verdict: Verdict::Warning, words: "doctor-trial-unproved" };

/// Codes and what they mean for the trial.
static REFUSALS: [(&str, &Finding); 14] = [
    ("FIELD_CUSTOM_VALIDATION_EXCEPTION", &RULE),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", &AUTOMATION),
    ("CANNOT_EXECUTE_FLOW_TRIGGER", &AUTOMATION),
    ("REQUIRED_FIELD_MISSING", &REQUIRED),
    ("INSUFFICIENT_ACCESS_OR_READONLY", &RIGHTS),
    ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", &RIGHTS),
    ("INVALID_FIELD_FOR_INSERT_UPDATE", &RIGHTS),
    ("INVALID_FIELD", &RIGHTS),
    ("NOT_FOUND", &RIGHTS),
    ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", &VALUE),
    ("BAD_VALUE_FOR_RESTRICTED_PICKLIST", &VALUE),
    ("STRING_TOO_LONG", &VALUE),
    ("DUPLICATES_DETECTED", &DUPLICATE),
    ("INACTIVE_OWNER_OR_USER", &OWNER),
];

/// What Salesforce says of a part that it took back because another one failed.
const TAKEN_BACK: &str = "PROCESSING_HALTED";

/// A Task to try.
pub(super) struct Trial<'a> {
    /// The profile that composed it.
    pub(super) profile: &'a str,
    /// The field that carries its key, and the key.
    pub(super) key: (&'a str, &'a str),
    /// Whether it is written by the key (mode A).
    pub(super) upsert: bool,
    /// What the Task says.
    pub(super) fields: Record,
}

/// Writes the Task and takes it back. `None` where all went well. One request.
pub(super) async fn run(client: &Client, trial: &Trial<'_>, user: &str) -> Option<Check> {
    let replies = match parts(trial) {
        Ok(parts) => client.composite(&parts, true).await,
        Err(failure) => Err(failure),
    };
    let failure = match replies {
        Err(failure) => failure,
        Ok(replies) => match replies.first()?.failure() {
            // Not taken back: the search for what stayed says more.
            None => return None,
            Some(failure) if failure.code == TAKEN_BACK => return None,
            Some(failure) => failure,
        },
    };
    let found = Sentence::new("doctor-found-trial-refused")
        .with("profile", trial.profile)
        .with("error", in_words(&failure));
    Some(match REFUSALS.iter().find(|(code, _)| *code == failure.code) {
        Some((_, finding)) => TOPIC.finds(finding, found, &[("user", user)]),
        None => Check { found, ..TOPIC.failed(&failure) },
    })
}

/// The Task, and what must fail.
fn parts(trial: &Trial<'_>) -> Result<Vec<Subrequest>, Failure> {
    let mut fields = trial.fields.clone();
    let task = if trial.upsert {
        fields.remove(trial.key.0);
        Subrequest::upsert("trial", "Task", trial.key, fields)?
    } else {
        Subrequest::create("trial", "Task", fields)?
    };
    let mut nonsense = Record::new();
    // No org has this field, so no org takes this Task, and it takes the one above with it.
    nonsense.insert("Ringledger_Take_Back_The_Trial__c".to_owned(), json!("now"));
    Ok(vec![task, Subrequest::create("undo", "Task", nonsense)?])
}

/// Looks for what stayed of the trials, and removes it. `None` where nothing stayed. One request, or two.
pub(super) async fn left(client: &Client, field: &str, keys: &[String]) -> Option<Check> {
    let rows = match left_query(field, keys) {
        Ok(soql) => client.query(&soql).await,
        Err(invalid) => Err(Failure::from(invalid)),
    };
    let rows = match rows {
        Ok(rows) => rows,
        Err(failure) => return Some(TOPIC.finds(&UNPROVED, in_words(&failure), &[])),
    };
    let ids: Vec<SalesforceId> = rows
        .iter()
        .filter_map(|row| text(row, "Id"))
        .filter_map(|id| SalesforceId::parse(&id).ok())
        .collect();
    if ids.is_empty() {
        return None;
    }
    let names = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let finding = if remove(client, &ids).await { &NOT_UNDONE } else { &LEFT_BEHIND };
    Some(TOPIC.finds(finding, names, &[]))
}

async fn remove(client: &Client, ids: &[SalesforceId]) -> bool {
    let parts: Result<Vec<Subrequest>, Failure> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| Subrequest::delete(&format!("delete{place}"), "Task", id))
        .collect();
    match parts {
        Ok(parts) => client
            .composite(&parts, false)
            .await
            .is_ok_and(|replies| replies.iter().all(|reply| reply.failure().is_none())),
        Err(_) => false,
    }
}

fn left_query(field: &str, keys: &[String]) -> Result<Soql, InvalidSoql> {
    let keys = keys.iter().map(String::as_str);
    Ok(Soql::select("Task", ["Id"])?.filter(Condition::in_list(field, keys)?).limit(20))
}
