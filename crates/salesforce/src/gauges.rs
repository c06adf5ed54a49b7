//! What a monitoring system learns of the requests to Salesforce: how many of which kind, with which outcome, and how
//! far the clocks are apart. Labels come from closed lists: nothing of an org or a person can stand in them.

use jiff::fmt::rfc2822;

use crate::catalogue;
use crate::client::Call;
use crate::failure::Failure;
use crate::reply::Reply;

/// Counts a request with what it came to.
pub(crate) fn count_request(call: &Call<'_>, failure: Option<&Failure>) {
    let code = failure.map_or("ok", |failure| code(&failure.code));
    let op = operation(call);
    metrics::counter!("ringledger_salesforce_api_requests_total", "op" => op, "code" => code)
        .increment(1);
}

/// Counts the records that one request carries.
pub(crate) fn count_records(records: usize) {
    let records = u32::try_from(records).unwrap_or(u32::MAX);
    metrics::histogram!("ringledger_salesforce_batch_records").record(records);
}

/// Salesforce says its time with each reply, to the second.
pub(crate) fn note_clock(reply: &Reply, now_ms: i64) {
    let theirs = reply.header("date").and_then(|date| rfc2822::parse(date).ok());
    if let Some(theirs) = theirs {
        let ahead = now_ms.saturating_sub(theirs.timestamp().as_millisecond());
        // A part of a second is nobody's mistake: theirs has none.
        let seconds = i32::try_from(ahead / 1000).unwrap_or(i32::MAX);
        metrics::gauge!("ringledger_clock_skew_seconds").set(seconds);
    }
}

/// The code where the catalogue has it; what an org's own code may invent is `other`.
fn code(code: &str) -> &'static str {
    match catalogue::find(code, "", &[]).code {
        "" => "other",
        known => known,
    }
}

/// What a request does, from its path.
fn operation(call: &Call<'_>) -> &'static str {
    let path = call.path.split('?').next().unwrap_or_default();
    let rest = path.strip_prefix("/services/data/").and_then(|rest| rest.split_once('/'));
    let Some((_, rest)) = rest else { return "other" };
    let mut parts = rest.trim_end_matches('/').split('/');
    match (parts.next(), parts.next_back()) {
        (Some("composite"), _) if rest.starts_with("composite/sobjects") => {
            if call.writes {
                "write"
            } else {
                "retrieve"
            }
        }
        (Some("composite"), _) => "composite",
        (Some("query" | "queryAll"), _) => "query",
        (Some("jobs"), _) => "bulk",
        (Some("limits"), _) => "limits",
        (Some("sobjects"), Some("describe")) => "describe",
        (Some("sobjects"), Some("deleted")) => "deleted",
        (Some("sobjects"), _) => "sobjects",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_by_its_path() {
        for (path, expected) in [
            ("/services/data/v66.0/query?q=SELECT+Id+FROM+Lead", "query"),
            ("/services/data/v66.0/query/01g-2000", "query"),
            ("/services/data/v66.0/composite", "composite"),
            ("/services/data/v66.0/composite/sobjects/Task", "retrieve"),
            ("/services/data/v66.0/jobs/query/750x/results?locator=a", "bulk"),
            ("/services/data/v66.0/limits", "limits"),
            ("/services/data/v66.0/sobjects", "sobjects"),
            ("/services/data/v66.0/sobjects/Task/describe", "describe"),
            ("/services/data/v66.0/sobjects/Lead/deleted/?start=1", "deleted"),
            ("/elsewhere", "other"),
        ] {
            assert_eq!(operation(&Call::get(path)), expected, "{path}");
        }
        let write = Call { writes: true, ..Call::get("/services/data/v66.0/composite/sobjects/x") };
        assert_eq!(operation(&write), "write");
    }

    #[test]
    fn a_code_of_an_orgs_own_making_is_no_label() {
        assert_eq!(code("UNABLE_TO_LOCK_ROW"), "UNABLE_TO_LOCK_ROW");
        assert_eq!(code("+81 3-5550-0101"), "other");
    }
}
