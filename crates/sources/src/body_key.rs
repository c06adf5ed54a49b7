//! A secret that stands in a JSON body under a key of the outermost object: finds it, takes it out, puts it in.
//!
//! Works on bytes before anything is parsed, so that a body which cannot be understood (cut off, in
//! another encoding, nested too deep) still proves itself and reaches the error list.

use std::fmt;
use std::ops::Range;

use secrecy::{ExposeSecret, SecretString};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What stands in place of a secret.
const REDACTED: &[u8] = b"[redacted]";

/// Where the values of `key` stand in the outermost object, as far as the body can be read.
pub(crate) fn find(body: &[u8], key: &str) -> Vec<Range<usize>> {
    let json = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut found = Vec::new();
    let keys = Keys { key, found: &mut found };
    // An error past the key changes nothing about the key: what was found so far counts.
    let _ = keys.deserialize(&mut serde_json::Deserializer::from_slice(json));
    found
        .into_iter()
        .map(|value| {
            let start = value.as_ptr() as usize - body.as_ptr() as usize;
            start..start + value.len()
        })
        .collect()
}

/// The text that stands at `place`; `None` if it is not a JSON text.
pub(crate) fn text_at(body: &[u8], place: &Range<usize>) -> Option<String> {
    serde_json::from_slice(body.get(place.clone())?).ok()
}

/// The body with `"[redacted]"` at each place, and with every further occurrence of a secret taken out.
pub(crate) fn redact(body: &[u8], places: &[Range<usize>], secrets: &[SecretString]) -> Vec<u8> {
    let quoted = [b"\"", REDACTED, b"\""].concat();
    let clean = replace_places(body, places, &quoted);
    secrets
        .iter()
        .map(|secret| secret.expose_secret().as_bytes())
        .filter(|secret| !secret.is_empty())
        .fold(clean, |body, secret| replace_all(&body, secret))
}

/// The body with `secret` as the value of `key`; `None` if the body is not a JSON object.
pub(crate) fn put(body: &[u8], key: &str, secret: &str) -> Option<Vec<u8>> {
    let value = serde_json::to_vec(secret).ok()?;
    let places = find(body, key);
    if !places.is_empty() {
        return Some(replace_places(body, &places, &value));
    }
    let open = body.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let rest = body.get(open..)?.strip_prefix(b"{")?;
    let is_empty = rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'}');
    let key = serde_json::to_vec(key).ok()?;
    let comma: &[u8] = if is_empty { b"" } else { b"," };
    Some([b"{", &key[..], b":", &value, comma, rest].concat())
}

fn replace_places(body: &[u8], places: &[Range<usize>], with: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(body.len());
    let mut at = 0;
    for place in places {
        result.extend_from_slice(&body[at..place.start]);
        result.extend_from_slice(with);
        at = place.end;
    }
    result.extend_from_slice(&body[at..]);
    result
}

fn replace_all(body: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        if let Some(after) = rest.strip_prefix(secret) {
            result.extend_from_slice(REDACTED);
            rest = after;
        } else {
            result.push(*first);
            rest = &rest[1..];
        }
    }
    result
}

/// Collects the raw values of one key; everything else is skipped without recursion.
struct Keys<'k, 'de> {
    key: &'k str,
    found: &'k mut Vec<&'de str>,
}

impl<'de> DeserializeSeed<'de> for Keys<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == self.key {
                self.found.push(map.next_value::<&'de RawValue>()?.get());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &[u8]) -> Vec<Option<String>> {
        let places = find(body, "token");
        places.iter().map(|place| text_at(body, place)).collect()
    }

    #[test]
    fn finds_the_outermost_key_only_and_all_of_its_values() {
        let rows: &[(&[u8], &[Option<&str>])] = &[
            (br#"{"token":"a"}"#, &[Some("a")]),
            (br#"{"data":{"token":"b"},"token" : "a" }"#, &[Some("a")]),
            (br#"{"token":"\u0061"}"#, &[Some("a")]),
            (br#"{"token":"a","token":"b"}"#, &[Some("a"), Some("b")]),
            (br#"{"token":7}"#, &[None]),
            (b"\xEF\xBB\xBF{\"token\":\"a\"}", &[Some("a")]),
            (br#"{"token":"a","data":{"cut"#, &[Some("a")]),
            (b"{\"token\":\"a\",\"name\":\"\x93\xFA\"}", &[Some("a")]),
            (br#"{"data":{}}"#, &[]),
            (br#"["token"]"#, &[]),
            (b"", &[]),
        ];
        for (body, wanted) in rows {
            let wanted: Vec<_> = wanted.iter().map(|text| text.map(str::to_owned)).collect();
            assert_eq!(texts(body), wanted, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        let body = format!("{{\"token\":\"a\",\"data\":{}", "[".repeat(1_000_000));
        assert_eq!(texts(body.as_bytes()), [Some("a".to_owned())]);
    }

    #[test]
    fn redacts_the_value_and_every_other_occurrence() {
        let body = br#"{"token":"s3cret","data":{"note":"as3cretb s3cre"}}"#;
        let clean = redact(body, &find(body, "token"), &["s3cret".into()]);
        assert_eq!(
            String::from_utf8(clean).unwrap(),
            r#"{"token":"[redacted]","data":{"note":"a[redacted]b s3cre"}}"#
        );
    }

    #[test]
    fn puts_the_secret_in_place_or_in_front() {
        let rows = [
            (r#"{"token":"[redacted]","a":1}"#, Some(r#"{"token":"x\"y","a":1}"#)),
            (r#" {"a":1}"#, Some(r#"{"token":"x\"y","a":1}"#)),
            ("{ }", Some(r#"{"token":"x\"y" }"#)),
            ("[1]", None),
            ("", None),
        ];
        for (body, wanted) in rows {
            let result = put(body.as_bytes(), "token", "x\"y");
            let result = result.map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(result.as_deref(), wanted, "{body}");
        }
    }
}
