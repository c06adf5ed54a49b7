//! MiiTel signs nothing: a header or a payload key that the customer adds there is the proof; and
//! the challenge that MiiTel sends when the setting is saved is answered here.

use std::borrow::Cow;

use language::Sentence;

use crate::body_key;
use crate::proof;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Rejection};

/// Option: the header that carries the secret.
pub(super) const HEADER: &str = "auth_header";
/// Option: the payload key that carries the secret.
pub(super) const KEY: &str = "auth_key";

/// The header to look at, in lower case, if any.
fn header_name(settings: &Settings) -> Option<String> {
    match (settings.option(HEADER), settings.option(KEY)) {
        (Some(name), _) => Some(name.to_ascii_lowercase()),
        (None, Some(_)) => None,
        (None, None) => Some("authorization".to_owned()),
    }
}

/// Lets a body in with the right header and key, and takes the key's value out.
///
/// The challenge: MiiTel's documented sample carries the extra payload keys, so a configured key
/// must be right. Whether added headers come with it is not documented, so a missing header passes
/// (the setting could not be saved otherwise), a wrong one does not. Only hex is sent back.
pub(super) fn authenticate<'a>(
    request: &Request<'a>,
    settings: &Settings,
) -> Result<Admission<'a>, Rejection> {
    let challenge = body_key::find(request.body, "challenge");
    if let Some(name) = header_name(settings) {
        match proof::header(request, &name, settings) {
            Err(missing) if missing.code == "missing_header" && !challenge.is_empty() => {}
            result => result?,
        }
    }
    let places = match settings.option(KEY) {
        Some(key) => right_keys(request.body, key, settings)?,
        None => Vec::new(),
    };
    match challenge.last() {
        Some(place) => answer(body_key::text_at(request.body, place)),
        None if places.is_empty() => Ok(Admission::keep(request.body)),
        None => Ok(Admission::Keep {
            body: Cow::Owned(body_key::redact(request.body, &places, &settings.secrets)),
        }),
    }
}

fn right_keys(
    body: &[u8],
    key: &str,
    settings: &Settings,
) -> Result<Vec<std::ops::Range<usize>>, Rejection> {
    let places = body_key::find(body, key);
    if places.is_empty() {
        return Err(Rejection::new("missing_key", key));
    }
    let right = places.iter().all(|place| {
        body_key::text_at(body, place)
            .is_some_and(|value| proof::is_secret(value.as_bytes(), &settings.secrets))
    });
    match right {
        true => Ok(places),
        false => Err(Rejection::new("key_mismatch", key)),
    }
}

fn answer<'a>(challenge: Option<String>) -> Result<Admission<'a>, Rejection> {
    let is_hex = |text: &String| {
        (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    match challenge.filter(is_hex) {
        Some(body) => Ok(Admission::Answer { content_type: "text/plain", body }),
        None => Err(Rejection::new("bad_challenge", "the challenge is not up to 128 hex digits")),
    }
}

/// Adds the header or the key, as configured.
pub(super) fn sign(body: &[u8], settings: &Settings) -> Result<SignedRequest, Sentence> {
    let secret = settings.current_secret()?;
    let mut headers =
        vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
    if let Some(name) = header_name(settings) {
        headers.push((name, format!("Bearer {secret}")));
    }
    let body = match settings.option(KEY) {
        Some(key) => body_key::put(body, key, secret)
            .ok_or_else(|| settings.problem("sources-objects-only"))?,
        None => body.to_vec(),
    };
    Ok(SignedRequest { headers, query: String::new(), body })
}
