//! References between the parts of a composite: `@{ref.id}`, `@{ref.records[0].Id}`, `@{ref[0].id}`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::error::ApiError;

/// The bodies of the parts that succeeded, by reference id.
pub(super) type Bodies = HashMap<String, Value>;

/// Replaces the references in every string of a body.
pub(super) fn in_value(value: &Value, bodies: &Bodies) -> Result<Value, ApiError> {
    Ok(match value {
        Value::String(text) => Value::String(in_text(text, bodies)?),
        Value::Array(items) => {
            let items: Result<Vec<Value>, ApiError> =
                items.iter().map(|item| in_value(item, bodies)).collect();
            Value::Array(items?)
        }
        Value::Object(map) => {
            let mut replaced = Map::with_capacity(map.len());
            for (key, value) in map {
                replaced.insert(key.clone(), in_value(value, bodies)?);
            }
            Value::Object(replaced)
        }
        other => other.clone(),
    })
}

/// Replaces the references in a text.
pub(super) fn in_text(text: &str, bodies: &Bodies) -> Result<String, ApiError> {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("@{") {
        let Some((reference, after)) = after.split_once('}') else {
            break;
        };
        replaced.push_str(before);
        replaced.push_str(&resolve(reference, bodies)?);
        rest = after;
    }
    replaced.push_str(rest);
    Ok(replaced)
}

/// The reference ids that a text names.
pub(super) fn names(text: &str) -> Vec<String> {
    let references = text.split("@{").skip(1).filter_map(|rest| rest.split_once('}'));
    let names = references.map(|(reference, _)| {
        let end = reference.find(['.', '[']).unwrap_or(reference.len());
        reference[..end].to_owned()
    });
    names.collect()
}

fn resolve(reference: &str, bodies: &Bodies) -> Result<String, ApiError> {
    let end = reference.find(['.', '[']).unwrap_or(reference.len());
    let (name, path) = reference.split_at(end);
    let found = bodies.get(name).and_then(|body| follow(body, path));
    match found {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(value.to_string()),
        _ => Err(ApiError::new(
            400,
            "PROCESSING_HALTED",
            format!(
                "Invalid reference specified. No value for {reference} found in {name}. \
                 Provided path: {}",
                path.trim_start_matches('.')
            ),
        )),
    }
}

fn follow<'v>(body: &'v Value, path: &str) -> Option<&'v Value> {
    let mut value = body;
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        value = match step.strip_suffix(']') {
            Some(place) => value.get(place.parse::<usize>().ok()?)?,
            None => {
                let object = value.as_object()?;
                let mut entries = object.iter();
                let found = entries.find(|(key, _)| key.eq_ignore_ascii_case(step));
                found.map(|(_, value)| value)?
            }
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn follows_every_form() {
        let bodies = Bodies::from([
            ("new".to_owned(), json!({"id": "001A"})),
            ("all".to_owned(), json!({"totalSize": 1, "records": [{"Id": "003B"}]})),
            ("rows".to_owned(), json!([{"id": "00TC"}])),
        ]);
        for (text, expected) in [
            ("/x/@{new.id}", "/x/001A"),
            ("@{all.records[0].Id}-@{all.totalSize}", "003B-1"),
            ("@{rows[0].id}", "00TC"),
            ("a@{b", "a@{b"),
            ("plain", "plain"),
        ] {
            assert_eq!(in_text(text, &bodies).unwrap(), expected);
        }
        for text in ["@{gone.id}", "@{all.records[1].Id}", "@{new.name}", "@{new}"] {
            let error = in_text(text, &bodies).unwrap_err();
            assert_eq!(error.code, "PROCESSING_HALTED", "{text}");
        }
    }
}
