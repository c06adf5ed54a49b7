//! Holds what is sent to the limits that the document states: both come from the same attributes of the same types, so none
//! is promised and not kept.

use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::Schema;

/// A limit that is not kept: of which field (`values[3]`), and how.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) field: String,
    pub(super) reason: String,
}

/// The first limit of `schema` that `value` does not keep.
pub(super) fn of_body(schema: &RefOr<Schema>, value: &Value) -> Option<Broken> {
    let schema = serde_json::to_value(schema).unwrap_or_default();
    broken(&schema, value, "")
}

/// The first limit of `parameters` that the pairs behind the question mark do not keep. Which kinds of values they must have
/// is known already.
pub(super) fn of_query(parameters: &[Parameter], pairs: &[(String, String)]) -> Option<Broken> {
    parameters.iter().find_map(|parameter| {
        let schema = serde_json::to_value(&parameter.schema).unwrap_or_default();
        let of_it = pairs.iter().filter(|(name, _)| *name == parameter.name);
        let mut texts = of_it.map(|(_, text)| text);
        let value = if schema.get("items").is_some() {
            texts.map(|text| Value::from(text.as_str())).collect()
        } else {
            let text = texts.next()?;
            let number = text.parse::<i64>().ok().filter(|_| is_number(&schema));
            number.map_or_else(|| Value::from(text.as_str()), Value::from)
        };
        broken(&schema, &value, &parameter.name)
    })
}

fn is_number(schema: &Value) -> bool {
    let kind = &schema["type"];
    kind == "integer" || kind.as_array().is_some_and(|kinds| kinds.contains(&"integer".into()))
}

fn broken(schema: &Value, value: &Value, field: &str) -> Option<Broken> {
    let limit = |name: &str| schema.get(name).and_then(Value::as_i64);
    let outside = |least: &str, most: &str, count: i64, what: &str| {
        let reason = match (limit(least), limit(most)) {
            (Some(least), _) if count < least => format!("{what} at least {least}"),
            (_, Some(most)) if count > most => format!("{what} at most {most}"),
            _ => return None,
        };
        Some(Broken { field: field.to_owned(), reason })
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match value {
        // No database of ours keeps it.
        Value::String(text) if text.contains('\0') => {
            Some(Broken { field: field.to_owned(), reason: "U+0000 in a text".to_owned() })
        }
        Value::String(text) => {
            outside("minLength", "maxLength", count(text.chars().count()), "characters:")
        }
        Value::Number(number) => {
            let huge = if number.as_f64() < Some(0.0) { i64::MIN } else { i64::MAX };
            outside("minimum", "maximum", number.as_i64().unwrap_or(huge), "a number of")
        }
        Value::Array(values) => {
            let of_each = &schema["items"];
            let mut places = values.iter().enumerate();
            outside("minItems", "maxItems", count(values.len()), "entries:").or_else(|| {
                places.find_map(|(place, it)| broken(of_each, it, &format!("{field}[{place}]")))
            })
        }
        Value::Object(fields) => fields.iter().find_map(|(name, it)| {
            let path = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
            let called = broken(&Value::Null, &Value::from(name.as_str()), field);
            called.or_else(|| broken(&schema["properties"][name.as_str()], it, &path))
        }),
        Value::Null | Value::Bool(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;
    use utoipa::{IntoParams, PartialSchema as _, ToSchema};

    use super::{Broken, of_body, of_query};

    #[derive(Debug, Deserialize, ToSchema)]
    #[allow(dead_code, reason = "only its schema counts")]
    struct Sent {
        #[schema(min_length = 1, max_length = 3)]
        name: Option<String>,
        #[schema(min_items = 1, max_items = 2)]
        values: Vec<String>,
        #[schema(minimum = 1, maximum = 9)]
        days: Option<i64>,
        #[schema(value_type = Object)]
        document: serde_json::Value,
    }

    #[derive(Debug, Deserialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    #[allow(dead_code, reason = "only its schema counts")]
    struct Asked {
        #[param(max_length = 3)]
        who: Option<String>,
        #[param(minimum = 1, maximum = 9)]
        days: Option<i64>,
        #[param(max_items = 2)]
        state: Vec<String>,
    }

    fn body(value: &serde_json::Value) -> Option<(String, String)> {
        of_body(&Sent::schema(), value).map(|Broken { field, reason }| (field, reason))
    }

    fn query(text: &str) -> Option<String> {
        let pairs: Vec<_> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        of_query(&Asked::into_params(|| None), &pairs).map(|broken| broken.field)
    }

    #[test]
    fn a_body_within_its_limits_is_let_through() {
        assert_eq!(body(&json!({"name": "あいう", "values": ["a", "b"], "days": 9})), None);
        assert_eq!(body(&json!({"name": null, "document": {"any": ["thing", 10]}})), None);
    }

    #[test]
    fn each_limit_of_a_body_is_named() {
        for (value, field, reason) in [
            (json!({"name": ""}), "name", "characters: at least 1"),
            (json!({"name": "abcd"}), "name", "characters: at most 3"),
            (json!({"values": []}), "values", "entries: at least 1"),
            (json!({"values": ["", "", ""]}), "values", "entries: at most 2"),
            (json!({"days": 0}), "days", "a number of at least 1"),
            (json!({"days": 10}), "days", "a number of at most 9"),
            (json!({"days": u64::MAX}), "days", "a number of at most 9"),
            (json!({"values": ["a", "\0"]}), "values[1]", "U+0000 in a text"),
            (
                json!({"document": {"deep": [{"er": "\0"}]}}),
                "document.deep[0].er",
                "U+0000 in a text",
            ),
            (json!({"document": {"\0": 1}}), "document", "U+0000 in a text"),
        ] {
            assert_eq!(body(&value), Some((field.to_owned(), reason.to_owned())), "{value}");
        }
    }

    #[test]
    fn each_limit_of_a_query_is_named() {
        assert_eq!(query("who=abc&days=9&state=a&state=b&other=%00"), None);
        for (text, field) in [
            ("who=abcd", "who"),
            ("who=%00", "who"),
            ("days=10", "days"),
            ("state=a&state=b&state=c", "state"),
            ("state=a&state=%00", "state[1]"),
        ] {
            assert_eq!(query(text).as_deref(), Some(field), "{text}");
        }
    }
}
