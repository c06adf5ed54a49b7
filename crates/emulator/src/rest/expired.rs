//! What a request hears whose session has ended: JSON, or XML if it came as XML.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// As recorded from a real org; the number is that of an error in its own tables.
const XML: &str = "<response><faultcode>LOGIN_OAUTH_INVALID_TOKEN(db=1703,api=LOGIN_OAUTH_INVALID_TOKEN)</faultcode>\
    <error>Failed: Invalid Token</error></response>";

/// The reply to a request with these headers.
pub(super) fn response(headers: &HeaderMap) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|content_type| content_type.contains("xml")) {
        let content_type = [(header::CONTENT_TYPE, "application/xml;charset=UTF-8")];
        return (StatusCode::UNAUTHORIZED, content_type, XML).into_response();
    }
    ApiError::session_expired().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_answered_with_xml() {
        for (sent, answered) in [
            (None, "application/json"),
            (Some("application/json"), "application/json"),
            (Some("application/xml; charset=utf-8"), "application/xml"),
            (Some("text/xml"), "application/xml"),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(sent) = sent {
                headers.insert(header::CONTENT_TYPE, sent.parse().unwrap());
            }
            let response = response(&headers);
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            let content_type = response.headers()[header::CONTENT_TYPE].to_str().unwrap();
            assert!(content_type.starts_with(answered), "{sent:?}: {content_type}");
        }
    }
}
