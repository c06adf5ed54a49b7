//! Which record a call belongs to, rule by rule, and that every reason is told.

use std::collections::BTreeMap;

use language::Locale;

use super::*;
use crate::call::{Call, fold};
use crate::candidate::Converted;
use crate::event::{CallEvent, Direction, EventKind, Facts, Line};
use crate::number::NumberPlan;
use crate::spelling::Spellings;

const CONTACT: &str = "003000000000001AAA";
const OTHER_CONTACT: &str = "003000000000002AAA";
const ACCOUNT: &str = "001000000000001AAA";
const PERSON: &str = "001000000000009AAA";
const LEAD: &str = "00Q000000000001AAA";
const CASE: &str = "500000000000001AAA";
const OPPORTUNITY: &str = "006000000000001AAA";

fn plan() -> NumberPlan {
    NumberPlan { region: "JP".to_owned(), ..NumberPlan::default() }
}

fn call(facts: Facts) -> Call {
    let facts = Facts {
        direction: Some(Direction::Inbound),
        customer_number: facts.customer_number.or(Some("+81355500123".to_owned())),
        ..facts
    };
    let event = CallEvent { call: "c1".to_owned(), kind: EventKind::Snapshot, at: Some(0), facts };
    fold(&[event]).unwrap()
}

fn candidate(object: MatchObject, id: &str, modified: i64) -> Candidate {
    Candidate {
        object,
        id: id.to_owned(),
        name: format!("{} {}", link::name_of(object), &id[12..15]),
        company: Some("Example Trading".to_owned()),
        account_id: (object == MatchObject::Contact).then(|| ACCOUNT.to_owned()),
        person_contact_id: (object == MatchObject::PersonAccount).then(|| OTHER_CONTACT.to_owned()),
        owner_id: Some("005000000000001AAA".to_owned()),
        last_modified: modified,
        phones: vec![("Phone".to_owned(), "03-5550-0123".to_owned())],
        converted: None,
        open_case: None,
        open_opportunity: None,
    }
}

fn contact() -> Candidate {
    candidate(MatchObject::Contact, CONTACT, 10)
}

fn lead() -> Candidate {
    candidate(MatchObject::Lead, LEAD, 10)
}

fn account() -> Candidate {
    candidate(MatchObject::Account, ACCOUNT, 10)
}

fn resolve_call(facts: Facts, candidates: Vec<Candidate>, rules: &MatchRules) -> Resolution {
    let call = call(facts);
    choose(&inquire(&call, rules, &plan()), candidates, &call, rules)
}

fn resolve(candidates: Vec<Candidate>, rules: &MatchRules) -> Resolution {
    resolve_call(Facts::default(), candidates, rules)
}

fn ids(resolution: &Resolution) -> (Option<&str>, Option<&str>) {
    let record = resolution.record.as_ref();
    (record.and_then(|r| r.who_id.as_deref()), record.and_then(|r| r.what_id.as_deref()))
}

fn verdict_of(resolution: &Resolution, id: &str) -> Verdict {
    resolution.considered.iter().find(|c| c.candidate.id == id).unwrap().verdict
}

/// MiiTel's order: a Person Account is found at the Account step.
fn account_step() -> MatchRules {
    MatchRules {
        objects: vec![MatchObject::Contact, MatchObject::Account, MatchObject::Lead],
        ..MatchRules::default()
    }
}

#[test]
fn f16_the_first_object_with_a_hit_wins() {
    let all = vec![lead(), account(), contact()];
    let found = resolve(all.clone(), &account_step());
    assert_eq!((found.rule, ids(&found)), (Rule::ObjectOrder, (Some(CONTACT), None)));
    assert_eq!(verdict_of(&found, LEAD), Verdict::LaterObject);
    assert_eq!(found.runner_up.as_ref().map(|r| r.id.as_str()), Some(ACCOUNT));
    let leads_first = MatchRules {
        objects: vec![MatchObject::Lead, MatchObject::Contact],
        ..MatchRules::default()
    };
    let found = resolve(all, &leads_first);
    assert_eq!(ids(&found), (Some(LEAD), None));
    assert_eq!(verdict_of(&found, ACCOUNT), Verdict::ObjectNotSearched);
}

#[test]
fn f17_the_record_modified_last_wins_within_an_object() {
    let newer = candidate(MatchObject::Contact, OTHER_CONTACT, 20);
    let found = resolve(vec![contact(), newer], &MatchRules::default());
    assert_eq!((found.rule, ids(&found)), (Rule::LastModified, (Some(OTHER_CONTACT), None)));
    assert_eq!(verdict_of(&found, CONTACT), Verdict::ModifiedEarlier);
}

#[test]
fn equal_dates_are_decided_the_same_way_in_any_order() {
    let twin = candidate(MatchObject::Contact, OTHER_CONTACT, 10);
    let one = resolve(vec![contact(), twin.clone()], &MatchRules::default());
    let other = resolve(vec![twin, contact(), contact()], &MatchRules::default());
    assert_eq!(one, other);
    assert_eq!(ids(&one), (Some(CONTACT), None));
}

#[test]
fn without_a_tie_rule_several_records_are_ambiguous() {
    let rules = MatchRules { tie: Tie::None, ..MatchRules::default() };
    let newer = candidate(MatchObject::Contact, OTHER_CONTACT, 20);
    let found = resolve(vec![contact(), newer, lead()], &rules);
    assert_eq!((found.rule, found.record.is_none()), (Rule::Ambiguous, true));
    assert_eq!(verdict_of(&found, CONTACT), Verdict::Tied);
    assert_eq!(resolve(vec![contact(), lead()], &rules).rule, Rule::ObjectOrder);
}

#[test]
fn f18_only_the_fields_of_the_rules_count() {
    let mut other = contact();
    other.phones = vec![
        ("Phone".to_owned(), "03-5550-0199".to_owned()),
        ("HomePhone".to_owned(), "03-5550-0123".to_owned()),
    ];
    let found = resolve(vec![other.clone()], &MatchRules::default());
    assert_eq!(found.considered[0].matched_field.as_deref(), Some("HomePhone"));
    let fields = vec!["Phone".to_owned(), "MobilePhone".to_owned()];
    let rules = MatchRules {
        fields: BTreeMap::from([(MatchObject::Contact, fields)]),
        ..MatchRules::default()
    };
    let found = resolve(vec![other], &rules);
    assert_eq!((found.rule, found.record.is_none()), (Rule::NoneFound, true));
    assert_eq!(found.considered[0].verdict, Verdict::NumberDiffers);
}

#[test]
fn f19_the_strict_rule_searches_two_spellings() {
    let rules = MatchRules { spellings: Spellings::Strict, ..MatchRules::default() };
    let inquiry = inquire(&call(Facts::default()), &rules, &plan());
    let texts = vec!["0355500123".to_owned(), "03-5550-0123".to_owned()];
    assert_eq!(inquiry.search, Search::Spellings(texts));
}

#[test]
fn f21_person_accounts_stand_at_the_account_step() {
    let person = candidate(MatchObject::PersonAccount, PERSON, 20);
    let found = resolve(vec![lead(), person.clone()], &account_step());
    assert_eq!(ids(&found), (Some(OTHER_CONTACT), Some(PERSON)));
    let found = resolve(vec![account(), person.clone()], &account_step());
    assert_eq!(found.rule, Rule::LastModified);
    let alone = MatchRules { person_account_what: PersonAccountWhat::None, ..account_step() };
    assert_eq!(ids(&resolve(vec![person], &alone)), (Some(OTHER_CONTACT), None));
}

#[test]
fn a_person_account_and_its_hidden_contact_are_one_person() {
    let person = candidate(MatchObject::PersonAccount, PERSON, 20);
    let hidden = candidate(MatchObject::Contact, OTHER_CONTACT, 30);
    let found = resolve(vec![hidden, person], &MatchRules::default());
    assert_eq!((found.rule, ids(&found)), (Rule::OnlyOne, (Some(OTHER_CONTACT), Some(PERSON))));
    assert_eq!(verdict_of(&found, OTHER_CONTACT), Verdict::SamePerson);
    assert_eq!(found.runner_up, None);
}

#[test]
fn f23_no_match_is_no_record() {
    let found = resolve(Vec::new(), &MatchRules::default());
    assert_eq!((found.rule, found.record), (Rule::NoneFound, None));
}

#[test]
fn numbers_of_nobody_are_never_searched() {
    for raw in ["anonymous", "", "110", "1001", "03-5550-0100", "Hanako"] {
        let facts = Facts {
            customer_number: Some(raw.to_owned()),
            line: Some(Line { number: Some("+81355500100".to_owned()), ..Line::default() }),
            ..Facts::default()
        };
        let found = resolve_call(facts, vec![contact()], &MatchRules::default());
        assert!(matches!(found.inquiry.search, Search::Not(_)), "{raw}");
        assert_eq!((found.rule, found.record), (Rule::NotSearched, None), "{raw}");
    }
}

#[test]
fn the_lines_country_goes_before_the_plans() {
    let facts = Facts {
        customer_number: Some("(415) 555-0123".to_owned()),
        line: Some(Line { country: Some("us".to_owned()), ..Line::default() }),
        ..Facts::default()
    };
    let inquiry = inquire(&call(facts), &MatchRules::default(), &plan());
    assert_eq!(inquiry.number.e164.as_deref(), Some("+14155550123"));
    assert_eq!(inquiry.region, "US");
}

#[test]
fn f30_f77_open_cases_and_opportunities_of_the_contact() {
    let mut busy = contact();
    busy.open_case = Some(CASE.to_owned());
    busy.open_opportunity = Some(OPPORTUNITY.to_owned());
    let with = |link_open| MatchRules { link_open, ..MatchRules::default() };
    let case_first = with(vec![LinkOpen::Case, LinkOpen::Opportunity]);
    assert_eq!(ids(&resolve(vec![busy.clone()], &case_first)), (Some(CONTACT), Some(CASE)));
    let sales = with(vec![LinkOpen::Opportunity]);
    assert_eq!(ids(&resolve(vec![busy.clone()], &sales)), (Some(CONTACT), Some(OPPORTUNITY)));
    assert_eq!(ids(&resolve(vec![busy], &with(Vec::new()))), (Some(CONTACT), None));
    let rules = MatchRules { account_of_contact: true, ..case_first };
    assert_eq!(ids(&resolve(vec![contact()], &rules)), (Some(CONTACT), Some(ACCOUNT)));
}

#[test]
fn f55_f76_an_account_is_what_and_nobody_is_who() {
    assert_eq!(ids(&resolve(vec![account()], &MatchRules::default())), (None, Some(ACCOUNT)));
}

#[test]
fn a_lead_never_has_a_what() {
    let rules = MatchRules { account_of_contact: true, ..MatchRules::default() };
    assert_eq!(ids(&resolve(vec![lead()], &rules)), (Some(LEAD), None));
}

fn converted(contact_id: Option<&str>, account_id: Option<&str>) -> Candidate {
    let id = |id: Option<&str>| id.map(str::to_owned);
    Candidate {
        converted: Some(Converted { contact_id: id(contact_id), account_id: id(account_id) }),
        ..lead()
    }
}

#[test]
fn a_converted_lead_is_followed_or_skipped() {
    let to_contact = converted(Some(OTHER_CONTACT), Some(ACCOUNT));
    let found = resolve(vec![to_contact.clone()], &MatchRules::default());
    assert_eq!((found.rule, ids(&found)), (Rule::ConvertedFollowed, (Some(OTHER_CONTACT), None)));
    assert_eq!(found.record.map(|r| r.object), Some("Contact".to_owned()));
    let to_account = converted(None, Some(ACCOUNT));
    assert_eq!(ids(&resolve(vec![to_account], &MatchRules::default())), (None, Some(ACCOUNT)));
    let skip = MatchRules { converted_leads: ConvertedLeads::Skip, ..MatchRules::default() };
    let found = resolve(vec![to_contact], &skip);
    assert_eq!((found.rule, verdict_of(&found, LEAD)), (Rule::NoneFound, Verdict::ConvertedLead));
    assert_eq!(resolve(vec![converted(None, None)], &MatchRules::default()).rule, Rule::NoneFound);
}

#[test]
fn a_converted_lead_and_its_contact_are_one_person() {
    let leads_first = MatchRules {
        objects: vec![MatchObject::Lead, MatchObject::Contact],
        ..MatchRules::default()
    };
    let found = resolve(vec![converted(Some(CONTACT), None), contact()], &leads_first);
    assert_eq!((found.rule, ids(&found)), (Rule::OnlyOne, (Some(CONTACT), None)));
    assert_eq!(verdict_of(&found, LEAD), Verdict::SamePerson);
}

fn clicked(id: &str) -> Facts {
    Facts { clicked_record: Some(id.to_owned()), ..Facts::default() }
}

#[test]
fn f57_a_clicked_record_is_what_beside_the_contact() {
    let found = resolve_call(clicked(OPPORTUNITY), vec![contact()], &MatchRules::default());
    assert_eq!((found.rule, ids(&found)), (Rule::Clicked, (Some(CONTACT), Some(OPPORTUNITY))));
    let record = found.record.clone().unwrap();
    assert_eq!(
        (record.object.as_str(), record.name.as_deref()),
        ("Opportunity", Some("Contact 001"))
    );
    assert_eq!(verdict_of(&found, CONTACT), Verdict::Overridden);
    let alone = resolve_call(clicked(CASE), Vec::new(), &MatchRules::default());
    assert_eq!(ids(&alone), (None, Some(CASE)));
    assert_eq!(alone.record.unwrap().name, None);
}

#[test]
fn f57_a_clicked_person_is_who() {
    for id in [OTHER_CONTACT, LEAD] {
        let found = resolve_call(clicked(id), vec![contact()], &MatchRules::default());
        assert_eq!((found.rule, ids(&found)), (Rule::Clicked, (Some(id), None)));
    }
    let short = resolve_call(clicked(&CONTACT[..15]), vec![contact()], &MatchRules::default());
    assert_eq!(short.record.unwrap().name.as_deref(), Some("Contact 001"));
}

#[test]
fn f57_a_clicked_account_keeps_the_contact_as_who() {
    let both = vec![contact(), account()];
    let found = resolve_call(clicked(ACCOUNT), both, &MatchRules::default());
    assert_eq!(ids(&found), (Some(CONTACT), Some(ACCOUNT)));
    assert_eq!(verdict_of(&found, ACCOUNT), Verdict::Chosen);
}

#[test]
fn a_clicked_record_beside_a_lead_stands_alone_with_a_remark() {
    let found = resolve_call(clicked(OPPORTUNITY), vec![lead()], &MatchRules::default());
    assert_eq!(ids(&found), (None, Some(OPPORTUNITY)));
    assert_eq!(found.notes.len(), 1);
}

#[test]
fn f57_with_the_setting_off_the_number_decides() {
    let rules = MatchRules { clicked: Clicked::MatchByNumber, ..MatchRules::default() };
    let found = resolve_call(clicked(OPPORTUNITY), vec![contact()], &rules);
    assert_eq!((found.rule, ids(&found)), (Rule::OnlyOne, (Some(CONTACT), None)));
}

#[test]
fn f56_a_picked_record_goes_before_a_clicked_one() {
    let facts = Facts { picked_record: Some(CASE.to_owned()), ..clicked(OPPORTUNITY) };
    let found = resolve_call(facts.clone(), vec![contact()], &MatchRules::default());
    assert_eq!((found.rule, ids(&found)), (Rule::Picked, (Some(CONTACT), Some(CASE))));
    let rules = MatchRules { picked: false, ..MatchRules::default() };
    assert_eq!(resolve_call(facts, vec![contact()], &rules).rule, Rule::Clicked);
    let account = Facts { picked_record: Some(ACCOUNT.to_owned()), ..Facts::default() };
    assert_eq!(
        ids(&resolve_call(account, Vec::new(), &MatchRules::default())),
        (None, Some(ACCOUNT))
    );
}

#[test]
fn a_clicked_text_that_is_no_id_is_passed_over_with_a_remark() {
    let found = resolve_call(clicked("x' OR Id != '"), vec![contact()], &MatchRules::default());
    assert_eq!((found.rule, ids(&found)), (Rule::OnlyOne, (Some(CONTACT), None)));
    assert_eq!(found.notes.len(), 1);
}

#[test]
fn the_reasons_are_told_in_sentences() {
    let newer = candidate(MatchObject::Contact, OTHER_CONTACT, 20);
    let rules = MatchRules { spellings: Spellings::Strict, ..MatchRules::default() };
    let found = resolve(vec![contact(), newer, lead()], &rules);
    assert_eq!(
        sentences(&found, &Locale::default()),
        [
            "The number came as “+81355500123” and reads as +81355500123 (numbers without a country code are read in JP).",
            "Searched for 2 spellings: 0355500123, 03-5550-0123.",
            "Contact Contact 002 (003000000000002AAA) holds it in Phone as “03-5550-0123”: chosen.",
            "Contact Contact 001 (003000000000001AAA) holds it in Phone as “03-5550-0123”: not chosen because another record was modified later.",
            "Lead Lead 001 (00Q000000000001AAA) holds it in Phone as “03-5550-0123”: not chosen because another object comes first.",
            "The call belongs to Contact Contact 002 (003000000000002AAA): it was modified last among those of its object.",
            "Runner-up: Contact Contact 001 (003000000000001AAA), not chosen because another record was modified later.",
        ]
    );
    let withheld = Facts { customer_number: Some("anonymous".to_owned()), ..Facts::default() };
    assert_eq!(
        sentences(&resolve_call(withheld, Vec::new(), &rules), &Locale::default()),
        [
            "The number came as “anonymous”: a withheld number, which is never searched for.",
            "The call belongs to no record: there is no number to search for.",
        ]
    );
}

#[test]
fn the_calls_of_a_merged_record_go_to_the_one_that_stayed() {
    let rules = MatchRules::default();
    let stayed =
        Candidate { phones: Vec::new(), ..candidate(MatchObject::Contact, OTHER_CONTACT, 5) };
    let nobody = merged_into(resolve(Vec::new(), &rules), &stayed, &rules);
    assert_eq!((nobody.rule, ids(&nobody)), (Rule::MergedFollowed, (Some(OTHER_CONTACT), None)));
    let beside = merged_into(resolve(vec![contact()], &rules), &stayed, &rules);
    assert_eq!(ids(&beside), (Some(OTHER_CONTACT), None));
    assert_eq!(beside.names, Some(crate::names::Names::of_candidate(&stayed)));
    assert_eq!(verdict_of(&beside, CONTACT), Verdict::Overridden);
    assert_eq!(beside.runner_up.as_ref().map(|next| next.id.as_str()), Some(CONTACT));
    assert!(
        sentences(&beside, &Locale::default())
            .iter()
            .any(|line| line.contains("was merged into it"))
    );

    let kept_its_number = resolve(vec![contact()], &rules);
    assert_eq!(merged_into(kept_its_number.clone(), &contact(), &rules), kept_its_number);
    let named = resolve_call(clicked(LEAD), vec![contact()], &rules);
    assert_eq!(merged_into(named.clone(), &stayed, &rules), named);
}

#[test]
fn a_resolution_says_who_was_asked() {
    let mut found = resolve(vec![contact()], &MatchRules::default());
    found.asked = Some(Asked::Copy { age_ms: 12_000 });
    let told = sentences(&found, &Locale::default());
    assert_eq!(
        told[2],
        "Looked up in the copy of the org's people, which was brought up to date 12 seconds before; Salesforce was \
         not asked."
    );
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Resolution>(&text).unwrap(), found);
}

#[test]
fn rules_and_reasons_survive_being_stored() {
    let fields = BTreeMap::from([(MatchObject::Contact, vec!["Phone".to_owned()])]);
    let rules = MatchRules { fields, link_open: vec![LinkOpen::Case], ..account_step() };
    let text = toml::to_string(&rules).unwrap();
    assert_eq!(toml::from_str::<MatchRules>(&text).unwrap(), rules);
    let found = resolve(vec![contact(), lead()], &rules);
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Resolution>(&text).unwrap(), found);
}

proptest::proptest! {
    #[test]
    fn the_order_of_candidates_never_matters(
        rows in proptest::collection::vec((0_usize..4, 1_u8..5, 0_i64..3), 0..8),
        seed in 0_usize..8,
    ) {
        let objects = [
            MatchObject::Contact,
            MatchObject::Account,
            MatchObject::PersonAccount,
            MatchObject::Lead,
        ];
        let prefixes = ["003", "001", "001", "00Q"];
        let mut candidates: Vec<Candidate> = rows
            .iter()
            .map(|(object, n, modified)| {
                let id = format!("{}{:0>12}AAA", prefixes[*object], n);
                candidate(objects[*object], &id, *modified)
            })
            .collect();
        // One record has one date; rows with the same id are one record.
        candidates.sort_by(|a, b| (a.object, &a.id).cmp(&(b.object, &b.id)));
        candidates.dedup_by(|a, b| a.object == b.object && a.id == b.id);
        let one = resolve(candidates.clone(), &MatchRules::default());
        let turn = seed.min(candidates.len());
        candidates.rotate_left(turn);
        candidates.reverse();
        proptest::prop_assert_eq!(&resolve(candidates, &MatchRules::default()), &one);
        // The stored reasons are enough to come to the same decision again.
        let again = one.considered.iter().map(|c| c.candidate.clone()).collect();
        proptest::prop_assert_eq!(&resolve(again, &MatchRules::default()), &one);
        if let Some(record) = &one.record {
            let lead = record.who_id.as_deref().is_some_and(|who| who.starts_with("00Q"));
            proptest::prop_assert!(!(lead && record.what_id.is_some()));
        }
    }
}

#[test]
fn ten_thousand_people_with_one_number_leave_few_reasons() {
    let id = |place: usize| format!("003{place:012}AAA");
    let crowd = |count: usize| -> Vec<Candidate> {
        let modified = |place: usize| i64::try_from(place).unwrap();
        (0..count)
            .map(|place| candidate(MatchObject::Contact, &id(place), modified(place)))
            .collect()
    };
    let resolution = resolve(crowd(10_000), &MatchRules::default());
    assert_eq!(ids(&resolution).0, Some(id(9_999).as_str()));
    assert_eq!(resolution.rule, Rule::LastModified);
    assert_eq!(resolution.runner_up.as_ref().map(|next| next.id.clone()), Some(id(9_998)));
    assert_eq!((resolution.considered.len(), resolution.unlisted), (20, 9_980));
    let kept = serde_json::to_string(&resolution).unwrap();
    assert!(kept.len() < 20_000, "{} bytes", kept.len());
    let told = sentences(&resolution, &Locale::default()).join("\n");
    assert!(told.contains("9,980 more candidates were looked at and are not listed."), "{told}");
    assert!(told.contains("`ringledger people report`"), "{told}");

    // The one that a person named is listed, however far down it stands.
    let picked = Facts { picked_record: Some(id(3)), ..Facts::default() };
    let resolution = resolve_call(picked, crowd(10_000), &MatchRules::default());
    assert_eq!(ids(&resolution).0, Some(id(3).as_str()));
    assert_eq!(verdict_of(&resolution, &id(3)), Verdict::Chosen);
    assert_eq!((resolution.considered.len(), resolution.unlisted), (21, 9_979));

    let few = resolve(crowd(20), &MatchRules::default());
    assert_eq!(few.unlisted, 0);
    assert!(!serde_json::to_string(&few).unwrap().contains("unlisted"));
    assert!(!sentences(&few, &Locale::default()).join("\n").contains("not listed"));
}

#[test]
fn a_field_with_three_numbers_and_a_name_holds_each_of_them() {
    let text = "山田 03-5550-0199 / 携帯 090-5550-0123, Tel: 03-5550-0123 内線42";
    let crowded = Candidate { phones: vec![("Phone".to_owned(), text.to_owned())], ..contact() };
    for number in ["+81355500199", "+819055500123", "+81355500123"] {
        let facts = Facts { customer_number: Some(number.to_owned()), ..Facts::default() };
        let resolution = resolve_call(facts, vec![crowded.clone()], &MatchRules::default());
        assert_eq!(ids(&resolution).0, Some(CONTACT), "{number}");
        assert_eq!(resolution.considered[0].matched_text.as_deref(), Some(text));
    }
    let facts = Facts { customer_number: Some("+81355500142".to_owned()), ..Facts::default() };
    let other = resolve_call(facts, vec![crowded], &MatchRules::default());
    assert_eq!((other.record, other.rule), (None, Rule::NoneFound));
}
