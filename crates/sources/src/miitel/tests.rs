//! MiiTel: every call type and what it says, later bodies of the same detail, header, key and challenge.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Direction::{self, Inbound, Internal, Outbound};
use domain::event::{CallEvent, EventKind, PredictiveResult, Shape, Speaker};

use super::MiiTel;
use super::parse::CALL_TYPES;
use crate::{Admission, Parsed, Request, Settings, Source, Unreadable};

const SECRET: &str = "n0t-a-real-secret-0001";
const CUSTOMER: Option<&str> = Some("09055500123");

fn settings(options: &[(&str, &str)]) -> Settings {
    let options: BTreeMap<_, _> =
        options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings {
        secrets: vec![SECRET.into()],
        options,
        time_zone: "Asia/Tokyo".into(),
        ..Settings::default()
    }
}

fn read(body: &str) -> Result<Parsed, Unreadable> {
    MiiTel.parse(body.as_bytes(), None, &settings(&[]))
}

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/miitel/fixtures");
    std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap()
}

fn events(name: &str) -> Vec<CallEvent> {
    read(&fixture(name)).unwrap().events
}

/// Seconds after 2026-11-20T03:00:00Z, as UTC milliseconds.
fn at(seconds: i64) -> Option<i64> {
    Some((1_795_143_600 + seconds) * 1000)
}

/// Fixture, direction, shape, the customer's number, whether a person answered.
type Row = (&'static str, Direction, Shape, Option<&'static str>, bool);
const CALLS: [Row; 16] = [
    ("outgoing_call", Outbound, Shape::Plain, CUSTOMER, true),
    ("outgoing_call.missed", Outbound, Shape::Plain, CUSTOMER, false),
    ("predictive_dial.connected", Outbound, Shape::Predictive, CUSTOMER, true),
    ("incoming_call", Inbound, Shape::Plain, CUSTOMER, true),
    ("incoming_call.missed", Inbound, Shape::Plain, CUSTOMER, false),
    ("incoming_call.withheld", Inbound, Shape::Plain, Some(""), true),
    ("incoming_call_user", Inbound, Shape::Plain, CUSTOMER, true),
    ("queueing_call", Inbound, Shape::Plain, CUSTOMER, true),
    ("automatic_transfer", Inbound, Shape::Forwarded, CUSTOMER, true),
    ("automatic_transfer.missed", Inbound, Shape::Forwarded, CUSTOMER, false),
    ("automatic_record", Inbound, Shape::Voicemail, CUSTOMER, false),
    ("extension", Internal, Shape::Plain, Some("101"), true),
    ("extension_group", Internal, Shape::Plain, Some("101"), true),
    ("extension_group_transfer", Inbound, Shape::TransferInternal, CUSTOMER, true),
    ("outgoing_transfer", Outbound, Shape::TransferExternal, Some("0355500188"), true),
    ("read_dtmf", Inbound, Shape::IvrDigits, CUSTOMER, false),
];

#[test]
fn each_of_the_13_call_types_is_read() {
    let mut seen = BTreeSet::from(["EXTENSION_TRANSFER".to_owned()]);
    for (name, direction, shape, number, answered) in CALLS {
        let events = events(name);
        assert_eq!((events.len(), events[0].kind), (1, EventKind::Snapshot), "{name}");
        let facts = &events[0].facts;
        assert_eq!((facts.direction, facts.shape), (Some(direction), Some(shape)), "{name}");
        assert_eq!(facts.customer_number.as_deref(), number, "{name}");
        assert_eq!(facts.answered, Some(answered), "{name}");
        assert_eq!(facts.answered_at, at(6).filter(|_| answered), "{name}");
        assert_eq!((facts.started_at, facts.ended_at), (at(0), at(90)), "{name}");
        assert_eq!(events[0].at, None);
        seen.extend(facts.vendor_status.clone());
    }
    assert_eq!(seen, CALL_TYPES.iter().map(|(name, ..)| (*name).to_owned()).collect());
}

#[test]
fn sides_are_told_by_direction() {
    for name in ["outgoing_call", "incoming_call", "queueing_call"] {
        let facts = events(name).remove(0).facts;
        let agent = facts.agent.unwrap();
        assert_eq!(agent.email.as_deref(), Some("hinata.morikawa@example.jp"), "{name}");
        assert_eq!(agent.name.as_deref(), Some("森川 ひなた"), "{name}");
        assert_eq!(facts.customer_name.as_deref(), Some("架空 花子"), "{name}");
        assert_eq!(facts.customer_company.as_deref(), Some("架空文具株式会社"), "{name}");
        let line = facts.line.unwrap();
        assert_eq!(line.number.as_deref(), Some("0355500100"));
        assert_eq!(line.name.as_deref(), Some("架空代表"));
    }
    assert_eq!(events("incoming_call.missed").remove(0).facts.agent, None);
}

#[test]
fn what_is_special_about_a_call_is_told() {
    let facts = |name| events(name).remove(0).facts;
    let forwarded = facts("automatic_transfer");
    assert_eq!(forwarded.forwarded_to.as_deref(), Some("09055500177"));
    assert_eq!(forwarded.transferred_to_number, None);
    assert_eq!(facts("outgoing_transfer").transferred_to_number.as_deref(), Some("0355500188"));
    assert_eq!(facts("automatic_record").voicemail, Some(true));
    let rows = [
        ("predictive_dial.not_answered", PredictiveResult::NotAnswered),
        ("predictive_dial.no_agent", PredictiveResult::NoAgent),
        ("predictive_dial.connected", PredictiveResult::Connected),
    ];
    for (name, result) in rows {
        assert_eq!(facts(name).predictive, Some(result));
    }
}

#[test]
fn a_transfer_is_two_details_linked() {
    let events = events("transferred");
    assert_eq!(events.len(), 2);
    assert_ne!(events[0].call, events[1].call);
    let second = &events[1].facts;
    assert_eq!(second.previous_call.as_ref(), Some(&events[0].call));
    assert_eq!(second.shape, Some(Shape::TransferInternal));
    assert_eq!(second.customer_number.as_deref(), CUSTOMER);
    let agent = second.agent.as_ref().unwrap();
    assert_eq!(agent.email.as_deref(), Some("ren.saegusa@example.jp"));
    // Written as +0900 there.
    assert_eq!((second.answered_at, second.ended_at), (at(95), at(180)));
}

#[test]
fn the_analysis_adds_transcript_memo_and_comments() {
    let events = events("analysis");
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Snapshot, EventKind::Transcribed]);
    for event in &events {
        let phrases: Vec<_> = event.facts.transcript.as_ref().unwrap().iter().collect();
        let rows: Vec<_> = phrases
            .iter()
            .map(|phrase| (phrase.offset_ms, phrase.speaker, phrase.text.as_str()))
            .collect();
        // In the order of speech, without fillers, without what was only filler.
        assert_eq!(
            rows,
            [
                (500, Speaker::Agent, "お世話になります。"),
                (2160, Speaker::Customer, "架空文具でございます。"),
                (5000, Speaker::Agent, "見積もりの件です。"),
            ]
        );
        assert_eq!(event.facts.memo.as_ref().unwrap(), &["注文", "文具"]);
        let comment = &event.facts.comments[0];
        assert_eq!(comment.text, "ペン二百本の見積もり");
        assert_eq!(comment.author.as_deref(), Some("森川 ひなた"));
        assert_eq!(comment.id, "2026-11-20T03:05:00.250000+00:00 森川 ひなた");
        assert_eq!(comment.at, Some(1_795_143_900_250));
    }
    assert_eq!(events[0].facts.summary, None);
}

#[test]
fn excluded_phrases_are_read_from_the_text() {
    let mut events = events("analysis.without_phrases");
    // The recogniser's excerpt must never win over minutes that come later.
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Snapshot, EventKind::Transcribed]);
    assert_eq!(events[1].facts.summary, None);
    let facts = events.remove(0).facts;
    let phrases = facts.transcript.unwrap();
    assert_eq!((phrases[0].offset_ms, phrases[0].speaker), (0, Speaker::Agent));
    assert_eq!((phrases[1].offset_ms, phrases[1].speaker), (2000, Speaker::Customer));
    assert_eq!(facts.summary.as_deref(), Some("0:00 (ユーザー) お世話になります。"));
}

#[test]
fn minutes_are_a_later_word_on_the_same_call_and_silent_on_the_rest() {
    let analysis = events("analysis");
    let minutes = events("minutes");
    let kinds: Vec<_> = minutes.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Snapshot, EventKind::Summarised]);
    assert_eq!(minutes[0].call, analysis[0].call);
    for event in &minutes {
        let facts = &event.facts;
        assert!(facts.summary.as_ref().unwrap().contains("月曜日に送る"));
        assert_eq!((&facts.memo, &facts.transcript), (&None, &None));
        assert!(facts.comments.is_empty());
    }
}

#[test]
fn the_re_sends_of_every_ten_minutes_say_the_same() {
    assert_eq!(events("analysis"), events("analysis"));
    let again = fixture("analysis").replace("\"call\": {", "\"ip_restricted\": true, \"call\": {");
    assert_eq!(read(&again).unwrap().events, events("analysis"));
}

#[test]
fn what_is_not_a_call_says_so() {
    let rows = [
        (fixture("video"), "a video meeting is not a call"),
        (r#"{"call":{"id":"x","details":[]}}"#.to_owned(), "the call has no details"),
        (r#"{"challenge":"ab12"}"#.to_owned(), "a challenge is not a call"),
    ];
    for (body, why) in rows {
        let parsed = read(&body).unwrap();
        assert_eq!((parsed.events, parsed.ignored.as_deref()), (vec![], Some(why)));
    }
}

#[test]
fn what_cannot_be_understood_says_where() {
    let detail = |detail: &str| format!(r#"{{"call":{{"id":"x","details":[{detail}]}}}}"#);
    let rows = [
        (r#"{"calls":1}"#.to_owned(), "missing_field", "`call`"),
        (r#"{"call":"x"}"#.to_owned(), "wrong_type", "`call`"),
        (detail("{}"), "missing_field", "`call.details[0].id`"),
        (detail(r#"{"id":"1"}"#), "missing_field", "`call.details[0].call_type`"),
        (
            detail(r#"{"id":"1","call_type":"HOLOGRAM"}"#),
            "unknown_call_type",
            "`call.details[0].call_type`",
        ),
        (
            detail(r#"{"id":"1","call_type":"INCOMING_CALL","dial_starts_at":"soon"}"#),
            "wrong_type",
            "`call.details[0].dial_starts_at`",
        ),
        (
            detail(r#"{"id":"1","call_type":"INCOMING_CALL","participants":[{"from_to":"UP"}]}"#),
            "unknown_value",
            "`call.details[0].participants[0].from_to`",
        ),
    ];
    for (body, code, part) in rows {
        let error = read(&body).unwrap_err();
        assert_eq!(error.code, code, "{body}");
        assert!(error.message.to_string().contains(part), "{part} not in {}", error.message);
    }
}

#[test]
fn a_bare_detail_is_enough_and_numbers_may_be_numbers() {
    let body = r#"{"call":{"details":[{"id":7,"call_type":"INCOMING_CALL","from_number":9055500123,
        "dial_starts_at":"2026-11-20T12:00:00"}]}}"#;
    let event = read(body).unwrap().events.remove(0);
    assert_eq!((event.call.as_str(), event.facts.started_at), ("7", at(0)));
    assert_eq!(event.facts.customer_number.as_deref(), Some("9055500123"));
}

fn admit(
    options: &[(&str, &str)],
    header: Option<(&str, &str)>,
    body: &str,
) -> Result<String, &'static str> {
    let headers: Vec<_> =
        header.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = Request { headers: &headers, query: "", body: body.as_bytes(), received_at: 0 };
    match MiiTel.authenticate(&request, &settings(options)) {
        Ok(Admission::Keep { body }) => Ok(String::from_utf8_lossy(&body).into_owned()),
        Ok(Admission::Answer { content_type, body }) => Ok(format!("{content_type}: {body}")),
        Err(rejection) => Err(rejection.code),
    }
}

#[test]
fn a_header_or_a_key_or_both_prove_a_request() {
    let bearer = &format!("Bearer {SECRET}");
    let with_key = &format!(r#"{{"call":{{}},"params_key":"{SECRET}"}}"#);
    let redacted = Ok(r#"{"call":{},"params_key":"[redacted]"}"#.to_owned());
    let key = &[("auth_key", "params_key")][..];
    let header = &[("auth_header", "X-Hook-Secret")][..];
    let both = &[("auth_key", "params_key"), ("auth_header", "X-Hook-Secret")][..];
    let plain = "{\"call\":{}}";
    let kept = Ok(plain.to_owned());
    assert_eq!(admit(&[], Some(("authorization", bearer)), plain), kept);
    assert_eq!(admit(&[], Some(("authorization", SECRET)), plain), kept);
    assert_eq!(admit(&[], Some(("authorization", "Bearer x")), plain), Err("header_mismatch"));
    assert_eq!(admit(&[], None, plain), Err("missing_header"));
    assert_eq!(admit(header, Some(("x-hook-secret", SECRET)), plain), kept);
    assert_eq!(admit(header, Some(("authorization", SECRET)), plain), Err("missing_header"));
    assert_eq!(admit(key, None, with_key), redacted);
    assert_eq!(admit(key, None, plain), Err("missing_key"));
    assert_eq!(admit(key, None, r#"{"params_key":"x"}"#), Err("key_mismatch"));
    assert_eq!(admit(both, Some(("x-hook-secret", SECRET)), with_key), redacted);
    assert_eq!(admit(both, Some(("x-hook-secret", SECRET)), plain), Err("missing_key"));
    assert_eq!(admit(both, None, with_key), Err("missing_header"));
}

#[test]
fn the_challenge_is_answered_with_its_hex_only() {
    let hex = "00ff".repeat(8);
    let plain = &format!(r#"{{"challenge":"{hex}"}}"#);
    let with_key = &format!(r#"{{"challenge":"{hex}","params_key":"{SECRET}"}}"#);
    let answer = Ok(format!("text/plain: {hex}"));
    let key = &[("auth_key", "params_key")][..];
    // Whether added headers come with it is not documented: a missing one passes, a wrong one not.
    assert_eq!(admit(&[], None, plain), answer);
    assert_eq!(admit(&[], Some(("authorization", SECRET)), plain), answer);
    assert_eq!(admit(&[], Some(("authorization", "x")), plain), Err("header_mismatch"));
    // The documented sample carries the extra keys.
    assert_eq!(admit(key, None, with_key), answer);
    assert_eq!(admit(key, None, plain), Err("missing_key"));
    let long = format!(r#"{{"challenge":"{}"}}"#, "a".repeat(129));
    for body in [r#"{"challenge":"<b>"}"#, r#"{"challenge":""}"#, r#"{"challenge":7}"#, &long] {
        assert_eq!(admit(&[], None, body), Err("bad_challenge"), "{body}");
    }
}

#[test]
fn a_signed_request_proves_itself_in_every_configuration() {
    let all: [&[(&str, &str)]; 3] = [
        &[("auth_key", "params_key")],
        &[("auth_header", "X-Hook-Secret")],
        &[("auth_key", "params_key"), ("auth_header", "X-Hook-Secret")],
    ];
    for options in all {
        let settings = settings(options);
        let request = MiiTel.sign(fixture("minutes").as_bytes(), &settings, "1", 0).unwrap();
        let admission = MiiTel.authenticate(&request.arriving(0), &settings).unwrap();
        let Admission::Keep { body } = admission else { panic!("answered") };
        assert!(!String::from_utf8_lossy(&body).contains(SECRET));
        assert_eq!(MiiTel.parse(&body, None, &settings).unwrap().events, events("minutes"));
    }
}

#[test]
fn misspelt_options_are_named() {
    let message = MiiTel.check(&settings(&[("auth_heder", "x")])).unwrap_err();
    assert!(message.to_string().contains("Did you mean \"auth_header\"?"), "{message}");
}
