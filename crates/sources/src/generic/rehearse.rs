//! Plays a call in our own JSON: begun, ringing, answered (or not), ended.

use serde_json::{Value, json};

use crate::rehearsal::{Rehearsal, iso, json as body};

/// The bodies in the order in which they happen: four events, and one more for a comment.
pub(super) fn bodies(call: &Rehearsal) -> Vec<Vec<u8>> {
    let agent = json!({"id": call.agent_email, "name": call.agent_name, "email": call.agent_email});
    let ringing = call.started_at + 1000;
    let missed = json!({"id": call.id.to_string(), "answered": false});
    let answered = call.answered_at().map(|at| {
        event(
            "call.answered",
            at,
            json!({"id": call.id.to_string(), "agent": agent, "answered_at": iso(at)}),
        )
    });
    let mut bodies = vec![
        event("call.began", call.started_at, began(call)),
        event("call.ringing", ringing, json!({"id": call.id.to_string(), "agent": agent})),
        answered.unwrap_or_else(|| event("call.hung_up", call.ended_at(), missed)),
        event(
            "call.ended",
            call.ended_at(),
            json!({"id": call.id.to_string(), "ended_at": iso(call.ended_at()),
                "recording_url": format!("https://recordings.example.com/{}", call.id)}),
        ),
    ];
    if let Some(text) = &call.comment {
        let at = call.ended_at() + 20_000;
        let comment = json!([{"id": "1", "author": call.agent_name, "text": text, "at": iso(at)}]);
        bodies.push(event(
            "comment.added",
            at,
            json!({"id": call.id.to_string(), "comments": comment}),
        ));
    }
    bodies.iter().map(body).collect()
}

fn event(kind: &str, at: i64, call: Value) -> Value {
    json!({"version": 1, "type": kind, "at": iso(at), "call": call})
}

fn began(call: &Rehearsal) -> Value {
    json!({
        "id": call.id.to_string(),
        "direction": if call.outbound { "outbound" } else { "inbound" },
        "customer": {"number": call.customer.as_deref().unwrap_or_default(), "name": call.customer_name},
        "line": {"number": call.line, "name": call.line_name, "country": call.line_country,
            "time_zone": call.line_time_zone},
        "started_at": iso(call.started_at)
    })
}
