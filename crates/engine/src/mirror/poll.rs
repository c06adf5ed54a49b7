//! Asks what has changed since the last time: one composite request for all objects, by cursors over
//! `SystemModstamp` and by the list of deletions. All times in it are Salesforce's own: our clock may be wrong.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Millis;
use jiff::Timestamp;
use salesforce::soql::{Compare, Condition, Direction, InvalidSoql, Soql};
use salesforce::{Failure, LONGEST_DELETED_MS, Record, Subreply, Subrequest, moment};
use store::{MirrorRow, StoreError};

use super::apply::News;
use super::fields::PeopleFields;
use super::phase::load_again;
use crate::candidates::{flag, text};
use crate::{Engine, ORG};

/// Rows of one object in one request.
const PAGE: u32 = 2_000;

/// Deleted records that are looked for in the copy at a time.
const SOME: usize = 1_000;

/// Requests in one poll beyond which loading everyone again costs less.
const MOST_REQUESTS: usize = 50;

/// A transaction stamps its rows before others see them: so far do we look back, in milliseconds.
const OVERLAP: Millis = 120_000;

/// The longest transaction, in milliseconds: a cursor without changes stays so far behind Salesforce's clock.
const BEHIND: Millis = 600_000;

/// So far the first poll of every ten minutes looks back, in milliseconds, for what a long transaction has stamped early
/// and committed late. Further than twice the longest one, since the cursor has moved on meanwhile.
const LATE: Millis = 2 * BEHIND;

/// How far our clock may be behind Salesforce's, in milliseconds, without a deletion being missed.
const CLOCKS_DIFFER: Millis = 7_200_000;

/// The part of a request that asks for changed rows, and the one that asks for deletions.
const CHANGED: &str = "changed";
const DELETED: &str = "deleted";

/// Where reading an object goes on.
struct Cursor {
    row: MirrorRow,
    fields: PeopleFields,
    /// From where this poll began.
    since: Millis,
    /// Where what is surely new begins. Before it no more than a page is read.
    recent: Millis,
    /// The last row of a full page: there is more behind it.
    behind: Option<(Millis, String)>,
    /// How far Salesforce has listed deletions. The cursor gets there once all pages are read.
    covered: Option<Millis>,
}

/// Why a poll ended early.
pub(crate) enum Unpolled {
    /// Salesforce did not answer as it should.
    Salesforce(Failure),
    /// The store did not answer.
    Store(StoreError),
}

impl From<Failure> for Unpolled {
    fn from(failure: Failure) -> Self {
        Self::Salesforce(failure)
    }
}

impl From<InvalidSoql> for Unpolled {
    fn from(invalid: InvalidSoql) -> Self {
        Self::Salesforce(invalid.into())
    }
}

impl From<StoreError> for Unpolled {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Brings these objects of the copy up to date. One API call, unless more than a page of an object has changed.
    /// An object of which very much has changed is loaded again instead.
    pub(crate) async fn poll(&self, rows: Vec<(MirrorRow, PeopleFields)>) -> Result<(), Unpolled> {
        let now = self.now();
        let mut cursors: Vec<Cursor> =
            rows.into_iter().map(|(row, fields)| Cursor::new(row, fields, now)).collect();
        let mut first = true;
        let mut refused = None;
        for _ in 0..MOST_REQUESTS {
            let mut replies = self.ask_for_changes(&cursors, first).await?;
            for cursor in &mut cursors {
                let changed = replies.remove(&named(CHANGED, &cursor.row.object));
                let deleted = replies.remove(&named(DELETED, &cursor.row.object));
                match self.take_in(cursor, changed, deleted).await {
                    Ok(()) => {}
                    // The other objects of the reply are none the worse for it.
                    Err(Unpolled::Salesforce(failure)) => {
                        cursor.behind = None;
                        refused.get_or_insert(failure);
                    }
                    Err(error) => return Err(error),
                }
            }
            first = false;
            cursors.retain(|cursor| cursor.behind.is_some());
            if cursors.is_empty() {
                return refused.map_or(Ok(()), |failure| Err(failure.into()));
            }
        }
        for Cursor { mut row, .. } in cursors {
            tracing::info!(object = %row.object, "so much has changed that everyone is loaded again");
            load_again(&mut row, self.now());
            self.0.store.save_mirror(ORG, &row).await?;
        }
        refused.map_or(Ok(()), |failure| Err(failure.into()))
    }

    async fn ask_for_changes(
        &self,
        cursors: &[Cursor],
        deletions: bool,
    ) -> Result<BTreeMap<String, Subreply>, Unpolled> {
        let mut subrequests = Vec::new();
        for cursor in cursors {
            let object = &cursor.row.object;
            subrequests.push(Subrequest::query_all(&named(CHANGED, object), &changes(cursor)?));
            // Users are never deleted.
            if deletions && object != "User" {
                let (start, end) = span(cursor, self.now());
                let asked = Subrequest::deleted(&named(DELETED, object), object, start, end)?;
                subrequests.push(asked);
            }
        }
        let replies = self.in_use().salesforce.composite(&subrequests, false).await?;
        self.0.health.answered();
        let names = subrequests.into_iter().map(|subrequest| subrequest.reference_id);
        Ok(names.zip(replies).collect())
    }

    /// Those of `ids` that the copy still has, those merged away left out: it has to remember where they went.
    async fn still_copied(&self, ids: &[String]) -> Result<Vec<String>, StoreError> {
        let merged = |body: &str| {
            serde_json::from_str(body).is_ok_and(|row: Record| flag(&row, "IsDeleted"))
        };
        let mut still = Vec::new();
        // Salesforce may list hundreds of thousands.
        for some in ids.chunks(SOME) {
            let ids: Vec<&str> = some.iter().map(String::as_str).collect();
            let people = self.0.store.people_by_id(ORG, &ids).await?;
            let people = people.into_iter().filter(|person| !merged(&person.body));
            still.extend(people.map(|person| person.record_id));
        }
        Ok(still)
    }

    /// What one object's parts of a reply brought goes into the copy, with the cursor behind it.
    async fn take_in(
        &self,
        cursor: &mut Cursor,
        changed: Option<Subreply>,
        deleted: Option<Subreply>,
    ) -> Result<(), Unpolled> {
        let Some(changed) = changed else { return Ok(()) };
        let records = self.in_use().salesforce.records(changed).await?;
        let mut news = News::default();
        cursor.advance(&records);
        let told: BTreeSet<String> =
            records.iter().filter_map(|record| text(record, "Id")).collect();
        for record in records {
            news.add(&cursor.row.object, record);
        }
        match deleted.map(Subreply::deleted) {
            Some(Ok(deleted)) => {
                let ids = deleted.records.iter().map(|(id, _)| id.to_string());
                let untold: Vec<String> = ids.filter(|id| !told.contains(id)).collect();
                for id in self.still_copied(&untold).await? {
                    news.forget(id);
                }
                cursor.covered = Some(deleted.covered_until - BEHIND);
            }
            // The rows themselves tell of most deletions: this list only knows of those from beyond the recycle bin.
            Some(Err(failure)) => {
                tracing::warn!(object = %cursor.row.object, "deletions were not told: {failure}");
            }
            None => {}
        }
        let now = self.now();
        cursor.row.updated_at = now;
        if cursor.behind.is_none() {
            if let Some(covered) = cursor.covered {
                cursor.reach(covered);
            }
            cursor.row.fresh_at = Some(now);
        }
        (cursor.row.error_code, cursor.row.error_text) = (None, None);
        let generation = cursor.row.generation;
        self.apply(news, generation, Some(cursor.row.clone())).await?;
        Ok(())
    }
}

impl Cursor {
    fn new(row: MirrorRow, fields: PeopleFields, now: Millis) -> Self {
        let cursor = row.cursor_at.unwrap_or_default();
        let of_ten_minutes = |at: Millis| at.div_euclid(BEHIND);
        let looks_far = row.fresh_at.map(of_ten_minutes) != Some(of_ten_minutes(now));
        let since = cursor - if looks_far { LATE } else { OVERLAP };
        Self { row, fields, since, recent: cursor - OVERLAP, behind: None, covered: None }
    }

    /// Puts the cursor behind the rows of a page.
    fn advance(&mut self, records: &[Record]) {
        let stamp = |record: &Record| text(record, "SystemModstamp").and_then(|at| moment(&at));
        if let Some(latest) = records.iter().filter_map(stamp).max() {
            self.reach(latest);
        }
        let full = records.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
        let last = records.last().filter(|_| full);
        let behind = last.and_then(|last| Some((stamp(last)?, text(last, "Id")?)));
        self.behind = behind.map(|(at, id)| (at.max(self.recent - 1), id));
    }

    /// A cursor never goes back.
    fn reach(&mut self, at: Millis) {
        self.row.cursor_at = Some(self.row.cursor_at.unwrap_or_default().max(at));
    }
}

/// The rows that changed since the cursor, the earliest first, deleted ones among them.
fn changes(cursor: &Cursor) -> Result<Soql, InvalidSoql> {
    let filter = match &cursor.behind {
        None => later(Compare::GreaterOrEqual, cursor.since)?,
        Some((at, id)) => Condition::any([
            later(Compare::Greater, *at)?,
            Condition::all([
                Condition::eq("SystemModstamp", instant(*at))?,
                Condition::compare("Id", Compare::Greater, id.as_str())?,
            ])?,
        ])?,
    };
    Ok(cursor
        .fields
        .query_all()?
        .filter(filter)
        .order_by("SystemModstamp", Direction::Ascending)?
        .order_by("Id", Direction::Ascending)?
        .limit(PAGE))
}

fn later(compare: Compare, at: Millis) -> Result<Condition, InvalidSoql> {
    Condition::compare("SystemModstamp", compare, instant(at))
}

fn instant(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// From when to when deletions are asked for: as far back as Salesforce remembers, and into what it calls the future
/// where our clock is ahead.
fn span(cursor: &Cursor, now: Millis) -> (Millis, Millis) {
    let end = now.max(cursor.row.cursor_at.unwrap_or_default()) + CLOCKS_DIFFER;
    (cursor.since.max(end - LONGEST_DELETED_MS + CLOCKS_DIFFER), end)
}

fn named(part: &str, object: &str) -> String {
    format!("{part}_{object}")
}
