//! Aircall: every event and what it says, the token, and the traps that its page names.

use std::collections::BTreeSet;

use domain::event::{CallEvent, Direction, EventKind, Facts, Speaker};

use super::Aircall;
use super::parse::CALL_EVENTS;
use crate::{Admission, Parsed, Request, Settings, Source, Unreadable};

const TOKEN: &str = "5b0e9a7c1d2f4e6a8b0c3d5e7f901234";

fn settings() -> Settings {
    Settings { secrets: vec![TOKEN.into()], ..Settings::default() }
}

fn read(body: &str) -> Result<Parsed, Unreadable> {
    Aircall.parse(body.as_bytes(), Some("application/json"), &settings())
}

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/aircall/fixtures");
    std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap()
}

fn event(name: &str) -> CallEvent {
    let parsed = read(&fixture(name)).unwrap();
    assert_eq!((parsed.events.len(), &parsed.ignored), (1, &None), "{name}");
    parsed.events.into_iter().next().unwrap()
}

/// Seconds after the beginning of the calls in the fixtures, as UTC milliseconds.
fn at(seconds: i64) -> Option<i64> {
    Some((1_795_143_600 + seconds) * 1000)
}

#[test]
fn each_of_the_19_call_events_is_read() {
    let rows = [
        ("call.created", EventKind::Began, 1),
        ("call.ivr_option_selected", EventKind::SystemAnswered, 3),
        ("call.ringing_on_agent", EventKind::Ringing, 5),
        ("call.agent_declined", EventKind::Declined, 8),
        ("call.answered", EventKind::Answered, 20),
        ("call.hold", EventKind::Held, 40),
        ("call.unhold", EventKind::Resumed, 55),
        ("call.unsuccessful_transfer", EventKind::TransferFailed, 60),
        ("call.transferred", EventKind::Transferred, 70),
        ("call.external_transferred", EventKind::TransferredOut, 72),
        ("call.hungup", EventKind::HungUp, 105),
        ("call.tagged", EventKind::Tagged, 112),
        ("call.untagged", EventKind::Untagged, 118),
        ("call.ended", EventKind::Ended, 135),
        ("call.comm_assets_generated", EventKind::RecordingReady, 140),
        ("call.voicemail_left", EventKind::VoicemailLeft, 62),
        ("call.commented", EventKind::Commented, 190),
        ("call.assigned", EventKind::Assigned, 200),
        ("call.archived", EventKind::Archived, 210),
    ];
    for (name, kind, seconds) in rows {
        let event = event(name);
        assert_eq!((event.kind, event.at), (kind, at(seconds)), "{name}");
        assert_eq!(event.facts.vendor_status.as_deref(), Some(name));
        assert_eq!(event.facts.direction, Some(Direction::Inbound), "{name}");
    }
    let names: BTreeSet<_> = rows.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, CALL_EVENTS.iter().map(|(name, _)| *name).collect());
}

#[test]
fn the_snapshot_gives_the_facts() {
    let CallEvent { call, facts, .. } = event("call.ended");
    assert_eq!(call, "700100200");
    assert_eq!(facts.customer_number.as_deref(), Some("+1 415-555-0132"));
    assert_eq!(facts.customer_name.as_deref(), Some("Ada Quill"));
    assert_eq!(facts.customer_company.as_deref(), Some("Quill Lamps"));
    let line = facts.line.unwrap();
    assert_eq!(line.number.as_deref(), Some("+1 213-555-0150"));
    assert_eq!(line.name.as_deref(), Some("West Coast Sales"));
    assert_eq!(line.country.as_deref(), Some("US"));
    assert_eq!(line.time_zone.as_deref(), Some("America/Los_Angeles"));
    let agent = facts.agent.unwrap();
    assert_eq!(agent.id.as_deref(), Some("8101"));
    assert_eq!(agent.name.as_deref(), Some("Mina Albrecht"));
    assert_eq!(agent.email.as_deref(), Some("mina.albrecht@example.com"));
    // Talk time is ended minus answered; the body's `duration` of 105 s includes ringing.
    assert_eq!((facts.started_at, facts.answered_at), (at(0), at(20)));
    assert_eq!(facts.ended_at, at(105));
    assert_eq!(facts.answered, Some(true));
    assert_eq!(facts.tags, Some(vec!["Lamp, brass".to_owned()]));
    assert_eq!((facts.voicemail, facts.conference), (None, None));
}

#[test]
fn the_lasting_link_is_taken_and_not_the_expiring_one() {
    for name in ["call.ended", "call.comm_assets_generated", "call.voicemail_left"] {
        let url = event(name).facts.recording_url.unwrap();
        assert!(url.starts_with("https://assets.aircall.io/"), "{url}");
    }
}

#[test]
fn whether_it_was_answered_is_said_only_when_the_call_is_done() {
    assert_eq!(event("call.created").facts.answered, None);
    assert_eq!(event("call.answered").facts.answered, None);
    assert_eq!(event("call.hungup").facts.answered, Some(true));
    let missed = event("call.voicemail_left").facts;
    assert_eq!((missed.answered, missed.voicemail), (Some(false), Some(true)));
    assert_eq!(missed.missed_reason.as_deref(), Some("agents_did_not_answer"));
    assert_eq!(missed.agent, None);
}

#[test]
fn who_declined_does_not_have_the_call() {
    assert!(event("call.ringing_on_agent").facts.agent.is_some());
    assert_eq!(event("call.agent_declined").facts.agent, None);
}

#[test]
fn transfers_go_to_a_colleague_or_outside() {
    let inside = event("call.transferred").facts;
    assert_eq!(inside.transferred_to.unwrap().name.as_deref(), Some("Theo Lindqvist"));
    assert_eq!((inside.transferred_to_number, inside.conference), (None, None));
    let outside = event("call.external_transferred").facts;
    assert_eq!(outside.transferred_to_number.as_deref(), Some("+1 212-555-0177"));
    assert_eq!(outside.transferred_to, None);
    let body = r#"{"event":"call.external_transferred","data":{"id":1,"transferred_to":"+1 212-555-0177"}}"#;
    let facts = &read(body).unwrap().events[0].facts;
    assert_eq!(facts.transferred_to_number.as_deref(), Some("+1 212-555-0177"));
}

#[test]
fn a_withheld_number_is_an_empty_one_and_three_sides_are_a_conference() {
    let withheld = event("call.ended.withheld").facts;
    assert_eq!(withheld.customer_number.as_deref(), Some(""));
    assert_eq!(withheld.missed_reason.as_deref(), Some("out_of_opening_hours"));
    let conference = event("call.ended.conference").facts;
    assert_eq!(conference.conference, Some(true));
    assert_eq!(conference.direction, Some(Direction::Outbound));
}

#[test]
fn comments_and_tags_come_whole() {
    let facts = event("call.commented").facts;
    let comment = &facts.comments[0];
    assert_eq!((comment.id.as_str(), comment.at), ("4401", at(188)));
    assert_eq!(comment.author.as_deref(), Some("Mina Albrecht"));
    assert_eq!(comment.text, "Wants two lamps.\nCall back on Monday.");
    assert_eq!(event("call.tagged").facts.tags.unwrap(), ["Order", "Lamp, brass"]);
    assert_eq!(event("call.untagged").facts.tags.unwrap(), ["Lamp, brass"]);
}

#[test]
fn later_words_find_their_call_by_a_text_id() {
    let rows = [
        ("transcription.created", EventKind::Transcribed),
        ("summary.created", EventKind::Summarised),
        ("sentiment.created", EventKind::Analysed),
        ("topics.created", EventKind::Analysed),
    ];
    let mut all = Facts::default();
    for (name, kind) in rows {
        let event = event(name);
        assert_eq!((event.call.as_str(), event.kind), ("700100200", kind), "{name}");
        all.transcript = all.transcript.or(event.facts.transcript);
        all.summary = all.summary.or(event.facts.summary);
        all.sentiment = all.sentiment.or(event.facts.sentiment);
        all.topics = all.topics.or(event.facts.topics);
    }
    let phrases = all.transcript.unwrap();
    assert_eq!((phrases[0].offset_ms, phrases[0].speaker), (540, Speaker::Agent));
    assert_eq!((phrases[1].offset_ms, phrases[1].speaker), (2400, Speaker::Customer));
    assert_eq!(phrases[1].text, "Hello, this is Ada.");
    assert_eq!(all.summary.as_deref(), Some("Ada Quill orders two brass lamps."));
    assert_eq!(all.sentiment.as_deref(), Some("POSITIVE"));
    assert_eq!(all.topics.unwrap(), ["lamps", "delivery"]);
    assert_eq!(event("ai_voice_agent.started").kind, EventKind::SystemAnswered);
}

#[test]
fn contacts_come_by_webhook_too() {
    let created = read(&fixture("contact.created")).unwrap().contacts.remove(0);
    assert_eq!((created.contact.id.as_str(), created.gone), ("9301", false));
    assert_eq!(created.contact.changed_at, 1_795_144_000_000);
    let deleted = read(&fixture("contact.deleted")).unwrap().contacts.remove(0);
    assert_eq!((deleted.contact.id.as_str(), deleted.gone), ("9301", true));
    assert_eq!(deleted.contact.changed_at, 1_795_147_600_000);
    assert_eq!(deleted.contact.numbers[0].value, "+44 20 7946 0123");
}

#[test]
fn what_is_not_a_call_event_says_so() {
    let rows = [
        (
            r#"{"event":"contact.updated","data":{"id":1,"is_shared":false}}"#.to_owned(),
            "contact.updated is not a call event",
        ),
        (fixture("playbook_result.created"), "playbook_result.created adds nothing to a Task"),
        (
            fixture("transcription.created.without_content"),
            "transcription.created came without its content, which Aircall keeps for its API",
        ),
        (fixture("message_callback"), "a message callback is not a call event"),
        (
            format!(r#"{{"event":"contact.{}","data":{{}}}}"#, "x".repeat(999)),
            "the event's name is not known to this version",
        ),
        (
            r#"{"event":"call.teleported","data":{"id":1}}"#.to_owned(),
            "the event's name is not known to this version",
        ),
    ];
    for (body, why) in rows {
        let parsed = read(&body).unwrap();
        assert_eq!((parsed.events, parsed.ignored.as_deref()), (vec![], Some(why)));
    }
}

#[test]
fn only_id_is_needed_and_types_are_read_leniently() {
    let body = r#"{"event":"call.ended","timestamp":"1795143600","data":{"id":"77",
        "id":"78","started_at":"1795143600","user":{},"contact":[],"number":null,"tags":null}}"#;
    let event = &read(body).unwrap().events[0];
    assert_eq!((event.call.as_str(), event.at), ("78", at(0)));
    assert_eq!(event.facts.started_at, at(0));
    assert_eq!((&event.facts.agent, &event.facts.line), (&None, &None));
    assert_eq!((&event.facts.tags, &event.facts.customer_number), (&None, &None));
}

#[test]
fn what_cannot_be_understood_says_where() {
    let rows = [
        (r#"{"data":{}}"#, "missing_field", "`event`"),
        (r#"{"event":"call.ended"}"#, "missing_field", "`data`"),
        (r#"{"event":"call.ended","data":{"a":1}}"#, "missing_field", "`data.id`"),
        (r#"{"event":"call.ended","data":[1]}"#, "wrong_type", "`data`"),
        (
            r#"{"event":"call.ended","data":{"id":1,"started_at":"noon"}}"#,
            "wrong_type",
            "`data.started_at`",
        ),
        (
            r#"{"event":"call.ended","data":{"id":1,"direction":"sideways"}}"#,
            "unknown_value",
            "`data.direction`",
        ),
        (
            r#"{"event":"call.commented","data":{"id":1,"comments":[{"content":"x"}]}}"#,
            "missing_field",
            "`data.comments[0].id`",
        ),
        ("[]", "wrong_type", "an object"),
    ];
    for (body, code, part) in rows {
        let error = read(body).unwrap_err();
        assert_eq!(error.code, code, "{body}");
        assert!(error.message.to_string().contains(part), "{part} not in {}", error.message);
    }
}

fn admit(body: &[u8]) -> Result<String, &'static str> {
    let request = Request { headers: &[], query: "", body, received_at: 0 };
    match Aircall.authenticate(&request, &settings()) {
        Ok(Admission::Keep { body }) => Ok(String::from_utf8_lossy(&body).into_owned()),
        Ok(Admission::Answer { .. }) => Err("answered"),
        Err(rejection) => Err(rejection.code),
    }
}

#[test]
fn the_token_is_compared_and_taken_out() {
    let rows = [
        (format!(r#"{{"token":"{TOKEN}","a":1}}"#), Ok(r#"{"token":"[redacted]","a":1}"#)),
        (
            format!(r#"{{"a":"{TOKEN}!","token":"{TOKEN}"}}"#),
            Ok(r#"{"a":"[redacted]!","token":"[redacted]"}"#),
        ),
        (
            format!(r#"{{"token":"{TOKEN}","data":{{"cut"#),
            Ok(r#"{"token":"[redacted]","data":{"cut"#),
        ),
        (format!(r#"{{"token":"{}"}}"#, &TOKEN[1..]), Err("token_mismatch")),
        (format!(r#"{{"token":"{TOKEN}","token":"x"}}"#), Err("token_mismatch")),
        (format!(r#"{{"token":["{TOKEN}"]}}"#), Err("token_mismatch")),
        (r#"{"token":""}"#.to_owned(), Err("token_mismatch")),
        (format!(r#"{{"data":{{"token":"{TOKEN}"}}}}"#), Err("missing_token")),
        (String::new(), Err("missing_token")),
        (TOKEN.to_owned(), Err("missing_token")),
    ];
    for (body, wanted) in rows {
        assert_eq!(admit(body.as_bytes()), wanted.map(str::to_owned), "{body}");
    }
}

#[test]
fn a_body_in_another_encoding_proves_itself_and_reaches_the_error_list() {
    let mut body =
        format!(r#"{{"token":"{TOKEN}","event":"call.ended","data":{{"id":1,"x":""#).into_bytes();
    body.extend(b"\x93\xFA\x96\x7B\"}}");
    assert!(admit(&body).is_ok());
    let error = Aircall.parse(&body, None, &settings()).unwrap_err();
    assert_eq!(error.code, "not_utf8");
}
