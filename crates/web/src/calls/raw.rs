//! Both sides' raw data as people read it: webhook bodies as they were kept, fields as they were sent; without personal
//! data for those who may not see it.

use serde_json::{Map, Value};
use store::Delivery;

use super::mask::HIDDEN;

/// Keys of which the words are the phone system's own.
const WORDS: [&str; 9] = [
    "event",
    "event_type",
    "resource",
    "type",
    "kind",
    "status",
    "direction",
    "call_type",
    "state",
];

/// The longest word of a phone system.
const LONGEST_WORD: usize = 40;

/// A number this large may be a phone number.
const LARGE: f64 = 1_000_000.0;

/// A webhook's body, indented where it is JSON; one line for each part of a form.
pub(crate) fn body(delivery: &Delivery, masks: bool) -> String {
    if let Ok(value) = serde_json::from_slice::<Value>(&delivery.body) {
        return json(value, masks);
    }
    if delivery.content_type.starts_with("application/x-www-form-urlencoded") {
        let parts = url::form_urlencoded::parse(&delivery.body);
        let lines = parts.map(|(name, value)| {
            let value = if masks { HIDDEN.into() } else { value };
            format!("{name}: {value}")
        });
        return lines.collect::<Vec<_>>().join("\n");
    }
    if masks { HIDDEN.to_owned() } else { String::from_utf8_lossy(&delivery.body).into_owned() }
}

/// Fields of a Task, indented.
pub(super) fn fields(fields: &Map<String, Value>, masks: bool) -> String {
    json(Value::Object(fields.clone()), masks)
}

fn json(mut value: Value, masks: bool) -> String {
    if masks {
        mask("", &mut value);
    }
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// Hides every text and large number but the phone system's own words and moments: what is not known to be harmless
/// is hidden.
fn mask(key: &str, value: &mut Value) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, value)| mask(key, value)),
        Value::Array(list) => list.iter_mut().for_each(|value| mask(key, value)),
        Value::String(text) if !(is_word(key, text) || is_moment(text)) => {
            HIDDEN.clone_into(text);
        }
        Value::Number(number)
            if !is_time(key) && number.as_f64().is_none_or(|n| n.abs() >= LARGE) =>
        {
            *value = Value::from(HIDDEN);
        }
        _ => {}
    }
}

fn is_word(key: &str, text: &str) -> bool {
    WORDS.contains(&key)
        && text.len() <= LONGEST_WORD
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphabetic() || matches!(letter, '_' | '.' | '-'))
}

/// `2026-11-21T09:00:00Z` and the like.
fn is_moment(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}

fn is_time(key: &str) -> bool {
    key.ends_with("_at") || key == "timestamp" || key.contains("duration")
}

#[cfg(test)]
mod tests {
    use store::DeliveryState;

    use super::*;

    fn delivery(content_type: &str, body: &str) -> Delivery {
        Delivery {
            id: "1".to_owned(),
            source_id: "desk".to_owned(),
            received_at: 0,
            content_type: content_type.to_owned(),
            headers: "{}".to_owned(),
            body: body.as_bytes().to_vec(),
            copies: 1,
            state: DeliveryState::Digested,
            digested_at: None,
            error_code: None,
            error_text: None,
        }
    }

    #[test]
    fn personal_data_is_hidden_wherever_it_stands() {
        let text = r#"{"event":"call.ended","timestamp":1795000000,"data":{"direction":"inbound","id":12,
            "raw_digits":"+81 3-5550-0101","number":81355500101,"started_at":"2026-11-21T09:00:00Z",
            "status":"Aiko Example","tags":["VIP Aiko",true,null],"type":"call me on 0355500101"}}"#;
        let shown = body(&delivery("application/json", text), true);
        for hidden in ["Aiko", "5550", "81355500101", "0355500101", "VIP"] {
            assert!(!shown.contains(hidden), "{hidden} in {shown}");
        }
        for kept in ["call.ended", "1795000000", "inbound", "2026-11-21T09:00:00Z", "true", "12"] {
            assert!(shown.contains(kept), "no {kept} in {shown}");
        }
        assert!(body(&delivery("application/json", text), false).contains("Aiko Example"));
    }

    #[test]
    fn what_is_no_json_is_shown_or_hidden_as_a_whole() {
        let form = delivery("application/x-www-form-urlencoded", "contact[name]=Aiko+X&a=%3Cb%3E");
        assert_eq!(body(&form, false), "contact[name]: Aiko X\na: <b>");
        assert_eq!(body(&form, true), "contact[name]: •••\na: •••");
        let text = delivery("text/plain", "Aiko");
        assert_eq!((body(&text, false).as_str(), body(&text, true).as_str()), ("Aiko", HIDDEN));
    }
}
