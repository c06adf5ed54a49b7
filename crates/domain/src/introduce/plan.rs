//! From a call whose number no record holds follows whom to create, and with which values.

use language::Sentence;
use serde_json::Value as Json;

use super::draft::Draft;
use super::names::{clean, told};
use super::{Answer, CreateRules, PeopleFacts, PhoneSpelling, Plan, owner, refusals, words};
use crate::call::CallType;
use crate::candidate::MatchObject;
use crate::matching::{Inquiry, Rule, Search};
use crate::number::{self, Number, NumberKind, NumberNote};
use crate::task::{self, Setting};
use crate::template::Value;
use crate::wording;

/// Says whom to create for a call, if anybody (F31, F129, F133).
///
/// Nobody is created where a record or several hold the number, where a person named the record, for a number
/// that is withheld, ours, an extension, an emergency or service number, none that anybody is known to have, or
/// none at all, and for a call that would not be logged even so. Nor is anybody created without the number, or with
/// the number in a spelling that the next call would not find: each call would make another one.
#[must_use]
pub fn plan(setting: &Setting<'_>, people: &PeopleFacts) -> Answer {
    let inquiry = &setting.resolution.inquiry;
    let rules = &setting.profile.create;
    let kind = task::kind_now(setting);
    let (Some(object), Some(e164)) = (rules.object_for(kind), &inquiry.number.e164) else {
        return Answer::Nobody;
    };
    let unknown = setting.resolution.rule == Rule::NoneFound
        && setting.resolution.record.is_none()
        && inquiry.number.kind == NumberKind::Customer
        && !inquiry.number.notes.contains(&NumberNote::NotKnownAssigned);
    if !unknown || !task::logged_on_a_record(setting) {
        return Answer::Nobody;
    }
    let facts = match people.creatable(api_name(object)) {
        Ok(facts) => facts,
        Err(why) => return Answer::Cannot(why),
    };
    let Some(phone) = phone_text(inquiry, rules.phone_spelling, e164) else {
        return Answer::Cannot(refusals::no_spelling(object));
    };
    let values = task::values(setting, kind);
    let draft = Draft::new(facts, &values);
    let plan = person(setting, object, (e164, &phone), kind, draft);
    if plan.fields.get(&plan.phone_field).and_then(Json::as_str) != Some(&phone) {
        return Answer::Cannot(refusals::no_phone_field(object, &plan.phone_field));
    }
    Answer::Create(Box::new(plan))
}

/// The number as it stands in the new record: as the profile wishes, if the next call finds it so, else in a spelling
/// that it finds. `None` where it finds none.
fn phone_text(inquiry: &Inquiry, wish: PhoneSpelling, e164: &str) -> Option<String> {
    let number = &inquiry.number;
    let wished = match wish {
        PhoneSpelling::National if number.region.as_deref() == Some(&inquiry.region) => {
            as_people_write_it(number, e164)
        }
        _ => e164,
    };
    let Search::Spellings(searched) = &inquiry.search else { return None };
    let is_found = |text: &&str| {
        searched.iter().any(|one| one == text) && number::same(text, number, &inquiry.region)
    };
    // Of those of a strict search the last one has hyphens.
    let others = searched.iter().rev().map(String::as_str);
    [wished, e164].into_iter().chain(others).find(is_found).map(str::to_owned)
}

fn person(
    setting: &Setting<'_>,
    object: MatchObject,
    (e164, phone): (&str, &str),
    kind: CallType,
    mut draft: Draft<'_>,
) -> Plan {
    let facts = &setting.call.facts;
    let inquiry = &setting.resolution.inquiry;
    let rules = &setting.profile.create;
    let name = told(facts.customer_name.as_deref(), &inquiry.number, &inquiry.region).map(clean);
    let company = facts.customer_company.as_deref().filter(|_| rules.use_company);
    let company = told(company, &inquiry.number, &inquiry.region).map(clean);
    let spelt = as_people_write_it(&inquiry.number, e164).to_owned();
    let mut account = None;
    let shown = match object {
        MatchObject::Account | MatchObject::PersonAccount => {
            let name = company.clone().or(name).unwrap_or(spelt);
            draft.put("Name", Value::Text(name.clone()));
            name
        }
        MatchObject::Contact => {
            account = company.clone().or_else(|| filled(&rules.account));
            draft.name(name.as_deref(), spelt, rules)
        }
        MatchObject::Lead => {
            if let Some(company) = company_of_lead(company.clone(), rules, setting, &draft) {
                draft.put("Company", Value::Text(company));
            }
            draft.name(name.as_deref(), spelt, rules)
        }
    };
    draft.templates(&rules.fields);
    draft.put(&rules.phone_field, Value::Text(phone.to_owned()));
    let owner = owner::of_new(setting);
    if let Some(id) = &owner.user_id {
        draft.put("OwnerId", Value::Text(id.clone()));
    }
    let company = draft.fields.get("Company").and_then(Json::as_str).map(str::to_owned);
    Plan {
        object,
        e164: e164.to_owned(),
        phone_field: rules.phone_field.clone(),
        company: company.or_else(|| account.clone()),
        name: shown,
        account,
        owner_id: owner.user_id.clone(),
        duplicates: rules.duplicates,
        why: words::reasons(object, kind, facts.customer_name.is_some(), &owner),
        fields: draft.fields,
        notes: draft.notes,
    }
}

/// A Lead's company: the one that is told, else the profile's words where Salesforce wants one (F134).
fn company_of_lead(
    told: Option<String>,
    rules: &CreateRules,
    setting: &Setting<'_>,
    draft: &Draft<'_>,
) -> Option<String> {
    told.or_else(|| filled(&rules.company)).or_else(|| {
        let wanted = draft.facts.required.contains("Company");
        wanted.then(|| wording::unknown_company(setting.profile.language).to_owned())
    })
}

/// The number at home, where the library knows how it is written there.
fn as_people_write_it<'a>(number: &'a Number, e164: &'a str) -> &'a str {
    number.national.as_deref().unwrap_or(e164)
}

fn filled(text: &str) -> Option<String> {
    let text = clean(text);
    (!text.is_empty()).then_some(text)
}

/// The object's name in the API.
pub(super) fn api_name(object: MatchObject) -> &'static str {
    match object {
        MatchObject::Contact => "Contact",
        MatchObject::Lead => "Lead",
        MatchObject::Account | MatchObject::PersonAccount => "Account",
    }
}

/// The object's name behind its article.
pub(super) fn an(object: MatchObject) -> Sentence {
    Sentence::new(match object {
        MatchObject::Contact => "introduce-a-contact",
        MatchObject::Lead => "introduce-a-lead",
        MatchObject::Account | MatchObject::PersonAccount => "introduce-an-account",
    })
}
