//! CallConnect: the documented fields, the configurable rest, and the key in the address.

use domain::event::{CallEvent, Direction, EventKind, Shape, Speaker};

use super::CallConnect;
use crate::{Admission, Parsed, Request, Settings, Source, Unreadable};

const SECRET: &str = "s&cret=0001";
const FORM: &str = "application/x-www-form-urlencoded";

fn settings(options: &[(&str, &str)]) -> Settings {
    Settings {
        id: "shop".into(),
        secrets: vec![SECRET.into()],
        options: options
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        time_zone: "Asia/Tokyo".into(),
        ..Settings::default()
    }
}

fn read(body: &str, options: &[(&str, &str)]) -> Result<Parsed, Unreadable> {
    CallConnect.parse(body.as_bytes(), Some(FORM), &settings(options))
}

fn fixture(name: &str) -> Vec<CallEvent> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/callconnect/fixtures");
    let body = std::fs::read_to_string(format!("{folder}/{name}.form")).unwrap();
    read(&body, &[]).unwrap().events
}

#[test]
fn the_documented_fields_make_an_outgoing_call() {
    let events = fixture("documented_fields");
    assert_eq!((events.len(), events[0].kind), (1, EventKind::Snapshot));
    assert_eq!((events[0].call.as_str(), events[0].at), ("90210", None));
    let facts = &events[0].facts;
    assert_eq!((facts.direction, facts.answered), (Some(Direction::Outbound), Some(true)));
    assert_eq!(facts.customer_number.as_deref(), Some("03-5550-0142"));
    assert_eq!(facts.customer_name.as_deref(), Some("架空 太郎"));
    assert_eq!(facts.customer_company.as_deref(), Some("架空珈琲合同会社"));
    assert_eq!(facts.vendor_status.as_deref(), Some("200"));
    assert_eq!((&facts.agent, &facts.memo), (&None, &None));
}

#[test]
fn assumed_fields_are_read_where_they_are_sent() {
    let facts = fixture("assumed_fields").remove(0).facts;
    assert_eq!(facts.started_at, Some(1_795_143_600_000));
    // A local time, read in the source's zone.
    assert_eq!(facts.ended_at, Some(1_795_143_690_000));
    assert_eq!(facts.memo.unwrap(), ["豆を二袋"]);
    assert_eq!(facts.recording_url.as_deref(), Some("https://recordings.example.jp/90210"));
    let agent = facts.agent.unwrap();
    assert_eq!(agent.email.as_deref(), Some("hinata.morikawa@example.jp"));
}

#[test]
fn the_transcript_comes_as_a_later_word() {
    let events = fixture("with_transcript");
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Snapshot, EventKind::Transcribed]);
    let phrase = &events[1].facts.transcript.as_ref().unwrap()[0];
    assert_eq!(phrase.speaker, Speaker::Unknown);
    assert_eq!(phrase.text, "お世話になります。豆を二袋お願いします。");
}

#[test]
fn the_status_table_is_configuration() {
    let rows = [
        ("outgoing", Direction::Outbound, Shape::Plain, true),
        ("outgoing_missed", Direction::Outbound, Shape::Plain, false),
        ("incoming", Direction::Inbound, Shape::Plain, true),
        ("incoming_missed", Direction::Inbound, Shape::Plain, false),
        ("voicemail", Direction::Inbound, Shape::Voicemail, false),
    ];
    let body = "record[id]=1&record[status]=203";
    for (word, direction, shape, answered) in rows {
        let facts = &read(body, &[("status.203", word)]).unwrap().events[0].facts;
        assert_eq!((facts.direction, facts.shape), (Some(direction), Some(shape)));
        assert_eq!(facts.answered, Some(answered));
        assert_eq!(facts.voicemail, (word == "voicemail").then_some(true));
    }
    let ignored = read(body, &[("status.203", "ignore")]).unwrap();
    assert!(ignored.events.is_empty() && ignored.ignored.is_some());
    let error = read(body, &[]).unwrap_err();
    assert_eq!(error.code, "unknown_call_type");
    assert!(error.fix.to_string().contains("status.<code>"));
    let other = read("record[id]=1&record[status]=200", &[("status.200", "incoming")]).unwrap();
    assert_eq!(other.events[0].facts.direction, Some(Direction::Inbound));
}

#[test]
fn field_names_are_configuration() {
    let options = [("field.memo", "record[note]"), ("field.line_number", "line[number]")];
    let body = "record[id]=1&record[status]=200&record[note]=x&line[number]=03-5550-0100";
    let facts = &read(body, &options).unwrap().events[0].facts;
    assert_eq!(facts.memo.as_ref().unwrap(), &["x"]);
    assert_eq!(facts.line.as_ref().unwrap().number.as_deref(), Some("03-5550-0100"));
}

#[test]
fn twin_keys_blanks_and_withheld_numbers() {
    let body = "record[id]=1&record[id]=2&record[status]= 200 &contact[number]=&contact[name]=+";
    let event = read(body, &[]).unwrap().events.remove(0);
    assert_eq!(event.call, "2");
    assert_eq!(event.facts.customer_number.as_deref(), Some(""));
    assert_eq!(event.facts.customer_name, None);
}

#[test]
fn what_cannot_be_understood_says_why() {
    let rows = [
        ("", "empty_body", "empty"),
        ("record[status]=200", "missing_field", "`record[id]`"),
        ("record[id]=1", "missing_field", "`record[status]`"),
        ("{\"record\":{}}", "not_form", "form"),
        ("record[id]=1&record[status]=200&contact[name]=%93%FA%96%7B", "not_utf8", "Shift_JIS"),
        (
            "record[id]=1&record[status]=200&record[started_at]=noon",
            "wrong_type",
            "`record[started_at]`",
        ),
    ];
    for (body, code, part) in rows {
        let error = read(body, &[]).unwrap_err();
        assert_eq!(error.code, code, "{body}");
        assert!(error.message.to_string().contains(part), "{part} not in {}", error.message);
    }
    let json = CallConnect.parse(b"a=1", Some("application/json"), &settings(&[]));
    assert_eq!(json.unwrap_err().code, "not_form");
    // A replacement character that was really sent is a character.
    let sent = "record[id]=1&record[status]=200&contact[name]=%ef%bf%bd";
    assert_eq!(read(sent, &[]).unwrap().events[0].facts.customer_name.as_deref(), Some("\u{FFFD}"));
}

fn admit(query: &str, headers: &[(&str, &str)]) -> Result<(), &'static str> {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = Request { headers: &headers, query, body: b"record[id]=1", received_at: 0 };
    match CallConnect.authenticate(&request, &settings(&[])) {
        Ok(admission) => {
            assert_eq!(admission, Admission::keep(b"record[id]=1"));
            Ok(())
        }
        Err(rejection) => Err(rejection.code),
    }
}

#[test]
fn the_key_in_the_address_or_a_header_proves_a_request() {
    assert_eq!(admit("key=s%26cret%3D0001", &[]), Ok(()));
    assert_eq!(admit("a=b&key=s%26cret%3D0001", &[]), Ok(()));
    assert_eq!(admit("", &[("authorization", "Bearer s&cret=0001")]), Ok(()));
    assert_eq!(admit("key=x", &[("authorization", "Bearer s&cret=0001")]), Err("key_mismatch"));
    assert_eq!(admit("", &[("authorization", "Bearer x")]), Err("header_mismatch"));
    assert_eq!(admit("key=", &[]), Err("key_mismatch"));
    assert_eq!(admit("", &[]), Err("missing_key"));
}

#[test]
fn misspelt_options_are_named() {
    let rows = [
        (("status.201", "incomming"), "Did you mean \"incoming\"?"),
        (("field.memoo", "record[x]"), "Did you mean \"memo\"?"),
        (("statuss", "x"), "\"statuss\""),
    ];
    for (option, part) in rows {
        let message = CallConnect.check(&settings(&[option])).unwrap_err();
        assert!(message.to_string().contains(part), "{part} not in {message}");
    }
    let fine = [("status.201", "incoming"), ("field.memo", "record[note]")];
    assert_eq!(CallConnect.check(&settings(&fine)), Ok(()));
}
