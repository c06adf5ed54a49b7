//! Pages of long lists: how many, and from where on.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};

use super::fault::Fault;

/// Entries of a page, at most.
pub(super) const MOST: i64 = 200;

/// Entries of a page where nobody says how many.
const USUAL: i64 = 50;

/// How many entries a page may have: 1 to 200.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit(pub(super) i64);

impl Default for Limit {
    fn default() -> Limit {
        Limit(USUAL)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Limit, D::Error> {
        let limit = i64::deserialize(from)?;
        let fits = (1..=MOST).contains(&limit);
        let refusal = || D::Error::custom(format!("{limit} is not between 1 and {MOST}"));
        if fits { Ok(Limit(limit)) } else { Err(refusal()) }
    }
}

/// Where the next page begins, as a text that says nothing to anybody else.
pub(super) fn cursor(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).unwrap_or_default())
}

/// Reads what [`cursor`] wrote.
///
/// # Errors
/// When it is none of ours.
pub(super) fn place<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, Fault> {
    let Some(cursor) = cursor else { return Ok(None) };
    let read = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok();
    read()
        .map(Some)
        .ok_or_else(|| Fault::new(StatusCode::BAD_REQUEST, "api-bad-cursor").field("cursor"))
}

/// Takes the entry beyond the page away, if there is one, and says where the next page begins.
pub(super) fn split<T, P: Serialize>(
    entries: &mut Vec<T>,
    limit: Limit,
    place: impl Fn(&T) -> P,
) -> Option<String> {
    let most = usize::try_from(limit.0).unwrap_or(usize::MAX);
    if entries.len() <= most {
        return None;
    }
    entries.truncate(most);
    entries.last().map(|last| cursor(&place(last)))
}
