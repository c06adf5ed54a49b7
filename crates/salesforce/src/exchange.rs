//! One HTTP exchange, told apart into "nothing left", "no whole reply" and a reply.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};

use crate::catalogue::ours;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::usage::Counters;

/// Longest wait for a connection: when it fails nothing has left, so failing early is cheap.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest reply that is read, in bytes unpacked. The largest that Salesforce sends are describes of a few
/// MB, and pages of a bulk query, whose rows we limit.
const MAX_REPLY: usize = 64 << 20;

/// An HTTP client that follows no redirect (a token must not travel to a host that we did not check)
/// and takes no proxy from the environment.
///
/// # Errors
/// When the machine offers no trusted certificates.
pub(crate) fn http_client(timeout: Duration) -> Result<Client, Failure> {
    // Says Err where the process has chosen a provider already, and then that one serves as well.
    let _already_chosen = rustls::crypto::ring::default_provider().install_default();
    let mut headers = HeaderMap::new();
    headers.insert("Sforce-Call-Options", HeaderValue::from_static("client=ringledger"));
    Client::builder()
        .user_agent(concat!("Ringledger/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .redirect(Policy::none())
        .no_proxy()
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout / 2))
        .build()
        .map_err(|error| Failure::ours(ours::BAD_SETTINGS, in_words(error)))
}

/// Sends a request and reads the whole reply, which counts as an API call if `counters` are given.
///
/// # Errors
/// `NOT_CONNECTED` when nothing left, `NO_REPLY` when the outcome is unknown.
pub(crate) async fn exchange(
    request: RequestBuilder,
    counters: Option<&Counters>,
) -> Result<Reply, Failure> {
    let sent = request.send().await;
    let left = !sent.as_ref().is_err_and(reqwest::Error::is_connect);
    if let Some(counters) = counters.filter(|_| left) {
        counters.count_call();
    }
    let response = sent.map_err(|error| match () {
        () if error.is_connect() => Failure::ours(ours::NOT_CONNECTED, in_words(error)),
        () if error.is_builder() => Failure::ours(ours::BAD_SETTINGS, in_words(error)),
        () => Failure::ours(ours::NO_REPLY, in_words(error)),
    })?;
    let limit_info =
        response.headers().get("sforce-limit-info").and_then(|value| value.to_str().ok());
    if let (Some(counters), Some(limit_info)) = (counters, limit_info) {
        counters.read_limit_info(limit_info);
    }
    read(response).await
}

async fn read(mut response: Response) -> Result<Reply, Failure> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MAX_REPLY => {
                let message = format!("The reply is larger than {MAX_REPLY} bytes.");
                return Err(Failure::unreadable(message, Some(status)));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(Reply { status, headers, body }),
            Err(error) => {
                let failure = Failure::ours(ours::NO_REPLY, in_words(error));
                return Err(Failure { http_status: Some(status), ..failure });
            }
        }
    }
}

/// The error and its causes, without the address: it holds what is searched for.
fn in_words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}
