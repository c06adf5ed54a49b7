//! Plays a call as Aircall's webhooks tell it: one body an event, each with the call as it stood then.

use serde_json::{Value, json};

use crate::rehearsal::{Rehearsal, json as body};

/// The bodies in the order in which they happen.
pub(super) fn bodies(call: &Rehearsal) -> Vec<Vec<u8>> {
    let start = call.started_at / 1000;
    let end = call.ended_at() / 1000;
    let mut events = vec![("call.created", start, snapshot(call, "initial"))];
    if let Some(answered) = call.answered_at() {
        events.push(("call.answered", answered / 1000, snapshot(call, "answered")));
    }
    events.push(("call.hungup", end, snapshot(call, "done")));
    let mut after = snapshot(call, "done");
    if !call.tags.is_empty() {
        after["tags"] = call
            .tags
            .iter()
            .enumerate()
            .map(|(at, name)| json!({"id": at + 1, "name": name}))
            .collect();
        events.push(("call.tagged", end + 12, after.clone()));
    }
    if let Some(text) = &call.comment {
        after["comments"] = json!([{
            "id": call.id * 10 + 1, "content": text, "posted_at": end + 20, "posted_by": user(call)
        }]);
        events.push(("call.commented", end + 20, after.clone()));
    }
    let asset = if call.voicemail { "voicemail" } else { "recording" };
    if call.voicemail || call.talk_seconds.is_some() {
        after[asset] = json!(format!("https://recordings.example.com/{}?expires=600", call.id));
        after["asset"] = json!(format!("https://assets.example.com/{asset}/{}", call.id));
    }
    events.push(("call.ended", end + 30, after));
    events
        .into_iter()
        .map(|(event, at, data)| {
            body(&json!({"resource": "call", "event": event, "timestamp": at, "token": "", "data": data}))
        })
        .collect()
}

fn snapshot(call: &Rehearsal, status: &str) -> Value {
    let done = status == "done";
    let answered = call.answered_at().filter(|_| status != "initial").map(|at| at / 1000);
    let missed = done && call.talk_seconds.is_none();
    json!({
        "id": call.id,
        "call_uuid": format!("CA{:032x}", call.id),
        "direct_link": format!("https://api.example.com/v1/calls/{}", call.id),
        "direction": if call.outbound { "outbound" } else { "inbound" },
        "status": status,
        "missed_call_reason": (missed && !call.outbound).then_some("agents_did_not_answer"),
        "started_at": call.started_at / 1000,
        "answered_at": answered,
        "ended_at": done.then_some(call.ended_at() / 1000),
        "duration": if done { (call.ended_at() - call.started_at) / 1000 } else { 0 },
        "cost": "0.0",
        "voicemail": null,
        "recording": null,
        "asset": null,
        "raw_digits": call.customer.as_deref().unwrap_or("anonymous"),
        "user": (call.outbound || answered.is_some()).then(|| user(call)),
        "number": {
            "id": 1, "name": call.line_name, "digits": call.line,
            "country": call.line_country, "time_zone": call.line_time_zone
        },
        "archived": false,
        "teams": [],
        "comments": [],
        "tags": []
    })
}

fn user(call: &Rehearsal) -> Value {
    json!({"id": 7, "name": call.agent_name, "email": call.agent_email})
}
