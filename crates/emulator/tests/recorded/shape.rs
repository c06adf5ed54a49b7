//! Compares two JSON replies by their shape.

use serde_json::{Map, Value};

/// Texts that must be equal, for programs act upon them.
const SPOKEN: [&str; 5] = ["errorCode", "statusCode", "message", "exceptionCode", "soapType"];

/// Lists that hold what an org is made of rather than what was asked: their members must be alike, not as many.
const OF_THE_ORG: [&str; 9] = [
    "actionOverrides",
    "childRelationships",
    "fields",
    "namedLayoutInfos",
    "picklistValues",
    "recordTypeInfos",
    "referenceTo",
    "sobjects",
    "supportedScopes",
];

/// Says where the shapes differ.
pub(crate) fn compare(expected: &Value, actual: &Value) -> Result<(), String> {
    at("", expected, actual)
}

fn at(path: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => objects(path, expected, actual),
        (Value::Array(expected), Value::Array(actual)) => lists(path, expected, actual),
        // A field that one org has filled and the other has not.
        (Value::Null, Value::Null | Value::String(_) | Value::Number(_) | Value::Bool(_))
        | (Value::String(_) | Value::Number(_), Value::Null)
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => Ok(()),
        (Value::String(expected), Value::String(actual)) => texts(path, expected, actual),
        _ => Err(format!("{path}: {} instead of {}", brief(actual), brief(expected))),
    }
}

fn objects(
    path: &str,
    expected: &Map<String, Value>,
    actual: &Map<String, Value>,
) -> Result<(), String> {
    // The links of an object depend on the features of the org.
    let names = |object: &Map<String, Value>| object.keys().cloned().collect::<Vec<_>>().join(", ");
    if names(expected) != names(actual) && !path.ends_with(".urls") {
        return Err(format!("{path}: keys {} instead of {}", names(actual), names(expected)));
    }
    for (key, expected) in expected {
        if let Some(actual) = actual.get(key) {
            at(&format!("{path}.{key}"), expected, actual)?;
        }
    }
    Ok(())
}

fn lists(path: &str, expected: &[Value], actual: &[Value]) -> Result<(), String> {
    let name = path.rsplit('.').next().unwrap_or_default();
    if OF_THE_ORG.contains(&name) {
        return members(path, expected, actual);
    }
    if expected.len() != actual.len() {
        return Err(format!("{path}: {} members instead of {}", actual.len(), expected.len()));
    }
    let pairs = expected.iter().zip(actual).enumerate();
    pairs.into_iter().try_for_each(|(place, (expected, actual))| {
        at(&format!("{path}[{place}]"), expected, actual)
    })
}

/// Members of the same name, or the first ones, have the same shape.
fn members(path: &str, expected: &[Value], actual: &[Value]) -> Result<(), String> {
    for (place, expected) in expected.iter().enumerate() {
        let named = actual.iter().find(|actual| actual["name"] == expected["name"]);
        if let (Some(actual), Value::Object(expected)) = (named.or(actual.first()), expected) {
            let path = format!("{path}[{place}]");
            let Value::Object(actual) = actual else {
                return Err(format!("{path}: {} instead of an object", brief(actual)));
            };
            let keys = |object: &Map<String, Value>| object.keys().cloned().collect::<Vec<_>>();
            if keys(expected) != keys(actual) {
                return Err(format!(
                    "{path}: keys {:?} instead of {:?}",
                    keys(actual),
                    keys(expected)
                ));
            }
        }
    }
    Ok(())
}

fn texts(path: &str, expected: &str, actual: &str) -> Result<(), String> {
    let name = path.rsplit('.').next().unwrap_or_default();
    let type_of_record = path.ends_with("attributes.type") || name == "entityTypeName";
    if (SPOKEN.contains(&name) || type_of_record) && expected != actual {
        return Err(format!("{path}: {actual:?} instead of {expected:?}"));
    }
    let folder = |url: &str| url.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    if path.ends_with("attributes.url") && folder(expected) != folder(actual) {
        return Err(format!("{path}: {actual} instead of {expected}"));
    }
    if is_moment(expected) && !is_moment(actual) {
        return Err(format!("{path}: {actual:?} is no moment such as {expected:?}"));
    }
    Ok(())
}

/// `2024-11-07T07:00:00.000+0000`.
fn is_moment(text: &str) -> bool {
    text.len() == 28 && text.ends_with("+0000") && text.as_bytes()[10] == b'T'
}

fn brief(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}

#[test]
fn shapes_differ_in_keys_order_types_and_spoken_texts() {
    use serde_json::json;
    let same = |one: Value, other: Value| compare(&one, &other).is_ok();
    assert!(same(json!({"id": "001a", "n": 1}), json!({"id": "001b", "n": 2})));
    assert!(!same(json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1})));
    assert!(!same(json!({"a": 1}), json!({"a": "1"})));
    assert!(!same(json!([1, 2]), json!([1])));
    assert!(!same(json!({"errorCode": "X"}), json!({"errorCode": "Y"})));
    assert!(!same(json!({"d": "2024-11-07T07:00:00.000+0000"}), json!({"d": "2024-11-07"})));
}
