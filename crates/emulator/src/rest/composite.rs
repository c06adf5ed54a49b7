//! `/composite`: up to 25 requests in one, which may refer to each other's replies.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use super::reference::{self, Bodies};
use crate::error::ApiError;

/// The most parts (Salesforce REST API guide).
const MOST_PARTS: usize = 25;

/// The most parts that are queries or collections (Salesforce REST API guide).
const MOST_HEAVY_PARTS: usize = 5;

/// A part of a composite as the client wrote it.
struct Part<'b> {
    method: &'b str,
    url: &'b str,
    reference: &'b str,
    body: Option<&'b Value>,
}

impl Call<'_> {
    pub(super) fn composite(&self, request: &Request) -> Result<Reply, ApiError> {
        if request.method == "GET" {
            let base = format!("/services/data/{}/composite", request.version);
            let names = ["batch", "sobjects", "tree"];
            let urls = names.map(|name| (name.to_owned(), json!(format!("{base}/{name}"))));
            return Ok(Reply::ok(Value::Object(urls.into_iter().collect())));
        }
        allow(request, &["GET", "HEAD", "POST"])?;
        let body = request.object()?;
        let all_or_none = body.get("allOrNone") == Some(&Value::Bool(true));
        let parts = parts(body)?;
        check_size(&parts)?;
        self.database.savepoint()?;
        let mut replies = self.run(&parts);
        let failed = replies.iter().any(Reply::failed);
        if all_or_none && failed {
            self.database.roll_back()?;
            for reply in replies.iter_mut().filter(|reply| !reply.failed()) {
                *reply = rolled_back().into();
            }
        } else {
            self.database.release()?;
        }
        let results = parts.iter().zip(replies).map(|(part, reply)| result(part, reply));
        Ok(Reply::ok(json!({"compositeResponse": results.collect::<Vec<_>>()})))
    }

    fn run(&self, parts: &[Part<'_>]) -> Vec<Reply> {
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
        let request = Request::from_parts(part.method, &url, body)?;
        let nested = request.path.first().map(String::as_str) == Some("composite")
            && request.path.get(1).map(String::as_str) != Some("sobjects");
        if nested {
            return Err(ApiError::not_found());
        }
        super::versions::check(&request.version)?;
        Ok(self.answer(&request))
    }
}

fn parts(body: &Map<String, Value>) -> Result<Vec<Part<'_>>, ApiError> {
    let Some(Value::Array(parts)) = body.get("compositeRequest") else {
        return Err(invalid("compositeRequest must be an array of requests"));
    };
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
        });
    }
    Ok(read)
}

fn check_size(parts: &[Part<'_>]) -> Result<(), ApiError> {
    let heavy = parts
        .iter()
        .filter(|part| {
            ["/query", "/composite/sobjects", "/search"]
                .iter()
                .any(|heavy| part.url.contains(heavy))
        })
        .count();
    if parts.len() > MOST_PARTS {
        return Err(too_many("subrequests", MOST_PARTS));
    }
    if heavy > MOST_HEAVY_PARTS {
        return Err(too_many("query or collections subrequests", MOST_HEAVY_PARTS));
    }
    Ok(())
}

/// The code is Salesforce's; the wording is a guess.
fn too_many(what: &str, most: usize) -> ApiError {
    let message = format!("The composite request exceeds the maximum of {most} {what}.");
    ApiError::new(400, "LIMIT_EXCEEDED", message)
}

fn invalid(message: &str) -> ApiError {
    ApiError::new(400, "INVALID_INPUT", message)
}

fn rolled_back() -> ApiError {
    ApiError::new(
        400,
        "PROCESSING_HALTED",
        "The transaction was rolled back since another operation in the same transaction failed.",
    )
}

fn result(part: &Part<'_>, reply: Reply) -> Value {
    let mut headers = Map::new();
    for (name, value) in reply.headers {
        let name = match name {
            "location" => "Location",
            "last-modified" => "Last-Modified",
            other => other,
        };
        headers.insert(name.to_owned(), Value::String(value));
    }
    json!({
        "body": reply.body, "httpHeaders": headers, "httpStatusCode": reply.status,
        "referenceId": part.reference,
    })
}
