//! Looks numbers and records up in the copy of the org's people: no API call. Says why where the copy cannot answer.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Millis;
use domain::matching::NoCopy;
use salesforce::SalesforceId;
use serde_json::{Map, Value};
use store::{MirrorRow, Person, StoreError};

use super::Mirroring;
use super::phase::{holds, is_ready};
use crate::candidates::{flag, text};
use crate::found::Found;
use crate::search::{Scope, Table, Wanted};
use crate::{Engine, ORG};

/// People of one object with one number that are looked at; of more than these the last changed.
const MOST: usize = 200;

/// How often a merged record may have been merged into yet another one.
const CHAIN: usize = 5;

impl Engine {
    /// How old the copy is, in milliseconds, where it can answer for everything in `scope`; else why not.
    pub(crate) async fn copy(
        &self,
        mirroring: &Mirroring,
        scope: &Scope,
    ) -> Result<Result<Millis, NoCopy>, StoreError> {
        let rows = self.0.store.mirror(ORG).await?;
        Ok(usable(&rows, scope, self.now(), mirroring.oldest_ms))
    }

    /// Everyone in the copy whom `wanted` may mean, and what became of the records `before` that calls were on.
    pub(crate) async fn look_up(
        &self,
        wanted: &[Wanted],
        before: &BTreeSet<String>,
    ) -> Result<Found, StoreError> {
        let mut found = Found::default();
        let store = &self.0.store;
        let tails: BTreeSet<i64> = wanted.iter().filter_map(|wanted| wanted.tail).collect();
        let tails: Vec<i64> = tails.into_iter().collect();
        for held in store.people_with(ORG, &tails, MOST).await? {
            for person in &held.people {
                if let Some((table, row)) = row_of(person) {
                    found.hold(held.tail, table, &row);
                }
            }
            if held.more {
                found.crowd(held.tail);
            }
        }
        let named = wanted.iter().filter_map(|wanted| wanted.record.as_deref());
        let named: BTreeSet<String> = named.map(long).chain(before.iter().cloned()).collect();
        let people = self.by_id(named.iter()).await?;
        for id in &named {
            match people.get(id) {
                None => found.lose(id),
                Some((_, row)) if flag(row, "IsDeleted") => {
                    found.lose(id);
                    if let Some((table, row)) = self.stayed(row).await? {
                        found.merge(id, table, &row);
                    }
                }
                Some((table, row)) => found.add(*table, row),
            }
        }
        Ok(found)
    }

    /// The record into which a merged one went, at the end of the chain.
    async fn stayed(
        &self,
        loser: &Map<String, Value>,
    ) -> Result<Option<(Table, Map<String, Value>)>, StoreError> {
        let mut master = text(loser, "MasterRecordId");
        for _ in 0..CHAIN {
            let Some(id) = master else { break };
            match self.by_id([id.clone()].iter()).await?.remove(&id) {
                Some((_, row)) if flag(&row, "IsDeleted") => master = text(&row, "MasterRecordId"),
                other => return Ok(other),
            }
        }
        Ok(None)
    }

    async fn by_id(
        &self,
        ids: impl Iterator<Item = &String>,
    ) -> Result<BTreeMap<String, (Table, Map<String, Value>)>, StoreError> {
        let ids: Vec<&str> = ids.map(String::as_str).collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let people = self.0.store.people_by_id(ORG, &ids).await?;
        let rows = people
            .iter()
            .filter_map(|person| row_of(person).map(|row| (person.record_id.clone(), row)));
        Ok(rows.collect())
    }
}

/// The age of the copy, or why it cannot answer for `scope`.
fn usable(
    rows: &[MirrorRow],
    scope: &Scope,
    now: Millis,
    oldest: Millis,
) -> Result<Millis, NoCopy> {
    let mut needed = Vec::new();
    for (object, columns) in scope.tables() {
        let Some(row) = rows.iter().find(|row| row.object == object) else {
            return Err(NoCopy::Loading { percent: 0 });
        };
        needed.push((row, columns));
    }
    if needed.iter().any(|(row, _)| !is_ready(row)) {
        let loaded: i64 = needed.iter().map(|(row, _)| row.loaded).sum();
        let all = |(row, _): &(&MirrorRow, _)| row.expected.unwrap_or(0).max(row.loaded);
        let expected: i64 = needed.iter().map(all).sum::<i64>().max(1);
        let percent = (loaded.saturating_mul(100) / expected).clamp(0, 99);
        return Err(NoCopy::Loading { percent: u8::try_from(percent).unwrap_or_default() });
    }
    if let Some((row, _)) =
        needed.iter().find(|(row, columns)| !holds(row, columns.iter().map(String::as_str)))
    {
        return Err(NoCopy::Fields { object: row.object.clone() });
    }
    // The keeper's clock may be ahead of ours: then what it wrote says as little as if it were as much behind.
    let age =
        |(row, _): &(&MirrorRow, _)| now.saturating_sub(row.fresh_at.unwrap_or(0)).saturating_abs();
    match needed.iter().map(age).max().unwrap_or_default() {
        age_ms if age_ms > oldest => Err(NoCopy::Old { age_ms }),
        age_ms => Ok(age_ms),
    }
}

/// The row of a person that a call can belong to; `None` for a user.
pub(crate) fn row_of(person: &Person) -> Option<(Table, Map<String, Value>)> {
    let table = Table::named(&person.object)?;
    Some((table, serde_json::from_str(&person.body).ok()?))
}

/// An id with 18 characters, as the copy has it.
fn long(id: &str) -> String {
    SalesforceId::parse(id).map_or_else(|_| id.to_owned(), |id| id.to_string())
}
