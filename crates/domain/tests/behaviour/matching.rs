//! F16..F30, F54..F57, F76, F77: whose number it is, and which ids that puts into the Task.

use domain::candidate::{Candidate, Converted, MatchObject};
use domain::event::Facts;
use domain::matching::Rule;
use domain::profile::Profile;
use serde_json::json;

use crate::world::*;

#[test]
fn f16_contact_goes_before_account_and_lead() {
    let all = World::under("miitel").and(lead()).and(account()).and(contact());
    all.check(&incoming(), json!({"WhoId": CONTACT, "WhatId": null}));
    let two = World::under("miitel").and(lead()).and(account());
    two.check(&incoming(), json!({"WhoId": null, "WhatId": ACCOUNT}));
}

#[test]
fn f17_the_record_modified_last_wins() {
    let newer = Candidate {
        last_modified: T0 + HOUR,
        ..person(MatchObject::Contact, OTHER_CONTACT, "Aoi Newer")
    };
    let world = World::under("miitel").and(contact()).and(newer);
    world.check(&incoming(), json!({"WhoId": OTHER_CONTACT}));
    assert_eq!(world.resolution(&incoming()).rule, Rule::LastModified);
}

#[test]
fn f18_only_the_standard_phone_fields_count() {
    for (field, who) in [
        ("MobilePhone", json!(CONTACT)),
        ("HomePhone", json!(null)),
        ("Second_Phone__c", json!(null)),
    ] {
        let contact =
            Candidate { phones: vec![(field.to_owned(), CUSTOMER.to_owned())], ..contact() };
        World::under("miitel").and(contact).check(&incoming(), json!({ "WhoId": who }));
    }
}

#[test]
fn f19_strict_spellings_are_the_two_of_miitel() {
    use domain::matching::Search;
    let strict = World::under("miitel").resolution(&incoming()).inquiry.search;
    assert_eq!(
        strict,
        Search::Spellings(vec!["09055500101".to_owned(), "090-5550-0101".to_owned()])
    );
    let Search::Spellings(every) = World::under("default").resolution(&incoming()).inquiry.search
    else {
        panic!("a customer's number is searched");
    };
    assert!(every.contains(&"+819055500101".to_owned()) && every.len() > 5);
}

#[test]
fn f20_other_objects_are_never_matched() {
    let searched = World::under("miitel").profile.matching.objects;
    assert_eq!(searched, [MatchObject::Contact, MatchObject::Account, MatchObject::Lead]);
    let refused = "name = \"x\"\nextends = \"miitel\"\n[match]\nobjects = [\"Case\"]";
    assert!(Profile::parse(refused, &|_| None).is_err());
}

#[test]
fn f21_person_accounts_are_found_at_the_account_step() {
    let world = World::under("miitel").and(lead()).and(person_account());
    world.check(&incoming(), json!({"WhoId": OTHER_CONTACT, "WhatId": PERSON_ACCOUNT}));
}

#[test]
fn f23_an_unknown_number_gets_a_task_without_record() {
    World::under("miitel")
        .check(&incoming(), json!({"WhoId": null, "WhatId": null, "Status": "Completed"}));
}

#[test]
fn f24_a_linked_customer_needs_no_number() {
    let events = telling(incoming(), |facts| {
        facts.picked_record = Some(LEAD.to_owned());
    });
    World::under("callconnect").check(&events, json!({"WhoId": LEAD}));
}

#[test]
fn f25_an_unlinked_customer_is_searched_by_number() {
    let world = World::under("callconnect").and(lead());
    world.check(&incoming(), json!({"WhoId": LEAD, "WhatId": null}));
}

#[test]
fn f26_only_phone_counts() {
    let contact =
        Candidate { phones: vec![("MobilePhone".to_owned(), CUSTOMER.to_owned())], ..contact() };
    let world = World::under("callconnect").and(contact).and(lead());
    world.check(&incoming(), json!({"WhoId": LEAD}));
}

#[test]
fn f27_exactly_one_of_several_is_taken() {
    let world = World::under("callconnect").and(contact()).and(person(
        MatchObject::Contact,
        OTHER_CONTACT,
        "Aoi Other",
    ));
    let first = world.field(&incoming(), "WhoId");
    assert!(first == json!(CONTACT) || first == json!(OTHER_CONTACT));
    let mut turned = World::under("callconnect");
    turned.people = world.people.iter().rev().cloned().collect();
    assert_eq!(turned.field(&incoming(), "WhoId"), first);
}

#[test]
fn f28_lead_goes_before_account_and_person_account() {
    let world = World::under("aircall").and(person_account()).and(account()).and(lead());
    world.check(&incoming(), json!({"WhoId": LEAD, "WhatId": null}));
    let world = World::under("aircall").and(person_account()).and(account());
    world.check(&incoming(), json!({"WhoId": null, "WhatId": ACCOUNT}));
}

#[test]
fn f29_of_one_object_the_last_updated_is_taken() {
    let newer = Candidate {
        last_modified: T0 + HOUR,
        ..person(MatchObject::Lead, "00Q000000000002AAA", "Sora Newer")
    };
    let world = World::under("aircall").and(lead()).and(newer);
    world.check(&incoming(), json!({"WhoId": "00Q000000000002AAA"}));
}

#[test]
fn f30_an_open_case_goes_before_an_opportunity() {
    let contact = Candidate {
        open_case: Some(CASE.to_owned()),
        open_opportunity: Some(OPPORTUNITY.to_owned()),
        ..contact()
    };
    World::under("aircall")
        .and(contact.clone())
        .check(&incoming(), json!({"WhoId": CONTACT, "WhatId": CASE}));
    World::under("aircall")
        .with("[match]\nlink_open = [\"Opportunity\"]")
        .and(contact)
        .check(&incoming(), json!({"WhatId": OPPORTUNITY}));
}

#[test]
fn f54_who_is_the_contact_or_the_lead() {
    World::under("miitel").and(contact()).check(&incoming(), json!({"WhoId": CONTACT}));
    World::under("miitel").and(lead()).check(&incoming(), json!({"WhoId": LEAD}));
}

#[test]
fn f55_what_is_the_account() {
    let world = World::under("miitel").and(account());
    world.check(&incoming(), json!({"WhoId": null, "WhatId": ACCOUNT}));
}

#[test]
fn f56_what_is_the_record_that_was_picked_afterwards() {
    let events = telling(incoming(), |facts| {
        facts.picked_record = Some(OPPORTUNITY.to_owned());
    });
    World::under("miitel")
        .and(contact())
        .check(&events, json!({"WhoId": CONTACT, "WhatId": OPPORTUNITY}));
    World::under("miitel-begins")
        .and(contact())
        .check(&events, json!({"WhoId": CONTACT, "WhatId": null}));
}

#[test]
fn f57_clicked_record_is_what_id() {
    let clicked = |id: &str| {
        let id = id.to_owned();
        telling(outgoing(), |facts| facts.clicked_record = Some(id))
    };
    let world = World::under("miitel").and(contact());
    world.check(&clicked(CASE), json!({"WhoId": CONTACT, "WhatId": CASE}));
    world.check(&clicked(LEAD), json!({"WhoId": LEAD, "WhatId": null}));
    World::under("miitel")
        .with("[match]\nclicked = \"match_by_number\"")
        .and(contact())
        .check(&clicked(CASE), json!({"WhoId": CONTACT, "WhatId": null}));
}

#[test]
fn f76_who_is_empty_on_an_account() {
    let world = World::under("aircall").and(account());
    world.check(&incoming(), json!({"WhoId": null, "WhatId": ACCOUNT}));
    World::under("aircall").and(lead()).check(&incoming(), json!({"WhoId": LEAD}));
}

#[test]
fn f77_what_is_the_account_or_the_contacts_opportunity() {
    let contact = Candidate { open_opportunity: Some(OPPORTUNITY.to_owned()), ..contact() };
    World::under("aircall").and(contact).check(&incoming(), json!({"WhatId": OPPORTUNITY}));
    World::under("aircall").and(account()).check(&incoming(), json!({"WhatId": ACCOUNT}));
}

#[test]
fn a_converted_lead_is_the_contact_it_became() {
    let lead = Candidate {
        converted: Some(Converted {
            contact_id: Some(CONTACT.to_owned()),
            account_id: Some(ACCOUNT.to_owned()),
        }),
        ..lead()
    };
    World::under("default").and(lead).check(&incoming(), json!({"WhoId": CONTACT}));
}

#[test]
fn an_ambiguous_number_names_no_record_and_says_so() {
    let world = World::under("default").with("[match]\ntie = \"none\"").and(contact()).and(person(
        MatchObject::Contact,
        OTHER_CONTACT,
        "Aoi Other",
    ));
    let task = world.task(&incoming());
    assert_eq!(task.fields["WhoId"], json!(null));
    assert!(task.notes.iter().any(|note| note.to_string().contains("several records")));
}

#[test]
fn a_withheld_number_is_logged_or_ignored_by_the_profile() {
    let mut events = incoming();
    events[0].facts = Facts { customer_number: Some(String::new()), ..events[0].facts.clone() };
    World::under("aircall").and(contact()).check(
        &events,
        json!({"WhoId": null, "Subject": "Inbound call from withheld number on Tokyo desk"}),
    );
    let verdict = World::under("aircall").with("withheld = \"ignore\"").verdict(&events);
    assert!(matches!(
        verdict,
        domain::task::Verdict::Ignore { rule: domain::task::IgnoreRule::Withheld, .. }
    ));
}
