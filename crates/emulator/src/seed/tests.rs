//! The demo's promises, and a benchmark's.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use serde_json::Value;

use super::country;
use super::{MOST_BENCH_PEOPLE, SeedError, SeedFile, bench, export, found, load};
use crate::org::{Org, OrgOptions};

fn org() -> Org {
    Org::new(OrgOptions::new(Arc::new(|| 1_800_000_000_000), 1)).unwrap()
}

fn demo() -> Org {
    let org = org();
    load(&org, &SeedFile::demo().unwrap()).unwrap();
    org
}

fn rows(org: &Org, query: &str) -> Vec<Value> {
    org.query(&org.administrator(), query).unwrap().records
}

fn count(org: &Org, from: &str) -> usize {
    let query = format!("SELECT COUNT() FROM {from}");
    org.query(&org.administrator(), &query).unwrap().total_size
}

/// Every phone number of a person or company, as it is written, with its country's name.
fn written(org: &Org) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (object, country, fields) in [
        (
            "Contact WHERE IsPersonAccount = false",
            "MailingCountry",
            &["Phone", "MobilePhone", "HomePhone", "OtherPhone"][..],
        ),
        ("Lead", "Country", &["Phone", "MobilePhone"]),
        (
            "Account WHERE IsPersonAccount = true",
            "PersonMailingCountry",
            &["Phone", "PersonMobilePhone"],
        ),
        ("Account WHERE IsPersonAccount = false", "BillingCountry", &["Phone"]),
    ] {
        let query = format!("SELECT {country}, {} FROM {object}", fields.join(", "));
        for row in rows(org, &query) {
            let Some(country) = row[country].as_str() else {
                continue;
            };
            let numbers = fields.iter().filter_map(|field| row[*field].as_str());
            all.extend(numbers.map(|number| (country.to_owned(), number.to_owned())));
        }
    }
    all
}

fn region(country: &str) -> Region {
    match country {
        "Japan" => Region::JP,
        "United States" => Region::US,
        "France" => Region::FR,
        "Indonesia" => Region::ID,
        "United Kingdom" => Region::GB,
        other => panic!("{other}"),
    }
}

fn e164(country: &str, number: &str) -> String {
    // Digits that begin with the calling code but lack the plus are what the number is "really" meant to be.
    let calling =
        country::all().unwrap().into_iter().find(|known| known.country == country).unwrap().code;
    // Google's library does not know what an extension is called in Japan and in France.
    let extension = [" 内線", " poste"].iter().find_map(|word| number.split_once(word));
    let number = extension.map_or(number, |(number, _)| number);
    let bare = number.bytes().all(|byte| byte.is_ascii_digit());
    let text = if bare && number.starts_with(&calling) && number.len() > 10 {
        format!("+{number}")
    } else {
        number.replace("(0)", "")
    };
    let parsed = PHONE_NUMBER_UTIL
        .parse(&text, Some(region(country)))
        .unwrap_or_else(|error| panic!("{number}: {error}"));
    PHONE_NUMBER_UTIL.format(&parsed, PhoneNumberFormat::E164).into_owned()
}

#[test]
fn the_demo_has_more_than_two_hundred_people_of_every_kind() {
    let org = demo();
    let contacts = count(&org, "Contact WHERE IsPersonAccount = false");
    let persons = count(&org, "Account WHERE IsPersonAccount = true");
    let leads = count(&org, "Lead");
    assert_eq!((contacts, persons, leads), (130, 43, 63));
    assert!(contacts + persons + leads >= 200);
    assert_eq!(count(&org, "Lead WHERE IsConverted = true"), 7);
    assert_eq!(count(&org, "Lead WHERE IsConverted = true AND ConvertedContactId = null"), 0);
    assert_eq!(count(&org, "Lead WHERE Owner.Name = 'Inbound Leads'"), 12);
    assert!(count(&org, "Case WHERE IsClosed = false AND ContactId != null") >= 10);
    assert!(count(&org, "Opportunity WHERE IsClosed = false") >= 10);
    assert_eq!(count(&org, "Contact WHERE Name = null"), 0);
    assert!(count(&org, "Contact WHERE FirstName = null") >= 1, "people of one name");
}

#[test]
fn the_demo_has_the_users_that_cause_trouble() {
    let org = demo();
    let users = org.users().unwrap();
    assert_eq!(users.len(), 8);
    assert_eq!(users.iter().filter(|user| !user.is_active).count(), 1);
    let day = 24 * 60 * 60 * 1_000;
    let young = users
        .iter()
        .filter(|user| user.id != org.administrator().user_id && org.now() - user.created_at < day);
    assert_eq!(young.count(), 1);
    assert!(count(&org, "User WHERE Phone != null") >= 5);
    assert!(count(&org, "User WHERE Extension != null") >= 3);
    let owners: HashSet<String> = rows(&org, "SELECT OwnerId FROM Contact")
        .iter()
        .map(|row| row["OwnerId"].as_str().unwrap().to_owned())
        .collect();
    for user in users.iter().filter(|user| !user.is_active) {
        assert!(!owners.contains(&user.id));
    }
}

#[test]
fn some_people_have_no_number_and_some_share_one() {
    let org = demo();
    let silent = "Contact WHERE IsPersonAccount = false AND Phone = null AND MobilePhone = null AND HomePhone = null \
         AND OtherPhone = null";
    assert_eq!(count(&org, silent), 12);
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for (country, number) in written(&org) {
        *owners.entry(e164(&country, &number)).or_default() += 1;
    }
    let shared = owners.values().filter(|owners| **owners > 1).count();
    assert!(shared >= 12, "{shared} numbers are shared");
}

#[test]
fn every_spelling_of_every_country_occurs() {
    let org = demo();
    let shape = |number: &str| -> String {
        let digit = |character: char| match character {
            '0'..='9' => '9',
            '０'..='９' => '９',
            other => other,
        };
        number.chars().map(digit).collect()
    };
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (country, number) in written(&org) {
        seen.entry(country).or_default().insert(shape(&number));
    }
    for row in [
        "Japan|+999999999999|999999999999|99999999999|999-9999-9999|(999) 9999-9999|999.9999.9999|999 9999 9999",
        "Japan|+99-99-9999-9999|９９９－９９９９－９９９９|9999-999-9999|99-9999-9999 内線999",
        "United States|+99999999999|(999) 999-9999|999-999-9999|999.999.9999|9999999999|(999) 999-9999 x999",
        "France|+99999999999|99 99 99 99 99|99.99.99.99.99|+99 9 99 99 99 99",
        "Indonesia|+9999999999999|9999-9999-9999|(999) 9999-9999|+99 999-9999-9999",
    ] {
        let (country, expected) = row.split_once('|').unwrap();
        for spelling in expected.split('|') {
            assert!(seen[country].contains(spelling), "{country}: {spelling}");
        }
    }
    assert!(seen["United Kingdom"].len() >= 4);
    let lengths = written(&org).into_iter().map(|(_, number)| number.chars().count());
    assert!(lengths.max().unwrap() <= 40, "Salesforce keeps 40 characters");
}

#[test]
fn every_number_is_invented_and_told_to_the_caller() {
    let org = org();
    let loaded = load(&org, &SeedFile::demo().unwrap()).unwrap();
    assert_eq!(loaded.people, 236);
    let told: HashSet<String> = loaded.numbers.iter().cloned().collect();
    assert_eq!(told.len(), loaded.numbers.len());
    let reserved = [
        "+81355500",
        "+81655500",
        "+819055500",
        "+818055500",
        "+817055500",
        "+1415555",
        "+1212555",
        "+1312555",
        "+1512555",
        "+1503555",
        "+1303555",
        "+1617555",
        "+1404555",
        "+3319900",
        "+3326191",
        "+3346571",
        "+3363998",
        "+622155500",
        "+622255500",
        "+623155500",
        "+6281255500",
        "+6281355500",
        "+6285755500",
        "+442079460",
        "+447700900",
    ];
    let found: HashSet<String> =
        written(&org).into_iter().map(|(country, number)| e164(&country, &number)).collect();
    for number in &found {
        let invented = reserved.iter().any(|range| number.starts_with(range));
        assert!(invented, "{number}");
        let parsed = PHONE_NUMBER_UTIL.parse(number, None).unwrap();
        assert!(PHONE_NUMBER_UTIL.is_possible_number(&parsed), "{number}");
    }
    for number in &told {
        assert!(found.contains(number), "{number} stands in no record");
    }
}

#[test]
fn the_same_file_gives_the_same_org() {
    let query = "SELECT Id, Name, Phone, MobilePhone, Email, OwnerId, LastModifiedDate FROM Contact ORDER BY Id";
    assert_eq!(rows(&demo(), query), rows(&demo(), query));
}

#[test]
fn a_seed_file_of_ones_own_may_refer_to_itself() {
    let org = org();
    let file = r#"{"user": [{"username": "me@x.example", "hours_old": 1, "LastName": "Me", "Alias": "me",
            "Email": "me@x.example", "TimeZoneSidKey": "Asia/Tokyo"}],
        "record": [
            {"key": "acme", "object": "Account", "fields": {"Name": "Acme", "OwnerId": "@me@x.example"}},
            {"object": "Contact", "fields": {"LastName": "Doe", "AccountId": "@acme", "Phone": "+442079460001"}}]}"#;
    load(&org, &SeedFile::parse("mine.json", file).unwrap()).unwrap();
    let found = rows(
        &org,
        "SELECT Id FROM Contact WHERE Account.Name = 'Acme' AND Account.Owner.Name = 'Me'",
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn a_bad_seed_file_says_what_is_wrong() {
    let load_text = |text: &str| {
        SeedFile::parse("mine.toml", text)
            .and_then(|file| load(&org(), &file))
            .unwrap_err()
            .to_string()
    };
    let unknown = load_text(
        "[[record]]\nobject = \"Contact\"\nfields = { LastName = \"X\", AccountId = \"@x\" }",
    );
    assert!(unknown.contains("\"x\""), "{unknown}");
    let region = load_text("[[crowd]]\nregion = \"XX\"\nowners = []\ncontacts = 1");
    assert!(region.contains("XX") && region.contains("JP"), "{region}");
    let many = load_text("[[crowd]]\nregion = \"US\"\nowners = []\ncontacts = 5000");
    assert!(many.contains("fewer people"), "{many}");
    let refused = load_text("[[record]]\nobject = \"Contact\"\nfields = { FirstName = \"X\" }");
    assert!(refused.contains("LastName"), "{refused}");
    let key = load_text("colour = 1");
    assert!(key.contains("mine.toml") && key.contains("colour"), "{key}");
}

#[test]
fn a_benchmark_gets_as_many_people_as_it_asks_for() {
    let org = org();
    let numbers = bench(&org, 2_501).unwrap();
    assert_eq!(numbers.len(), 2_501);
    assert_eq!(count(&org, "Contact"), 2_501);
    let different: HashSet<&String> = numbers.iter().collect();
    assert_eq!(different.len(), numbers.len());
    for number in &numbers {
        let parsed = PHONE_NUMBER_UTIL.parse(number, None).unwrap();
        assert!(PHONE_NUMBER_UTIL.is_valid_number(&parsed), "{number}");
    }
    assert_eq!(numbers, bench(&self::org(), 2_501).unwrap());
    assert!(bench(&org, 0).unwrap().is_empty());
}

#[test]
fn a_benchmark_has_its_limit() {
    assert!(matches!(bench(&org(), MOST_BENCH_PEOPLE + 2), Err(SeedError::NumbersUsedUp { .. })));
}

/// An org with a bit of everything, as its admin would write it down.
const SMALL: &str = "
settings:
  name: Acme
  edition: Enterprise Edition
  time_zone: Europe/Paris
  person_accounts: false
  call_id_field: false
faults:
  search_index_lag_ms: 5000
field:
  - object: Activity
    define: { name: Mood__c, label: Mood, type: picklist, length: 40, values: [calm, upset], requires_grant: true }
user:
  - { username: kei@example.com, hours_old: 10, LastName: Kei, Email: kei@example.com, Alias: kei }
  - { username: bo@example.com, hours_old: 10, LastName: Bo, Email: bo@example.com, Alias: bo }
permission:
  - permission_set: Moods
    fields: { Task.Mood__c: [read, edit] }
    assigned_to: [kei@example.com]
  - profile: Standard User
    system: { ApiEnabled: false }
    objects: { Lead: [] }
contacts: 12
record:
  - { key: acme, object: Account, fields: { Name: Acme } }
  - { object: Contact, fields: { LastName: Doe, Phone: '+44 20 7946 0001', AccountId: '@acme' } }
";

fn small() -> Org {
    let file = SeedFile::parse("small.yaml", SMALL).unwrap();
    found(&OrgOptions::new(Arc::new(|| 1_800_000_000_000), 1), &file).unwrap().0
}

fn actor(org: &Org, username: &str) -> crate::Actor {
    let user = org.users().unwrap().into_iter().find(|user| user.username == username).unwrap();
    crate::Actor::user(user.id)
}

#[test]
fn a_yaml_file_sets_up_an_org() {
    let org = small();
    assert_eq!(org.options().edition, "Enterprise Edition");
    assert_eq!(org.faults().search_index_lag_ms, 5_000);
    assert_eq!(count(&org, "Contact"), 13);
    let numbers = rows(&org, "SELECT Phone FROM Contact WHERE Phone != null");
    let different: HashSet<String> = numbers.iter().map(|row| row["Phone"].to_string()).collect();
    assert_eq!(different.len(), 13);
    let query = "SELECT Mood__c FROM Task";
    assert!(org.query(&actor(&org, "kei@example.com"), query).is_ok());
    assert!(org.query(&actor(&org, "bo@example.com"), query).is_err());
    assert!(org.query(&actor(&org, "bo@example.com"), "SELECT Id FROM Lead").is_err());
    let bo = actor(&org, "bo@example.com");
    assert!(!org.database().may_use_api(&bo).unwrap(), "the profile lost API access");
}

#[test]
fn an_export_makes_the_same_org_again() {
    let before = small();
    before
        .change_schema(|schema| {
            let object = serde_json::json!({
                "name": "Visit__c", "label": "Visit", "label_plural": "Visits", "key_prefix": "a00",
                "fields": [{"name": "Name", "label": "Name", "type": "string", "length": 80, "name_field": true}],
            });
            schema.put_object(serde_json::from_value(object).unwrap())
        })
        .unwrap();
    for name in ["org.yaml", "org.json"] {
        let text = export(&before, name).unwrap();
        let file = SeedFile::parse(name, &text).unwrap();
        let (after, _) = found(&OrgOptions::new(Arc::new(|| 1_900_000_000_000), 2), &file).unwrap();
        assert_eq!(export(&after, name).unwrap(), text);
        let admin = after.administrator();
        let visit = serde_json::json!({"Name": "first"}).as_object().cloned().unwrap();
        after.create(&admin, "Visit__c", visit).unwrap();
        let doe = serde_json::json!({"LastName": "New"}).as_object().cloned().unwrap();
        after.create(&admin, "Contact", doe).unwrap();
        assert_eq!(count(&after, "Contact"), 14, "a new id follows those of the export");
        assert!(after.query(&actor(&after, "bo@example.com"), "SELECT Id FROM Lead").is_err());
    }
}

#[test]
fn a_bad_setting_or_grant_is_named() {
    let wrong = |text: &str| {
        let file = SeedFile::parse("org.yaml", text).unwrap();
        let options = OrgOptions::new(Arc::new(|| 1_800_000_000_000), 1);
        found(&options, &file).unwrap_err().to_string()
    };
    assert!(wrong("settings: { colour: red }").contains("colour"));
    assert!(wrong("setup: { rules: [] }").contains("rules"));
    assert!(wrong("permission: [{ profile: Nobody }]").contains("Nobody"));
    let right = "permission: [{ profile: Standard User, objects: { Lead: [look] } }]";
    assert!(wrong(right).contains("look"));
    assert!(wrong("contacts: 999999999").contains("no more"));
    assert!(wrong("settings: { time_zone: Mars/Olympus }").contains("Mars/Olympus"));
    let age = "user: [{ username: old@example.com, hours_old: 9223372036854775807 }]";
    assert!(wrong(age).contains("old@example.com"));
    assert!(wrong("\u{feff}settings: { colour: red }").contains("colour"));
    assert!(SeedFile::parse("org.json", "\u{feff}{\"seed\": 1}").is_ok());
    assert!(SeedFile::parse("org.yaml", "people: many").is_err());
}

#[test]
fn every_org_that_comes_along_can_be_made() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/orgs");
    let mut people = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut file = SeedFile::parse(&name, &std::fs::read_to_string(&path).unwrap()).unwrap();
        // A million take seconds even in a release build; the first of them are like the last.
        file.contacts = file.contacts.min(5_000);
        let (org, _) = found(&OrgOptions::new(Arc::new(|| 1_800_000_000_000), 1), &file)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        people.insert(name, (count(&org, "Contact"), count(&org, "Lead")));
    }
    assert_eq!(people["million.yaml"], (5_000, 0));
    assert_eq!(people["japan.yaml"], (60, 14));
    assert_eq!(people["us-sales.yaml"], (80, 60));
    assert_eq!(people["clinic.yaml"], (6 + 24 + 2, 4));
}
