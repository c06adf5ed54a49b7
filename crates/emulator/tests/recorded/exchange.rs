//! One recorded exchange.

use serde::Deserialize;
use serde_json::Value;

/// The version that stands in for one that the recording hides.
const VERSION: &str = "66.0";

/// A request and the reply that a real org gave.
#[derive(Deserialize)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) uri: String,
    req: Option<String>,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Exchange {
    /// Path and query, with a version that exists.
    pub(crate) fn target(&self) -> String {
        let rest = self.uri.split_once("://").map_or(self.uri.as_str(), |(_, rest)| rest);
        let path = rest.find('/').map_or("/", |place| &rest[place..]);
        versioned(path).replace(' ', "%20")
    }

    /// The path alone.
    pub(crate) fn path(&self) -> String {
        self.target().split('?').next().unwrap_or_default().to_owned()
    }

    /// The request's body.
    pub(crate) fn request(&self) -> Option<String> {
        self.req.as_deref().map(versioned)
    }

    pub(crate) fn is_bulk1(&self) -> bool {
        self.path().contains("/services/async/")
    }

    /// The body of a reply in JSON.
    pub(crate) fn body_json(&self) -> Result<Value, String> {
        match &self.body {
            Value::String(text) => serde_json::from_str(&versioned(text))
                .map_err(|error| format!("the recorded reply is no JSON ({error})")),
            other => Ok(other.clone()),
        }
    }

    /// Says why a recording is no real exchange: some were cut down or filled in by hand.
    pub(crate) fn replayable(&self) -> Result<(), String> {
        let asks_in_json = self.req.as_deref().is_some_and(|body| body.starts_with('{'));
        if let (true, Some(body)) = (asks_in_json, &self.req) {
            serde_json::from_str::<Value>(body).map_err(|error| {
                format!("not replayed: the recorded request is no JSON ({error})")
            })?;
        }
        if !self.is_bulk1() {
            self.body_json().map_err(|why| format!("not replayed: {why}"))?;
        }
        Ok(())
    }
}

/// A query parameter of a path, decoded.
pub(crate) fn parameter(target: &str, name: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn versioned(text: &str) -> String {
    text.replace("async/vxx.0", &format!("async/{VERSION}"))
        .replace("vxx.0", &format!("v{VERSION}"))
}
