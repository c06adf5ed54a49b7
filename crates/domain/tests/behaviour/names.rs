//! F117..F120: under which names a caller stands in the call list.

use domain::call::fold;
use domain::candidate::Candidate;
use domain::event::CallEvent;
use domain::names::{Names, NamesFrom, of_call};

use crate::world::*;

/// Company and person as the list shows them, and who said so.
fn names(world: &World, events: &[CallEvent]) -> (String, String, Option<NamesFrom>) {
    let call = fold(events).unwrap();
    let (names, from) = of_call(&call, Some(&world.resolution(events))).unzip();
    let names: Names = names.unwrap_or_default();
    (names.company.unwrap_or_default(), names.person.unwrap_or_default(), from)
}

fn registered(company: &str, person: &str) -> (String, String, Option<NamesFrom>) {
    (company.to_owned(), person.to_owned(), Some(NamesFrom::Record))
}

/// The phone system calls the caller something, too.
fn told() -> Vec<CallEvent> {
    telling(incoming(), |facts| {
        facts.customer_name = Some("H. E.".to_owned());
        facts.customer_company = Some("Somewhere".to_owned());
    })
}

#[test]
fn f117_company_and_person_by_the_kind_of_record() {
    let lead = || Candidate { company: Some("Sample KK".to_owned()), ..lead() };
    for (record, company, person) in [
        (contact(), "Example KK", "Hana Example"),
        (account(), "Example KK", ""),
        (person_account(), "Yui Private", "Yui Private"),
        (lead(), "Sample KK", "Ren Sample"),
        (Candidate { company: None, ..contact() }, "", "Hana Example"),
    ] {
        let world = World::under("miitel").and(record);
        assert_eq!(names(&world, &incoming()), registered(company, person));
        // What the phone system says gives way to the record as a whole: no names of two people are mixed.
        assert_eq!(names(&world, &told()), registered(company, person));
    }
}

#[test]
fn f117_the_list_shows_the_company_first_and_no_name_twice() {
    let shown = |record: Candidate| Names::of_candidate(&record).shown();
    assert_eq!(shown(contact()), "Example KK · Hana Example");
    assert_eq!(shown(account()), "Example KK");
    assert_eq!(shown(person_account()), "Yui Private");
    assert_eq!(Names::default().shown(), "");
}

#[test]
fn f118_without_registration_the_phone_systems_names_or_none() {
    let world = World::under("miitel").with("[match]\nregister_names = false").and(contact());
    let (company, person, from) = names(&world, &told());
    assert_eq!((company.as_str(), person.as_str()), ("Somewhere", "H. E."));
    assert_eq!(from, Some(NamesFrom::PhoneSystem));
    assert_eq!(names(&world, &incoming()), (String::new(), String::new(), None));
    // The Task is another matter: it still stands on the record.
    assert_eq!(world.field(&incoming(), "WhoId"), CONTACT);
}

#[test]
fn f118_an_unknown_number_has_the_phone_systems_names_too() {
    let (company, person, from) = names(&World::under("miitel"), &told());
    assert_eq!((company.as_str(), person.as_str()), ("Somewhere", "H. E."));
    assert_eq!(from, Some(NamesFrom::PhoneSystem));
}

#[test]
fn f119_click_to_call_registers_the_clicked_records_names() {
    let other = Candidate {
        id: OTHER_CONTACT.to_owned(),
        name: "Sora Clicked".to_owned(),
        company: Some("Clicked KK".to_owned()),
        phones: Vec::new(),
        ..contact()
    };
    let clicked = |record: &str| {
        let record = record.to_owned();
        telling(outgoing(), |facts| facts.clicked_record = Some(record))
    };
    let world = World::under("miitel").and(contact()).and(other);
    assert_eq!(names(&world, &outgoing()), registered("Example KK", "Hana Example"));
    assert_eq!(names(&world, &clicked(OTHER_CONTACT)), registered("Clicked KK", "Sora Clicked"));
    // Behind a Case stands the person whose number it is; a Contact whom nobody knows names nobody.
    assert_eq!(names(&world, &clicked(CASE)), registered("Example KK", "Hana Example"));
    let stranger = names(&world, &clicked("003000000000404AAA"));
    assert_eq!(stranger, (String::new(), String::new(), None));
}
