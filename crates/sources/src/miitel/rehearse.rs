//! Plays a call as MiiTel's outgoing webhook tells it: one body after the call, and one more when the
//! minutes are done.

use serde_json::{Value, json};

use crate::rehearsal::{Rehearsal, iso, json as body};

/// The bodies in the order in which they come.
pub(super) fn bodies(call: &Rehearsal) -> Vec<Vec<u8>> {
    let mut bodies = vec![body(&document(call, &call_type(call), phrases(call)))];
    if !call.transcript.is_empty() {
        let mut minutes = document(call, &call_type(call), Value::Null);
        if let Some(detail) = minutes["call"]["details"][0].as_object_mut() {
            detail.remove("speech_recognition");
            let text = call.comment.clone().unwrap_or_else(|| "Follow-up agreed.".to_owned());
            detail.insert("minutes".to_owned(), json!(text));
        }
        bodies.push(body(&minutes));
    }
    bodies
}

fn call_type(call: &Rehearsal) -> String {
    let name = match (call.outbound, call.voicemail) {
        (true, _) => "OUTGOING_CALL",
        (false, true) => "AUTOMATIC_RECORD",
        (false, false) => "INCOMING_CALL",
    };
    name.to_owned()
}

/// Ids are UUIDs, so that no call of another day has the same.
fn detail_id(call: &Rehearsal) -> String {
    format!("{:08x}-0000-7000-8000-{:012x}", call.started_at / 1000, call.id)
}

fn document(call: &Rehearsal, call_type: &str, speech: Value) -> Value {
    let customer = call.customer_national.clone();
    let ours = json!({"id": "1", "name": call.agent_name, "company_name": null, "login_id": call.agent_email});
    let theirs =
        json!({"id": "2", "name": call.customer_name, "company_name": null, "login_id": null});
    let side = |mut party: Value, side: &str| {
        party["from_to"] = json!(side);
        party
    };
    let (from, to) = if call.outbound { (ours, theirs) } else { (theirs, ours) };
    let tags: Vec<Value> = call
        .tags
        .iter()
        .map(|value| json!({"created_by": call.agent_name, "creator_type": "TENANT_USER", "value": value}))
        .collect();
    json!({"call": {
        "id": detail_id(call),
        "tenant_code": "example",
        "details": [{
            "id": detail_id(call),
            "dial_starts_at": iso(call.started_at),
            "dial_answered_at": call.answered_at().map(iso),
            "dial_ends_at": iso(call.ended_at()),
            "call_type": call_type,
            "circuit_number": call.line,
            "circuit_name": call.line_name,
            "from_number": if call.outbound { None } else { customer.clone() },
            "to_number": if call.outbound { customer } else { Some(call.line.clone()) },
            "previous_id": null,
            "dtmf": null,
            "participants": [side(from, "FROM"), side(to, "TO")],
            "tags": tags,
            "speech_recognition": speech
        }]
    }})
}

fn phrases(call: &Rehearsal) -> Value {
    if call.transcript.is_empty() {
        return Value::Null;
    }
    let phrases: Vec<Value> = (0..)
        .zip(&call.transcript)
        .map(|(place, (agent, text))| {
            let ours_is_from = call.outbound;
            json!({
                "from_to": if *agent == ours_is_from { "FROM" } else { "TO" },
                "starts_at": place * 4, "ends_at": place * 4 + 3,
                "phrase": text, "phrase_nofiller": text
            })
        })
        .collect();
    json!({"phrases": phrases})
}
