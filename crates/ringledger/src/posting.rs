//! Posts a webhook as a phone system would.

use anyhow::Result;
use reqwest::StatusCode;
use sources::SignedRequest;

/// Posts `signed` to `url` and returns the status of the answer.
pub(crate) async fn post(
    client: &reqwest::Client,
    url: &str,
    signed: SignedRequest,
) -> Result<StatusCode> {
    let url =
        if signed.query.is_empty() { url.to_owned() } else { format!("{url}?{}", signed.query) };
    let mut request = client.post(url).body(signed.body);
    for (name, value) in signed.headers {
        request = request.header(name, value);
    }
    Ok(request.send().await?.status())
}
