//! `/composite/batch`: up to 25 requests in one that know nothing of each other; each counts as a call.

use serde_json::{Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;

/// The most requests (Salesforce REST API guide).
const MOST_REQUESTS: usize = 25;

impl Call<'_> {
    pub(super) fn batch(&self, request: &Request) -> Result<Reply, ApiError> {
        allow(request, &["POST"])?;
        let body = request.object()?;
        let Some(Value::Array(requests)) = body.get("batchRequests") else {
            let message = "batchRequests must be an array of requests";
            return Err(ApiError::new(400, "INVALID_INPUT", message));
        };
        if requests.len() > MOST_REQUESTS {
            let message = "The batch request exceeds the maximum of 25 subrequests.";
            return Err(ApiError::new(400, "LIMIT_EXCEEDED", message));
        }
        let halt = request.is_on("haltOnError");
        let mut results = Vec::with_capacity(requests.len());
        let mut failed = false;
        for (place, part) in requests.iter().enumerate() {
            let reply = if halt && failed {
                let message = "Batch processing was halted by an error in an earlier subrequest.";
                ApiError::new(412, "BATCH_PROCESSING_HALTED", message).into()
            } else {
                self.batch_part(part, place).unwrap_or_else(Reply::from)
            };
            failed |= reply.failed();
            results.push(json!({"statusCode": reply.status, "result": reply.body}));
        }
        Ok(Reply::ok(json!({"hasErrors": failed, "results": results})))
    }

    fn batch_part(&self, part: &Value, place: usize) -> Result<Reply, ApiError> {
        let text = |name: &str| part.get(name).and_then(Value::as_str);
        let (Some(method), Some(url)) = (text("method"), text("url")) else {
            let message = "every request needs a method and a url";
            return Err(ApiError::new(400, "INVALID_INPUT", message));
        };
        let body = part.get("richInput").filter(|body| !body.is_null());
        let request = Request::from_parts(method, url, body.cloned())?;
        if request.path.first().map(String::as_str) == Some("composite") {
            return Err(ApiError::not_found());
        }
        super::versions::check(&request.version)?;
        // The first is paid for by the batch itself.
        let (now, allowance) = (self.org.now(), self.org.allowance());
        let kind = "composite/batch";
        if place > 0 && self.org.0.usage.spend(kind, 1, now, allowance).is_none() {
            let message = "TotalRequests Limit exceeded.";
            return Err(ApiError::new(403, "REQUEST_LIMIT_EXCEEDED", message));
        }
        Ok(self.answer(&request))
    }
}
