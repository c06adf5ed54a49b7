//! Writes respelt numbers into Salesforce and takes them back: only where the field still says what we read.

use std::collections::BTreeMap;

use salesforce::{Failure, MAX_WRITE, Record, RecordResult, SalesforceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Finding;
use crate::Engine;

/// How many changes fit into one request.
pub const MOST_CHANGES: usize = MAX_WRITE;

/// A phone field's text before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `Contact`, `Account` or `Lead`.
    pub object: String,
    /// The record's id.
    pub record: String,
    /// API name of the field.
    pub field: String,
    /// What it said.
    pub old: String,
    /// What it is to say.
    pub new: String,
}

impl Change {
    /// The change that mends a finding, if there is one.
    #[must_use]
    pub fn of(finding: &Finding) -> Option<Change> {
        Some(Change {
            object: finding.object.clone(),
            record: finding.record.clone(),
            field: finding.field.clone(),
            old: finding.text.clone(),
            new: finding.fix.clone()?,
        })
    }

    fn texts(&self, direction: Direction) -> (&str, &str) {
        match direction {
            Direction::Forth => (&self.old, &self.new),
            Direction::Back => (&self.new, &self.old),
        }
    }
}

/// Whether changes are made or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From old to new.
    Forth,
    /// From new to old.
    Back,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The field says what it should.
    Done,
    /// It already did; nothing was written.
    Already,
    /// Somebody has changed it since; it was left alone.
    Changed,
    /// The record is gone, or we may not see it.
    Gone,
    /// Salesforce refused.
    Refused {
        /// Its code.
        code: String,
        /// Its own words.
        text: String,
    },
}

impl Engine {
    /// Makes or takes back at most [`MOST_CHANGES`] changes; one outcome for each, in their order. A field that says
    /// neither what was read nor what is wanted is left alone, so that this can be repeated.
    ///
    /// # Errors
    /// When a whole request failed; then it is not known what became of the changes, and repeating them is safe.
    pub async fn change_people(
        &self,
        changes: &[Change],
        direction: Direction,
    ) -> Result<Vec<Outcome>, Failure> {
        let mut outcomes = vec![Outcome::Gone; changes.len()];
        let mut objects: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, change) in changes.iter().enumerate() {
            objects.entry(&change.object).or_default().push(place);
        }
        for (object, places) in objects {
            for places in places.chunks(MOST_CHANGES) {
                self.change_some(object, changes, places, direction, &mut outcomes).await?;
            }
        }
        Ok(outcomes)
    }

    async fn change_some(
        &self,
        object: &str,
        changes: &[Change],
        places: &[usize],
        direction: Direction,
        outcomes: &mut [Outcome],
    ) -> Result<(), Failure> {
        let current = self.current(object, changes, places).await?;
        let mut records: BTreeMap<SalesforceId, Record> = BTreeMap::new();
        for place in places {
            let (change, outcome) = (&changes[*place], &mut outcomes[*place]);
            let Some((id, row)) = current_of(change, &current) else { continue };
            let now = row.get(&change.field).and_then(Value::as_str).unwrap_or_default();
            let (from, to) = change.texts(direction);
            *outcome = if now == to {
                Outcome::Already
            } else if now == from {
                let record = records.entry(id).or_default();
                record.insert(change.field.clone(), to.into());
                Outcome::Done
            } else {
                Outcome::Changed
            };
        }
        if records.is_empty() {
            return Ok(());
        }
        let (ids, records): (Vec<SalesforceId>, Vec<Record>) = records
            .into_iter()
            .map(|(id, mut record)| {
                record.insert("Id".to_owned(), id.to_string().into());
                (id, record)
            })
            .unzip();
        let results = self.salesforce().update_collection(object, records).await?;
        for (id, result) in ids.iter().zip(results) {
            let RecordResult::Failed(failure) = result else { continue };
            for place in places {
                let is_it = SalesforceId::parse(&changes[*place].record).ok() == Some(*id);
                if is_it && outcomes[*place] == Outcome::Done {
                    outcomes[*place] = refusal(&failure);
                }
            }
        }
        Ok(())
    }

    /// What the fields say now.
    async fn current(
        &self,
        object: &str,
        changes: &[Change],
        places: &[usize],
    ) -> Result<BTreeMap<SalesforceId, Record>, Failure> {
        let of = || places.iter().map(|place| &changes[*place]);
        let mut ids: Vec<SalesforceId> =
            of().filter_map(|change| SalesforceId::parse(&change.record).ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut fields: Vec<&str> = of().map(|change| change.field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        let rows = self.salesforce().retrieve_collection(object, &ids, &fields).await?;
        Ok(ids.into_iter().zip(rows).filter_map(|(id, row)| Some((id, row?))).collect())
    }
}

fn current_of<'r>(
    change: &Change,
    current: &'r BTreeMap<SalesforceId, Record>,
) -> Option<(SalesforceId, &'r Record)> {
    let id = SalesforceId::parse(&change.record).ok()?;
    Some((id, current.get(&id)?))
}

fn refusal(failure: &Failure) -> Outcome {
    Outcome::Refused { code: failure.code.clone(), text: failure.message.clone() }
}
