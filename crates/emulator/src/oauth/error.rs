//! OAuth errors as Salesforce answers them: status 400 and two keys.

use axum::response::{IntoResponse, Response};

use super::format::Format;
use crate::error::ApiError;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OauthError {
    /// The code for programs.
    pub(crate) error: &'static str,
    /// The text for people.
    pub(crate) description: String,
}

impl OauthError {
    pub(crate) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }

    /// The error that stands for most failures of a grant; its description tells them apart.
    pub(crate) fn invalid_grant(description: &str) -> Self {
        Self::new("invalid_grant", description)
    }

    /// A parameter is missing or malformed.
    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }
}

impl From<ApiError> for OauthError {
    fn from(error: ApiError) -> Self {
        Self::new("server_error", error.message)
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        Format::Json.refuse(&self)
    }
}
