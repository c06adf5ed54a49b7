//! A webhook request as the sources see it, and one as a phone system would send it.

use domain::event::Millis;

/// A webhook request. Only what can prove or mean something.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Names in lower case, values as they came.
    pub headers: &'a [(String, String)],
    /// The query of the URL without `?`; empty if there is none.
    pub query: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// When it arrived.
    pub received_at: Millis,
}

impl<'a> Request<'a> {
    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The decoded value of a parameter of the query.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(parameter, _)| parameter == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// A request that carries the proof which its source asks for: for replay, demo and tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// Headers to send, names in lower case, `content-type` included.
    pub headers: Vec<(String, String)>,
    /// Query of the URL without `?`; empty if the proof is not there.
    pub query: String,
    /// The body to send.
    pub body: Vec<u8>,
}

impl SignedRequest {
    /// The same request as it arrives at `received_at`.
    #[must_use]
    pub fn arriving(&self, received_at: Millis) -> Request<'_> {
        Request { headers: &self.headers, query: &self.query, body: &self.body, received_at }
    }
}
