//! What an event says, and that no bytes do harm.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::invented::{AT, ID, Invented, OTHER_ID, header, schema, schema_json};
use crate::events::schema::EventSchema;
use crate::events::{ChangeEvent, ChangeKind, decode::decode};
use crate::id::SalesforceId;

fn read(event: &Invented) -> ChangeEvent {
    decode(schema(), &event.bytes()).unwrap()
}

fn values(event: &ChangeEvent) -> Value {
    Value::Object(event.values.clone())
}

#[test]
fn a_new_record_has_all_its_fields_by_the_names_of_a_query() {
    let event = read(&Invented {
        kind: "CREATE",
        ids: vec![ID],
        values: json!({
            "Name": {"FirstName": "Hana", "LastName": "Sato"}, "Phone": "03-5550-0101",
            "MailingAddress": {"City": "Tokyo", "Latitude": 35.5}, "OtherAddress": {"Street": "1 Quay"},
            "Birthdate": 0, "LastModifiedDate": AT, "Site__c": {"Latitude": 1.5}, "Score__c": 2.0,
        }),
        ..Invented::default()
    });
    assert_eq!((event.object.as_str(), event.kind), ("Contact", ChangeKind::Create));
    assert_eq!(event.record_ids, [SalesforceId::parse(ID).unwrap()]);
    assert_eq!(event.committed_at, AT);
    assert_eq!(
        values(&event),
        json!({"FirstName": "Hana", "LastName": "Sato", "Phone": "03-5550-0101", "MailingCity": "Tokyo",
            "MailingLatitude": 35.5, "OtherStreet": "1 Quay", "Birthdate": "1970-01-01",
            "LastModifiedDate": "2024-11-07T07:00:00.000+0000", "Site__Latitude__s": 1.5, "Score__c": 2.0})
    );
    assert!(event.untold.is_empty());
    for told in ["LastName", "Phone", "OtherCity", "Site__Longitude__s"] {
        assert!(event.columns.contains(told), "{told}");
    }
    for untold in ["Name", "ChangeEventHeader", "MailingAddress", "Formula__c"] {
        assert!(!event.columns.contains(untold), "{untold}");
    }
}

#[test]
fn an_update_has_what_changed_and_null_for_what_was_emptied() {
    // Places 1 (parts 1 and 2), 2, 3; nulled: part 1 of place 1, and place 2.
    let event = read(&Invented {
        kind: "UPDATE",
        ids: vec![ID, OTHER_ID],
        values: json!({"Name": {"LastName": "Ito"}, "OwnerId": "0055g000004AbcdAAC"}),
        changed: vec!["0x0C", "1-0x06"],
        nulled: vec!["0x04", "1-0x02"],
        ..Invented::default()
    });
    assert_eq!((event.kind, event.record_ids.len()), (ChangeKind::Update, 2));
    assert_eq!(
        values(&event),
        json!({"LastName": "Ito", "OwnerId": "0055g000004AbcdAAC", "Phone": null, "FirstName": null})
    );
    assert!(event.untold.is_empty());
}

#[test]
fn a_compound_field_that_was_emptied_empties_its_parts() {
    let event = read(&Invented {
        kind: "UPDATE",
        ids: vec![ID],
        changed: vec!["0x10"],
        nulled: vec!["0x10"],
        ..Invented::default()
    });
    let empty = json!({"MailingStreet": null, "MailingCity": null, "MailingLatitude": null});
    assert_eq!(values(&event), empty);
}

#[test]
fn what_an_event_does_not_say_is_named() {
    // Place 9 comes as a difference; 2 changed without a value, as for one that the reader must not see.
    let event = read(&Invented {
        kind: "UPDATE",
        ids: vec![ID],
        values: json!({"Bio__c": "@@ -1 +1 @@"}),
        changed: vec!["0x0204"],
        diff: vec!["0x0200"],
        ..Invented::default()
    });
    assert_eq!(values(&event), json!({}));
    assert_eq!(event.untold, ["Bio__c", "Phone"]);
}

#[test]
fn deletions_gaps_and_overflows_say_what_they_know() {
    let kind = |kind, ids: &[&'static str]| {
        let event = read(&Invented { kind, ids: ids.to_vec(), ..Invented::default() });
        (event.kind, event.record_ids.len())
    };
    assert_eq!(kind("DELETE", &[ID]), (ChangeKind::Delete, 1));
    assert_eq!(kind("UNDELETE", &[ID]), (ChangeKind::Undelete, 1));
    for gap in ["GAP_CREATE", "GAP_UPDATE", "GAP_DELETE", "GAP_UNDELETE", "SNAPSHOT"] {
        assert_eq!(kind(gap, &[ID, OTHER_ID]), (ChangeKind::Gap, 2), "{gap}");
    }
    assert_eq!(kind("GAP_OVERFLOW", &["000000000000000AAA"]), (ChangeKind::Overflow, 0));
    assert_eq!(kind("GAP_UPDATE", &["003*"]), (ChangeKind::Overflow, 0));
    assert_eq!(kind("UPDATE", &[]), (ChangeKind::Overflow, 0));
}

/// The name of an Account is text, or a person's for a person account; places: 1 Name.
#[test]
fn an_accounts_name_is_text_or_a_persons() {
    let part = |name: &str| json!({"name": name, "type": ["null", "string"], "default": null});
    let person = json!({"type": "record", "name": "Switchable_PersonName",
        "fields": [part("Salutation"), part("FirstName"), part("LastName")]});
    let name = json!({"name": "Name", "type": ["null", "string", person], "default": null});
    let json = json!({"type": "record", "name": "AccountChangeEvent", "namespace": "com.sforce.eventbus",
        "fields": [header(), name]});
    let schema = EventSchema::parse(&json.to_string()).unwrap();
    assert_eq!(schema.columns(["0x02"].into_iter()), ["Name"]);
    assert_eq!(schema.columns(["1-0x06"].into_iter()), ["FirstName", "LastName"]);
}

#[test]
fn bits_of_fields_that_do_not_exist_are_left_out() {
    let none: [&str; 0] = [];
    let odd = ["0xFFFF0000", "99-0x01", "2-0x01", "1-0xFFF8", "x"];
    assert_eq!(schema().columns(odd.into_iter()), none);
}

#[test]
fn schemas_that_could_nest_without_end_are_refused() {
    let field = |kind: Value| {
        let fields = json!([header(), {"name": "Next", "type": kind}]);
        json!({"type": "record", "name": "E", "fields": fields}).to_string()
    };
    assert!(EventSchema::parse(&field(json!(["null", "string"]))).is_some());
    for endless in [
        json!(["null", "E"]),
        json!({"type": "array", "items": "E"}),
        json!({"type": "map", "values": "string"}),
        json!(["null", {"type": "record", "name": "In", "fields": [{"name": "x", "type": ["null", "In"]}]}]),
        json!(["null", {"type": "record", "name": "In", "fields": [{"name": "x", "type": ["null", "E"]}]}]),
    ] {
        assert!(EventSchema::parse(&field(endless.clone())).is_none(), "{endless}");
    }
    for text in ["", "{}", "\"string\"", "[]", "{\"type\": \"record\"}"] {
        assert!(EventSchema::parse(text).is_none(), "{text}");
    }
}

/// An array that says it has a billion items must not reserve room for them.
#[test]
fn a_lie_about_a_length_costs_nothing() {
    let bytes = [b"\x0eContact".as_slice(), b"\x80\xa8\xd6\xb9\x07"].concat();
    assert_eq!(decode(schema(), &bytes), None);
}

fn an_update() -> Vec<u8> {
    Invented {
        kind: "UPDATE",
        ids: vec![ID],
        values: json!({"Name": {"LastName": "Ito"}, "Phone": "020 7946 0123", "MailingAddress": {"City": "Ely"}}),
        changed: vec!["0x04", "1-0x04", "4-0x02"],
        nulled: vec!["0x08"],
        ..Invented::default()
    }
    .bytes()
}

#[test]
fn an_event_that_is_cut_off_or_too_long_is_unreadable() {
    let bytes = an_update();
    assert!(decode(schema(), &bytes).is_some());
    for end in 0..bytes.len() {
        assert_eq!(decode(schema(), &bytes[..end]), None, "{end} of {} bytes", bytes.len());
    }
    assert_eq!(decode(schema(), &[bytes.as_slice(), &[0]].concat()), None);
}

proptest! {
    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _read = decode(schema(), &bytes);
    }

    #[test]
    fn no_damage_to_an_event_makes_the_decoder_panic(place in 0_usize..400, byte: u8, extra in prop::collection::vec(any::<u8>(), 0..8)) {
        let mut bytes = an_update();
        let place = place % bytes.len();
        bytes[place] = byte;
        bytes.splice(place..place, extra);
        let _read = decode(schema(), &bytes);
    }

    #[test]
    fn no_damage_to_a_schema_makes_the_reader_panic(place in 0_usize..4000, text in "[\\PC]{0,6}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let json = schema_json();
        let place = place % json.len();
        let damaged = format!("{}{text}{}", &json[..place], &json[(place + text.len()).min(json.len())..]);
        if let Some(schema) = EventSchema::parse(&damaged) {
            let _read = decode(&schema, &bytes);
            let _read = decode(&schema, &an_update());
        }
    }

    #[test]
    fn no_list_of_bits_makes_the_reader_panic(list in prop::collection::vec("([0-9]{0,20}-)?(0x)?[0-9A-Fa-f]{0,40}", 0..4)) {
        let _columns = schema().columns(list.iter().map(String::as_str));
    }
}
