//! The fifth step, second half: Tasks that say something else than they should are patched, field by
//! field, and what a person changed in Salesforce is left alone.

use domain::update;
use language::Sentence;
use salesforce::{RecordResult, SalesforceId};
use store::StoreError;

use crate::Engine;
use crate::steps::{Sent, Step};
use crate::work::{End, Fields, Trouble, Work};

/// The fields that link a Task to a record.
const LINKS: [&str; 2] = ["WhoId", "WhatId"];

/// A call whose Task is to be changed.
struct Change<'a> {
    work: &'a mut Work,
    id: SalesforceId,
    /// The fields that differ from what we wrote, with their new values.
    wanted: Fields,
}

/// What is sent for it.
struct Patch<'a> {
    change: Change<'a>,
    fields: Fields,
    kept: Vec<String>,
}

impl Engine {
    /// Sends all changes once. Returns whether there were any.
    pub(crate) async fn patch(&self, works: &mut [Work]) -> Result<bool, StoreError> {
        let changes: Vec<Change<'_>> =
            works.iter_mut().filter(|work| work.open()).filter_map(change).collect();
        if changes.is_empty() {
            return Ok(false);
        }
        let ids: Vec<SalesforceId> = changes.iter().map(|change| change.id).collect();
        let fields = fields_to_read(&changes);
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let current =
            match self.in_use().salesforce.retrieve_collection("Task", &ids, &fields).await {
                Ok(current) => current,
                Err(failure) => {
                    let works = changes.into_iter().map(|change| change.work);
                    return self.lost(works, &failure).await.map(|()| true);
                }
            };
        self.0.health.answered();
        let patches: Vec<Patch<'_>> = changes
            .into_iter()
            .zip(current)
            .filter_map(|(change, now)| reconcile(change, now))
            .collect();
        self.send(patches).await.map(|()| true)
    }

    async fn send(&self, patches: Vec<Patch<'_>>) -> Result<(), StoreError> {
        if patches.is_empty() {
            return Ok(());
        }
        let records = patches
            .iter()
            .map(|patch| {
                let mut record = patch.fields.clone();
                record.insert("Id".to_owned(), patch.change.id.to_string().into());
                record
            })
            .collect();
        let mut patches = patches;
        let now = self.now();
        for patch in &mut patches {
            patch.change.work.steps.push(Step::sent(now, Sent::Update, patch.fields.len()));
        }
        let results = match self.in_use().salesforce.update_collection("Task", records).await {
            Ok(results) => results,
            Err(failure) => {
                return self
                    .lost(patches.into_iter().map(|patch| patch.change.work), &failure)
                    .await;
            }
        };
        self.0.health.answered();
        let now = self.now();
        for (Patch { change, kept, .. }, result) in patches.into_iter().zip(results) {
            change.work.steps.push(Step::answered(now, &result));
            match result {
                RecordResult::Done { .. } => change.work.acknowledge(&change.wanted, &kept),
                RecordResult::Failed(failure) if failure.code == "ENTITY_IS_DELETED" => {
                    gone(change.work);
                }
                RecordResult::Failed(failure) => self.mend(change.work, &failure).await,
            }
        }
        Ok(())
    }
}

/// What is to be changed for a call; a call with nothing to change is done.
fn change(work: &mut Work) -> Option<Change<'_>> {
    let id = work.task_id.as_deref().and_then(|id| SalesforceId::parse(id).ok())?;
    let desired = work.desired.as_ref()?;
    let wanted = update::changes(desired, &work.written);
    if wanted.is_empty() {
        work.acknowledge(&wanted, &[]);
        return None;
    }
    Some(Change { work, id, wanted })
}

fn fields_to_read(changes: &[Change<'_>]) -> Vec<String> {
    let mut fields: Vec<String> = changes
        .iter()
        .flat_map(|change| change.wanted.keys().cloned())
        .chain(["Id".to_owned()])
        .collect();
    fields.sort();
    fields.dedup();
    fields
}

/// Takes out what a person changed meanwhile; `None` when nothing is left to send.
fn reconcile<'a>(change: Change<'a>, current: Option<Fields>) -> Option<Patch<'a>> {
    let Some(current) = current else {
        gone(change.work);
        return None;
    };
    change.work.written = known_as_ours(change.work, &change.wanted, &current);
    let reconciled = update::reconcile(&change.wanted, &change.work.written, &current);
    if reconciled.patch.is_empty() {
        change.work.acknowledge(&change.wanted, &reconciled.kept);
        return None;
    }
    Some(Patch { change, fields: reconciled.patch, kept: reconciled.kept })
}

/// What we have written, after answers that we may never have seen: what Salesforce acknowledged, and what
/// stands there just as we last meant it.
fn known_as_ours(work: &Work, wanted: &Fields, current: &Fields) -> Fields {
    let meant = work.meant_before();
    let mut ours = work.written.clone();
    if ours.is_empty() {
        // Adopted after an unknown outcome. If a crash took what we meant with it, it is what stands there.
        ours = if meant.is_empty() { current.clone() } else { meant };
        ours.retain(|name, _| wanted.contains_key(name));
        return ours;
    }
    for (name, now) in current {
        // Salesforce itself takes out a link when its record is deleted: that is no person's change.
        if work.gone && now.is_null() && LINKS.contains(&name.as_str()) {
            ours.insert(name.clone(), now.clone());
        }
        if meant.get(name).is_some_and(|meant| update::same_value(meant, now)) {
            ours.insert(name.clone(), now.clone());
        }
    }
    ours
}

/// The Task is there no more. Salesforce deletes it together with the record that it stood on; if the call belongs to
/// another record now, it is written there. Else a person did not want it.
fn gone(work: &mut Work) {
    let matched = work.resolution.as_ref().is_some_and(|resolution| resolution.record.is_some());
    if !(work.gone && matched) {
        work.end = Some(End::Logged(Some(deleted_by_a_person())));
        return;
    }
    (work.task_id, work.task_created_at) = (None, None);
    work.written = Fields::new();
    work.end = Some(End::Later(work.claimed.due_at.unwrap_or_default()));
}

fn deleted_by_a_person() -> Trouble {
    Trouble::new("task_deleted", Sentence::new("engine-task-deleted"))
}
