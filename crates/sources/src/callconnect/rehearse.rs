//! Plays a call as CallConnect's webhook tells it: one form when the memo is saved, and one more when the
//! recording's text is there. Only outgoing calls have a documented status; the others use codes that the
//! demo's configuration declares.

use url::form_urlencoded::Serializer;

use crate::rehearsal::{Rehearsal, iso};

/// The bodies in the order in which they come.
pub(super) fn bodies(call: &Rehearsal) -> Vec<Vec<u8>> {
    let mut bodies = vec![form(call, false)];
    if !call.transcript.is_empty() {
        bodies.push(form(call, true));
    }
    bodies
}

fn form(call: &Rehearsal, with_text: bool) -> Vec<u8> {
    let mut form = Serializer::new(String::new());
    form.append_pair("contact[id]", &(call.id + 100).to_string())
        .append_pair("contact[name]", call.customer_name.as_deref().unwrap_or_default())
        .append_pair("contact[number]", call.customer_national.as_deref().unwrap_or_default())
        .append_pair("record[id]", &call.id.to_string())
        .append_pair("record[status]", status(call))
        .append_pair("record[started_at]", &iso(call.started_at))
        .append_pair("record[ended_at]", &iso(call.ended_at()))
        .append_pair("record[user][name]", &call.agent_name)
        .append_pair("record[user][email]", &call.agent_email)
        .append_pair("record[memo]", call.comment.as_deref().unwrap_or_default());
    if with_text {
        let text: Vec<&str> = call.transcript.iter().map(|(_, text)| text.as_str()).collect();
        form.append_pair("record[transcript]", &text.join("\n"));
    }
    form.finish().into_bytes()
}

fn status(call: &Rehearsal) -> &'static str {
    match (call.outbound, call.talk_seconds.is_some(), call.voicemail) {
        (true, true, _) => "200",
        (true, false, _) => "201",
        (false, true, _) => "202",
        (false, false, false) => "203",
        (false, false, true) => "204",
    }
}
