//! Lists of jobs, a page at a time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};

use super::Shared;
use super::answer::{Call, lock};
use super::job::Job;
use crate::error::ApiError;
use crate::rest::message::Reply;

/// Jobs of a page (Bulk API 2.0 guide).
const PAGE: usize = 1_000;

/// A place in a list or result as clients see it: `MTAwMDA` is row 10,000.
pub(super) fn locator(place: usize) -> String {
    STANDARD_NO_PAD.encode(place.to_string())
}

/// The place that a locator stands for.
pub(super) fn place(locator: &str) -> Option<usize> {
    let bytes = STANDARD_NO_PAD.decode(locator.trim_end_matches('=')).ok()?;
    String::from_utf8(bytes).ok()?.parse().ok()
}

/// A page of jobs; `kind` is such as `ingest`, `job_type` such as `V2Ingest`.
pub(super) fn page<T>(
    call: &Call<'_>,
    kind: &str,
    job_type: &str,
    jobs: &[Shared<T>],
    describe: impl Fn(&Job<T>) -> Value,
) -> Result<Reply, ApiError> {
    let start = match call.request.parameter("queryLocator") {
        None => 0,
        Some(locator) => place(locator)
            .ok_or_else(|| ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator"))?,
    };
    // Chunking by keys is a setting of the older Bulk API, whose jobs there are none of.
    let other_type = call.request.parameter("jobType").is_some_and(|wanted| wanted != job_type);
    let chunked = call.request.parameter("isPkChunkingEnabled") == Some("true");
    let jobs = if other_type || chunked { &[] } else { jobs };
    let mut seen = Vec::with_capacity(jobs.len());
    for job in jobs {
        if call.sees(&lock(job).head)? {
            seen.push(job);
        }
    }
    let jobs = seen;
    let end = jobs.len().min(start.saturating_add(PAGE));
    let found = jobs.get(start..end).unwrap_or_default();
    let records: Vec<Value> = found.iter().map(|job| describe(&lock(job))).collect();
    let done = end == jobs.len();
    let next = (!done).then(|| {
        let version = &call.request.version;
        format!("/services/data/{version}/jobs/{kind}?queryLocator={}", locator(end))
    });
    Ok(Reply::ok(json!({"done": done, "records": records, "nextRecordsUrl": next})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locators_are_places() {
        assert_eq!(locator(10_000), "MTAwMDA");
        assert_eq!(place("MTAwMDA"), Some(10_000));
        assert_eq!(place("MTAwMDA="), Some(10_000));
        for text in ["", "null", "abc", "\u{e9}", "LTE"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
