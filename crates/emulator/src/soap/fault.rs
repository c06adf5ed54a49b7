//! Errors as SOAP carries them: a fault with the same code that the REST API would use.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::xml::Xml;
use crate::error::ApiError;

/// An error reply of a SOAP endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// `sf:` codes are Salesforce's own; `soapenv:Client` means that the message cannot be read.
    code: String,
    message: String,
}

impl Fault {
    /// A fault with one of Salesforce's codes.
    pub(crate) fn new(code: &str, message: &str) -> Self {
        Self { code: format!("sf:{code}"), message: format!("{code}: {message}") }
    }

    /// The message cannot be read.
    pub(crate) fn client(message: impl Into<String>) -> Self {
        Self { code: "soapenv:Client".to_owned(), message: message.into() }
    }

    /// An element that the operation needs is missing.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new("INVALID_FIELD", &format!("the element {name} is missing"))
    }

    /// The session has ended, or never was.
    pub(crate) fn session() -> Self {
        Self::new(
            "INVALID_SESSION_ID",
            "Invalid Session ID found in SessionHeader: Illegal Session",
        )
    }

    /// The reply; `namespace` is that of the endpoint. Faults have status 500.
    pub(crate) fn reply(&self, namespace: &str) -> Response {
        let mut xml = Xml::new();
        xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        let envelope = format!(
            "soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:sf=\"{namespace}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        );
        xml.element(&envelope, |xml| {
            xml.element("soapenv:Body", |xml| {
                xml.element("soapenv:Fault", |xml| {
                    xml.text("faultcode", &self.code).text("faultstring", &self.message);
                    self.detail(xml);
                });
            });
        });
        let content_type = [(header::CONTENT_TYPE, "text/xml;charset=utf-8")];
        (StatusCode::INTERNAL_SERVER_ERROR, content_type, xml.finish()).into_response()
    }

    fn detail(&self, xml: &mut Xml) {
        let Some(code) = self.code.strip_prefix("sf:") else { return };
        let kind = match code {
            "INVALID_LOGIN"
            | "LOGIN_DURING_RESTRICTED_DOMAIN"
            | "LOGIN_RATE_EXCEEDED"
            | "ORG_LOCKED" => "LoginFault",
            "MALFORMED_QUERY" | "INVALID_TYPE" => "MalformedQueryFault",
            "INVALID_FIELD" => "InvalidFieldFault",
            _ => "UnexpectedErrorFault",
        };
        let message =
            self.message.strip_prefix(code).map_or("", |rest| rest.trim_start_matches(": "));
        xml.element("detail", |xml| {
            xml.element(&format!("sf:{kind} xsi:type=\"sf:{kind}\""), |xml| {
                xml.text("sf:exceptionCode", code).text("sf:exceptionMessage", message);
            });
        });
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        Self::new(&error.code, &error.message)
    }
}
