//! The names beside the numbers of the call list: as they were when the call was matched, or as they are by now where
//! the copy of the org's people has heard of the record since.

use std::collections::{BTreeSet, HashMap};

use domain::call::Call;
use domain::event::Millis;
use domain::matching::Resolution;
use domain::names::{self, Names, NamesFrom};
use store::{CallRow, Store, StoreError};

use crate::ORG;
use crate::candidates::{candidate, flag};
use crate::mirror::row_of;

/// What the copy knows of the records of some calls.
#[derive(Debug, Default)]
pub(crate) struct KnownNames {
    by_record: HashMap<String, Known>,
}

#[derive(Debug)]
struct Known {
    names: Names,
    /// Until when the copy has heard of changes, UTC milliseconds.
    fresh_at: Millis,
}

impl KnownNames {
    /// Reads what the copy knows of the records of `rows`: two questions to the store, none to Salesforce.
    pub(crate) async fn of(store: &Store, rows: &[CallRow]) -> Result<KnownNames, StoreError> {
        let ids: BTreeSet<&str> = rows.iter().filter_map(|row| row.record_id.as_deref()).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let people = store.people_by_id(ORG, &ids).await?;
        if people.is_empty() {
            return Ok(KnownNames::default());
        }
        let copies = store.mirror(ORG).await?;
        let by_record = people.iter().filter_map(|person| {
            let fresh_at = copies.iter().find(|copy| copy.object == person.object)?.fresh_at?;
            let (table, row) = row_of(person).filter(|(_, row)| !flag(row, "IsDeleted"))?;
            let names = Names::of_candidate(&candidate(table, &row)?);
            Some((person.record_id.clone(), Known { names, fresh_at }))
        });
        Ok(KnownNames { by_record: by_record.collect() })
    }

    /// The names of a call. A copy that has heard nothing since the call was matched, because it rests or is no
    /// longer used, knows no better than the match.
    pub(crate) fn of_call(
        &self,
        row: &CallRow,
        call: &Call,
        resolution: Option<&Resolution>,
    ) -> Option<(Names, NamesFrom)> {
        let (names, from) = names::of_call(call, resolution)?;
        let known = row.record_id.as_ref().and_then(|id| self.by_record.get(id));
        let newer = known.filter(|known| {
            from == NamesFrom::Record && known.fresh_at > row.updated_at && !known.names.is_empty()
        });
        Some((newer.map_or(names, |known| known.names.clone()), from))
    }
}
