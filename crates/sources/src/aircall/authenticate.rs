//! The token that Aircall puts into each body: compared in constant time, never kept.
//!
//! Aircall documents no signature and no header; pages that check one are wrong.

use std::borrow::Cow;

use language::Sentence;

use crate::body_key;
use crate::proof;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Rejection};

/// Where the token stands.
const TOKEN: &str = "token";

/// Lets a body in whose tokens (normally one) are all right, and takes them out.
pub(super) fn authenticate<'a>(
    request: &Request<'a>,
    settings: &Settings,
) -> Result<Admission<'a>, Rejection> {
    let places = body_key::find(request.body, TOKEN);
    if places.is_empty() {
        return Err(Rejection::new("missing_token", "the body has no token"));
    }
    let right = places.iter().all(|place| {
        body_key::text_at(request.body, place)
            .is_some_and(|token| proof::is_secret(token.as_bytes(), &settings.secrets))
    });
    if !right {
        return Err(Rejection::new("token_mismatch", "the body's token is not this source's"));
    }
    let body = body_key::redact(request.body, &places, &settings.secrets);
    Ok(Admission::Keep { body: Cow::Owned(body) })
}

/// Puts the token into the body.
pub(super) fn sign(body: &[u8], settings: &Settings) -> Result<SignedRequest, Sentence> {
    let body = body_key::put(body, TOKEN, settings.current_secret()?)
        .ok_or_else(|| settings.problem("sources-objects-only"))?;
    Ok(SignedRequest {
        headers: vec![
            ("content-type".into(), "application/json".into()),
            ("aircall-origin".into(), "webhooks".into()),
        ],
        query: String::new(),
        body,
    })
}
