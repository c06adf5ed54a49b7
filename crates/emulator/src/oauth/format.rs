//! JSON, XML or a form: how the token endpoint writes what it has to say.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::OauthError;
use super::request::Parameters;

/// A way to write a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// What everybody takes.
    Json,
    /// `<OAuth>…</OAuth>`.
    Xml,
    /// `application/x-www-form-urlencoded`.
    Form,
}

impl Format {
    /// The parameter `format` decides; without it, an `Accept` header that names nothing but one of the three.
    pub(crate) fn asked(headers: &HeaderMap, parameters: &Parameters) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        match (parameters.get("format"), accept) {
            ("xml", _) | ("", Some("application/xml")) => Self::Xml,
            ("urlencoded", _) | ("", Some("application/x-www-form-urlencoded")) => Self::Form,
            _ => Self::Json,
        }
    }

    /// Writes pairs with a status.
    pub(crate) fn write(self, status: StatusCode, pairs: &[(&str, String)]) -> Response {
        let (content_type, body) = match self {
            Self::Form => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(pairs);
                ("application/x-www-form-urlencoded", form.finish())
            }
            Self::Xml => {
                let inner: String = pairs
                    .iter()
                    .map(|(name, value)| format!("<{name}>{}</{name}>", escaped(value)))
                    .collect();
                let xml =
                    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><OAuth>{inner}</OAuth>");
                ("application/xml;charset=UTF-8", xml)
            }
            Self::Json => {
                let object: serde_json::Map<_, _> = pairs
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone().into()))
                    .collect();
                let json = serde_json::Value::Object(object).to_string();
                ("application/json;charset=UTF-8", json)
            }
        };
        let headers =
            [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache, no-store")];
        (status, headers, body).into_response()
    }

    /// Writes a refusal.
    pub(crate) fn refuse(self, error: &OauthError) -> Response {
        let pairs =
            [("error", error.error.to_owned()), ("error_description", error.description.clone())];
        self.write(StatusCode::BAD_REQUEST, &pairs)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
