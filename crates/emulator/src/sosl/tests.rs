//! SOSL against a small org: what is found, and what is returned of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};

use crate::org::{Actor, Org, OrgOptions};

fn org() -> (Org, Actor, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(1_730_962_800_000));
    let shown = Arc::clone(&clock);
    let org =
        Org::new(OrgOptions::new(Arc::new(move || shown.load(Ordering::Relaxed)), 1)).unwrap();
    let actor = org.administrator();
    for (object, record) in [
        ("Account", json!({"Name": "Acme Phones", "Phone": "03-5550-0100"})),
        (
            "Contact",
            json!({"FirstName": "Ann", "LastName": "Acme", "Phone": "(415) 555-0123", "Email": "ann@example.com"}),
        ),
        (
            "Contact",
            json!({"FirstName": "花子", "LastName": "佐藤", "MobilePhone": "+819055500102"}),
        ),
        ("Contact", json!({"FirstName": "Bob", "LastName": "Stone", "Phone": "+14155550199"})),
        ("Lead", json!({"LastName": "Lee", "Company": "Acme Tools", "Phone": "415.555.0123"})),
    ] {
        org.create(&actor, object, record.as_object().unwrap().clone()).unwrap();
    }
    (org, actor, clock)
}

fn find(org: &Org, actor: &Actor, search: &str) -> Vec<String> {
    let found = super::run(org, &org.database(), actor, search, "v66.0").unwrap();
    let mut names: Vec<String> = found
        .iter()
        .map(|record: &Value| record["Name"].as_str().unwrap_or("-").to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn numbers_and_words_find_their_records() {
    let (org, actor, _) = org();
    let returning = "RETURNING Account(Name), Contact(Name), Lead(Name)";
    for (search, expected) in [
        ("{4155550123} IN PHONE FIELDS", vec!["Ann Acme", "Lee"]),
        ("{(415) 555-0123} IN PHONE FIELDS", vec!["Ann Acme", "Lee"]),
        ("{\\(415\\) 555\\-0123} IN PHONE FIELDS", vec!["Ann Acme", "Lee"]),
        (
            "{\"+1 415 555 0123\" OR 0355500100} IN PHONE FIELDS",
            vec!["Acme Phones", "Ann Acme", "Lee"],
        ),
        ("{1415*} IN PHONE FIELDS", vec!["Bob Stone"]),
        ("{090-5550-0102} IN PHONE FIELDS", vec![]),
        ("{5500102} IN PHONE FIELDS", vec!["花子 佐藤"]),
        // Parts that nothing can match leave no trace in the statement.
        ("{acme OR \"\"} IN NAME FIELDS", vec!["Acme Phones", "Ann Acme", "Lee"]),
        ("{acme OR x\"\"\"\"*} IN ALL FIELDS", vec!["Acme Phones", "Ann Acme", "Lee"]),
        ("{\"4155550123\" OR lee} IN NAME FIELDS", vec!["Lee"]),
        ("{acme} IN NAME FIELDS", vec!["Acme Phones", "Ann Acme", "Lee"]),
        ("{acme AND NOT tools} IN ALL FIELDS", vec!["Acme Phones", "Ann Acme"]),
        ("{acme ann} IN NAME FIELDS", vec!["Ann Acme"]),
        ("{\"acme ann\"} IN NAME FIELDS", vec![]),
        ("{ann@example.com} IN EMAIL FIELDS", vec!["Ann Acme"]),
        ("{acme} IN EMAIL FIELDS", vec![]),
        ("{to?ls OR phon*} IN NAME FIELDS", vec!["Acme Phones", "Lee"]),
        ("{花子}", vec!["花子 佐藤"]),
    ] {
        let search = format!("FIND {search} {returning}");
        assert_eq!(find(&org, &actor, &search), expected, "{search}");
    }
}

#[test]
fn what_is_returned_can_be_narrowed() {
    let (org, actor, clock) = org();
    let search = "FIND {acme} RETURNING Contact(Name WHERE Email != null), Lead(Name ORDER BY Name LIMIT 1 OFFSET 1)";
    assert_eq!(find(&org, &actor, search), ["Ann Acme"]);
    assert_eq!(find(&org, &actor, "FIND {acme} LIMIT 2"), ["-", "-"]);
    assert_eq!(find(&org, &actor, "FIND {acme} RETURNING Contact").len(), 1);
    let long = format!("FIND {{acme {}}} RETURNING Contact(Name)", "x".repeat(10_000));
    assert_eq!(find(&org, &actor, &long), Vec::<String>::new());
    org.set_faults(crate::Faults { search_index_lag_ms: 60_000, ..crate::Faults::default() });
    assert_eq!(find(&org, &actor, "FIND {acme} RETURNING Contact(Name)"), Vec::<String>::new());
    clock.fetch_add(60_000, Ordering::Relaxed);
    assert_eq!(find(&org, &actor, "FIND {acme} RETURNING Contact(Name)"), ["Ann Acme"]);
}

#[test]
fn wrong_names_are_wrong_even_if_nothing_is_found() {
    let (org, actor, _) = org();
    for (search, code) in [
        ("FIND {zzzz} RETURNING Nope", "INVALID_TYPE"),
        ("FIND {zzzz} RETURNING Contact(Nope)", "INVALID_FIELD"),
        ("FIND {zzzz} RETURNING Contact(Id WHERE)", "MALFORMED_SEARCH"),
    ] {
        let error = super::run(&org, &org.database(), &actor, search, "v66.0").unwrap_err();
        assert_eq!(error.code, code, "{search}: {}", error.message);
    }
}

#[test]
fn a_search_does_not_return_more_objects_than_there_are() {
    let (org, actor, _) = org();
    let returning = ["Contact(Id)"; 2_000].join(", ");
    let search = format!("FIND {{acme}} RETURNING {returning}");
    let error = super::run(&org, &org.database(), &actor, &search, "v66.0").unwrap_err();
    assert_eq!(error.code, "MALFORMED_SEARCH");
}

#[test]
fn a_search_of_many_words_is_answered() {
    let (org, actor, _) = org();
    let words: Vec<String> = (0..350).map(|number| format!("w{number}")).collect();
    let search = format!("FIND {{{} OR acme}} RETURNING Lead(Name)", words.join(" OR "));
    assert_eq!(find(&org, &actor, &search), ["Lee"]);
}

#[test]
fn a_term_from_elsewhere_stays_a_term() {
    for (term, braced) in [
        ("ann", "{ann}"),
        ("a} RETURNING User", "{a\\} RETURNING User}"),
        ("a\\}b", "{a\\}b}"),
        ("ann\\", "{ann\\\\}"),
    ] {
        assert_eq!(super::braced(term), braced);
        assert_eq!(super::check_sosl(&format!("FIND {braced} LIMIT 1")), Ok(()), "{term}");
    }
}
