//! `/composite`: up to 25 requests in one, which may refer to each other's replies.

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use super::part::{self, Part, invalid, rolled_back, too_many};
use crate::error::ApiError;

/// The most parts (REST API guide).
const MOST_PARTS: usize = 25;

/// The most parts that are queries or collections (REST API guide).
const MOST_HEAVY_PARTS: usize = 5;

impl Call<'_> {
    pub(super) fn composite(&self, request: &Request) -> Result<Reply, ApiError> {
        if request.method == "GET" {
            let base = format!("/services/data/{}/composite", request.version);
            let names = ["batch", "graph", "sobjects", "tree"];
            let urls = names.map(|name| (name.to_owned(), json!(format!("{base}/{name}"))));
            return Ok(Reply::ok(Value::Object(urls.into_iter().collect())));
        }
        allow(request, &["GET", "HEAD", "POST"])?;
        let body = request.object()?;
        let parts = parts(body)?;
        check_size(&parts)?;
        let all_or_none = request.is_on("allOrNone");
        let replies = self.together(&parts, all_or_none)?;
        let results = parts.iter().zip(replies).map(|(part, reply)| part::result(part, reply));
        Ok(Reply::ok(json!({"compositeResponse": results.collect::<Vec<_>>()})))
    }

    /// Answers parts; with `all_or_none`, a failure undoes all of them.
    pub(super) fn together(
        &self,
        parts: &[Part<'_>],
        all_or_none: bool,
    ) -> Result<Vec<Reply>, ApiError> {
        self.database.savepoint()?;
        let mut replies = self.parts(parts);
        if all_or_none && replies.iter().any(Reply::failed) {
            self.database.roll_back()?;
            for reply in replies.iter_mut().filter(|reply| !reply.failed()) {
                *reply = rolled_back().into();
            }
        } else {
            self.database.release()?;
        }
        Ok(replies)
    }
}

fn parts(body: &Map<String, Value>) -> Result<Vec<Part<'_>>, ApiError> {
    match body.get("compositeRequest") {
        Some(Value::Array(parts)) => part::read(parts),
        _ => Err(invalid("compositeRequest must be an array of requests")),
    }
}

fn check_size(parts: &[Part<'_>]) -> Result<(), ApiError> {
    if parts.len() > MOST_PARTS {
        return Err(too_many("composite", "subrequests", MOST_PARTS));
    }
    let is_heavy = |part: &&Part<'_>| {
        matches!(part.path().as_slice(), ["query" | "queryAll", ..] | ["composite", "sobjects", ..])
    };
    if parts.iter().filter(is_heavy).count() > MOST_HEAVY_PARTS {
        let what = "query or collections subrequests";
        return Err(too_many("composite", what, MOST_HEAVY_PARTS));
    }
    Ok(())
}
