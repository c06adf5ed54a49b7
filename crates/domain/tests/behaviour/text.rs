//! F49..F53, F84..F86: the comment.

use domain::event::{CallEvent, Comment, Phrase, Speaker};
use serde_json::json;

use crate::world::*;

fn comment(id: &str, author: &str, text: &str) -> Comment {
    Comment {
        id: id.to_owned(),
        author: Some(author.to_owned()),
        text: text.to_owned(),
        at: Some(T0),
    }
}

fn phrase(offset_ms: i64, speaker: Speaker, text: &str) -> Phrase {
    Phrase { offset_ms, speaker, text: text.to_owned() }
}

fn long_talk() -> Vec<CallEvent> {
    telling(incoming(), |facts| {
        facts.transcript = Some(
            (0..4_000)
                .map(|second| phrase(second * 1_000, Speaker::Agent, "ten boxes, please"))
                .collect(),
        );
        facts.comments = vec![comment("1", "Mia Sample", "Wants ten boxes")];
        facts.recording_url = Some("https://phone.example.com/r/1".to_owned());
    })
}

#[test]
fn f49_two_templates_with_fields() {
    let world = World::under("miitel").with(
        "[description]\ntemplate = \"Agent {USER_NAME}\\nMemo {CALL_MEMO}\"\nmissed = \"Line {LINE_NAME}\"",
    );
    assert_eq!(world.comment(&incoming()), "Agent Mia Sample");
    assert_eq!(world.comment(&incoming_missed()), "Line Tokyo desk");
    assert_eq!(world.comment(&outgoing_missed()), "Line Tokyo desk");
    assert_eq!(
        World::under("miitel")
            .with("[description]\ntemplate = \"answered\"\nmissed = \"missed\"")
            .comment(&voicemail()),
        "answered"
    );
}

#[test]
fn f50_begins_says_only_that_it_was_missed() {
    let world = World::under("miitel-begins").with("language = \"en\"");
    assert_eq!(world.comment(&outgoing_missed()), "Outgoing call (Missed)");
    assert_eq!(world.comment(&incoming_missed()), "Incoming call (Missed)");
    assert_eq!(World::under("miitel-begins").comment(&incoming_missed()), "着信 (不在)");
}

#[test]
fn f51_the_calls_page_is_in_the_comment() {
    let link = "https://phone.example.jp/app/calls/call-1";
    assert!(World::under("miitel").comment(&incoming()).contains(link));
    assert_eq!(World::under("miitel-begins").comment(&incoming()), link);
}

#[test]
fn f52_at_most_30000_characters_with_all_labels() {
    let task = World::under("miitel").task(&long_talk());
    let text = task.fields["Description"].as_str().unwrap();
    let length = text.encode_utf16().count();
    assert!(length <= 30_000 && length > 29_900, "{length}");
    assert!(text.contains("https://phone.example.jp/app/calls/call-1"));
    assert!(text.contains("Wants ten boxes"));
    assert!(text.contains("… (長いため中間を省略) …"));
    assert!(task.notes.iter().any(|note| note.to_string().starts_with("Description: shortened")));
}

#[test]
fn f53_missed_calls_say_so_in_japanese() {
    for events in [incoming_missed(), outgoing_missed()] {
        assert!(World::under("miitel").comment(&events).contains("不在"));
    }
    assert!(!World::under("miitel").comment(&incoming()).contains("不在"));
}

#[test]
fn f84_voicemail_line() {
    let events = telling(voicemail(), |facts| {
        facts.recording_url = Some("https://phone.example.com/v/1".to_owned());
    });
    assert_eq!(
        World::under("aircall").comment(&events),
        "Find voicemail here : https://phone.example.com/v/1"
    );
}

#[test]
fn f85_recording_line() {
    let events = telling(incoming(), |facts| {
        facts.recording_url = Some("https://phone.example.com/r/1".to_owned());
    });
    assert_eq!(
        World::under("aircall").comment(&events),
        "Find recording here : https://phone.example.com/r/1"
    );
}

#[test]
fn f86_comments_with_their_authors_and_the_limit() {
    let events = telling(incoming(), |facts| {
        facts.comments = vec![
            comment("1", "Mia Sample", "Wants ten boxes"),
            comment("2", "Noah Example", "Sent\nthe offer"),
        ];
    });
    assert_eq!(
        World::under("aircall").comment(&events),
        "[Mia Sample] added a new comment:\nWants ten boxes\n\
         [Noah Example] added a new comment:\nSent\nthe offer"
    );
    let endless = telling(events, |facts| {
        facts.comments.push(comment("3", "Mia Sample", &"x".repeat(40_000)));
        facts.recording_url = Some("https://phone.example.com/r/1".to_owned());
    });
    let text = World::under("aircall").field(&endless, "Description");
    let text = text.as_str().unwrap();
    assert!(text.encode_utf16().count() <= 32_000);
    assert!(text.contains("Find recording here : https://phone.example.com/r/1"));
    assert!(text.ends_with("--- /Ringledger ---"));
}

#[test]
fn the_transcript_gives_way_before_peoples_words() {
    let text = World::under("default").comment(&long_talk());
    assert!(text.contains("Find recording here : https://phone.example.com/r/1"));
    assert!(text.contains("Wants ten boxes"));
    assert!(text.contains("0:00 (Operator) ten boxes, please"));
    assert!(text.contains("66:39 (Operator) ten boxes, please"));
}

#[test]
fn the_speakers_have_the_profiles_names() {
    let world = World::under("default").with("[description.speakers]\nagent = \"Sales\"");
    assert!(world.comment(&long_talk()).contains("0:00 (Sales) ten boxes, please"));
}

#[test]
fn a_small_field_of_the_org_counts_too() {
    let mut world = World::under("default");
    world.org.fields.get_mut("Description").unwrap().length = Some(1_000);
    let text = world.field(&long_talk(), "Description");
    assert!(text.as_str().unwrap().encode_utf16().count() <= 1_000);
}

#[test]
fn our_text_stands_between_marker_lines() {
    World::under("aircall").check(
        &telling(incoming(), |facts| facts.comments = vec![comment("1", "Mia Sample", "Hi")]),
        json!({"Description":
            "--- Ringledger call-1 ---\n[Mia Sample] added a new comment:\nHi\n--- /Ringledger ---"}),
    );
    World::under("aircall").check(&incoming(), json!({"Description": null}));
}
