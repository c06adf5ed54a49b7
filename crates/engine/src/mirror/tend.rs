//! What keeps the copy fresh: one node at a time, by a lease, looks whether anything has to be loaded or asked for.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use domain::event::Millis;
use language::Sentence;
use salesforce::{Decision, Describe, Failure};
use store::{MirrorRow, StoreError};
use tokio::sync::{Mutex, watch};

use super::Mirroring;
use super::fields::{PeopleFields, PeopleObject};
use super::interval::interval;
use super::lease::{LEASE_MS, Lease};
use super::load::{Loaded, Unloaded};
use super::phase::{HIDDEN, is_ready, load_again};
use super::poll::Unpolled;
use crate::{Engine, ORG};

/// How often everything is asked for even while change events arrive, in milliseconds.
const SAFETY_MS: Millis = 3_600_000;

/// Users alone are asked for after this time, in milliseconds.
const USERS_MS: Millis = 300_000;

/// The object of the org's users.
const USERS: &str = PeopleObject::User.name();

/// A copy that nobody has kept for longer is loaded again, in milliseconds: Salesforce empties its recycle bin after 15
/// days and lists deletions for 30, so that who was deleted would stay for ever.
const FORGOTTEN_MS: Millis = 14 * 86_400_000;

/// The longest sleep between two looks.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);

/// What the keeper remembers; after a restart it looks at everything once.
#[derive(Debug, Default)]
pub(crate) struct Keeper {
    /// When all objects were last asked for, UTC milliseconds.
    polled_at: AtomicI64,
    /// Held by whoever reads how far the copy is, to write it: the poll or the change events.
    pub(super) writing: Mutex<()>,
    /// Until when a load that failed rests, UTC milliseconds, and how often it has failed in a row.
    rests_until: AtomicI64,
    failures: AtomicU32,
}

impl Engine {
    /// Does what the copy of the org's people needs now, if it falls to this node. Returns when to look again, in
    /// UTC milliseconds.
    ///
    /// # Errors
    /// When the store does not answer; the same is done the next time.
    pub async fn tend_people(&self) -> Result<Millis, StoreError> {
        let (_never, stop) = watch::channel(false);
        self.tend_people_until(&stop).await
    }

    async fn tend_people_until(&self, stop: &watch::Receiver<bool>) -> Result<Millis, StoreError> {
        let now = self.now();
        let in_use = self.in_use();
        let Some(mirroring) = in_use.people.mirroring() else {
            self.empty_copy().await?;
            return Ok(now + SAFETY_MS);
        };
        // Nobody to ask, and nothing wrong with that.
        if !self.is_connected().await? {
            return Ok(now + SAFETY_MS);
        }
        let store = &self.0.store;
        let Some(lease) = self.become_keeper().await? else { return Ok(now + LEASE_MS / 4) };
        // A paused org is not asked either.
        if let Some(pause) = store.pause_state(ORG).await?.filter(|pause| pause.until > now) {
            return Ok(pause.until.min(now + LEASE_MS / 4));
        }
        let fields = match self.people_fields().await {
            Ok(fields) => fields,
            Err(failure) => {
                let _alone = self.0.keeper.writing.lock().await;
                self.note_trouble(&PeopleObject::ALL.map(PeopleObject::name), &failure).await?;
                return Ok(now + mirroring.poll_ms);
            }
        };
        let mut alone = self.0.keeper.writing.lock().await;
        let mut rows = self.prepare_copy(fields.clone()).await?;
        let pause = self.pause_between_polls(mirroring);
        if self.must_load(&rows) {
            // What is loaded is nobody else's to write. Loading takes long, and the rest is heard of meanwhile.
            drop(alone);
            self.load_due(&mut rows, &lease, stop, pause).await?;
            alone = self.0.keeper.writing.lock().await;
            rows = self.prepare_copy(fields).await?;
        }
        self.poll_due(rows, pause).await?;
        drop(alone);
        Ok(self.now() + pause.min(LEASE_MS / 4))
    }

    /// Whether something is not loaded that may be tried now.
    fn must_load(&self, rows: &[(MirrorRow, PeopleFields)]) -> bool {
        let resting = self.now() < self.0.keeper.rests_until.load(Ordering::SeqCst);
        !resting && rows.iter().any(|(row, _)| !is_ready(row))
    }

    /// Loads what is not loaded yet. A load that fails rests twice as long each time.
    async fn load_due(
        &self,
        rows: &mut [(MirrorRow, PeopleFields)],
        lease: &Lease,
        stop: &watch::Receiver<bool>,
        pause: Millis,
    ) -> Result<(), StoreError> {
        let keeper = &self.0.keeper;
        let loaded = self.load(rows, lease, stop).await;
        self.count_api_calls().await;
        match loaded {
            Ok(Loaded::Everyone) => keeper.failures.store(0, Ordering::SeqCst),
            Ok(Loaded::Paused | Loaded::Elsewhere | Loaded::Stopped) => {}
            Err(Unloaded::Store(error)) => return Err(error),
            Err(Unloaded::Salesforce(_)) => {
                let failures = keeper.failures.fetch_add(1, Ordering::SeqCst).min(10);
                let rest = pause.saturating_mul(1 << failures).min(SAFETY_MS);
                keeper.rests_until.store(self.now() + rest, Ordering::SeqCst);
            }
        }
        Ok(())
    }

    /// What the copy holds of each object; `None` for one that is hidden from us.
    pub(crate) async fn people_fields(
        &self,
    ) -> Result<Vec<(PeopleObject, Option<PeopleFields>)>, Failure> {
        let account = self.describe("Account").await?.is_some();
        let in_use = self.in_use();
        let mut all = Vec::new();
        for object in PeopleObject::ALL {
            let describe = self.describe(object.name()).await?;
            let systems = in_use.phone_systems.values();
            let rules = systems.map(|system| &system.profile.matching);
            let fields = |describe: &Describe| PeopleFields::of(object, describe, account, rules);
            all.push((object, describe.as_deref().map(fields)));
        }
        Ok(all)
    }

    /// The rows of all objects that we may see, as they should be: one whose fields are not all there is loaded again, and
    /// so is everyone where a person wants that.
    pub(super) async fn prepare_copy(
        &self,
        fields: Vec<(PeopleObject, Option<PeopleFields>)>,
    ) -> Result<Vec<(MirrorRow, PeopleFields)>, StoreError> {
        let store = &self.0.store;
        let mut rows = store.mirror(ORG).await?;
        let again_at = store.people_orders(ORG).await?.again_at;
        let mut prepared = Vec::new();
        for (object, fields) in fields {
            let place = rows.iter().position(|row| row.object == object.name());
            let before = place.map(|place| rows.swap_remove(place));
            let noted = fields.as_ref().map(PeopleFields::noted);
            let covers = |row: &MirrorRow| {
                let held = row.fields.as_deref().unwrap_or_default();
                fields.as_ref().is_some_and(|fields| fields.covered_by(held))
            };
            let now = self.now().max(again_at);
            let holds = before.as_ref().is_some_and(|row| {
                covers(row) && row.generation >= again_at && !is_forgotten(row, now)
            });
            let row = prepared_row(object.name(), before.clone(), noted, holds, now);
            if before.as_ref() != Some(&row) {
                if row.phase == HIDDEN {
                    // A right that was taken away counts for the copy as well.
                    store.sweep_people(ORG, object.name(), i64::MAX).await?;
                }
                store.save_mirror(ORG, &row).await?;
            }
            prepared.extend(fields.map(|fields| (row, fields)));
        }
        Ok(prepared)
    }

    fn pause_between_polls(&self, mirroring: &Mirroring) -> Millis {
        let reserve = self.in_use().delivery.quota_reserve_percent;
        interval(mirroring.poll_ms, self.in_use().salesforce.usage(), reserve)
    }

    /// Asks for the changes of those objects that nothing else kept fresh.
    async fn poll_due(
        &self,
        rows: Vec<(MirrorRow, PeopleFields)>,
        pause: Millis,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let polled_at = &self.0.keeper.polled_at;
        let all = now - polled_at.load(Ordering::SeqCst) >= SAFETY_MS;
        let old = |row: &MirrorRow, after: Millis| {
            row.fresh_at.is_none_or(|at| now - at >= after || at > now)
        };
        // An org seldom has change events of its users, and no number is found by them: while the others' changes are
        // heard of, users are asked for less often. In a request for others they cost nothing.
        let others = rows.iter().any(|(row, _)| row.object != USERS && old(row, pause));
        let after = |row: &MirrorRow| {
            if row.object == USERS && !others { pause.max(USERS_MS) } else { pause }
        };
        let due: Vec<(MirrorRow, PeopleFields)> = rows
            .into_iter()
            .filter(|(row, _)| is_ready(row) && (all || old(row, after(row))))
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        if all {
            polled_at.store(now, Ordering::SeqCst);
        }
        match self.poll(due.clone()).await {
            Ok(()) => Ok(()),
            Err(Unpolled::Store(error)) => Err(error),
            Err(Unpolled::Salesforce(failure)) => {
                // Those that were brought up to date all the same are not told of it.
                let stored = self.0.store.mirror(ORG).await?;
                let is_late = |row: &MirrorRow| {
                    stored.iter().any(|s| s.object == row.object && s.fresh_at == row.fresh_at)
                };
                let late = due.iter().map(|(row, _)| row).filter(|row| is_late(row));
                let late: Vec<&str> = late.map(|row| row.object.as_str()).collect();
                self.note_trouble(&late, &failure).await
            }
        }
    }

    /// Writes down why the copy of these objects could not be brought up to date. How far it has come stays as it is.
    pub(crate) async fn note_trouble(
        &self,
        objects: &[&str],
        failure: &Failure,
    ) -> Result<(), StoreError> {
        tracing::warn!(code = %failure.code, "the copy of the org's people waits: {failure}");
        let mut rows = self.0.store.mirror(ORG).await?;
        rows.retain(|row| objects.contains(&row.object.as_str()));
        let is_new = rows.iter().any(|row| row.error_code.as_ref() != Some(&failure.code));
        match failure.decision {
            Decision::PauseOrg(_) => self.pause_for(failure).await,
            // What we know of its fields may be old. If it comes again, it was not that: describing costs requests.
            Decision::GiveUp | Decision::DropFields if is_new => self.0.knowledge.forget(),
            _ => {}
        }
        for mut row in rows {
            row.error_code = Some(failure.code.clone());
            row.error_text = Some(failure.sentence().stored());
            row.updated_at = self.now();
            self.0.store.save_mirror(ORG, &row).await?;
        }
        Ok(())
    }

    /// Keeps the copy until `stop` turns true, then lets another node do it.
    pub(crate) async fn keep_people_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let next = match self.tend_people_until(&stop).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "the copy of the org's people could not be tended");
                    self.now()
                }
            };
            let millis = u64::try_from(next - self.now()).unwrap_or(0).max(1_000);
            let sleep = Duration::from_millis(millis).min(LONGEST_SLEEP);
            tokio::select! {
                () = tokio::time::sleep(sleep) => {}
                _ = stop.changed() => {}
            }
        }
        self.resign_as_keeper().await;
    }
}

/// Whether nobody has kept the object's rows for so long that what was deleted meanwhile is told no more.
fn is_forgotten(row: &MirrorRow, now: Millis) -> bool {
    is_ready(row) && row.fresh_at.is_none_or(|at| now.saturating_sub(at) > FORGOTTEN_MS)
}

/// What the row of an object should be: hidden, to be loaded (again), or as it is. `fields` are those that it should
/// hold, `holds` says whether it does.
fn prepared_row(
    object: &str,
    before: Option<MirrorRow>,
    fields: Option<String>,
    holds: bool,
    now: Millis,
) -> MirrorRow {
    let new = MirrorRow { object: object.to_owned(), updated_at: now, ..MirrorRow::default() };
    let mut row = before.unwrap_or(new);
    if fields.is_none() {
        row.phase = HIDDEN.to_owned();
        row.error_code = Some("INVALID_TYPE".to_owned());
        let why = Sentence::new("engine-object-hidden").with("object", object);
        row.error_text = Some(why.stored());
    } else if !holds {
        load_again(&mut row, now);
    }
    // What is not asked for any more gets old: once it is wanted again, everyone is loaded again.
    row.fields = fields;
    row
}

#[cfg(test)]
mod tests {
    use super::super::phase::LOADING;
    use super::*;

    fn fields(names: &str) -> Option<String> {
        Some(names.to_owned())
    }

    #[test]
    fn an_object_is_loaded_again_when_a_profile_searches_another_field() {
        let first = prepared_row("Contact", None, fields("Id,Phone"), false, 5);
        assert_eq!((first.phase.as_str(), first.generation), (LOADING, 5));
        let ready = MirrorRow { phase: "ready".to_owned(), loaded: 7, ..first };
        let fewer = prepared_row("Contact", Some(ready.clone()), fields("Id"), true, 9);
        assert_eq!(fewer, MirrorRow { fields: fields("Id"), ..ready.clone() });
        let again = prepared_row("Contact", Some(ready), fields("Id,Doorbell__c"), false, 9);
        assert_eq!((again.phase.as_str(), again.generation, again.loaded), (LOADING, 9, 0));
        assert_eq!(again.fields.as_deref(), Some("Id,Doorbell__c"));
    }

    #[test]
    fn an_object_that_is_hidden_is_loaded_once_it_may_be_seen() {
        let hidden = prepared_row("Lead", None, None, false, 5);
        assert_eq!(hidden.phase, HIDDEN);
        assert_eq!(prepared_row("Lead", Some(hidden.clone()), None, false, 6), hidden);
        assert_eq!(prepared_row("Lead", Some(hidden), fields("Id"), false, 7).phase, LOADING);
    }
}
