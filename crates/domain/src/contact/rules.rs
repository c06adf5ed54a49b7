//! The `[sync]` section of a profile: which records and fields the phone system's contacts are synced with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Field;
use crate::profile::is_api_name;

/// An object whose records are synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Target {
    /// Contacts.
    Contact,
    /// Leads that are not converted.
    Lead,
}

impl Target {
    /// Its API name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Contact => "Contact",
            Self::Lead => "Lead",
        }
    }
}

/// Which records and fields are synced, and when a sync stops and asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncRules {
    /// The objects (F122). Of several records with one number the first object's goes before the second's, and within
    /// an object the one that was modified last (F27).
    pub targets: Vec<Target>,
    /// Minutes from one sync to the next (F127).
    pub every_minutes: u32,
    /// Hours after which all of the phone system's contacts are read again, and not just those that changed.
    pub read_all_hours: u32,
    /// At most so many records are read at the first sync, the newest first (F126); 0 is all.
    pub first_sync_records: u32,
    /// Only records that were changed within so many days are read at the first sync (F126); 0 is all.
    pub first_sync_days: u32,
    /// A sync that would change more than so many percent of the linked pairs stops and asks.
    pub stop_percent: u32,
    /// So many changes never stop a sync by their share.
    pub stop_least: u32,
    /// What only goes from Salesforce to the phone system (F128).
    #[serde(default)]
    pub import_only: BTreeMap<Target, Vec<Field>>,
    /// The fields of each object (F123, F124). Several are joined with blanks in between.
    pub fields: BTreeMap<Target, BTreeMap<Field, Vec<String>>>,
}

impl SyncRules {
    /// The Salesforce fields behind a field; none where it is not synced.
    #[must_use]
    pub fn columns(&self, target: Target, field: Field) -> &[String] {
        self.fields.get(&target).and_then(|map| map.get(&field)).map_or(&[], Vec::as_slice)
    }

    /// What only goes from Salesforce to the phone system.
    #[must_use]
    pub fn import_only(&self, target: Target) -> &[Field] {
        self.import_only.get(&target).map_or(&[], Vec::as_slice)
    }

    /// What the shape of the keys cannot say: a sentence on the first thing that could not work.
    pub(crate) fn problem(&self) -> Option<String> {
        let first = self.targets.iter().find_map(|target| self.target_problem(*target));
        first.or_else(|| self.bounds_problem())
    }

    fn target_problem(&self, target: Target) -> Option<String> {
        let name = target.name();
        for needed in [Field::Phone, Field::LastName] {
            if self.columns(target, needed).len() != 1 {
                return Some(format!(
                    "in [sync.fields.{name}] {} must name one field; without it nobody is found again",
                    needed.name()
                ));
            }
        }
        for (field, columns) in self.fields.get(&target)? {
            if let Some(wrong) = columns.iter().find(|column| !column.split('.').all(is_api_name)) {
                return Some(format!(
                    "in [sync.fields.{name}] \"{wrong}\" is not an API name; Setup > Object Manager shows it"
                ));
            }
            let writable = columns.len() == 1 && !columns[0].contains('.');
            if !writable && !self.import_only(target).contains(field) {
                return Some(format!(
                    "in [sync.fields.{name}] {field} is not one field of the record itself and cannot be written \
                     back; add it to [sync.import_only] {name}",
                    field = field.name()
                ));
            }
        }
        None
    }

    fn bounds_problem(&self) -> Option<String> {
        if self.every_minutes < 5 {
            return Some("in [sync] every_minutes must be 5 or more".to_owned());
        }
        if self.read_all_hours == 0 {
            return Some("in [sync] read_all_hours must be 1 or more".to_owned());
        }
        (!(1..=100).contains(&self.stop_percent))
            .then(|| "in [sync] stop_percent must be 1 to 100".to_owned())
    }
}
