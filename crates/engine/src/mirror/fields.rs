//! Which objects hold people, and which of their fields the copy holds. Load, poll and change events ask here, so that a
//! row is the same whichever way it came.

use std::collections::BTreeSet;

use domain::candidate::MatchObject;
use domain::matching::MatchRules;
use salesforce::Describe;
use salesforce::soql::{Condition, InvalidSoql, Soql};

/// An object of Salesforce whose records are people. A Person Account is a row of `Account`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum PeopleObject {
    /// Contacts, but for the hidden ones of Person Accounts.
    Contact,
    /// Accounts, Person Accounts among them.
    Account,
    /// Leads, converted ones as well: they lead to the Contact that they became.
    Lead,
    /// Users: those who call.
    User,
}

impl PeopleObject {
    /// All of them, in the order in which they are loaded.
    pub(crate) const ALL: [PeopleObject; 4] =
        [PeopleObject::User, PeopleObject::Contact, PeopleObject::Account, PeopleObject::Lead];

    /// Salesforce's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            PeopleObject::Contact => "Contact",
            PeopleObject::Account => "Account",
            PeopleObject::Lead => "Lead",
            PeopleObject::User => "User",
        }
    }

    /// The object of this name.
    pub(crate) fn named(name: &str) -> Option<PeopleObject> {
        PeopleObject::ALL.into_iter().find(|object| object.name() == name)
    }

    /// What the copy holds besides phone numbers.
    fn facts(self) -> &'static [&'static str] {
        match self {
            PeopleObject::Contact => &[
                "Id",
                "Name",
                "FirstName",
                "LastName",
                "Email",
                "AccountId",
                "OwnerId",
                "IsPersonAccount",
                "LastModifiedDate",
                "SystemModstamp",
            ],
            PeopleObject::Account => &[
                "Id",
                "Name",
                "FirstName",
                "LastName",
                "PersonEmail",
                "PersonContactId",
                "OwnerId",
                "IsPersonAccount",
                "LastModifiedDate",
                "SystemModstamp",
            ],
            PeopleObject::Lead => &[
                "Id",
                "Name",
                "FirstName",
                "LastName",
                "Company",
                "Email",
                "OwnerId",
                "IsConverted",
                "ConvertedContactId",
                "ConvertedAccountId",
                "LastModifiedDate",
                "SystemModstamp",
            ],
            PeopleObject::User => &[
                "Id",
                "Name",
                "FirstName",
                "LastName",
                "Username",
                "Email",
                "Extension",
                "IsActive",
                "CreatedDate",
                "LastModifiedDate",
                "SystemModstamp",
            ],
        }
    }

    /// The phone fields that Salesforce itself gives the object; fax numbers are left out.
    fn standard_phones(self) -> Vec<&'static str> {
        match self {
            PeopleObject::Contact => domain::matching::standard_fields(MatchObject::Contact).into(),
            // A Person Account's are more than any other Account's.
            PeopleObject::Account => {
                domain::matching::standard_fields(MatchObject::PersonAccount).into()
            }
            PeopleObject::Lead => domain::matching::standard_fields(MatchObject::Lead).into(),
            PeopleObject::User => vec!["Phone", "MobilePhone"],
        }
    }

    /// What a profile calls the rows of this object.
    fn kinds(self) -> &'static [MatchObject] {
        match self {
            PeopleObject::Contact => &[MatchObject::Contact],
            PeopleObject::Account => &[MatchObject::Account, MatchObject::PersonAccount],
            PeopleObject::Lead => &[MatchObject::Lead],
            PeopleObject::User => &[],
        }
    }
}

/// What Salesforce adds to every row, and what tells of the deleted.
const MARKS: [&str; 4] = ["attributes", "Account", "IsDeleted", "MasterRecordId"];

/// Whether a column of a row is a phone field: every one is that is none of the facts that we ask for besides.
pub(crate) fn is_phone(column: &str) -> bool {
    let is_fact = |object: &PeopleObject| object.facts().contains(&column);
    !MARKS.contains(&column) && !PeopleObject::ALL.iter().any(is_fact)
}

/// The fields of one object that the copy holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PeopleFields {
    object: PeopleObject,
    names: Vec<String>,
    /// What is asked besides where deleted rows are asked for as well.
    of_the_deleted: Vec<&'static str>,
    /// Whether rows must be told from the hidden Contacts of Person Accounts.
    has_hidden: bool,
}

impl PeopleFields {
    /// The facts, the standard phone fields and those that any of `profiles` searches, as far as `described` shows them:
    /// what the user may not see is not described. `account` tells whether Accounts can be read, for their names.
    pub(crate) fn of<'r>(
        object: PeopleObject,
        described: &Describe,
        account: bool,
        profiles: impl IntoIterator<Item = &'r MatchRules>,
    ) -> PeopleFields {
        let has = |name: &str| described.fields.contains_key(name);
        let mut names: Vec<String> =
            object.facts().iter().filter(|name| has(name)).map(|&name| name.to_owned()).collect();
        let mut phones: BTreeSet<String> =
            object.standard_phones().into_iter().map(str::to_owned).collect();
        for rules in profiles {
            let searched = object.kinds().iter().flat_map(|kind| rules.fields_of(*kind));
            phones.extend(searched.map(str::to_owned));
        }
        names.extend(phones.into_iter().filter(|name| has(name) && is_phone(name)));
        if object == PeopleObject::Contact && account && has("AccountId") {
            names.push("Account.Name".to_owned());
        }
        let marks = ["IsDeleted", "MasterRecordId"];
        PeopleFields {
            object,
            names,
            of_the_deleted: marks.into_iter().filter(|name| has(name)).collect(),
            has_hidden: object == PeopleObject::Contact && has("IsPersonAccount"),
        }
    }

    /// The fields' names, as the copy notes what it was loaded with.
    pub(crate) fn noted(&self) -> String {
        self.names.join(",")
    }

    /// Whether a copy that was loaded with the `noted` fields holds all of these.
    pub(crate) fn covered_by(&self, noted: &str) -> bool {
        self.names.iter().all(|name| noted.split(',').any(|other| other == name))
    }

    /// A query of everyone who is there.
    pub(crate) fn query(&self) -> Result<Soql, InvalidSoql> {
        self.without_hidden(Soql::select(self.object.name(), self.names())?)
    }

    /// A query for `queryAll`, which finds the deleted as well: their rows say so, and into which record they were
    /// merged.
    pub(crate) fn query_all(&self) -> Result<Soql, InvalidSoql> {
        let names = self.names().chain(self.of_the_deleted.iter().copied());
        self.without_hidden(Soql::select(self.object.name(), names)?)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The hidden Contact of a Person Account is the same person: the Account stands for both.
    fn without_hidden(&self, soql: Soql) -> Result<Soql, InvalidSoql> {
        Ok(match self.has_hidden {
            true => soql.filter(Condition::eq("IsPersonAccount", false)?),
            false => soql,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(object: &str, fields: &[&str]) -> Describe {
        let field = |name: &&str| {
            let json = serde_json::json!({"name": name, "type": "string"});
            ((*name).to_owned(), serde_json::from_value(json).unwrap())
        };
        Describe {
            name: object.to_owned(),
            label: object.to_owned(),
            key_prefix: None,
            createable: false,
            updateable: false,
            fields: fields.iter().map(field).collect(),
            record_types: Vec::new(),
        }
    }

    fn rules(fields: &[&str]) -> MatchRules {
        let fields = fields.iter().map(|&name| name.to_owned()).collect();
        MatchRules { fields: [(MatchObject::Contact, fields)].into(), ..MatchRules::default() }
    }

    #[test]
    fn a_contact_is_asked_for_with_every_phone_field_that_anyone_searches() {
        let described = described(
            "Contact",
            &["Id", "Name", "OwnerId", "AccountId", "Phone", "MobilePhone", "Desk__c", "Fax"],
        );
        let profiles = [rules(&["Phone"]), rules(&["Desk__c", "Hidden__c"])];
        let fields = PeopleFields::of(PeopleObject::Contact, &described, true, &profiles);
        assert_eq!(
            fields.query().unwrap().to_string(),
            "SELECT Id,Name,AccountId,OwnerId,Desk__c,MobilePhone,Phone,Account.Name FROM Contact"
        );
        let without = PeopleFields::of(PeopleObject::Contact, &described, false, &[]);
        assert_eq!(without.noted(), "Id,Name,AccountId,OwnerId,MobilePhone,Phone");
        assert!(without.covered_by(&fields.noted()) && !fields.covered_by(&without.noted()));
    }

    #[test]
    fn the_hidden_contacts_of_person_accounts_are_left_out() {
        let names = ["Id", "IsPersonAccount", "Phone", "IsDeleted", "MasterRecordId"];
        let contact = described("Contact", &names);
        let fields = PeopleFields::of(PeopleObject::Contact, &contact, true, &[]);
        assert_eq!(
            fields.query_all().unwrap().to_string(),
            "SELECT Id,IsPersonAccount,Phone,IsDeleted,MasterRecordId FROM Contact WHERE IsPersonAccount = false"
        );
        let account = described("Account", &names);
        let fields = PeopleFields::of(PeopleObject::Account, &account, true, &[]);
        assert_eq!(
            fields.query().unwrap().to_string(),
            "SELECT Id,IsPersonAccount,Phone FROM Account"
        );
    }

    #[test]
    fn phone_fields_are_told_from_facts() {
        for phone in ["Phone", "PersonMobilePhone", "Desk__c", "Fax"] {
            assert!(is_phone(phone), "{phone}");
        }
        for fact in ["Id", "Email", "SystemModstamp", "Account", "attributes", "MasterRecordId"] {
            assert!(!is_phone(fact), "{fact}");
        }
        for object in PeopleObject::ALL {
            assert_eq!(PeopleObject::named(object.name()), Some(object));
            assert!(object.standard_phones().into_iter().all(is_phone));
        }
    }
}
