//! The cookie of a session.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::Edge;

/// Whether browsers reach us by HTTPS.
fn is_secure(edge: &Edge) -> bool {
    edge.public_url.starts_with("https://")
}

/// `__Host-` keeps neighbours under the same domain from setting it; browsers take that only by HTTPS.
pub(crate) fn name(edge: &Edge, base: &str) -> String {
    let prefix = if is_secure(edge) { "__Host-" } else { "" };
    format!("{prefix}{base}")
}

/// The session's cookie.
pub(crate) const SESSION: &str = "ringledger";

/// The value of a cookie.
pub(crate) fn read(edge: &Edge, headers: &HeaderMap, base: &str) -> Option<String> {
    let name = name(edge, base);
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(&*name)?.strip_prefix('=')).map(str::to_owned)
}

/// The `Set-Cookie` of a session; it ends with the browser, or when the server says so.
pub(crate) fn session(edge: &Edge, token: &str) -> String {
    write(edge, SESSION, token, "SameSite=Strict")
}

/// The `Set-Cookie` that removes a cookie.
pub(crate) fn removed(edge: &Edge, base: &str) -> String {
    write(edge, base, "", "SameSite=Strict; Max-Age=0")
}

/// A `Set-Cookie` that scripts cannot read.
pub(crate) fn write(edge: &Edge, base: &str, value: &str, attributes: &str) -> String {
    let secure = if is_secure(edge) { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly{secure}; {attributes}", name(edge, base))
}
