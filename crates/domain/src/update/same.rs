//! Whether two values mean the same, although Salesforce gives back other text than it was sent.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

/// Whether Salesforce would show both values alike: an empty text is no value, an unset checkbox is no
/// value, blanks at the ends go, `+0000` is `Z`, a multi-select list has no order, 5 is 5.0.
///
/// ```
/// use domain::update::same_value;
/// use serde_json::json;
///
/// assert!(same_value(&json!("2026-05-01T10:00:00.000+0000"), &json!("2026-05-01T10:00:00Z")));
/// assert!(same_value(&json!(null), &json!("")));
/// assert!(!same_value(&json!("open"), &json!("closed")));
/// ```
pub fn same_value(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::String(left), Value::String(right)) => same_text(left, right),
        _ if is_empty(left) || is_empty(right) => is_empty(left) && is_empty(right),
        _ => left == right,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn same_text(left: &str, right: &str) -> bool {
    let (left, right) = (unified(left), unified(right));
    left == right || same_moment(&left, &right) || same_list(&left, &right)
}

/// Line ends as `\n`, without blanks at the ends of lines and of the text.
fn unified(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

fn same_moment(left: &str, right: &str) -> bool {
    match (moment(left), moment(right)) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    }
}

/// A date and time as Salesforce writes it; the zone `+0000` needs its colon to be understood.
fn moment(text: &str) -> Option<Timestamp> {
    if !text.contains('T') {
        return None;
    }
    let digits = text.len().checked_sub(4)?;
    let zone = text.get(digits..)?;
    let without_colon =
        zone.bytes().all(|byte| byte.is_ascii_digit()) && text.get(..digits)?.ends_with(['+', '-']);
    if without_colon {
        let (hours, minutes) = zone.split_at(2);
        format!("{}{hours}:{minutes}", text.get(..digits)?).parse().ok()
    } else {
        text.parse().ok()
    }
}

fn same_list(left: &str, right: &str) -> bool {
    let parts = |text: &'_ str| -> BTreeSet<String> {
        text.split(';').map(|part| part.trim().to_owned()).collect()
    };
    left.contains(';') && right.contains(';') && parts(left) == parts(right)
}
