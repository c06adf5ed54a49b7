//! Bodies that nobody can read: kept, answered with 200, and shown in the error list with cause and way out.

use crate::sending::{post, post_kept};
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    what_cannot_be_read_stands_in_the_error_list,
    what_was_unreadable_is_read_when_it_is_replayed
);

/// The code of the error list, the source, and the body.
fn bodies() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let began = br#"{"type":"call.began","at":"2026-11-18T08:00:00Z","call":{"id":"7","direction":"inbound"}}"#;
    let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
    // "Call" in Shift_JIS katakana.
    let shift_jis =
        [&b"{\"type\":\"call.began\",\"call\":{\"id\":\""[..], &[0x83, 0x52, 0x81, 0x5b], b"\"}}"]
            .concat();
    let call_type = br#"{"call":{"id":"1","details":[{"id":"1","call_type":"TELEPATHY",
        "dial_starts_at":"2026-11-18T08:00:00Z","dial_ends_at":"2026-11-18T08:01:00Z","participants":[]}]}}"#;
    vec![
        ("empty_body", "desk", b"".to_vec()),
        ("empty_body", "desk", b" \r\n".to_vec()),
        ("truncated_json", "desk", began[..60].to_vec()),
        ("not_json", "desk", b"<call id='7'/>".to_vec()),
        ("too_deep", "desk", deep.into_bytes()),
        ("not_utf8", "desk", shift_jis),
        ("not_utf8", "desk", began.iter().flat_map(|byte| [*byte, 0xff]).collect()),
        (
            "missing_field",
            "desk",
            br#"{"type":"call.began","call":{"direction":"inbound"}}"#.to_vec(),
        ),
        (
            "wrong_type",
            "desk",
            br#"{"type":"call.began","call":{"id":"7","started_at":true}}"#.to_vec(),
        ),
        ("wrong_type", "desk", br#"{"type":"call.began","call":[7]}"#.to_vec()),
        (
            "unknown_version",
            "desk",
            br#"{"version":9,"type":"call.began","call":{"id":"7"}}"#.to_vec(),
        ),
        ("unknown_call_type", "tokyo", call_type.to_vec()),
    ]
}

async fn what_cannot_be_read_stands_in_the_error_list(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let bodies = bodies();
    for (code, source, body) in &bodies {
        let answer = post(&stage, source, body).await;
        assert_eq!(answer.status, 200, "{code}: {}", answer.body);
        stage.settle().await;
        let newest = engine::errors(&stage.store, 100).await.unwrap();
        let line = newest.iter().find(|line| line.code == *code);
        let line = line.unwrap_or_else(|| panic!("{code} is not among {newest:?}"));
        assert!(line.what.starts_with("delivery "), "{line:?}");
        assert!(line.text.split(". ").count() >= 2, "cause and way out: {}", line.text);
        assert!(!line.text.contains("TELEPATHY"), "no value of the body: {}", line.text);
    }
    let status = stage.status().await;
    assert_eq!(status.unreadable, i64::try_from(bodies.len()).unwrap(), "{status:?}");
    assert_eq!(status.calls, 0, "{status:?}");

    // And the service lives on.
    for body in stage.bodies("desk", &call_from(1, BEN)) {
        post_kept(&stage, "desk", body).await;
    }
    assert_eq!(stage.settle().await.logged, 1);
}

/// The bytes are as they came: after an update that can read them, nothing was lost.
async fn what_was_unreadable_is_read_when_it_is_replayed(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for (_, source, body) in bodies() {
        post_kept(&stage, source, body).await;
    }
    stage.settle().await;
    for (line, _) in
        engine::errors(&stage.store, 100).await.unwrap().iter().zip(bodies().iter().rev())
    {
        let id = line.what.strip_prefix("delivery ").unwrap();
        let delivery = stage.store.delivery(engine::ORG, id).await.unwrap().unwrap();
        assert!(
            bodies().iter().any(|(code, _, body)| *code == line.code && *body == delivery.body)
        );
    }
    let count = engine::replay_failed(&stage.store, stage.clock.now()).await.unwrap();
    assert_eq!(count, bodies().len());
    assert_eq!(stage.status().await.unread, i64::try_from(count).unwrap());
    let status = stage.settle().await;
    assert_eq!(status.unreadable, i64::try_from(count).unwrap(), "{status:?}");
}
