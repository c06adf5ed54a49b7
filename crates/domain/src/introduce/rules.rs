//! How a profile wants those created whom no record holds: the `create` section of a profile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Duplicates, NameOrder, NewObject, PhoneSpelling};
use crate::call::CallType;
use crate::owner::OwnerRule;
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
