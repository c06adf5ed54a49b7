//! What the org says of the objects of which we may create records.

use std::collections::{BTreeMap, BTreeSet};

use language::Sentence;

use crate::matching::object_words;
use crate::task::FieldFacts;

/// Contact, Lead, Account and Case as the user sees them as whom we are connected; an object that may not be
/// seen is missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PeopleFacts {
    /// By API name.
    pub objects: BTreeMap<String, ObjectFacts>,
}

/// One object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ObjectFacts {
    /// Whether we may create records.
    pub createable: bool,
    /// Its fields by API name.
    pub fields: BTreeMap<String, FieldFacts>,
    /// The fields without which Salesforce creates none; such as a Lead's `Company`, unless the org has
    /// Person Accounts (F134).
    pub required: BTreeSet<String>,
}

impl PeopleFacts {
    /// The object if we may create records of it; otherwise why not.
    pub(super) fn creatable(&self, object: &str) -> Result<&ObjectFacts, Sentence> {
        let Some(facts) = self.objects.get(object) else {
            return Err(Sentence::new("introduce-not-seen").with("object", object_words(object)));
        };
        if facts.createable {
            return Ok(facts);
        }
        Err(Sentence::new("introduce-not-creatable").with("object", object_words(object)))
    }
}
