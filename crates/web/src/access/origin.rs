//! Where a request comes from, and what the log calls it.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::session::Browser;
use crate::Shared;

/// The other end of the connection; the server puts it among a request's extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The request's name in the log and in the audit log.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// The address of the browser or program. Behind proxies of ours it is what the outermost of them has seen; what
/// stands further left in `X-Forwarded-For` anybody can claim.
pub(crate) fn address(shared: &Shared, parts: &Parts) -> Option<String> {
    let peer = || parts.extensions.get::<Peer>().map(|peer| peer.0.ip().to_canonical().to_string());
    let Some(skip) = shared.edge.access.proxies.checked_sub(1) else { return peer() };
    let values = parts.headers.get_all("x-forwarded-for").iter();
    let text = values.filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    let said = text.rsplit(',').nth(skip).map(str::trim);
    said.and_then(|said| said.parse::<std::net::IpAddr>().ok())
        .map_or_else(peer, |address| Some(address.to_canonical().to_string()))
}

/// The request's name; empty where the layer that gives it is missing.
pub(crate) fn request_id(parts: &Parts) -> String {
    parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Gives each request its name, and tells it to who asked, so that they can name it to us.
pub(crate) async fn name_request(mut request: Request, next: Next) -> Response {
    let id = uuid::Uuid::now_v7().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The browser of a request.
pub(crate) fn browser(shared: &Shared, parts: &Parts) -> Browser {
    let agent = parts.headers.get(axum::http::header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok()).map(str::to_owned);
    Browser { address: address(shared, parts), agent }
}
