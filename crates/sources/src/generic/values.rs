//! Values that may come in two spellings, and the JSON Schema of both.

use std::borrow::Cow;
use std::fmt;

use domain::event::Millis;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::moment;

/// What a [`Text`] is, to serde; people read a message instead.
pub(super) const TEXT_OR_NUMBER: &str = "a text or a whole number";

/// What a [`Moment`] is, to serde.
pub(super) const MOMENT: &str = "an ISO 8601 time with an offset, or UTC milliseconds";

/// An id or another short text; a whole number is read as its digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spellings;
        impl Visitor<'_> for Spellings {
            type Value = Text;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(TEXT_OR_NUMBER)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
        }
        deserializer.deserialize_any(Spellings)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"] })
    }
}

/// A moment: ISO 8601 with an offset, or a number of UTC milliseconds (or seconds) since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(pub(super) Millis);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spellings;
        impl Visitor<'_> for Spellings {
            type Value = Millis;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(MOMENT)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Millis, E> {
                moment::of_text(text, None).ok_or_else(|| refused(&self))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Millis, E> {
                self.visit_f64(number as f64)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Millis, E> {
                self.visit_f64(number as f64)
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Millis, E> {
                moment::of_number(number).ok_or_else(|| refused(&self))
            }
        }
        deserializer.deserialize_any(Spellings).map(Moment)
    }
}

/// An error that says what is expected and not what was given.
fn refused<E: Error>(expected: &dyn serde::de::Expected) -> E {
    E::custom(format_args!("expected {expected}"))
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string", "format": "date-time" },
                { "type": "integer", "description": "UTC milliseconds since 1970" }
            ]
        })
    }
}
