//! From the resolution to the outcome: whom the settings would create, and what the Task would say.

use std::collections::BTreeMap;

use domain::introduce::{self, Answer, Introduced};
use domain::matching::{self, Record, Resolution};
use domain::task::{self, DesiredTask, Verdict};

use super::what_if::{Side, unreadable};
use super::{NEW_RECORD, NewRecord, Outcome, Shown, TaskView};
use crate::compose::setting_in;
use crate::knowledge::Known;
use crate::work::Work;

/// The code of what the org does not let us create.
const NOT_ALLOWED: &str = "create_not_allowed";

/// What becomes of the call by this side's settings, at the moment `now` (UTC milliseconds).
pub(super) fn outcome(
    work: &mut Work,
    side: Side,
    resolution: Option<Resolution>,
    known: &Known,
    now: i64,
) -> Outcome {
    if work.call.is_none() {
        return unreadable(work);
    }
    if let Some(verdict) = side.verdict {
        return Outcome::Not(verdict);
    }
    work.system = Some(side.system);
    let earlier = std::mem::replace(&mut work.resolution, resolution);
    let (creates, creates_case) = introduced(work, known, now);
    let verdict = verdict(work, known, now);
    let resolution = std::mem::replace(&mut work.resolution, earlier);
    match (verdict, resolution) {
        (Some(Verdict::Write(task)), Some(resolution)) => {
            Outcome::Write(Box::new(view(*task, &resolution, known, creates, creates_case)))
        }
        (Some(verdict), _) => Outcome::Not(verdict),
        (None, _) => unreadable(work),
    }
}

/// Whether there would be a Task, and what it would say on the day on which the call's own was created.
fn verdict(work: &mut Work, known: &Known, now: i64) -> Option<Verdict> {
    work.task_created_at = None;
    let verdict = task::compose(&setting_in(work, known, now)?);
    if !matches!(verdict, Verdict::Write(_)) || work.claimed.task_created_at.is_none() {
        return Some(verdict);
    }
    work.task_created_at = work.claimed.task_created_at;
    let verdict = task::compose(&setting_in(work, known, now)?);
    work.task_created_at = None;
    Some(verdict)
}

/// Lets the resolution name whoever would be created; nobody is.
fn introduced(work: &mut Work, known: &Known, now: i64) -> (Option<NewRecord>, bool) {
    let answer = match setting_in(work, known, now) {
        Some(setting) => introduce::plan(&setting, &known.people),
        None => return (None, false),
    };
    let (Some(resolution), Some(system)) = (work.resolution.take(), &work.system) else {
        return (None, false);
    };
    let rules = &system.profile.matching;
    let mut creates = None;
    work.resolution = Some(match answer {
        Answer::Nobody => resolution,
        Answer::Cannot(why) => {
            let outcome = introduce::Outcome::Refused;
            let code = Some(NOT_ALLOWED.to_owned());
            Resolution {
                introduced: Some(Introduced { outcome, code, why: vec![why] }),
                ..resolution
            }
        }
        Answer::Create(plan) => {
            creates = Some(NewRecord::from(&*plan));
            let account = plan.account.is_some().then(|| NEW_RECORD.to_owned());
            let candidate = plan.candidate(NEW_RECORD, account, now);
            let outcome = introduce::Outcome::Created;
            let introduced = Introduced { outcome, code: None, why: plan.why.clone() };
            matching::introduced(resolution, candidate, rules, introduced)
        }
    });
    let case =
        setting_in(work, known, now).and_then(|setting| introduce::case(&setting, &known.people));
    let record = work.resolution.as_mut().and_then(|resolution| resolution.record.as_mut());
    if let (Some(_), Some(record)) = (&case, record) {
        record.what_id = Some(NEW_RECORD.to_owned());
    }
    (creates, case.is_some())
}

fn view(
    task: DesiredTask,
    resolution: &Resolution,
    known: &Known,
    creates: Option<NewRecord>,
    creates_case: bool,
) -> TaskView {
    let record = resolution.record.as_ref();
    let filled = task.fields.into_iter().filter(|(_, value)| !value.is_null());
    let fields: BTreeMap<String, Shown> = filled
        .map(|(field, value)| {
            let name = value.as_str().and_then(|id| name_of(&field, id, record, known));
            (field, Shown { value, name })
        })
        .collect();
    TaskView {
        fields,
        rule: resolution.rule,
        owner: task.owner,
        notes: task.notes,
        creates,
        creates_case,
    }
}

/// The name of the user or the record with this id, where it is known.
fn name_of(field: &str, id: &str, record: Option<&Record>, known: &Known) -> Option<String> {
    match field {
        "OwnerId" => known.directory.by_id(id).map(|user| user.name.clone()),
        "WhoId" | "WhatId" => {
            let is_it = |record: &&Record| record.id == id || record.who_id.as_deref() == Some(id);
            record.filter(is_it)?.name.clone()
        }
        _ => None,
    }
}
