//! The generic webhook: every type and fact, the schema, batches, and messages without anybody's data.

use std::collections::BTreeSet;
use std::fs;

use domain::event::{CallEvent, Direction, EventKind, PredictiveResult, Shape, Speaker};
use serde_json::{Value, json};

use super::{Generic, json_schema};
use crate::{Parsed, Settings, Source, Unreadable};

fn read(body: &Value) -> Result<Parsed, Unreadable> {
    Generic.parse(body.to_string().as_bytes(), None, &Settings::default())
}

fn fixture(name: &str) -> Vec<CallEvent> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/generic/fixtures");
    let body = fs::read(format!("{folder}/{name}.json")).unwrap();
    let parsed = Generic.parse(&body, None, &Settings::default()).unwrap();
    assert_eq!(parsed.ignored, None);
    parsed.events
}

fn one(name: &str) -> CallEvent {
    let mut events = fixture(name);
    assert_eq!(events.len(), 1);
    events.remove(0)
}

/// Seconds after 2026-11-20T03:00:00Z, as UTC milliseconds.
fn at(seconds: i64) -> Option<i64> {
    Some((1_795_143_600 + seconds) * 1000)
}

#[test]
fn every_type_of_the_schema_is_read() {
    use EventKind as K;
    let events = fixture("every_type");
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    let wanted = [
        K::Began,
        K::SystemAnswered,
        K::Ringing,
        K::Declined,
        K::Answered,
        K::Held,
        K::Resumed,
        K::TransferFailed,
        K::Transferred,
        K::TransferredOut,
        K::HungUp,
        K::Ended,
        K::Assigned,
        K::Archived,
        K::VoicemailLeft,
        K::RecordingReady,
        K::Tagged,
        K::Commented,
        K::MemoSaved,
        K::RecordPicked,
        K::Transcribed,
        K::Summarised,
        K::Analysed,
    ];
    assert_eq!(kinds, wanted);
    assert!(events.iter().all(|event| event.call == "c-1" && event.at >= at(0)));
    let sent: BTreeSet<_> =
        events.iter().filter_map(|event| event.facts.vendor_status.clone()).collect();
    let snapshot = one("forwarded").facts.vendor_status;
    let sent: BTreeSet<_> = sent.into_iter().chain(snapshot).collect();
    assert_eq!(sent, types_of_the_schema());
}

fn types_of_the_schema() -> BTreeSet<String> {
    let schema = json_schema();
    let types = schema["$defs"]["EventType"]["oneOf"].as_array().unwrap();
    types.iter().map(|kind| kind["const"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_fact_of_a_call_is_read() {
    let events = fixture("every_type");
    let facts = |kind| &events.iter().find(|event| event.kind == kind).unwrap().facts;
    let began = facts(EventKind::Began);
    assert_eq!(began.direction, Some(Direction::Inbound));
    assert_eq!(began.customer_number.as_deref(), Some("+1 415 555 0132"));
    assert_eq!(began.customer_name.as_deref(), Some("Ada Quill"));
    assert_eq!(began.customer_company.as_deref(), Some("Quill Lamps"));
    assert_eq!(began.line.as_ref().unwrap().country.as_deref(), Some("US"));
    assert_eq!(began.started_at, at(0));
    let agent = facts(EventKind::Answered).agent.as_ref().unwrap();
    assert_eq!((agent.id.as_deref(), agent.extension.as_deref()), (Some("8101"), Some("101")));
    assert_eq!(facts(EventKind::Answered).answered_at, at(20));
    let to = facts(EventKind::Transferred).transferred_to.as_ref().unwrap();
    assert_eq!(to.email.as_deref(), Some("theo.lindqvist@example.com"));
    let outside = facts(EventKind::TransferredOut);
    assert_eq!(outside.transferred_to_number.as_deref(), Some("+1 212 555 0177"));
    assert_eq!(facts(EventKind::Ended).conference, Some(true));
    assert_eq!(facts(EventKind::Ended).ended_at, at(105));
    assert_eq!(facts(EventKind::VoicemailLeft).voicemail, Some(true));
    let url = facts(EventKind::RecordingReady).recording_url.as_deref();
    assert_eq!(url, Some("https://recordings.example.com/c-1"));
    assert_eq!(facts(EventKind::Tagged).tags.as_ref().unwrap(), &["Order"]);
    let comment = &facts(EventKind::Commented).comments[0];
    assert_eq!((comment.id.as_str(), comment.at), ("1", at(154)));
    assert_eq!(facts(EventKind::MemoSaved).memo.as_ref().unwrap(), &["Order", "Lamps"]);
    let picked = facts(EventKind::RecordPicked).picked_record.as_deref();
    assert_eq!(picked, Some("500000000000001AAA"));
    let phrases = facts(EventKind::Transcribed).transcript.as_ref().unwrap();
    assert_eq!((phrases[0].offset_ms, phrases[0].speaker), (540, Speaker::Agent));
    assert_eq!((phrases[1].offset_ms, phrases[1].speaker), (0, Speaker::Unknown));
    let summary = facts(EventKind::Summarised).summary.as_deref();
    assert_eq!(summary, Some("Ada Quill orders two lamps."));
    let analysis = facts(EventKind::Analysed);
    assert_eq!(analysis.sentiment.as_deref(), Some("positive"));
    assert_eq!(analysis.topics.as_ref().unwrap(), &["lamps"]);
}

#[test]
fn what_other_phone_systems_cannot_say_is_said_here() {
    let clicked = one("click_to_call").facts;
    assert_eq!(clicked.clicked_record.as_deref(), Some("00Q000000000001AAA"));
    let forwarded = one("forwarded");
    assert_eq!((forwarded.kind, forwarded.at), (EventKind::Snapshot, None));
    assert_eq!(forwarded.facts.shape, Some(Shape::Forwarded));
    assert_eq!(forwarded.facts.forwarded_to.as_deref(), Some("090-5550-0177"));
    assert_eq!((forwarded.facts.answered_at, forwarded.facts.ended_at), (at(6), at(90)));
    let predictive = one("predictive");
    assert_eq!(predictive.call, "3");
    assert_eq!(predictive.facts.predictive, Some(PredictiveResult::NoAgent));
    assert_eq!(predictive.facts.shape, Some(Shape::Predictive));
    let missed = one("withheld_missed").facts;
    assert_eq!(missed.customer_number.as_deref(), Some(""));
    assert_eq!((missed.answered, missed.voicemail), (Some(false), Some(false)));
    assert_eq!(missed.missed_reason.as_deref(), Some("out_of_opening_hours"));
    assert_eq!(missed.vendor_status.as_deref(), Some("closed"));
    assert_eq!(missed.previous_call.as_deref(), Some("c-3"));
    assert_eq!(missed.history_url.as_deref(), Some("https://phone.example.com/calls/c-4"));
}

#[test]
fn the_schema_is_valid_and_every_fixture_keeps_to_it() {
    let schema = json_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/generic/fixtures");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let body: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let errors: Vec<_> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    }
}

/// Bodies that neither schema nor parser take: the body, the code, a part of the message.
fn refused() -> Vec<(Value, &'static str, &'static str)> {
    vec![
        (json!({"type": "call.began"}), "missing_field", "`call`"),
        (json!({"type": "call.began", "call": {}}), "missing_field", "`call.id`"),
        (json!({"call": {"id": "1"}}), "missing_field", "`type`"),
        (json!({"type": 7.5, "call": {"id": "1"}}), "wrong_type", "`type`"),
        (json!({"type": "call.began", "call": {"id": []}}), "wrong_type", "`call.id`"),
        (
            json!({"type": "call.began", "call": {"id": "1", "direction": "sideways"}}),
            "wrong_type",
            "`call.direction` should be one of `inbound`, `outbound`, `internal`",
        ),
        (
            json!({"type": "call.began", "call": {"id": "1", "comments": [{"text": "x"}]}}),
            "missing_field",
            "`call.comments[0].id`",
        ),
        (
            json!({"type": "call.began", "call": {"id": "1", "customer": {"number": ["090-5550-0123"]}}}),
            "wrong_type",
            "`call.customer.number`",
        ),
        (
            json!({"version": 2, "type": "call.began", "call": {"id": "1"}}),
            "unknown_version",
            "`version`",
        ),
        (json!("call.began"), "wrong_type", "`(whole body)` should be an object"),
        (json!({"type": "call.began", "call": "1"}), "wrong_type", "`call` should be an object"),
        (
            json!({"type": "call.began", "call": {"id": "1", "tags": "x"}}),
            "wrong_type",
            "`call.tags` should be a list",
        ),
        (
            json!({"type": "call.began", "call": {"id": "1", "answered": "yes"}}),
            "wrong_type",
            "`call.answered` should be true or false",
        ),
    ]
}

#[test]
fn the_schema_refuses_what_the_parser_refuses() {
    let validator = jsonschema::validator_for(&json_schema()).unwrap();
    for (body, code, part) in refused() {
        assert!(!validator.is_valid(&body), "{body}");
        let error = read(&body).unwrap_err();
        assert_eq!(error.code, code, "{body}: {error}");
        assert!(error.message.to_string().contains(part), "{part} not in {}", error.message);
        assert!(!error.to_string().contains("090"), "{error}");
    }
}

#[test]
fn an_announcement_must_carry_what_it_announces() {
    let rows = [
        ("recording.ready", "recording_url"),
        ("tags.changed", "tags"),
        ("comment.added", "comments"),
        ("memo.saved", "memo"),
        ("record.picked", "picked_record"),
        ("transcript.ready", "transcript"),
        ("summary.ready", "summary"),
    ];
    for (kind, field) in rows {
        let error = read(&json!([{"type": kind, "call": {"id": "1"}}])).unwrap_err();
        assert_eq!(error.code, "missing_field");
        assert!(
            error.message.to_string().contains(&format!("`[0].call.{field}`")),
            "{}",
            error.message
        );
    }
}

#[test]
fn times_need_an_offset() {
    let body = |time: Value| json!({"type": "call.began", "at": time, "call": {"id": "1"}});
    for time in
        [json!("2026-11-20T12:00:00+09:00"), json!(1_795_143_600_000_i64), json!(1_795_143_600)]
    {
        assert_eq!(read(&body(time)).unwrap().events[0].at, at(0));
    }
    for time in [json!("2026-11-20T12:00:00"), json!("noon"), json!(true), json!(1e300)] {
        let error = read(&body(time)).unwrap_err();
        assert_eq!(error.code, "wrong_type");
        assert!(error.message.to_string().contains("ISO 8601"), "{}", error.message);
    }
}

#[test]
fn a_batch_keeps_what_it_can_say_and_tells_the_rest() {
    let known = json!({"type": "call.began", "call": {"id": "1"}});
    let unknown = json!({"type": "call.teleported", "call": {"id": "1"}});
    let parsed = read(&json!([known, unknown, known])).unwrap();
    assert_eq!(parsed.events.len(), 2);
    assert_eq!(parsed.ignored.as_deref(), Some("`[1].type` is not an event of version 1"));
    let parsed = read(&unknown).unwrap();
    assert_eq!((parsed.events.len(), parsed.ignored.is_some()), (0, true));
    assert_eq!(read(&json!([])).unwrap().ignored.as_deref(), Some("the batch is empty"));
    let error = read(&json!([known, {"type": "call.began"}])).unwrap_err();
    assert!(error.message.to_string().contains("`[1].call`"), "{}", error.message);
    let error = read(&json!([known, []])).unwrap_err();
    assert_eq!(error.message.to_string(), "The field `[1]` should be an object.");
}

#[test]
fn unknown_fields_and_nulls_are_not_said() {
    let body = json!({"type": "call.began", "brand": "x", "at": null,
        "call": {"id": " 1 ", "colour": "red", "direction": null, "tags": null, "agent": null}});
    let event = read(&body).unwrap().events.remove(0);
    assert_eq!((event.call.as_str(), event.at), ("1", None));
    assert_eq!((event.facts.direction, event.facts.tags), (None, None));
    let blank = read(&json!({"type": "call.began", "call": {"id": " "}})).unwrap_err();
    assert_eq!(blank.code, "missing_field");
}
