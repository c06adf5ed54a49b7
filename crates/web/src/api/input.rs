//! What an endpoint is given, read strictly: an unknown name, a wrong kind, or what is outside of the limits that the
//! document states is the asker's fault and says where.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use utoipa::{IntoParams, ToSchema};

use super::fault::Fault;
use super::limits::{self, Broken};

/// Bytes of a body, at most; a table of some thousand phone users is the largest that anybody sends.
pub(crate) const BODY_BYTES: usize = 1024 * 1024;

/// The parameters behind the question mark.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

/// The JSON of the body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

/// The id in the path.
#[derive(Debug)]
pub(crate) struct Id(pub(crate) String);

impl<T: DeserializeOwned + IntoParams, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Fault> {
        let query = parts.uri.query().unwrap_or_default();
        let wrong = |field: &str, reason: String| {
            Fault::new(StatusCode::BAD_REQUEST, "api-bad-parameter").field(field).reason(reason)
        };
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let read = serde_path_to_error::deserialize(serde_html_form::Deserializer::new(pairs));
        let asked = read.map_err(|error| {
            let field = error.path().to_string();
            wrong(field.trim_start_matches('.'), error.into_inner().to_string())
        })?;
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        match limits::of_query(&T::into_params(|| None), &pairs) {
            Some(Broken { field, reason }) => Err(wrong(&field, reason)),
            None => Ok(Query(asked)),
        }
    }
}

impl<T: DeserializeOwned + ToSchema, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Fault> {
        if !is_json(request.headers()) {
            return Err(Fault::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|refusal| Fault::of_status(refusal.status()))?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let (path, error) = (error.path().to_string(), error.into_inner());
            let code = if error.is_data() { "api-bad-field" } else { "api-bad-json" };
            let field = if path == "." { "" } else { path.as_str() };
            Fault::new(StatusCode::BAD_REQUEST, code).field(field).reason(error.to_string())
        })?;
        let bad_json = |error: serde_json::Error| {
            Fault::new(StatusCode::BAD_REQUEST, "api-bad-json").reason(error.to_string())
        };
        json.end().map_err(bad_json)?;
        let sent = serde_json::from_slice(&bytes).map_err(bad_json)?;
        match limits::of_body(&T::schema(), &sent) {
            Some(Broken { field, reason }) => {
                let fault = Fault::new(StatusCode::BAD_REQUEST, "api-bad-field");
                Err(fault.field(field).reason(reason))
            }
            None => Ok(Body(value)),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = value.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Id, Fault> {
        match Path::<String>::from_request_parts(parts, state).await {
            // No database of ours keeps U+0000, so nothing can be called so.
            Ok(Path(id)) if !id.contains('\0') => Ok(Id(id)),
            _ => Err(Fault::of_status(StatusCode::NOT_FOUND)),
        }
    }
}
