//! Erases a person by phone number: everything that is kept of the number's calls, of its contacts, and the number itself
//! wherever else it stands. A mark without the number stays, so that a saved file or a late webhook brings nobody back.

mod buried;
mod certificate;
mod disclose;
mod mention;
mod notes;
mod sweep;

pub use certificate::{Certificate, EraseError, Remains, Traces};
pub use disclose::Disclosure;

use std::collections::BTreeSet;
use std::time::Duration;

use domain::number::{Number, NumberKind, NumberPlan, read};
use store::{Certified, Deleted, Note, Scrubbed, StoreError};

use crate::{Deed, Engine, ORG};
use mention::Mention;
use sweep::{Found, task_with};

/// Calls and deliveries that are erased in one transaction.
const STEP: usize = 200;

/// How often overwriting is tried while others read, and how long it waits in between.
const TRIES: usize = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

impl Engine {
    /// What is kept of a number, with `+` and its country code. Changes nothing.
    ///
    /// # Errors
    /// [`EraseError::NotANumber`]; when the store does not answer.
    pub async fn traces_of(&self, number: &str) -> Result<Traces, EraseError> {
        let (e164, mention) = wanted(number)?;
        Ok(self.sweep(&e164, &mention).await?.traces())
    }

    /// Erases everything that is kept of a number, with `+` and its country code, and keeps a certificate without it.
    /// `by` tells who asked for it; it is written down in the audit log first, about the number's mark. Done twice it
    /// finds nothing more.
    ///
    /// What Salesforce and the phone systems keep themselves is theirs to delete: the certificate lists it.
    ///
    /// # Errors
    /// [`EraseError::NotANumber`]; when the store does not answer. What was erased until then is gone, its Tasks stand on a
    /// certificate that says that the erasure has not ended, and erasing again does the rest.
    pub async fn erase(&self, number: &str, by: Deed) -> Result<Certificate, EraseError> {
        let (e164, mention) = wanted(number)?;
        let (store, now) = (&self.0.store, self.now());
        let number_mark = store.mark(ORG, &buried::of_number(&e164))?;
        let who = by.who.clone();
        self.record(Deed { about: number_mark.clone(), ..by }).await?;
        // What has arrived before belongs to calls that the search has to find, with their Tasks.
        self.digest_all().await?;
        // Before the search, so that what is told from now on of the past finds the mark.
        store.bury(ORG, std::slice::from_ref(&number_mark), now).await?;
        // What has arrived and was not read may tell of others too.
        self.digest_all().await?;
        let found = self.sweep(&e164, &mention).await?;
        let mut certificate = Certificate {
            id: uuid::Uuid::now_v7().to_string(),
            at: now,
            by: who,
            number_mark,
            number_ends: e164[e164.len().saturating_sub(2)..].to_owned(),
            erased: found.traces(),
            remains: Remains::Unfinished,
        };
        // Before the first deletion: with the calls go the ids of their Tasks, and nobody could look them up after a crash.
        self.certify(&certificate).await?;
        let (deleted, mentioned) = self.take_away(found, &mention).await?;
        let erased = &mut certificate.erased;
        // Calls are worked on meanwhile: what counts are the Tasks that they had in the moment of deleting.
        let tasks: BTreeSet<String> = erased.tasks.drain(..).chain(deleted.tasks).collect();
        erased.tasks.extend(tasks);
        erased.unknown_tasks = deleted.unknown_tasks;
        let mentioned: BTreeSet<String> =
            erased.mentioned_tasks.drain(..).chain(mentioned).collect();
        erased.mentioned_tasks.extend(mentioned);
        certificate.remains = self.overwrite().await;
        self.certify(&certificate).await?;
        tracing::info!(
            certificate = certificate.id,
            calls = certificate.erased.calls,
            "a person was erased"
        );
        Ok(certificate)
    }

    /// Keeps a certificate in place of what it said before.
    async fn certify(&self, certificate: &Certificate) -> Result<(), EraseError> {
        let body = serde_json::to_string(certificate)?;
        let certified = Certified { id: certificate.id.clone(), at: certificate.at, body };
        Ok(self.0.store.certify(ORG, certified).await?)
    }

    /// The certificates of all erasures, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn certificates(&self) -> Result<Vec<Certificate>, EraseError> {
        let kept = self.0.store.certificates(ORG).await?;
        Ok(kept.iter().filter_map(|kept| serde_json::from_str(&kept.body).ok()).collect())
    }

    /// The calls go last: after a crash they lead to everything else once more. Returns them, and the Tasks of other calls in
    /// which the number stood.
    async fn take_away(
        &self,
        found: Found,
        mention: &Mention,
    ) -> Result<(Deleted, Vec<String>), StoreError> {
        let store = &self.0.store;
        // Legs before the calls that they continue: after a crash only those lead to them.
        let legs: BTreeSet<&str> = found.inherited.iter().map(String::as_str).collect();
        let others_of_theirs = found.calls.iter().map(String::as_str);
        let mut calls: Vec<&str> = found.inherited.iter().rev().map(String::as_str).collect();
        calls.extend(others_of_theirs.filter(|call_id| !legs.contains(call_id)));
        for some in calls.chunks(STEP) {
            self.bury_calls(some).await?;
        }
        let mut others = found.calls_rewritten;
        for event in found.events_rewritten {
            others.insert(event.call_id.clone());
            store.rewrite_event(ORG, event).await?;
        }
        // Behind the events: whoever claims such a call from now on reads nothing of the number any more.
        let mut mentioned = Vec::new();
        for call_id in others {
            mentioned.extend(self.take_out_of_call(&call_id, mention).await?);
        }
        // Before the notes: a link leads nobody to a contact, but a contact to its links.
        let contacts: Vec<(String, String)> = found.contacts.into_iter().collect();
        store.erase_contacts(ORG, &contacts).await?;
        for note in found.notes_rewritten {
            self.take_out_of_note(note, mention).await?;
        }
        let deliveries: Vec<&str> = found.deliveries.iter().map(String::as_str).collect();
        for some in deliveries.chunks(STEP) {
            store.empty_deliveries(ORG, some).await?;
        }
        let people: Vec<&str> = found.people.iter().map(String::as_str).collect();
        store.forget_people(ORG, &people).await?;
        if let Some(number) = &found.remembered {
            store.forget_remembered(ORG, number).await?;
        }
        let once: Vec<&str> = found.once.iter().map(String::as_str).collect();
        store.once_forget(ORG, &once).await?;
        let mut all = Deleted::default();
        for some in calls.chunks(STEP) {
            let deleted = store.erase_calls(ORG, some).await?;
            all.calls += deleted.calls;
            all.tasks.extend(deleted.tasks);
            all.unknown_tasks += deleted.unknown_tasks;
        }
        Ok((all, mentioned))
    }

    /// Takes the number out of what somebody else's call says, as it stands there now: it goes on meanwhile, and what was
    /// learnt of its Task must not be lost. Whoever has claimed it may hold what it said before, and loses it. Returns its
    /// Task if the number stood in that.
    async fn take_out_of_call(
        &self,
        call_id: &str,
        mention: &Mention,
    ) -> Result<Option<String>, StoreError> {
        let store = &self.0.store;
        let mut named = None;
        while let Some(mut call) = store.kept_call(ORG, call_id).await? {
            named = task_with(mention, &call).or(named);
            let stood = mention.take_out_of(&mut call.texts);
            let is_clean = !stood && !call.seen.is_claimed();
            if is_clean || store.rewrite_call(ORG, call).await? {
                break;
            }
        }
        Ok(named)
    }

    /// The same for a text beside calls, out of which the number was taken as it stood there when it was read.
    async fn take_out_of_note(&self, mut note: Note, mention: &Mention) -> Result<(), StoreError> {
        let store = &self.0.store;
        while !store.rewrite_note(ORG, &note).await? {
            match store.note_now(ORG, &note).await? {
                Some(now) => note = now,
                None => break,
            }
            if !mention.take_out_of(&mut note.texts) {
                break;
            }
        }
        Ok(())
    }

    async fn overwrite(&self) -> Remains {
        for _ in 0..TRIES {
            match self.0.store.scrub().await {
                Ok(Scrubbed::Overwritten) => return Remains::Overwritten,
                Ok(Scrubbed::WithTheServer) => return Remains::WithTheServer,
                Err(error) => tracing::warn!(%error, "deleted rows could not be overwritten yet"),
            }
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
        Remains::InUse
    }
}

/// The number in E.164, and how to find it.
fn wanted(number: &str) -> Result<(String, Mention), EraseError> {
    let plan = NumberPlan::default();
    let number: Number = read(Some(number.trim()), &plan);
    let international = number.raw.trim_start().starts_with(['+', '＋']);
    let e164 = number.e164.clone().filter(|_| international && number.kind == NumberKind::Customer);
    let mention = Mention::new(number);
    e164.zip(mention).ok_or(EraseError::NotANumber)
}
