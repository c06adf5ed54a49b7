//! What a record means for the Task: which id goes into `WhoId`, and which into `WhatId`.

use language::Sentence;

use super::rank::same_id;
use super::{LinkOpen, MatchRules, PersonAccountWhat, Record};
use crate::candidate::{Candidate, MatchObject};

/// The record of a matched candidate (F54, F55, F76, F77).
pub(super) fn matched(candidate: &Candidate, rules: &MatchRules) -> Record {
    let (who_id, what_id) = match candidate.object {
        MatchObject::Contact => (Some(candidate.id.clone()), what_of_contact(candidate, rules)),
        MatchObject::Account => (None, Some(candidate.id.clone())),
        MatchObject::PersonAccount => (
            candidate.person_contact_id.clone(),
            (rules.person_account_what == PersonAccountWhat::Account
                || candidate.person_contact_id.is_none())
            .then(|| candidate.id.clone()),
        ),
        MatchObject::Lead => return of_lead(candidate, rules),
    };
    Record {
        object: name_of(candidate.object).to_owned(),
        id: candidate.id.clone(),
        name: Some(candidate.name.clone()),
        company: candidate.company.clone(),
        who_id,
        what_id,
        owner_id: candidate.owner_id.clone(),
    }
}

/// A Lead never has a `WhatId` beside it; a converted one is the Contact or account that it became.
fn of_lead(lead: &Candidate, rules: &MatchRules) -> Record {
    let mut record = Record {
        object: name_of(MatchObject::Lead).to_owned(),
        id: lead.id.clone(),
        name: Some(lead.name.clone()),
        company: lead.company.clone(),
        who_id: Some(lead.id.clone()),
        what_id: None,
        owner_id: lead.owner_id.clone(),
    };
    if let Some(converted) = &lead.converted {
        let (object, id, who, what) = match (&converted.contact_id, &converted.account_id) {
            (Some(contact), account) => {
                let what = account.clone().filter(|_| rules.account_of_contact);
                (MatchObject::Contact, contact, Some(contact.clone()), what)
            }
            (None, Some(account)) => (MatchObject::Account, account, None, Some(account.clone())),
            (None, None) => return record,
        };
        record.object = name_of(object).to_owned();
        record.id = id.clone();
        record.who_id = who;
        record.what_id = what;
    }
    record
}

/// The open Case or Opportunity, else the account, as the rules wish (F30, F77).
fn what_of_contact(contact: &Candidate, rules: &MatchRules) -> Option<String> {
    let open = rules.link_open.iter().find_map(|object| match object {
        LinkOpen::Case => contact.open_case.clone(),
        LinkOpen::Opportunity => contact.open_opportunity.clone(),
    });
    open.or_else(|| contact.account_id.clone().filter(|_| rules.account_of_contact))
}

/// The record that a person named by its id (F56, F57): a Contact or Lead becomes `WhoId`, anything else
/// `WhatId`. `person` is the record that the number alone leads to, and `candidates` are all that were
/// found, for names and owners. With the record comes a remark where the person had to give way.
pub(super) fn named(
    id: &str,
    person: Option<&Record>,
    candidates: &[&Candidate],
    rules: &MatchRules,
) -> (Record, Option<Sentence>) {
    let is_it = |c: &&&Candidate| {
        same_id(&c.id, id) || c.person_contact_id.as_deref().is_some_and(|p| same_id(p, id))
    };
    if let Some(known) = candidates.iter().find(is_it) {
        return with_person(matched(known, rules), person);
    }
    let object = object_of(id);
    let mut record = Record {
        object: object.to_owned(),
        id: id.to_owned(),
        name: None,
        company: None,
        who_id: None,
        what_id: None,
        owner_id: None,
    };
    if matches!(object, "Contact" | "Lead") {
        record.who_id = Some(id.to_owned());
        return (record, None);
    }
    record.what_id = Some(id.to_owned());
    if let Some(person) = person {
        record.name.clone_from(&person.name);
        record.company.clone_from(&person.company);
        record.owner_id.clone_from(&person.owner_id);
    }
    with_person(record, person)
}

/// Puts the Contact whose number it is beside a record that has no `WhoId` of its own (F54).
fn with_person(mut record: Record, person: Option<&Record>) -> (Record, Option<Sentence>) {
    let Some(person) = person.filter(|_| record.who_id.is_none()) else {
        return (record, None);
    };
    let is_lead = person.who_id.as_deref().is_some_and(|who| object_of(who) == "Lead");
    if is_lead {
        return (record, Some(Sentence::new("matching-beside-a-lead")));
    }
    record.who_id.clone_from(&person.who_id);
    (record, None)
}

/// The object that a record id belongs to, by its prefix; `record` for one that we do not know.
pub(crate) fn object_of(id: &str) -> &'static str {
    match id.get(..3).unwrap_or_default() {
        "001" => "Account",
        "003" => "Contact",
        "006" => "Opportunity",
        "00Q" => "Lead",
        "500" => "Case",
        "701" => "Campaign",
        "800" => "Contract",
        "801" => "Order",
        _ => "record",
    }
}

/// Whether a text can be a record's id, with 15 or 18 letters and digits.
pub(super) fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The object's name.
pub(super) fn name_of(object: MatchObject) -> &'static str {
    match object {
        MatchObject::Contact => "Contact",
        MatchObject::Account => "Account",
        MatchObject::PersonAccount => "PersonAccount",
        MatchObject::Lead => "Lead",
    }
}
