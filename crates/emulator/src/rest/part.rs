//! A request within a request: the parts of a composite and the nodes of a graph.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::dispatch::Call;
use super::message::{Reply, Request};
use super::reference::{self, Bodies};
use crate::error::ApiError;

/// Headers of a part that the request around it decides (REST API guide, Composite Subrequest).
const OUTER_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// A part as the client wrote it.
pub(super) struct Part<'b> {
    pub(super) method: &'b str,
    pub(super) url: &'b str,
    pub(super) reference: &'b str,
    pub(super) body: Option<&'b Value>,
    headers: Option<&'b Map<String, Value>>,
}

impl Part<'_> {
    /// The parts of the path behind the version, with references as they are written.
    pub(super) fn path(&self) -> Vec<&str> {
        let path = self.url.split('?').next().unwrap_or_default().trim_start_matches('/');
        let path = path.strip_prefix("services/data/").unwrap_or(path);
        path.split('/').filter(|part| !part.is_empty()).skip(1).collect()
    }

    /// The version that the path names.
    pub(super) fn version(&self) -> &str {
        let path = self.url.trim_start_matches('/');
        let path = path.strip_prefix("services/data/").unwrap_or(path);
        path.split('/').next().unwrap_or_default()
    }
}

/// The parts of a list; each must have a reference id of its own.
pub(super) fn read(parts: &[Value]) -> Result<Vec<Part<'_>>, ApiError> {
    let mut seen = HashSet::new();
    let mut read = Vec::with_capacity(parts.len());
    for part in parts {
        let text = |name: &str| part.get(name).and_then(Value::as_str);
        let (Some(method), Some(url), Some(reference)) =
            (text("method"), text("url"), text("referenceId"))
        else {
            return Err(invalid("every request needs a method, a url and a referenceId"));
        };
        if !seen.insert(reference) {
            return Err(invalid(&format!("Duplicate ReferenceId provided ({reference}).")));
        }
        read.push(Part {
            method,
            url,
            reference,
            body: part.get("body").filter(|body| !body.is_null()),
            headers: part.get("httpHeaders").and_then(Value::as_object),
        });
    }
    Ok(read)
}

impl Call<'_> {
    /// Answers parts one after the other; later ones may refer to the replies of earlier ones.
    pub(super) fn parts(&self, parts: &[Part<'_>]) -> Vec<Reply> {
        let mut bodies = Bodies::new();
        let mut replies = Vec::with_capacity(parts.len());
        for part in parts {
            let reply = self.part(part, &bodies).unwrap_or_else(Reply::from);
            if let (false, Some(body)) = (reply.failed(), &reply.body) {
                bodies.insert(part.reference.to_owned(), body.clone());
            }
            replies.push(reply);
        }
        replies
    }

    fn part(&self, part: &Part<'_>, bodies: &Bodies) -> Result<Reply, ApiError> {
        let url = reference::in_text(part.url, bodies)?;
        let body = match part.body {
            Some(body) => Some(reference::in_value(body, bodies)?),
            None => None,
        };
        let mut request = Request::from_parts(part.method, &url, body)?;
        for (name, value) in part.headers.into_iter().flatten() {
            let outer = OUTER_HEADERS.iter().any(|outer| outer.eq_ignore_ascii_case(name));
            if let (Some(value), false) = (value.as_str(), outer) {
                request.take_header(name, value);
            }
        }
        let nested = request.path.first().map(String::as_str) == Some("composite")
            && request.path.get(1).map(String::as_str) != Some("sobjects");
        if nested {
            return Err(ApiError::not_found());
        }
        super::versions::check(&request.version)?;
        Ok(self.answer(&request))
    }
}

/// What a request for too many things is told. The code is Salesforce's; the wording is a guess.
pub(super) fn too_many(resource: &str, what: &str, most: usize) -> ApiError {
    let message = format!("The {resource} request exceeds the maximum of {most} {what}.");
    ApiError::new(400, "LIMIT_EXCEEDED", message)
}

pub(super) fn invalid(message: &str) -> ApiError {
    ApiError::new(400, "INVALID_INPUT", message)
}

/// The reply of a part that was undone, or never done, because another one failed.
pub(super) fn rolled_back() -> ApiError {
    ApiError::new(
        400,
        "PROCESSING_HALTED",
        "The transaction was rolled back since another operation in the same transaction failed.",
    )
}

/// A part's reply as it stands in the reply of the whole.
pub(super) fn result(part: &Part<'_>, reply: Reply) -> Value {
    let mut headers = Map::new();
    for (name, value) in reply.headers {
        let name = match name {
            "location" => "Location",
            "last-modified" => "Last-Modified",
            "etag" => "ETag",
            other => other,
        };
        headers.insert(name.to_owned(), Value::String(value));
    }
    json!({
        "body": reply.body, "httpHeaders": headers, "httpStatusCode": reply.status,
        "referenceId": part.reference,
    })
}
