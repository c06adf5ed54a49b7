//! Where in a request's JSON something is wrong, and how Salesforce's parser words it.

use serde_json::Value;

use super::message::Reply;
use crate::error::ApiError;

/// The error of a body that is no JSON, in the words of the parser that Salesforce uses.
pub(super) fn unreadable(body: &[u8], error: &serde_json::Error) -> ApiError {
    let said = error.to_string();
    let (line, column) = (error.line(), error.column());
    let place = format!("at [line:{line}, column:{column}]");
    let text = match character(body, line, column) {
        _ if error.is_eof() => "Unexpected end-of-input".to_owned(),
        None => "Unexpected end-of-input".to_owned(),
        Some(found) => {
            let wanted = if said.starts_with("expected `:`") {
                "was expecting a colon to separate field name and value"
            } else if said.starts_with("expected `,` or `}`") {
                "was expecting comma to separate Object entries"
            } else if said.starts_with("expected `,` or `]`") {
                "was expecting comma to separate Array entries"
            } else if said.starts_with("key must be a string") {
                "was expecting double-quote to start field name"
            } else {
                "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
            };
            format!("Unexpected character ('{found}' (code {})): {wanted}", u32::from(found))
        }
    };
    ApiError::new(400, "JSON_PARSER_ERROR", format!("{text} {place}"))
}

/// The character at a line and column, both from one.
fn character(body: &[u8], line: usize, column: usize) -> Option<char> {
    let line = body.split(|byte| *byte == b'\n').nth(line.checked_sub(1)?)?;
    let rest = line.get(column.checked_sub(1)?..)?;
    String::from_utf8_lossy(rest).chars().next()
}

/// Says where in the body a value stands that does not fit its field; the record that was read no longer knows.
pub(super) fn locate(reply: &mut Reply, body: &[u8]) {
    const UNKNOWN: &str = " at [line:1, column:1]";
    let message = reply.body.as_mut().and_then(|body| body.get_mut(0)?.get_mut("message"));
    let Some(Value::String(message)) = message else { return };
    let Some(said) = message.strip_suffix(UNKNOWN) else { return };
    let Some((kind, value)) = said.split_once(" value ") else { return };
    let body = String::from_utf8_lossy(body);
    let written = match kind.ends_with("VALUE_STRING") {
        true => Value::String(value.to_owned()).to_string(),
        false => value.to_owned(),
    };
    let Some(offset) = body.find(&written) else { return };
    let before = &body[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    *message = format!("{said} at [line:{line}, column:{column}]");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(body: &str) -> String {
        let error = serde_json::from_str::<Value>(body).unwrap_err();
        unreadable(body.as_bytes(), &error).message
    }

    #[test]
    fn the_parser_says_what_it_wanted_and_where() {
        assert_eq!(
            said("{\"Name\"   j}"),
            "Unexpected character ('j' (code 106)): was expecting a colon to separate field name and value at \
             [line:1, column:11]"
        );
        assert_eq!(
            said("{\"Name\": \"x\"\n\"y\": 1}"),
            "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries at \
             [line:2, column:1]"
        );
        assert_eq!(said("{\"Name\": "), "Unexpected end-of-input at [line:1, column:9]");
    }

    #[test]
    fn a_value_that_does_not_fit_is_found_in_the_body() {
        let text = "Cannot deserialize instance of datetime from VALUE_STRING value soon";
        let mut reply =
            Reply::with(400, json!([{"message": format!("{text} at [line:1, column:1]")}]));
        locate(&mut reply, b"{\n \"ReminderDateTime\": \"soon\"}");
        let body = reply.body.unwrap();
        assert_eq!(body[0]["message"], format!("{text} at [line:2, column:22]"));
    }
}
