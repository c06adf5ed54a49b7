//! Bytes to JSON: accepts what can be understood, and says exactly what cannot.
//!
//! A byte order mark, twin keys (the last one counts) and halves of surrogate pairs are accepted,
//! because phone systems send them and their meaning is clear.

use std::borrow::Cow;

use language::Sentence;
use serde_json::Value;

use crate::unreadable::Unreadable;

/// Deepest nesting that is read.
pub(crate) const MAX_DEPTH: usize = 64;

/// Reads a JSON document of any shape.
pub(crate) fn read(body: &[u8]) -> Result<Value, Unreadable> {
    let text = text(body)?;
    check_depth(text)?;
    serde_json::from_str(&with_whole_surrogates(text)).map_err(|error| {
        let at = |words: &'static str| {
            Sentence::new(words).with("line", error.line()).with("column", error.column())
        };
        if error.is_eof() {
            Unreadable::new(
                "truncated_json",
                at("sources-truncated-json"),
                Sentence::new("sources-truncated-json-fix"),
            )
        } else {
            Unreadable::new(
                "not_json",
                at("sources-not-json"),
                Sentence::new("sources-wrong-kind-fix"),
            )
        }
    })
}

/// The body as text, without a byte order mark.
pub(crate) fn text(body: &[u8]) -> Result<&str, Unreadable> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Err(Unreadable::new(
            "empty_body",
            Sentence::new("sources-empty-body"),
            Sentence::new("sources-empty-body-fix"),
        ));
    }
    std::str::from_utf8(body).map_err(|error| not_utf8(Some(error.valid_up_to())))
}

/// A body in another encoding; `at` is the first byte that is not UTF-8, where known.
pub(crate) fn not_utf8(at: Option<usize>) -> Unreadable {
    let message = match at {
        Some(byte) => Sentence::new("sources-not-utf8-from").with("byte", byte),
        None => Sentence::new("sources-not-utf8"),
    };
    Unreadable::new("not_utf8", message, Sentence::new("sources-not-utf8-fix"))
}

/// Counts brackets outside of texts, so that a hostile nesting is refused before it is parsed.
fn check_depth(text: &str) -> Result<(), Unreadable> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(Unreadable::new(
                "too_deep",
                Sentence::new("sources-too-deep").with("most", MAX_DEPTH).with("byte", at),
                Sentence::new("sources-too-deep-fix"),
            ));
        }
    }
    Ok(())
}

/// Replaces each half of a surrogate pair that stands alone by the replacement character, because
/// the JSON library refuses the whole document for one cut emoji.
fn with_whole_surrogates(text: &str) -> Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let unit = code_unit(rest);
        let is_pair = matches!(unit, Some(0xD800..=0xDBFF))
            && matches!(rest.get(6..).and_then(code_unit), Some(0xDC00..=0xDFFF));
        let taken = match unit {
            Some(0xD800..=0xDFFF) if !is_pair => {
                result.push_str("\\uFFFD");
                rest = &rest[6..];
                continue;
            }
            Some(_) if is_pair => 12,
            Some(_) => 6,
            // A backslash and what it escapes; at the very end there may be nothing to escape.
            None => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        result.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// The UTF-16 code unit of a `\uXXXX` at the beginning of `text`.
fn code_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(body: &[u8]) -> &'static str {
        read(body).map_or_else(|error| error.code, |_| "read")
    }

    #[test]
    fn each_kind_of_bad_input_has_its_code() {
        let nested = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
        let rows: &[(&[u8], &str)] = &[
            (b"", "empty_body"),
            (b" \r\n\t", "empty_body"),
            (b"\xEF\xBB\xBF", "empty_body"),
            (br#"{"a":"#, "truncated_json"),
            (br#"{"a":1}}"#, "not_json"),
            (b"<html>", "not_json"),
            (b"a=1&b=2", "not_json"),
            (b"{\"name\":\"\x93\xFA\x96\x7B\"}", "not_utf8"),
            (b"\xFF\xFE{\0}\0", "not_utf8"),
            (&nested(64), "read"),
            (&nested(65), "too_deep"),
            (&nested(100_000), "too_deep"),
        ];
        for (body, wanted) in rows {
            assert_eq!(code(body), *wanted, "{:?}", &body[..body.len().min(40)]);
        }
    }

    #[test]
    fn messages_say_where_and_what_next() {
        let error = read(b"{\"name\":\"\x93\xFA\"}").unwrap_err();
        assert!(error.message.to_string().contains("from byte 9 on"), "{}", error.message);
        assert!(error.message.to_string().contains("Shift_JIS"));
        let error = read(b"{\n  \"a\": ?}").unwrap_err();
        assert!(error.message.to_string().contains("line 2, column 8"), "{}", error.message);
        assert!(!error.fix.to_string().is_empty());
    }

    #[test]
    fn brackets_in_texts_do_not_count() {
        let body = format!("[\"{}\", \"\\\"{}\"]", "[".repeat(100), "{".repeat(100));
        assert_eq!(code(body.as_bytes()), "read");
    }

    #[test]
    fn accepts_what_is_clear() {
        let rows: &[(&[u8], Value)] = &[
            (b"\xEF\xBB\xBF{\"a\":1}", json!({"a": 1})),
            (br#"{"a":1,"a":2}"#, json!({"a": 2})),
            (br#"["\ud83d"]"#, json!(["\u{FFFD}"])),
            (br#"["\uDE00x"]"#, json!(["\u{FFFD}x"])),
            (br#"["\ud83d\ude00"]"#, json!(["😀"])),
            (br#"["\ud83d\ud83d\ude00"]"#, json!(["\u{FFFD}😀"])),
            (br#"["\\ud83d"]"#, json!(["\\ud83d"])),
            (br#"["\ud83d\n\\"]"#, json!(["\u{FFFD}\n\\"])),
        ];
        for (body, wanted) in rows {
            assert_eq!(read(body).as_ref(), Ok(wanted), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn a_backslash_at_the_end_or_before_a_wide_letter_is_no_panic() {
        for body in ["[\"\\ud83d\\", "[\"\\ud83d\\日", "[\"\\ud83d\\u日本語です"] {
            assert!(read(body.as_bytes()).is_err());
        }
    }
}
