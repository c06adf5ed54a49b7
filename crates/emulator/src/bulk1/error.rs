//! How this API refuses a request.

use serde_json::json;

use super::write::{NAMESPACE, escaped};

/// A refused request.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn not_found() -> Self {
        Self::new(404, "InvalidUrl", "Destination URL not reset")
    }

    /// The text that a failed batch carries.
    pub(super) fn into_message(self) -> String {
        format!("{} : {}", self.code, self.message)
    }

    /// The reply in JSON or XML (Bulk API guide, errors).
    pub(super) fn reply(self, json: bool) -> (u16, &'static str, String) {
        if json {
            let body = json!({"exceptionCode": self.code, "exceptionMessage": self.message});
            return (self.status, "application/json;charset=UTF-8", body.to_string());
        }
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><error\n   xmlns=\"{NAMESPACE}\">\n \
             <exceptionCode>{}</exceptionCode>\n <exceptionMessage>{}</exceptionMessage>\n</error>",
            self.code,
            escaped(&self.message)
        );
        (self.status, "application/xml", text)
    }
}
