//! Reads fields out of JSON leniently where the meaning is clear, and with a path where it is not.
//!
//! Phone systems send ids as texts and as numbers, times as both, `{}` for nobody and `"FALSE"` for
//! no. Absent, `null`, blank and empty all mean "not said". Anything else of the wrong type is an
//! error that names the path and never the value, which could be a person's.

use domain::event::Millis;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::moment;
use crate::unreadable::Unreadable;

static NOTHING: Value = Value::Null;

/// A place in a JSON document.
#[derive(Debug, Clone)]
pub(crate) struct Node<'v> {
    value: &'v Value,
    path: String,
}

impl<'v> Node<'v> {
    /// The outermost object.
    pub(crate) fn root(value: &'v Value) -> Result<Self, Unreadable> {
        let path = String::new();
        match value {
            Value::Object(_) => Ok(Self { value, path }),
            other => Err(Unreadable::wrong_type("", "sources-type-object", type_name(other))),
        }
    }

    /// The path from the outermost object, such as `data.comments[2].id`.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Whether the key is there, with whatever value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// A field's place, there or not.
    fn child(&self, key: &str) -> Self {
        let value = self.value.get(key).unwrap_or(&NOTHING);
        let path =
            if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { value, path }
    }

    /// An object; empty ones are not said.
    pub(crate) fn object(&self, key: &str) -> Result<Option<Self>, Unreadable> {
        let child = self.child(key);
        match child.value {
            Value::Object(fields) if !fields.is_empty() => Ok(Some(child)),
            value if is_empty(value) => Ok(None),
            other => {
                Err(Unreadable::wrong_type(&child.path, "sources-type-object", type_name(other)))
            }
        }
    }

    /// An object that must be there.
    pub(crate) fn need_object(&self, key: &str) -> Result<Self, Unreadable> {
        self.object(key)?.ok_or_else(|| Unreadable::missing(&self.child(key).path))
    }

    /// This place itself as an object.
    pub(crate) fn as_object(&self) -> Result<Self, Unreadable> {
        match self.value {
            Value::Object(_) => Ok(self.clone()),
            other => {
                Err(Unreadable::wrong_type(&self.path, "sources-type-object", type_name(other)))
            }
        }
    }

    /// Whether the field is anything but a clear no.
    pub(crate) fn is_not_false(&self, key: &str) -> bool {
        self.value.get(key).is_none_or(|value| value.as_bool() != Some(false))
    }

    /// A list; `None` if it is not said, `Some` of nothing if it is said to be empty.
    pub(crate) fn list(&self, key: &str) -> Result<Option<Vec<Self>>, Unreadable> {
        let child = self.child(key);
        match child.value {
            Value::Array(items) => Ok(Some(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| Self { value, path: format!("{}[{index}]", child.path) })
                    .collect(),
            )),
            value if is_empty(value) => Ok(None),
            other => {
                Err(Unreadable::wrong_type(&child.path, "sources-type-list", type_name(other)))
            }
        }
    }

    /// This place itself as a text.
    pub(crate) fn as_text(&self) -> Result<Option<String>, Unreadable> {
        let text = match self.value {
            Value::String(text) => text.clone(),
            Value::Number(number) => match exact(number) {
                Some(text) => text,
                None => {
                    let wanted = "sources-type-id";
                    return Err(Unreadable::wrong_type(&self.path, wanted, "sources-type-number"));
                }
            },
            value if is_empty(value) => return Ok(None),
            other => {
                return Err(Unreadable::wrong_type(
                    &self.path,
                    "sources-type-text",
                    type_name(other),
                ));
            }
        };
        Ok(Some(text).filter(|text| !text.trim().is_empty()))
    }

    /// A text, or a whole number as text (ids come as either).
    pub(crate) fn text(&self, key: &str) -> Result<Option<String>, Unreadable> {
        self.child(key).as_text()
    }

    /// A text that must be there.
    pub(crate) fn need_text(&self, key: &str) -> Result<String, Unreadable> {
        self.text(key)?.ok_or_else(|| Unreadable::missing(&self.child(key).path))
    }

    /// A phone number as it came: `None` if the key is not there, empty if it is withheld.
    pub(crate) fn phone_number(&self, key: &str) -> Result<Option<String>, Unreadable> {
        let number = self.text(key)?;
        Ok(number.or_else(|| self.has(key).then(String::new)))
    }

    /// A moment: see [`moment`]. Zero is not said.
    pub(crate) fn moment(&self, key: &str, zone: &TimeZone) -> Result<Option<Millis>, Unreadable> {
        let child = self.child(key);
        let millis = match child.value {
            Value::Number(number) => number.as_f64().and_then(moment::of_number),
            Value::String(text) if !text.trim().is_empty() => moment::of_text(text, Some(zone)),
            value if is_empty(value) => return Ok(None),
            _ => None,
        };
        match millis {
            Some(0) => Ok(None),
            Some(millis) => Ok(Some(millis)),
            None => Err(Unreadable::wrong_type(
                &child.path,
                "sources-type-moment",
                type_name(child.value),
            )),
        }
    }

    /// Seconds with a fraction, as whole milliseconds.
    pub(crate) fn seconds(&self, key: &str) -> Result<Option<i64>, Unreadable> {
        let child = self.child(key);
        let seconds = match child.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if !text.trim().is_empty() => text.trim().parse().ok(),
            value if is_empty(value) => return Ok(None),
            _ => None,
        };
        let millis = seconds.map(|seconds| (seconds * 1000.0).round());
        #[allow(
            clippy::cast_possible_truncation,
            reason = "only values within a month of milliseconds pass"
        )]
        match millis.filter(|millis| millis.abs() < 3e9) {
            Some(millis) => Ok(Some(millis as i64)),
            None => Err(Unreadable::wrong_type(
                &child.path,
                "sources-type-seconds",
                type_name(child.value),
            )),
        }
    }
}

/// Whether a value says nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A number as the text of an id, where it is exact.
fn exact(number: &serde_json::Number) -> Option<String> {
    const LAST_EXACT: f64 = 9_007_199_254_740_992.0;
    if !number.is_f64() {
        return Some(number.to_string());
    }
    number
        .as_f64()
        .filter(|number| number.fract() == 0.0 && number.abs() < LAST_EXACT)
        .map(|number| format!("{number:.0}"))
}

/// The id of the message that names a type.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "sources-type-nothing",
        Value::Bool(_) => "sources-type-flag",
        Value::Number(_) => "sources-type-number",
        Value::String(_) => "sources-type-text",
        Value::Array(_) => "sources-type-list",
        Value::Object(_) => "sources-type-object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_and_ids_come_as_texts_and_as_numbers() {
        let value = json!({"a": "x", "b": 7, "c": 9_000_000_000_000_000_001_u64, "d": 12.0,
            "e": null, "f": " ", "g": [], "h": 1e300, "i": true, "j": {"k": [1]}});
        let node = Node::root(&value).unwrap();
        let rows = [
            ("a", Ok(Some("x"))),
            ("b", Ok(Some("7"))),
            ("c", Ok(Some("9000000000000000001"))),
            ("d", Ok(Some("12"))),
            ("e", Ok(None)),
            ("f", Ok(None)),
            ("g", Ok(None)),
            ("absent", Ok(None)),
            ("h", Err("wrong_type")),
            ("i", Err("wrong_type")),
            ("j", Err("wrong_type")),
        ];
        for (key, wanted) in rows {
            let text = node.text(key).map_err(|error| error.code);
            assert_eq!(text, wanted.map(|text| text.map(str::to_owned)), "{key}");
        }
    }

    #[test]
    fn errors_name_the_path_and_not_the_value() {
        let value = json!({"data": {"calls": [{"started_at": "090-5550-0100 at noon"}]}});
        let root = Node::root(&value).unwrap();
        let calls = root.need_object("data").unwrap().list("calls").unwrap().unwrap();
        let error = calls[0].moment("started_at", &TimeZone::UTC).unwrap_err();
        assert!(
            error.message.to_string().contains("`data.calls[0].started_at`"),
            "{}",
            error.message
        );
        assert!(!error.to_string().contains("090"), "{error}");
        assert_eq!(root.object("data").unwrap().unwrap().path(), "data");
    }

    #[test]
    fn a_number_can_be_withheld_or_not_said() {
        let value = json!({"null": null, "empty": "", "plain": "+1 415-555-0100"});
        let node = Node::root(&value).unwrap();
        assert_eq!(node.phone_number("absent"), Ok(None));
        assert_eq!(node.phone_number("null"), Ok(Some(String::new())));
        assert_eq!(node.phone_number("empty"), Ok(Some(String::new())));
        assert_eq!(node.phone_number("plain"), Ok(Some("+1 415-555-0100".into())));
    }

    #[test]
    fn times_and_seconds() {
        let value = json!({"n": 1_795_143_600, "s": "1795143600", "zero": 0, "bad": "soon",
            "list": [1], "f": 2.16, "g": "2.16"});
        let node = Node::root(&value).unwrap();
        let utc = &TimeZone::UTC;
        for key in ["n", "s"] {
            assert_eq!(node.moment(key, utc), Ok(Some(1_795_143_600_000)));
        }
        assert_eq!(node.moment("zero", utc), Ok(None));
        for key in ["bad", "list"] {
            assert!(node.moment(key, utc).is_err());
            assert!(node.seconds(key).is_err());
        }
        for key in ["f", "g"] {
            assert_eq!(node.seconds(key), Ok(Some(2160)));
        }
    }

    #[test]
    fn lists_objects_and_what_is_neither() {
        let value = json!({"empty": {}, "list": [], "text": "x"});
        let node = Node::root(&value).unwrap();
        assert!(node.object("empty").unwrap().is_none());
        assert!(node.object("list").unwrap().is_none());
        assert!(node.object("text").is_err());
        assert_eq!(node.list("list").unwrap().map(|items| items.len()), Some(0));
        assert!(node.list("empty").unwrap().is_none());
        assert!(node.list("text").is_err());
        assert_eq!(node.need_object("none").unwrap_err().code, "missing_field");
        assert_eq!(node.need_text("none").unwrap_err().code, "missing_field");
        assert_eq!(Node::root(&json!([1])).unwrap_err().code, "wrong_type");
    }
}
