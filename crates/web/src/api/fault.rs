//! What an endpoint answers when it cannot do what was asked: problem details (RFC 9457) with a stable code, put into
//! words only when it is known who reads them.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use language::{Language, say};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of problem details.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was not done (RFC 9457, "Problem Details for HTTP APIs").
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: `code` says which problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The HTTP status in words.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened and what to do, in the asker's language (`Accept-Language`).
    detail: String,
    /// The problem's stable code, for programs.
    code: String,
    /// The parameter or the field of the body that is wrong, if it is one: `limit`, `profile.owner.users[3]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What exactly is wrong with it, in English, for whoever writes the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A problem before it is put into words.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    status: StatusCode,
    /// The message's id, which is the stable code.
    code: Cow<'static, str>,
    /// Words that are chosen already.
    said: Option<String>,
    field: Option<String>,
    reason: Option<String>,
}

impl Fault {
    /// The problem that the message `code` words.
    pub(crate) fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Fault {
        Fault { status, code: code.into(), said: None, field: None, reason: None }
    }

    /// The problem of a bare status, for answers that others gave: 404 of the router, 413 of a limit.
    pub(crate) fn of_status(status: StatusCode) -> Fault {
        let code = match status.as_u16() {
            401 => "api-not-signed-in",
            403 => "api-not-allowed",
            404 => "api-not-found",
            405 => "api-no-such-method",
            408 => "api-too-slow",
            413 => "api-too-large",
            415 => "api-not-json",
            429 => "api-too-many",
            400..=499 => "api-bad-request",
            _ => "api-unavailable",
        };
        Fault::new(status, code)
    }

    /// Salesforce does not answer, or refuses what it was asked.
    pub(crate) fn salesforce(failure: &salesforce::Failure) -> Fault {
        let reason = format!("{} {}", failure.code, failure.message);
        Fault::new(StatusCode::SERVICE_UNAVAILABLE, "api-salesforce").reason(reason.trim())
    }

    /// The same with another status.
    pub(crate) fn status(self, status: StatusCode) -> Fault {
        Fault { status, ..self }
    }

    /// The same in words that are chosen already, in the asker's language.
    pub(crate) fn said(self, words: String) -> Fault {
        Fault { said: Some(words), ..self }
    }

    /// The same, naming the parameter or field that is wrong.
    pub(crate) fn field(self, field: impl Into<String>) -> Fault {
        Fault { field: Some(field.into()).filter(|field| !field.is_empty()), ..self }
    }

    /// The same with what exactly is wrong, in English.
    pub(crate) fn reason(self, reason: impl Into<String>) -> Fault {
        Fault { reason: Some(reason.into()), ..self }
    }

    /// The problem in the words of `language`.
    pub(crate) fn problem(self, language: Language) -> Problem {
        let status = self.status.as_u16();
        let title = match status {
            401 => "api-status-401",
            403 => "api-status-403",
            404 => "api-status-404",
            405 => "api-status-405",
            408 => "api-status-408",
            409 => "api-status-409",
            413 => "api-status-413",
            415 => "api-status-415",
            429 => "api-status-429",
            400..=499 => "api-status-400",
            _ => "api-status-503",
        };
        Problem {
            kind: "about:blank",
            title: say(language, title),
            status,
            detail: self.said.unwrap_or_else(|| say(language, &self.code)),
            code: self.code.into_owned(),
            field: self.field,
            reason: self.reason,
        }
    }
}

impl IntoResponse for Fault {
    /// The bare status; the layer around the endpoints, which knows the asker's language, writes the problem.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<store::StoreError> for Fault {
    fn from(error: store::StoreError) -> Fault {
        tracing::error!(%error, "an endpoint could not read or write");
        Fault::new(StatusCode::SERVICE_UNAVAILABLE, "api-database")
    }
}
