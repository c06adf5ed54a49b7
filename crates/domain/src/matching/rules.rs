//! How a profile wants calls matched: the `match` section of a profile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::candidate::MatchObject;
use crate::spelling::Spellings;

/// How to find the record that a call belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchRules {
    /// Objects in order; the first with a hit wins (F16, F28). Where `PersonAccount` is not listed,
    /// Person Accounts are found at the `Account` step, as in Salesforce itself (F21).
    pub objects: Vec<MatchObject>,
    /// API names of the phone fields of each object (F18, F26). An object that is not listed has its
    /// standard fields.
    pub fields: BTreeMap<MatchObject, Vec<String>>,
    /// How many spellings of a number are tried (F19).
    pub spellings: Spellings,
    /// Which of several records of one object wins (F17, F27, F29).
    pub tie: Tie,
    /// What to do with a Lead that has been converted.
    pub converted_leads: ConvertedLeads,
    /// Open records of a Contact that become `WhatId`, the first that exists (F30, F77).
    pub link_open: Vec<LinkOpen>,
    /// Whether a Contact's account becomes `WhatId`. Salesforce shows the Task there anyway.
    pub account_of_contact: bool,
    /// What a Person Account's `WhatId` is. Its `WhoId` is always the hidden Contact.
    pub person_account_what: PersonAccountWhat,
    /// What click-to-call on a record means (F57).
    pub clicked: Clicked,
    /// Whether a record that the agent picks afterwards counts (F56).
    pub picked: bool,
    /// Whether the record's names are registered for the call list (F117), or not (F118).
    pub register_names: bool,
}

impl Default for MatchRules {
    fn default() -> Self {
        Self {
            objects: vec![
                MatchObject::Contact,
                MatchObject::PersonAccount,
                MatchObject::Account,
                MatchObject::Lead,
            ],
            fields: BTreeMap::new(),
            spellings: Spellings::Every,
            tie: Tie::LastModified,
            converted_leads: ConvertedLeads::Follow,
            link_open: Vec::new(),
            account_of_contact: false,
            person_account_what: PersonAccountWhat::Account,
            clicked: Clicked::Record,
            picked: true,
            register_names: true,
        }
    }
}

/// Which of several records of one object wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// The one with the greatest `LastModifiedDate`.
    LastModified,
    /// None: the call is ambiguous, and the Task names no record.
    None,
}

/// What to do with a converted Lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConvertedLeads {
    /// Take the Contact that it became.
    Follow,
    /// Leave it out.
    Skip,
}

/// An object of which a Contact's open record can become `WhatId`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkOpen {
    /// An open Case.
    Case,
    /// An open Opportunity.
    Opportunity,
}

/// What a Person Account's `WhatId` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonAccountWhat {
    /// The Account.
    Account,
    /// Nothing.
    None,
}

/// What click-to-call on a record means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clicked {
    /// The Task belongs to the clicked record.
    Record,
    /// The number decides, as for any call.
    MatchByNumber,
}

impl MatchRules {
    /// The place of an object in the order, from 0; `None` where it is not searched.
    #[must_use]
    pub fn step_of(&self, object: MatchObject) -> Option<usize> {
        let place = |wanted| self.objects.iter().position(|o| *o == wanted);
        match object {
            MatchObject::PersonAccount => {
                place(MatchObject::PersonAccount).or_else(|| place(MatchObject::Account))
            }
            other => place(other),
        }
    }

    /// API names of the phone fields that are searched on an object; a Person Account's are fields
    /// of `Account`.
    #[must_use]
    pub fn fields_of(&self, object: MatchObject) -> Vec<&str> {
        match self.fields.get(&object) {
            Some(fields) => fields.iter().map(String::as_str).collect(),
            None => standard_fields(object).to_vec(),
        }
    }
}

/// The phone fields that Salesforce itself gives an object; fax numbers are left out.
#[must_use]
pub fn standard_fields(object: MatchObject) -> &'static [&'static str] {
    match object {
        MatchObject::Contact => {
            &["Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone"]
        }
        MatchObject::Account => &["Phone"],
        MatchObject::PersonAccount => &[
            "Phone",
            "PersonMobilePhone",
            "PersonHomePhone",
            "PersonOtherPhone",
            "PersonAssistantPhone",
        ],
        MatchObject::Lead => &["Phone", "MobilePhone"],
    }
}
