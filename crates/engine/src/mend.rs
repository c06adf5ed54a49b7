//! One record was refused: what can be mended is mended on the spot and sent again, the rest says how it
//! goes on. Keyed on Salesforce's error code alone.

use domain::task::DesiredTask;
use language::Sentence;
use salesforce::{Decision, Failure};

use crate::Engine;
use crate::work::{End, Trouble, Work};

/// How long to wait when Salesforce has too many requests at once, in milliseconds.
const SLOWER: i64 = 1_000;

impl Engine {
    pub(crate) async fn mend(&self, work: &mut Work, failure: &Failure) {
        let trouble = Trouble::from(failure);
        if matches!(failure.decision, Decision::Rematch) {
            self.doubt(work).await;
        }
        // The first time a link or an owner is refused, what we know is old: look again. The second time
        // the Task is worth more than its link.
        let again = work.claimed.error_code.as_deref() == Some(&failure.code);
        if failure.fields.contains(&self.in_use().delivery.call_id_field) {
            // Without its key a Task could be written twice: look at the org again, never leave it out.
            self.0.knowledge.forget();
            work.end = Some(End::Retry(trouble));
            return;
        }
        let links = ["WhoId", "WhatId"].map(str::to_owned);
        let dropped = match &failure.decision {
            Decision::DropFields => Some(failure.fields.clone()),
            // A custom field that cannot hold its value must not cost the Task.
            Decision::GiveUp | Decision::Shorten if only_custom(&failure.fields) => {
                Some(failure.fields.clone())
            }
            Decision::ReplaceOwner if again => Some(vec!["OwnerId".to_owned()]),
            Decision::Unlink { .. } => Some(links.to_vec()),
            Decision::Rematch if again => Some(links.to_vec()),
            _ => None,
        };
        if let Some(fields) = dropped {
            if work.drop_fields(&fields, &trouble) {
                work.trouble = Some(trouble);
            } else {
                work.end = Some(End::Failed(trouble));
            }
            return;
        }
        work.end = Some(match failure.decision {
            Decision::ReplaceOwner => {
                self.0.knowledge.forget();
                End::Retry(trouble)
            }
            Decision::Rematch => {
                if let Err(error) = self.introduced_is_gone(work).await {
                    tracing::error!(%error, "a record that is gone stays known as created");
                }
                work.resolution = None;
                End::Retry(trouble)
            }
            Decision::AlreadyExists { record: Some(id) } => {
                work.task_id = Some(id.to_string());
                End::Later(self.now())
            }
            Decision::PauseOrg(_) => {
                self.pause_for(failure).await;
                End::Later(self.now())
            }
            Decision::SlowDown => End::Later(self.now() + SLOWER),
            Decision::GiveUp | Decision::Shorten => End::Failed(trouble),
            _ => End::Retry(trouble),
        });
    }
}

impl Work {
    /// Leaves fields out of what is sent, with a note. False if there was nothing to leave out.
    fn drop_fields(&mut self, fields: &[String], trouble: &Trouble) -> bool {
        let Some(desired) = &mut self.desired else { return false };
        let dropped: Vec<&String> =
            fields.iter().filter(|field| desired.fields.remove(*field).is_some()).collect();
        let told: Vec<&str> = dropped
            .iter()
            .filter(|field| !create_only(desired, field))
            .map(|field| field.as_str())
            .collect();
        if !told.is_empty() {
            let note = Sentence::new("task-fields-refused").with("fields", told.join(", "));
            desired.notes.push(note.with("why", &trouble.said));
        }
        for field in &dropped {
            desired.origins.remove(*field);
        }
        !dropped.is_empty()
    }
}

/// Whether only fields are at fault that some admin added.
fn only_custom(fields: &[String]) -> bool {
    !fields.is_empty() && fields.iter().all(|field| field.ends_with("__c"))
}

/// A create-only field is refused when the Task exists already: then nothing is missing from it.
fn create_only(desired: &DesiredTask, field: &str) -> bool {
    desired.create_only.iter().any(|only| only == field)
}
