//! What writes leave in the journal: which events, in which order, with what inside.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value as Avro;
use serde_json::{Map, Value, json};

use super::*;
use crate::error::ApiError;
use crate::org::{Org, OrgOptions};

/// 2024-11-07 07:00 UTC.
const NOW: i64 = 1_730_962_800_000;

fn org() -> (Org, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(NOW));
    let hand = Arc::clone(&clock);
    let options = OrgOptions::new(Arc::new(move || hand.load(Ordering::Relaxed)), 1);
    (Org::new(options).unwrap(), clock)
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn create(org: &Org, object: &str, record: Value) -> String {
    org.create(&org.administrator(), object, map(record)).unwrap()
}

fn events(org: &Org) -> Vec<Arc<Event>> {
    org.0
        .journal
        .read(org.0.journal.earliest(org.now()), 1_000, org.now(), |_| true)
        .unwrap()
        .events
}

/// `CREATE Contact`, `UPDATE Account`, …
fn story(org: &Org) -> Vec<String> {
    let tell = |event: &Arc<Event>| {
        let kind = ChangeKind::SYMBOLS[event.change.kind as usize];
        format!("{kind} {} x{}", event.change.shape.entity, event.change.record_ids.len())
    };
    events(org).iter().map(tell).collect()
}

/// The decoded event: the header's fields and the body's that are not null.
fn decoded(event: &Event) -> (BTreeMap<String, Avro>, BTreeMap<String, Avro>) {
    let bytes = event.encode(&HashSet::new()).unwrap();
    let reader = GenericDatumReader::builder(&event.change.shape.avro).build().unwrap();
    let Avro::Record(fields) = reader.read_value(&mut bytes.as_slice()).unwrap() else {
        panic!("no record")
    };
    let mut body: BTreeMap<String, Avro> = fields.into_iter().collect();
    let Some(Avro::Record(header)) = body.remove("ChangeEventHeader") else { panic!("no header") };
    body.retain(|_, value| !matches!(value, Avro::Union(0, _)));
    (header.into_iter().collect(), body)
}

fn texts(value: &Avro) -> Vec<String> {
    let Avro::Array(items) = value else { panic!("{value:?} is no array") };
    let text = |item: &Avro| match item {
        Avro::String(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    };
    items.iter().map(text).collect()
}

fn some_text(text: &str) -> Avro {
    Avro::Union(1, Box::new(Avro::String(text.to_owned())))
}

#[test]
fn a_new_contact_tells_its_values_in_compound_fields() {
    let (org, _) = org();
    let id = create(
        &org,
        "Contact",
        json!({"FirstName": "Mika", "LastName": "Sato", "Phone": "03-5550-0101", "MailingCity": "Osaka",
            "Birthdate": "1990-02-03"}),
    );
    let all = events(&org);
    let (header, body) = decoded(&all[0]);
    assert_eq!(header["entityName"], Avro::String("Contact".to_owned()));
    assert_eq!(texts(&header["recordIds"]), [id]);
    assert_eq!(header["changeType"], Avro::Enum(0, "CREATE".to_owned()));
    assert_eq!(header["commitTimestamp"], Avro::Long(NOW));
    assert_eq!(header["sequenceNumber"], Avro::Int(1));
    assert!(texts(&header["changedFields"]).is_empty());
    assert_eq!(body["Phone"], some_text("03-5550-0101"));
    assert_eq!(body["Birthdate"], Avro::Union(1, Box::new(Avro::Long(634_003_200_000))));
    let Avro::Union(1, name) = &body["Name"] else { panic!("no name") };
    let Avro::Record(name) = name.as_ref() else { panic!("no record") };
    assert_eq!(name[1], ("FirstName".to_owned(), some_text("Mika")));
    assert_eq!(name[2], ("LastName".to_owned(), some_text("Sato")));
    let Avro::Union(1, address) = &body["MailingAddress"] else { panic!("no address") };
    let Avro::Record(address) = address.as_ref() else { panic!("no record") };
    assert_eq!(address[1], ("City".to_owned(), some_text("Osaka")));
    assert!(!body.contains_key("OtherAddress"));
    for absent in ["Id", "IsDeleted", "SystemModstamp", "LastName"] {
        assert!(!all[0].change.shape.fields.iter().any(|(name, _)| name == absent), "{absent}");
    }
}

#[test]
fn an_update_lists_changed_and_nulled_fields_by_place() {
    let (org, clock) = org();
    let id = create(&org, "Contact", json!({"LastName": "Sato", "Phone": "03-5550-0101"}));
    clock.fetch_add(5_000, Ordering::Relaxed);
    org.update(
        &org.administrator(),
        "Contact",
        &id,
        map(json!({"LastName": "Mori", "Phone": null, "Title": "Manager"})),
    )
    .unwrap();
    let all = events(&org);
    let (header, body) = decoded(&all[1]);
    assert_eq!(header["changeType"], Avro::Enum(1, "UPDATE".to_owned()));
    let shape = &all[1].change.shape;
    let place = |name: &str| shape.fields.iter().position(|(field, _)| field == name).unwrap() + 1;
    let whole =
        ["Phone", "Title", "LastModifiedDate"].map(|name| Slot { place: place(name), part: None });
    let last_name = Slot { place: place("Name"), part: Some(2) };
    let expected = bitmap::of(whole.into_iter().chain([last_name]));
    assert_eq!(texts(&header["changedFields"]), expected);
    assert_eq!(texts(&header["nulledFields"]), bitmap::of([whole[0]]));
    let names: Vec<&String> = body.keys().collect();
    assert_eq!(names, ["LastModifiedDate", "Name", "Title"]);
}

#[test]
fn a_compound_field_that_loses_all_parts_counts_as_a_whole() {
    let (org, clock) = org();
    let address = json!({"Street": "1-2-3", "City": "Osaka", "State": "Osaka", "PostalCode": "530-0001",
        "Country": "Japan", "LastName": "Sato", "Company": "Sato Inc."});
    let id = create(&org, "Lead", address);
    clock.fetch_add(5_000, Ordering::Relaxed);
    let nothing =
        json!({"Street": null, "City": null, "State": null, "PostalCode": null, "Country": null});
    org.update(&org.administrator(), "Lead", &id, map(nothing)).unwrap();
    let all = events(&org);
    let (header, _) = decoded(&all[1]);
    let place = all[1].change.shape.slot("City").unwrap().place;
    assert_eq!(texts(&header["nulledFields"]), bitmap::of([Slot { place, part: None }]));
}

#[test]
fn what_is_rolled_back_or_imported_is_not_told() {
    let (org, _) = org();
    let actor = org.administrator();
    let refused: Result<(), ApiError> = org.write(&actor, |writer| {
        writer.create("Contact", map(json!({"LastName": "Sato"})))?;
        writer.create("Contact", map(json!({"FirstName": "Nobody"})))?;
        Ok(())
    });
    assert!(refused.is_err());
    org.write(&actor, |writer| {
        let _ = writer.attempt(|writer| {
            writer.create("Lead", map(json!({"LastName": "Kept by nobody", "Company": "None"})))?;
            Err::<(), _>(ApiError::not_found())
        });
        writer.create("Account", map(json!({"Name": "Kept Inc."})))
    })
    .unwrap();
    org.load("Contact", vec![map(json!({"LastName": "Imported"}))]).unwrap();
    assert_eq!(story(&org), ["CREATE Account x1"]);
}

#[test]
fn one_transaction_shares_a_key_and_joins_what_is_the_same() {
    let (org, clock) = org();
    let actor = org.administrator();
    let ids: Vec<String> = ["A", "B", "C"]
        .iter()
        .map(|name| create(&org, "Lead", json!({"LastName": name, "Company": "Trio"})))
        .collect();
    clock.fetch_add(5_000, Ordering::Relaxed);
    org.write(&actor, |writer| {
        for id in &ids {
            writer.update("Lead", id, map(json!({"Company": "Quartet"})))?;
        }
        writer.create("Account", map(json!({"Name": "Quartet"})))?;
        for id in &ids {
            writer.delete("Lead", id)?;
        }
        Ok(())
    })
    .unwrap();
    let created = ["CREATE Lead x1"; 3];
    assert_eq!(story(&org)[..3], created);
    assert_eq!(story(&org)[3..], ["UPDATE Lead x3", "CREATE Account x1", "DELETE Lead x3"]);
    let all = events(&org);
    let sequence: Vec<i32> = all[3..].iter().map(|event| event.sequence).collect();
    assert_eq!(sequence, [1, 2, 3]);
    assert!(all[3..].iter().all(|event| event.transaction == all[3].transaction));
    assert_ne!(all[2].transaction, all[3].transaction);
    assert!(all.is_sorted_by_key(|event| event.number));
    let (_, body) = decoded(&all[5]);
    assert!(body.is_empty());
}

#[test]
fn a_person_account_is_told_as_account_then_contact() {
    let (org, clock) = org();
    let actor = org.administrator();
    let id =
        create(&org, "Account", json!({"LastName": "Sato", "PersonMobilePhone": "090-5550-0101"}));
    clock.fetch_add(5_000, Ordering::Relaxed);
    org.update(&actor, "Account", &id, map(json!({"FirstName": "Mika"}))).unwrap();
    clock.fetch_add(5_000, Ordering::Relaxed);
    org.delete(&actor, "Account", &id).unwrap();
    let expected = ["CREATE", "UPDATE", "DELETE"]
        .iter()
        .flat_map(|kind| [format!("{kind} Account x1"), format!("{kind} Contact x1")]);
    assert_eq!(story(&org), expected.collect::<Vec<_>>());
    let all = events(&org);
    let (_, account) = decoded(&all[0]);
    let Avro::Union(2, name) = &account["Name"] else { panic!("a person's name is a record") };
    let Avro::Record(parts) = name.as_ref() else { panic!("no record") };
    assert_eq!(parts[2], ("LastName".to_owned(), some_text("Sato")));
    assert_eq!(account["PersonMobilePhone"], some_text("090-5550-0101"));
    let (header, contact) = decoded(&all[3]);
    assert_eq!(contact.keys().collect::<Vec<_>>(), ["LastModifiedDate", "Name"]);
    assert!(texts(&header["changedFields"]).iter().any(|bits| bits.ends_with("-0x02")));
    let company = create(&org, "Account", json!({"Name": "Sato Inc."}));
    let (_, business) = decoded(events(&org).last().unwrap());
    assert_eq!(business["Name"], some_text("Sato Inc."), "{company}");
}

#[test]
fn only_selected_objects_are_captured() {
    let (org, _) = org();
    org.change_setup(|setup| {
        setup.change_data_capture.objects = vec!["Lead".to_owned()];
        let members = vec!["Account".to_owned()];
        setup.change_data_capture.channels.insert("Sync__chn".to_owned(), members);
    });
    create(&org, "Contact", json!({"LastName": "Sato"}));
    create(&org, "Account", json!({"Name": "Sato Inc."}));
    assert_eq!(story(&org), ["CREATE Account x1"]);
}

#[test]
fn a_deployed_field_makes_a_new_schema_and_the_old_one_stays_known() {
    let (org, _) = org();
    let before = org.0.journal.shape_of(&org.schema(), "Lead").unwrap().unwrap();
    let same = org.0.journal.shape_of(&org.schema(), "Lead").unwrap().unwrap();
    assert!(Arc::ptr_eq(&before, &same));
    assert_eq!(before.id.len(), 22);
    org.change_schema(|schema| {
        let field =
            "name = \"Score__c\"\nlabel = \"Score\"\ntype = \"double\"\nprecision = 5\nscale = 1";
        schema.put_field("Lead", &toml::from_str(field).unwrap())
    })
    .unwrap();
    let after = org.0.journal.shape_of(&org.schema(), "Lead").unwrap().unwrap();
    assert_ne!(before.id, after.id);
    assert!(after.json.contains("Score__c") && !before.json.contains("Score__c"));
    assert_eq!(org.0.journal.shape(&before.id).unwrap().json, before.json);
    let contacts = org.0.journal.shape_of(&org.schema(), "Contact").unwrap().unwrap();
    assert_eq!(org.0.journal.shape(&contacts.id).unwrap().entity, "Contact");
}

fn change(shape: &Arc<EventShape>, kind: ChangeKind, text: usize) -> Change {
    let slot = shape.slot("Description").unwrap();
    Change {
        shape: Arc::clone(shape),
        kind,
        record_ids: vec!["00Q5g00000000012AA".to_owned()],
        cells: vec![(slot, "x".repeat(text).into())],
        user: "0055g00000000012AA".to_owned(),
        origin: "".into(),
        at: NOW,
    }
}

#[test]
fn beyond_the_threshold_one_overflow_event_an_object_tells_the_rest() {
    let (org, _) = org();
    let shape = org.0.journal.shape_of(&org.schema(), "Lead").unwrap().unwrap();
    let journal = Journal::new(NOW);
    journal.commit((0..100_003).map(|_| change(&shape, ChangeKind::Delete, 0)).collect());
    let events = journal.read(journal.earliest(NOW), 10, NOW, |_| true).unwrap().events;
    let told: Vec<(ChangeKind, usize)> =
        events.iter().map(|event| (event.change.kind, event.change.record_ids.len())).collect();
    // So many deletions in one event would be too large, so that it has become a gap event.
    assert_eq!(told, [(ChangeKind::GapDelete, 100_000), (ChangeKind::GapOverflow, 0)]);
}

#[test]
fn events_that_are_too_large_become_gaps_and_the_oldest_go_when_there_are_too_many() {
    let (org, _) = org();
    let shape = org.0.journal.shape_of(&org.schema(), "Lead").unwrap().unwrap();
    let journal = Journal::new(NOW);
    let start = journal.latest(NOW);
    journal.commit(vec![change(&shape, ChangeKind::Update, 1_000_001)]);
    let gap = journal.read(start, 10, NOW, |_| true).unwrap().events.remove(0);
    assert_eq!((gap.change.kind, gap.change.cells.len()), (ChangeKind::GapUpdate, 0));
    for _ in 0..80 {
        journal.commit(vec![change(&shape, ChangeKind::Create, 900_000)]);
    }
    assert!(journal.read(start, 10, NOW, |_| true).is_err());
    assert!(!journal.resumes_at(gap.number, NOW));
    let kept = journal.read(journal.earliest(NOW), 100, NOW, |_| true).unwrap().events;
    assert_eq!(kept.len(), 74);
}

#[test]
fn events_are_kept_for_72_hours() {
    let (org, clock) = org();
    create(&org, "Lead", json!({"LastName": "Old", "Company": "Past"}));
    let old = events(&org)[0].number;
    clock.fetch_add(71 * 3_600_000, Ordering::Relaxed);
    assert!(org.0.journal.resumes_at(old, org.now()));
    assert_eq!(story(&org).len(), 1);
    clock.fetch_add(2 * 3_600_000, Ordering::Relaxed);
    assert!(!org.0.journal.resumes_at(old, org.now()));
    assert!(story(&org).is_empty());
    let idle = org.0.journal.latest(org.now());
    assert!(org.0.journal.resumes_at(idle, org.now()));
    assert!(!org.0.journal.resumes_at(idle + 1, org.now()));
}

#[test]
fn an_undelete_tells_the_whole_record_and_brings_its_children_back() {
    let (org, _) = org();
    let actor = org.administrator();
    let account = create(&org, "Account", json!({"Name": "Sato Inc.", "Phone": "03-5550-0101"}));
    create(&org, "Contact", json!({"LastName": "Sato", "AccountId": account}));
    org.delete(&actor, "Account", &account).unwrap();
    org.undelete(&actor, &account).unwrap();
    assert_eq!(
        story(&org)[2..],
        ["DELETE Account x1", "DELETE Contact x1", "UNDELETE Account x1", "UNDELETE Contact x1"]
    );
    let (_, body) = decoded(&events(&org)[4]);
    assert_eq!(body["Name"], some_text("Sato Inc."));
    assert_eq!(body["Phone"], some_text("03-5550-0101"));
}

#[test]
fn a_merge_tells_the_loser_then_the_master() {
    let (org, clock) = org();
    let actor = org.administrator();
    let master = create(&org, "Contact", json!({"LastName": "Sato"}));
    let loser = create(&org, "Contact", json!({"LastName": "Satoh"}));
    clock.fetch_add(5_000, Ordering::Relaxed);
    let changes = map(json!({"Title": "Manager"}));
    org.merge(&actor, "Contact", &master, std::slice::from_ref(&loser), changes).unwrap();
    assert_eq!(story(&org)[2..], ["DELETE Contact x1", "UPDATE Contact x1"]);
    let all = events(&org);
    assert_eq!(
        (&all[2].change.record_ids, &all[3].change.record_ids),
        (&vec![loser], &vec![master])
    );
    assert_eq!(all[2].transaction, all[3].transaction);
}

#[test]
fn a_lead_conversion_tells_account_contact_and_lead() {
    let (org, clock) = org();
    let lead = create(&org, "Lead", json!({"LastName": "Sato", "Company": "Sato Inc."}));
    clock.fetch_add(5_000, Ordering::Relaxed);
    let wanted = crate::records::LeadConversion {
        lead_id: lead,
        converted_status: "Closed - Converted".to_owned(),
        ..crate::records::LeadConversion::default()
    };
    let done = org.convert_lead(&org.administrator(), &wanted).unwrap();
    assert_eq!(story(&org)[1..], ["CREATE Account x1", "CREATE Contact x1", "UPDATE Lead x1"]);
    let (_, body) = decoded(&events(&org)[3]);
    assert_eq!(body["ConvertedContactId"], some_text(&done.contact_id));
    assert_eq!(body["IsConverted"], Avro::Union(1, Box::new(Avro::Boolean(true))));
}

#[test]
fn what_a_reader_may_not_see_stays_null() {
    let (org, _) = org();
    org.change_schema(|schema| {
        let field =
            "name = \"Score__c\"\nlabel = \"Score\"\ntype = \"double\"\nprecision = 5\nscale = 1";
        let mut field: crate::schema::Field = toml::from_str(field).unwrap();
        field.requires_grant = true;
        schema.put_field("Lead", &field)
    })
    .unwrap();
    create(&org, "Lead", json!({"LastName": "Sato", "Company": "Sato Inc.", "Score__c": 4.5}));
    let all = events(&org);
    let (_, body) = decoded(&all[0]);
    assert_eq!(body["Score__c"], Avro::Union(1, Box::new(Avro::Double(4.5))));
    let reader = crate::org::Actor::user(org.administrator().user_id);
    let seen = org.database().view(&reader).unwrap();
    let shape = &all[0].change.shape;
    let hidden = shape.hidden_from(seen.object("Lead").unwrap());
    assert_eq!(hidden, HashSet::from([shape.slot("Score__c").unwrap()]));
    assert!(all[0].encode(&hidden).unwrap().len() < all[0].encode(&HashSet::new()).unwrap().len());
}
