//! Pages of long lists: how many, and from where on.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// Entries of a page where nobody says how many.
const USUAL: i64 = 50;

/// How many entries a page may have; the parameter's attributes say how many, at least and at most.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Limit(pub(super) i64);

impl Default for Limit {
    fn default() -> Limit {
        Limit(USUAL)
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
    read().map(Some).ok_or_else(no_cursor)
}

/// This is no cursor of ours, or it leads nowhere any more.
pub(super) fn no_cursor() -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "api-bad-cursor").field("cursor")
}

/// Takes the entry beyond the page away; whether there was one.
pub(super) fn split<T>(entries: &mut Vec<T>, limit: Limit) -> bool {
    let most = usize::try_from(limit.0).unwrap_or(usize::MAX);
    let more = entries.len() > most;
    entries.truncate(most);
    more
}
