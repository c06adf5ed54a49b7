//! A record of the user as whom we are connected goes to the first other user who speaks with it (F104).

use std::collections::BTreeMap;

use domain::introduce::{
    Outcome, Reassignment, owner_kept_sentence, reassigned_sentence, reassignment,
};
use language::Sentence;
use salesforce::soql::{Condition, InvalidSoql, Soql};
use salesforce::{Decision, Failure, RecordResult};
use serde_json::{Map, Value};
use store::StoreError;

use super::kept::Kept;
use super::send::refuses;
use super::turns::{Go, Turns};
use super::wishes::at;
use crate::Engine;
use crate::candidates::text;
use crate::compose::setting_in;
use crate::found::short;
use crate::knowledge::Known;
use crate::work::{End, Work};

/// A record to give away, and the calls with it.
struct Gift {
    key: String,
    to: Reassignment,
    places: Vec<usize>,
}

impl Engine {
    /// Gives the calls' records to whom they belong now. A refusal costs nothing but a note.
    pub(super) async fn reassign(
        &self,
        works: &mut [Work],
        known: &Known,
        turns: &Turns<'_>,
    ) -> Result<(), StoreError> {
        let gifts = gifts(works, known, self.now());
        if gifts.is_empty() {
            return Ok(());
        }
        let keys: Vec<&str> = gifts.iter().map(|gift| gift.key.as_str()).collect();
        let answers = turns.ask(&keys).await?;
        let mut ours: BTreeMap<&'static str, Vec<Gift>> = BTreeMap::new();
        for (gift, go) in gifts.into_iter().zip(answers) {
            match go {
                Go::Have(kept) => owned_by(works, &gift, &kept, None),
                Go::Wait(moment) => {
                    at(works, gift.places).for_each(|work| work.end = Some(End::Later(moment)));
                }
                Go::Do { .. } => ours.entry(gift.to.object).or_default().push(gift),
            }
        }
        for (object, gifts) in ours {
            self.give(works, object, gifts, turns).await?;
        }
        Ok(())
    }

    /// Gives away those records that are still ours. Writing an owner twice is harmless, so no intent is needed.
    async fn give(
        &self,
        works: &mut [Work],
        object: &'static str,
        gifts: Vec<Gift>,
        turns: &Turns<'_>,
    ) -> Result<(), StoreError> {
        let ids: Vec<&str> = gifts.iter().map(|gift| gift.to.record_id.as_str()).collect();
        let owners = match self.owners_of(object, &ids).await {
            Ok(owners) => owners,
            Err(failure) => return self.not_given(works, &gifts, &failure, turns).await,
        };
        let (mut giving, mut done, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for gift in gifts {
            match owners.get(short(&gift.to.record_id)) {
                Some(owner) if short(owner) == short(&gift.to.from) => giving.push(gift),
                Some(owner) => {
                    let kept = Kept::Id(owner.clone());
                    owned_by(works, &gift, &kept, None);
                    done.push((gift.key, kept));
                }
                // It is gone: the Task's own request will say so.
                None => gone.push(gift.key),
            }
        }
        let keys: Vec<&str> = gone.iter().map(String::as_str).collect();
        turns.undo(&keys).await?;
        let records = giving.iter().map(|gift| update(&gift.to)).collect();
        let results = match self.in_use().salesforce.update_collection(object, records).await {
            Ok(results) => results,
            Err(failure) => {
                turns.done(done).await?;
                return self.not_given(works, &giving, &failure, turns).await;
            }
        };
        for (gift, result) in giving.into_iter().zip(results) {
            let (kept, told) = match result {
                RecordResult::Done { .. } => {
                    let told = reassigned_sentence(object, &gift.to.name);
                    (Kept::Id(gift.to.to.clone()), told)
                }
                // Somebody else is at the record just now.
                RecordResult::Failed(failure) if passes(&failure) => {
                    self.not_given(works, &[gift], &failure, turns).await?;
                    continue;
                }
                RecordResult::Failed(failure) => kept_its_owner(object, failure),
            };
            owned_by(works, &gift, &kept, Some(&told));
            done.push((gift.key, kept));
        }
        turns.done(done).await
    }

    /// The request failed: the calls come again, unless Salesforce does not let us, which costs a note.
    async fn not_given(
        &self,
        works: &mut [Work],
        gifts: &[Gift],
        failure: &Failure,
        turns: &Turns<'_>,
    ) -> Result<(), StoreError> {
        if refuses(failure) {
            let mut done = Vec::new();
            for gift in gifts {
                let (kept, told) = kept_its_owner(gift.to.object, failure.clone());
                owned_by(works, gift, &kept, Some(&told));
                done.push((gift.key.clone(), kept));
            }
            return turns.done(done).await;
        }
        let keys: Vec<&str> = gifts.iter().map(|gift| gift.key.as_str()).collect();
        turns.undo(&keys).await?;
        let places = gifts.iter().flat_map(|gift| gift.places.clone()).collect();
        self.lost(at(works, places), failure).await
    }

    /// Owners by record id, as they are now.
    async fn owners_of(
        &self,
        object: &str,
        ids: &[&str],
    ) -> Result<BTreeMap<String, String>, Failure> {
        let rows = self.in_use().salesforce.query(&query(object, ids)?).await?;
        self.0.health.answered();
        let owner = |row: &Map<String, Value>| {
            Some((short(&text(row, "Id")?).to_owned(), text(row, "OwnerId")?))
        };
        Ok(rows.iter().filter_map(owner).collect())
    }
}

fn gifts(works: &mut [Work], known: &Known, now: i64) -> Vec<Gift> {
    let mut gifts: Vec<Gift> = Vec::new();
    for (place, work) in works.iter_mut().enumerate().filter(|(_, work)| work.open()) {
        let setting = setting_in(work, known, now);
        let Some(to) = setting.and_then(|setting| reassignment(&setting)) else { continue };
        let key = format!("owner:{}", to.record_id);
        match gifts.iter_mut().find(|gift| gift.key == key) {
            Some(gift) => gift.places.push(place),
            None => gifts.push(Gift { key, to, places: vec![place] }),
        }
    }
    gifts
}

/// The calls know the owner; the first of them is told how it came to that.
fn owned_by(works: &mut [Work], gift: &Gift, kept: &Kept, told: Option<&Sentence>) {
    for (place, work) in at(works, gift.places.clone()).enumerate() {
        let Some(resolution) = &mut work.resolution else { continue };
        if let (Kept::Id(owner), Some(record)) = (kept, &mut resolution.record) {
            record.owner_id = Some(owner.clone());
        }
        resolution.notes.extend(told.filter(|_| place == 0).cloned());
    }
}

/// What is kept and told of a record that cannot be given away.
fn kept_its_owner(object: &str, failure: Failure) -> (Kept, Sentence) {
    let why = owner_kept_sentence(object, failure.sentence());
    (Kept::Refused { outcome: Outcome::Refused, code: failure.code, why: why.clone() }, why)
}

/// Whether the reason for a record's refusal passes by itself.
fn passes(failure: &Failure) -> bool {
    use Decision::{PauseOrg, Retry, SlowDown, Unknown};
    matches!(failure.decision, Retry | SlowDown | PauseOrg(_) | Unknown)
}

fn update(to: &Reassignment) -> Map<String, Value> {
    let fields = [("Id", &to.record_id), ("OwnerId", &to.to)];
    fields.map(|(name, value)| (name.to_owned(), Value::from(value.clone()))).into_iter().collect()
}

fn query(object: &str, ids: &[&str]) -> Result<Soql, InvalidSoql> {
    let these = Condition::in_list("Id", ids.iter().copied())?;
    Ok(Soql::select(object, ["Id", "OwnerId"])?.filter(these))
}
