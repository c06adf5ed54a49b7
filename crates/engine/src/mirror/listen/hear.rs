//! A batch of change events goes into the copy, in one transaction with the place behind it.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Millis;
use salesforce::Record;
use salesforce::events::{Batch, ChangeKind};
use store::{MirrorRow, StoreError};

use super::super::apply::News;
use super::super::fields::PeopleObject;
use super::super::phase::{is_ready, load_again};
use super::super::poll::Unpolled;
use super::merge::{Around, Merged, merge};
use super::name::Order;
use super::stream::written;
use crate::candidates::text;
use crate::{Engine, ORG};

/// A cursor that is older is not read from any more: everyone is loaded again. As long as Salesforce keeps events
/// (72 hours), in milliseconds.
const TOO_OLD: Millis = 72 * 3_600_000;

/// More records than these are read by their last change, not by their ids.
const MANY: usize = 1_000;

/// People that are looked at to learn how names are written.
const SAMPLE: i64 = 50;

/// What a batch comes to before Salesforce is asked.
#[derive(Debug, Default)]
struct Merging {
    rows: BTreeMap<String, Option<Record>>,
    changed: BTreeSet<String>,
    unknown: BTreeSet<String>,
    /// Whether something changed of which not even the record is known.
    blind: bool,
}

impl Engine {
    /// Brings a batch into the copy. `steady`: everything before it is there, so that the copy is fresh. Says whether it is
    /// there: `false` if the object is being loaded again or Salesforce could not be asked.
    pub(super) async fn take_batch(
        &self,
        object: PeopleObject,
        generation: i64,
        batch: Batch,
        steady: bool,
    ) -> Result<bool, StoreError> {
        let _alone = self.0.keeper.writing.lock().await;
        let Some(row) = self.ready_row(object).await?.filter(|row| row.generation == generation)
        else {
            return Ok(false);
        };
        let merging = self.merge_batch(object, &row, &batch).await?;
        let by_cursor = merging.blind || merging.unknown.len() > MANY;
        let news = match self.news_of(object, merging, by_cursor).await {
            Ok(news) => news,
            Err(Unpolled::Store(error)) => return Err(error),
            Err(Unpolled::Salesforce(failure)) => {
                self.note_trouble(&[object.name()], &failure).await?;
                return Ok(false);
            }
        };
        // A poll has moved the row on.
        let Some(mut row) =
            self.ready_row(object).await?.filter(|row| row.generation == generation)
        else {
            return Ok(false);
        };
        let now = self.now();
        if !batch.replay_id.is_empty() {
            row.replay_id = Some(written(&batch.replay_id));
        }
        row.updated_at = now;
        if steady && !batch.events.is_empty() {
            row.fresh_at = Some(now);
        }
        self.apply(news, generation, Some(row)).await?;
        Ok(true)
    }

    /// Reads what was missed when the place was lost; what is too long ago is loaded again.
    pub(super) async fn repair_after_loss(&self, object: PeopleObject) -> Result<bool, StoreError> {
        let _alone = self.0.keeper.writing.lock().await;
        let Some(mut row) = self.ready_row(object).await? else { return Ok(false) };
        let (now, cursor) = (self.now(), row.cursor_at.unwrap_or_default());
        if now - cursor > TOO_OLD {
            load_again(&mut row, now);
            self.0.store.save_mirror(ORG, &row).await?;
            return Ok(false);
        }
        row.replay_id = None;
        self.0.store.save_mirror(ORG, &row).await?;
        match self.poll_one(object).await {
            Ok(()) => Ok(true),
            Err(Unpolled::Store(error)) => Err(error),
            Err(Unpolled::Salesforce(failure)) => {
                self.note_trouble(&[object.name()], &failure).await?;
                // The poll comes again by itself: the row stays as old as it is.
                Ok(true)
            }
        }
    }

    /// Notes that these objects of the copy are as Salesforce has them, where the last note is `older` milliseconds old.
    pub(super) async fn note_fresh(
        &self,
        objects: &[PeopleObject],
        older: Millis,
    ) -> Result<(), StoreError> {
        if objects.is_empty() {
            return Ok(());
        }
        let _alone = self.0.keeper.writing.lock().await;
        let now = self.now();
        for mut row in self.0.store.mirror(ORG).await? {
            let old = row.fresh_at.is_none_or(|at| now - at >= older || at > now);
            let heard =
                PeopleObject::named(&row.object).is_some_and(|object| objects.contains(&object));
            if heard && old && is_ready(&row) {
                row.fresh_at = Some(now);
                (row.error_code, row.error_text) = (None, None);
                self.0.store.save_mirror(ORG, &row).await?;
            }
        }
        Ok(())
    }

    async fn ready_row(&self, object: PeopleObject) -> Result<Option<MirrorRow>, StoreError> {
        let rows = self.0.store.mirror(ORG).await?;
        Ok(rows.into_iter().find(|row| row.object == object.name()).filter(is_ready))
    }

    /// What the events make of the rows that the copy has.
    async fn merge_batch(
        &self,
        object: PeopleObject,
        row: &MirrorRow,
        batch: &Batch,
    ) -> Result<Merging, StoreError> {
        let columns: BTreeSet<&str> =
            row.fields.as_deref().unwrap_or_default().split(',').collect();
        let ids = batch.events.iter().flat_map(|event| &event.record_ids);
        let ids: BTreeSet<String> = ids.map(ToString::to_string).collect();
        let mut merging = Merging {
            rows: self.bodies(&ids).await?,
            blind: batch.unreadable > 0,
            ..Merging::default()
        };
        let accounts = self.account_names(batch).await?;
        let is_new = |kind| matches!(kind, ChangeKind::Create | ChangeKind::Undelete);
        let new = batch.events.iter().any(|event| is_new(event.kind));
        let order = if new { self.order_of_names(object).await? } else { None };
        let around = Around { columns: &columns, accounts: &accounts, order };
        for event in batch.events.iter().filter(|event| event.object == object.name()) {
            merging.blind |= event.kind == ChangeKind::Overflow;
            for id in &event.record_ids {
                merging.take(event, id.to_string(), &around);
            }
        }
        Ok(merging)
    }

    /// The rows of records that the copy has.
    async fn bodies(
        &self,
        ids: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, Option<Record>>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let people = self.0.store.people_by_id(ORG, &ids).await?;
        let body = |body: &str| serde_json::from_str::<Record>(body).ok();
        Ok(people.into_iter().map(|person| (person.record_id, body(&person.body))).collect())
    }

    /// The names of the accounts that contacts moved to.
    async fn account_names(&self, batch: &Batch) -> Result<BTreeMap<String, String>, StoreError> {
        let moved = batch.events.iter().filter_map(|event| event.values.get("AccountId")?.as_str());
        let ids: BTreeSet<String> = moved.map(str::to_owned).collect();
        let rows = self.bodies(&ids).await?.into_iter();
        Ok(rows.filter_map(|(id, row)| Some((id, text(&row?, "Name")?))).collect())
    }

    /// How the org writes names, learnt from people of the copy.
    async fn order_of_names(&self, object: PeopleObject) -> Result<Option<Order>, StoreError> {
        let store = &self.0.store;
        let people = store.people_page(ORG, object.name(), None, SAMPLE).await?;
        let row = |body: &str| serde_json::from_str::<Record>(body).ok();
        Ok(people.iter().filter_map(|person| row(&person.body)).find_map(|row| Order::of(&row)))
    }

    /// Asks Salesforce for what events did not say: by their ids, or everything since the cursor.
    async fn news_of(
        &self,
        object: PeopleObject,
        merging: Merging,
        by_cursor: bool,
    ) -> Result<News, Unpolled> {
        let mut news = News::default();
        if by_cursor {
            // It reads what the events told as well.
            self.poll_one(object).await?;
            return Ok(news);
        }
        for (id, row) in merging.rows {
            let told = merging.changed.contains(&id) && !merging.unknown.contains(&id);
            if let Some(row) = row.filter(|_| told) {
                news.add(object.name(), row);
            }
        }
        let unknown: Vec<String> = merging.unknown.into_iter().collect();
        if !unknown.is_empty()
            && let Some((row, fields)) = self.row_and_fields(object).await?
        {
            self.reread(&row, &fields, &unknown).await?;
        }
        Ok(news)
    }
}

impl Engine {
    /// Asks for everything of one object that has changed since its cursor.
    async fn poll_one(&self, object: PeopleObject) -> Result<(), Unpolled> {
        match self.row_and_fields(object).await? {
            Some(due) => self.poll(vec![due]).await,
            None => Ok(()),
        }
    }
}

impl Merging {
    fn take(&mut self, event: &salesforce::events::ChangeEvent, id: String, around: &Around<'_>) {
        let before = self.rows.get(&id).and_then(Option::as_ref);
        // A deletion of what the copy does not have is no news.
        if self.unknown.contains(&id) || (event.kind == ChangeKind::Delete && before.is_none()) {
            return;
        }
        match merge(event, &id, before, around) {
            Merged::Same => {}
            Merged::Row(row) => {
                self.changed.insert(id.clone());
                self.rows.insert(id, Some(row));
            }
            Merged::Unknown => {
                self.unknown.insert(id);
            }
        }
    }
}
