//! How a profile wants those created whom no record holds: the `create` section of a profile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::plan::an;
use crate::call::CallType;
use crate::candidate::MatchObject;
use crate::matching::{LinkOpen, MatchRules};
use crate::owner::OwnerRule;
use crate::spelling::Spellings;
use crate::template::Template;

/// Whom to create, and with which values.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CreateRules {
    /// What is created for a number that no record holds (F31, F129, F133).
    pub object: NewObject,
    /// The same for single call types; it goes before `object`.
    pub by_type: BTreeMap<CallType, NewObject>,
    /// API name of the field that gets the number.
    pub phone_field: String,
    /// How the number is written there.
    pub phone_spelling: PhoneSpelling,
    /// How the phone system's name of a person is taken apart.
    pub name_order: NameOrder,
    /// Whether the company that the phone system names counts: as a Contact's Account of that name, which is
    /// used or created (F131), and as a Lead's company.
    pub use_company: bool,
    /// The name of a Contact's Account where no company is known; it is used or created (F130). Empty for none.
    pub account: String,
    /// A Lead's company where none is known and Salesforce wants one; empty for the words of the profile's
    /// language (F134).
    pub company: String,
    /// Who owns what is created: owner rules in order (F105).
    pub owner: Vec<OwnerRule>,
    /// What happens when Salesforce's duplicate rules find the new record twice.
    pub duplicates: Duplicates,
    /// Whether a Contact without an open Case gets one (F135), where `match.link_open` names Case.
    pub case: bool,
    /// What a new Case says, by API name.
    pub case_fields: BTreeMap<String, Template>,
    /// Whether a record of the user as whom we are connected goes to the first other user who speaks with it
    /// (F104).
    pub reassign_record: bool,
    /// Further fields of the new Contact, Lead or Account by API name; those that it does not have are left out.
    pub fields: BTreeMap<String, Template>,
}

impl Default for CreateRules {
    fn default() -> Self {
        Self {
            object: NewObject::None,
            by_type: BTreeMap::new(),
            phone_field: "Phone".to_owned(),
            phone_spelling: PhoneSpelling::E164,
            name_order: NameOrder::Auto,
            use_company: true,
            account: String::new(),
            company: String::new(),
            owner: vec![OwnerRule::IntegrationUser],
            duplicates: Duplicates::Use,
            case: false,
            case_fields: BTreeMap::new(),
            reassign_record: false,
            fields: BTreeMap::new(),
        }
    }
}

/// What is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NewObject {
    /// Nothing.
    #[serde(rename = "none")]
    None,
    /// A person at a company.
    Contact,
    /// A person not yet qualified.
    Lead,
    /// A company.
    Account,
}

impl NewObject {
    /// The object; `None` where nothing is created.
    #[must_use]
    pub fn object(self) -> Option<MatchObject> {
        match self {
            Self::None => None,
            Self::Contact => Some(MatchObject::Contact),
            Self::Lead => Some(MatchObject::Lead),
            Self::Account => Some(MatchObject::Account),
        }
    }
}

/// How the number is written into the new record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneSpelling {
    /// `+81355500123`.
    E164,
    /// As people write it at home, `03-5550-0123`; a number of another country than the line's as E.164.
    National,
}

/// How a name is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameOrder {
    /// The family name first where Chinese, Japanese or Korean letters stand, else last.
    Auto,
    /// `Mia Weber`: the family name last.
    GivenFirst,
    /// `山田 太郎`: the family name first.
    FamilyFirst,
    /// Not at all: the whole text is the last name.
    Whole,
}

/// What happens when Salesforce's duplicate rules find the new record twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// The call goes to the record that Salesforce names.
    Use,
    /// Nobody is created, and the call stays without a record.
    Leave,
    /// The record is created all the same, where the rule only warns (`allowSave=true`).
    Save,
}

impl CreateRules {
    /// Whether calls of any type have somebody created.
    #[must_use]
    pub fn creates(&self) -> bool {
        let mut all = std::iter::once(&self.object).chain(self.by_type.values());
        all.any(|object| *object != NewObject::None)
    }

    /// Whether nothing in the org is created or given away.
    #[must_use]
    pub fn is_off(&self) -> bool {
        !self.creates() && !self.case && !self.reassign_record
    }

    /// What is created for calls of that type.
    #[must_use]
    pub fn object_for(&self, call_type: CallType) -> Option<MatchObject> {
        self.by_type.get(&call_type).copied().unwrap_or(self.object).object()
    }

    /// What does not go together, as an English sentence: what is created must be found by the next call.
    pub(crate) fn problem(&self, matching: &MatchRules) -> Option<String> {
        let all = std::iter::once(self.object).chain(self.by_type.values().copied());
        for object in all.filter_map(NewObject::object) {
            let field = self.phone_field.as_str();
            if matching.step_of(object).is_none() {
                return Some(format!(
                    "[create] makes {}, but match.objects does not name the object: each call would make \
                     another one",
                    an(object)
                ));
            }
            if !matching.fields_of(object).iter().any(|known| known.eq_ignore_ascii_case(field)) {
                return Some(format!(
                    "create.phone_field is \"{field}\", but match.fields does not search it on {}: each \
                     call would make another one",
                    an(object)
                ));
            }
            if matching.spellings == Spellings::Strict && self.phone_spelling == PhoneSpelling::E164
            {
                return Some(
                    "create.phone_spelling must be \"national\" where match.spellings is \"strict\", or the \
                     number would not be found again"
                        .to_owned(),
                );
            }
        }
        let linked = matching.link_open.contains(&LinkOpen::Case);
        (self.case && !linked).then(|| {
            "create.case is true, but match.link_open does not name \"Case\": each call would make \
             another one"
                .to_owned()
        })
    }
}
