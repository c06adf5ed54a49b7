//! Errors as Salesforce words them: one type for a whole request and for a single record of it.

use std::fmt;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// An error reply of the data API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status when the error answers a request of its own.
    pub status: u16,
    /// Salesforce's `errorCode` (`statusCode` inside collections).
    pub code: String,
    /// The text for a person.
    pub message: String,
    /// Names of the fields at fault; `None` where Salesforce leaves the key out (errors outside of DML).
    pub fields: Option<Vec<String>>,
    /// What few errors have besides; boxed, so that results stay small.
    pub further: Option<Box<Further>>,
}

/// What an error may have besides code, message and fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Further {
    /// Keys that stand before the code, as the matches of DUPLICATES_DETECTED do.
    pub keys: Map<String, Value>,
    /// Further errors of the same record: every validation rule that fails has its own.
    pub errors: Vec<ApiError>,
}

impl ApiError {
    /// An error without the `fields` key.
    #[must_use]
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into(), fields: None, further: None }
    }

    /// An error about a record: status 400, with the `fields` key.
    #[must_use]
    pub fn record(code: &str, message: impl Into<String>, fields: &[&str]) -> Self {
        Self {
            status: 400,
            code: code.to_owned(),
            message: message.into(),
            fields: Some(fields.iter().map(|field| (*field).to_owned()).collect()),
            further: None,
        }
    }

    /// 404 for a path that leads nowhere.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// 401 for a token that is unknown, expired or revoked.
    #[must_use]
    pub fn session_expired() -> Self {
        Self::new(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// The same error about a record of a list, where a path's own errors have no place.
    ///
    /// `label` is that of the object, where Salesforce names it.
    #[must_use]
    pub(crate) fn of_record(self, label: Option<&str>, id: &str) -> Self {
        if self.code != "NOT_FOUND" {
            return self;
        }
        if self == Self::not_found() {
            return Self::record("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[]);
        }
        match label {
            Some(label) => {
                let message = format!("{label} ID: id value of incorrect type: {id}");
                Self::record("MALFORMED_ID", message, &["Id"])
            }
            None => Self::record("MALFORMED_ID", format!("malformed id {id}"), &[]),
        }
    }

    /// 500 for a fault of the emulator itself; `detail` says which.
    #[must_use]
    pub fn internal(detail: impl fmt::Display) -> Self {
        Self::new(
            500,
            "UNKNOWN_EXCEPTION",
            format!("An unexpected error occurred in the emulator: {detail}"),
        )
    }

    /// The JSON array that Salesforce sends as the body.
    #[must_use]
    pub fn body(&self) -> Value {
        Value::Array(self.all().map(Self::alone).collect())
    }

    /// This error and the further ones of the same record.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Self> {
        let further = self.further.iter().flat_map(|further| &further.errors);
        std::iter::once(self).chain(further)
    }

    fn alone(&self) -> Value {
        if let Some(further) = self.further.as_ref().filter(|further| !further.keys.is_empty()) {
            let mut error = further.keys.clone();
            error.insert("errorCode".to_owned(), json!(self.code));
            error.insert("message".to_owned(), json!(self.message));
            return Value::Object(error);
        }
        // Salesforce writes errorCode first in these replies and the message first elsewhere, also where a path names no
        // external id.
        let code_first = matches!(self.code.as_str(), "NOT_FOUND" | "PROCESSING_HALTED")
            && !self.message.starts_with("Provided external ID");
        let mut error = if code_first && self.fields.is_none() {
            json!({"errorCode": self.code, "message": self.message})
        } else {
            json!({"message": self.message, "errorCode": self.code})
        };
        if let (Some(fields), Some(object)) = (&self.fields, error.as_object_mut()) {
            object.insert("fields".to_owned(), json!(fields));
        }
        error
    }

    /// The list that stands in `errors` of a collections or tree reply.
    #[must_use]
    pub fn all_in_collection(&self) -> Vec<Value> {
        self.all().map(Self::in_collection).collect()
    }

    /// One object of that list.
    #[must_use]
    pub fn in_collection(&self) -> Value {
        json!({
            "statusCode": self.code,
            "message": self.message,
            "fields": self.fields.clone().unwrap_or_default(),
        })
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, axum::Json(self.body())).into_response()
    }
}
