//! The `[sync]` section of a profile: which records and fields the phone system's contacts are synced with.

use std::collections::BTreeMap;

use language::Sentence;
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
    pub(crate) fn problem(&self) -> Option<Sentence> {
        let first = self.targets.iter().find_map(|target| self.target_problem(*target));
        first.or_else(|| self.bounds_problem())
    }

    fn target_problem(&self, target: Target) -> Option<Sentence> {
        let name = target.name();
        for needed in [Field::Phone, Field::LastName] {
            if self.columns(target, needed).len() != 1 {
                return Some(
                    Sentence::new("profile-error-sync-needed")
                        .with("object", name)
                        .with("field", needed.name()),
                );
            }
        }
        for (field, columns) in self.fields.get(&target)? {
            if let Some(wrong) = columns.iter().find(|column| !column.split('.').all(is_api_name)) {
                return Some(
                    Sentence::new("profile-error-sync-name")
                        .with("object", name)
                        .with("name", wrong),
                );
            }
            let writable = columns.len() == 1 && !columns[0].contains('.');
            if !writable && !self.import_only(target).contains(field) {
                return Some(
                    Sentence::new("profile-error-sync-not-own")
                        .with("object", name)
                        .with("field", field.name()),
                );
            }
        }
        None
    }

    fn bounds_problem(&self) -> Option<Sentence> {
        if self.every_minutes < 5 {
            return Some(Sentence::new("profile-error-sync-every"));
        }
        if self.read_all_hours == 0 {
            return Some(Sentence::new("profile-error-sync-read-all"));
        }
        (!(1..=100).contains(&self.stop_percent)).then(|| Sentence::new("profile-error-sync-stop"))
    }
}
