//! The report on the people of the org: what it finds in the copy, that it changes nothing by itself, and that what is
//! mended can be taken back.

use domain::hygiene::Kind;
use domain::number::{Spelling, tails};
use emulator::{Faults, RecordFault};
use engine::hygiene::{Change, Direction, Finding, NoReport, Outcome, Wish};
use engine::{Mirroring, ORG, People};
use serde_json::{Value, json};
use store::{MirrorRow, Person};

use crate::stage::books::text;
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    each_kind_of_disorder_is_found_and_nothing_is_changed,
    a_crowd_with_one_number_is_told_of_once,
    what_is_mended_can_be_taken_back,
    a_refused_record_keeps_the_others_going,
    without_a_copy_there_is_no_report,
);

fn plan() -> Plan {
    let mirroring =
        Mirroring { poll_ms: 45_000, change_events: false, pubsub_url: None, oldest_ms: 600_000 };
    Plan { people: People::Mirror(mirroring), ..Plan::default() }
}

fn wish() -> Wish {
    Wish { region: "US".to_owned(), spelling: Spelling::E164, shared_from: 3, only_fixes: false }
}

/// Puts everyone of the org into the copy.
async fn copy(stage: &Stage) {
    for (object, fields) in [
        ("Contact", "Id, Name, Email, Phone, MobilePhone"),
        ("Account", "Id, Name, Phone"),
        ("Lead", "Id, Name, Email, Phone, MobilePhone, IsConverted"),
    ] {
        let rows = stage.query(&format!("SELECT {fields} FROM {object}"));
        let people = rows.into_iter().map(|mut row| {
            row.retain(|name, value| name != "attributes" && !value.is_null());
            let numbers = [row.get("Phone"), row.get("MobilePhone")].into_iter().flatten();
            Person {
                record_id: text(&row, "Id").to_owned(),
                object: object.to_owned(),
                changed_at: stage.clock.now(),
                tails: numbers.flat_map(|number| tails(number.as_str().unwrap())).collect(),
                body: Value::Object(row).to_string(),
            }
        });
        stage.store.keep_people(ORG, people.collect(), 1, None).await.unwrap();
        let row = MirrorRow {
            object: object.to_owned(),
            phase: "ready".to_owned(),
            generation: 1,
            ..MirrorRow::default()
        };
        stage.store.save_mirror(ORG, &row).await.unwrap();
    }
}

async fn report(stage: &Stage, wish: &Wish) -> Vec<Finding> {
    let mut findings = Vec::new();
    let tally = stage
        .engine
        .people_report(wish, &mut |finding| {
            findings.push(finding);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(tally.found.values().sum::<u64>(), findings.len() as u64);
    findings
}

fn of(findings: &[Finding], kind: Kind) -> Vec<(&str, &str)> {
    let found = findings.iter().filter(|finding| finding.kind == kind);
    found.map(|finding| (finding.name.as_str(), finding.text.as_str())).collect()
}

async fn each_kind_of_disorder_is_found_and_nothing_is_changed(place: &Place) {
    let stage = Stage::open(place, plan()).await;
    stage.enter_contact("Nobody", "ask reception");
    stage.enter_contact("Two", "415-555-0130 / (415) 555-0131");
    stage.enter_contact("Desk", "+14155550132 x42");
    stage.enter_contact("Odd", "(415) 555.0133");
    stage.enter_contact("Tidy", "+14155550134");
    stage.enter(
        "Lead",
        json!({"LastName": "Odd", "Company": "Example Works", "Phone": "4155550133"}),
    );
    copy(&stage).await;
    let spent = stage.org.api_calls();
    let findings = report(&stage, &wish()).await;
    assert_eq!(stage.org.api_calls(), spent);
    assert_eq!(of(&findings, Kind::Unreadable), [("Nobody", "ask reception")]);
    assert_eq!(of(&findings, Kind::Several), [("Two", "415-555-0130 / (415) 555-0131")]);
    assert_eq!(of(&findings, Kind::Extension), [("Desk", "+14155550132 x42")]);
    assert_eq!(of(&findings, Kind::Spelling), [("Odd", "(415) 555.0133"), ("Odd", "4155550133")]);
    assert_eq!(of(&findings, Kind::Shared), []);
    assert_eq!(of(&findings, Kind::Duplicate), [("Odd", "+14155550133")]);
    let duplicate = findings.iter().find(|finding| finding.kind == Kind::Duplicate).unwrap();
    assert_eq!(duplicate.likely, Some(90));
    assert!(
        duplicate.why.starts_with("same number and same name as Lead Odd (00Q"),
        "{duplicate:?}"
    );
}

async fn a_crowd_with_one_number_is_told_of_once(place: &Place) {
    let stage = Stage::open(place, plan()).await;
    let people = (0..300).map(|nth| {
        json!({"LastName": format!("Person {nth}"), "Phone": "(415) 555-0140"}).as_object().cloned()
    });
    stage.org.load("Contact", people.map(Option::unwrap).collect()).unwrap();
    copy(&stage).await;
    let findings = report(&stage, &wish()).await;
    let shared: Vec<&Finding> = findings.iter().filter(|f| f.kind == Kind::Shared).collect();
    assert_eq!(shared.len(), 1);
    assert_eq!((shared[0].text.as_str(), shared[0].count), ("+14155550140", Some(300)));
    assert!(shared[0].why.starts_with("300 records (003"), "{}", shared[0].why);
    let fixes = Wish { only_fixes: true, ..wish() };
    let fixes = report(&stage, &fixes).await;
    assert!(fixes.iter().all(|finding| finding.kind == Kind::Spelling));
    assert_eq!(fixes.len(), 300);
}

async fn changes(stage: &Stage) -> Vec<Change> {
    report(stage, &wish()).await.iter().filter_map(Change::of).collect()
}

fn phone(stage: &Stage, id: &str) -> String {
    let row = stage.query(&format!("SELECT Phone FROM Contact WHERE Id = '{id}'")).remove(0);
    text(&row, "Phone").to_owned()
}

async fn what_is_mended_can_be_taken_back(place: &Place) {
    let stage = Stage::open(place, plan()).await;
    let tidy = stage.enter_contact("Ada", "(415) 555-0150");
    let edited = stage.enter_contact("Ben", "(415) 555-0151");
    let later = stage.enter_contact("Cleo", "(415) 555-0152");
    let gone = stage.enter_contact("Dora", "(415) 555-0153");
    copy(&stage).await;
    let changes = changes(&stage).await;
    assert_eq!(changes.len(), 4);
    stage.edit("Contact", &edited, json!({"Phone": "(415) 555-0199"}));
    stage.delete("Contact", &gone);
    let forth = stage.engine.change_people(&changes, Direction::Forth).await.unwrap();
    let of = |outcomes: &[Outcome], id: &str| {
        let place = changes.iter().position(|change| change.record == id).unwrap();
        outcomes[place].clone()
    };
    assert_eq!(of(&forth, &tidy), Outcome::Done);
    assert_eq!(of(&forth, &edited), Outcome::Changed);
    assert_eq!(of(&forth, &gone), Outcome::Gone);
    assert_eq!(phone(&stage, &tidy), "+14155550150");
    assert_eq!(phone(&stage, &edited), "(415) 555-0199");
    let again = stage.engine.change_people(&changes, Direction::Forth).await.unwrap();
    assert_eq!(of(&again, &tidy), Outcome::Already);

    stage.edit("Contact", &later, json!({"Phone": "+1 415 555 0152"}));
    let back = stage.engine.change_people(&changes, Direction::Back).await.unwrap();
    assert_eq!(of(&back, &tidy), Outcome::Done);
    assert_eq!(of(&back, &later), Outcome::Changed);
    assert_eq!(phone(&stage, &tidy), "(415) 555-0150");
    assert_eq!(phone(&stage, &later), "+1 415 555 0152");
    assert_eq!(phone(&stage, &edited), "(415) 555-0199");
    // A change that was never made is as good as taken back.
    let idle = stage.engine.change_people(&changes, Direction::Back).await.unwrap();
    assert_eq!(of(&idle, &tidy), Outcome::Already);
}

async fn a_refused_record_keeps_the_others_going(place: &Place) {
    let stage = Stage::open(place, plan()).await;
    let good = stage.enter_contact("Ada", "(415) 555-0150");
    let bad = stage.enter_contact("Ben", "(415) 555-0151");
    copy(&stage).await;
    let fault = RecordFault {
        object: Some("Contact".to_owned()),
        field: Some("Phone".to_owned()),
        equals: Some(json!("+14155550151")),
        code: "FIELD_CUSTOM_VALIDATION_EXCEPTION".to_owned(),
        message: "Phone must be written as the country writes it.".to_owned(),
        fields: vec!["Phone".to_owned()],
        remaining: None,
    };
    stage.org.set_faults(Faults { records: vec![fault], ..Faults::default() });
    let outcomes =
        stage.engine.change_people(&changes(&stage).await, Direction::Forth).await.unwrap();
    assert_eq!(phone(&stage, &good), "+14155550150");
    assert_eq!(phone(&stage, &bad), "(415) 555-0151");
    let refused = outcomes.iter().find(|outcome| **outcome != Outcome::Done).unwrap();
    let Outcome::Refused { code, text } = refused else { panic!("{refused:?}") };
    assert_eq!(code, "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    assert!(text.contains("as the country writes it"), "{text}");
}

async fn without_a_copy_there_is_no_report(place: &Place) {
    let live = Stage::open(place, Plan::default()).await;
    let refused = live.engine.people_report(&wish(), &mut |_| Ok(())).await.unwrap_err();
    assert!(matches!(refused, NoReport::Off), "{refused}");
    assert!(refused.to_string().contains("people = \"mirror\" under [salesforce]"), "{refused}");
    let empty = Stage::open(place, plan()).await;
    let refused = empty.engine.people_report(&wish(), &mut |_| Ok(())).await.unwrap_err();
    assert!(matches!(&refused, NoReport::Loading(object) if object == "Contact"), "{refused}");
}
