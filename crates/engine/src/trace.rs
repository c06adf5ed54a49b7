//! What is told of a call's way for traces: one trace a call, across restarts and nodes, with a span for each step. Only
//! times, the source and the result; nobody's number or name.
//!
//! The steps are told as log events of the target [`TARGET`]; who wants traces collects them there. Nobody else sees them.

use domain::event::Millis;
use sha2::{Digest as _, Sha256};
use sources::Request;

use crate::Engine;
use crate::digest::hex;
use crate::work::{End, Work};

/// The target of the log events that are spans. Their fields: `trace_id` (32 hexadecimal digits), `name`, `from_ms` and
/// `to_ms` (UTC milliseconds), `source`, `result`, and `link`, the `traceparent` of the request that began it.
pub const TARGET: &str = "ringledger::span";

/// The header with which a sender names its own trace (W3C Trace Context).
const TRACEPARENT: &str = "traceparent";

/// The trace of a call: the same wherever and whenever it is asked for.
#[must_use]
pub fn trace_id(call_id: &str) -> String {
    let digest = Sha256::digest(format!("ringledger call {call_id}").as_bytes());
    hex(&digest[..16])
}

/// A step of a call's way.
pub(crate) struct Step<'a> {
    pub(crate) name: &'static str,
    pub(crate) from: Millis,
    pub(crate) to: Millis,
    pub(crate) source: &'a str,
    pub(crate) result: &'static str,
    pub(crate) link: &'a str,
}

/// Whether anybody collects spans.
pub(crate) fn is_wanted() -> bool {
    tracing::enabled!(target: TARGET, tracing::Level::TRACE)
}

pub(crate) fn tell(call_id: &str, step: &Step<'_>) {
    tracing::trace!(
        target: TARGET,
        trace_id = trace_id(call_id),
        name = step.name,
        from_ms = step.from,
        to_ms = step.to,
        source = step.source,
        result = step.result,
        link = step.link,
    );
}

/// The headers that are kept with a delivery, as JSON: the sender's own trace, if it names one.
pub(crate) fn headers_to_keep(request: &Request<'_>) -> String {
    match request.header(TRACEPARENT).filter(|parent| is_traceparent(parent)) {
        Some(parent) => serde_json::json!({ TRACEPARENT: parent }).to_string(),
        None => "{}".to_owned(),
    }
}

/// The sender's own trace among kept headers; empty where there is none.
pub(crate) fn link_in(headers: &str) -> String {
    let headers: serde_json::Value = serde_json::from_str(headers).unwrap_or_default();
    headers[TRACEPARENT].as_str().unwrap_or_default().to_owned()
}

/// `00-<32 digits>-<16 digits>-<2 digits>`, lower case, no id all zeros (W3C Trace Context, 3.2).
fn is_traceparent(text: &str) -> bool {
    let digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |part: &str, length| digits(part, length) && part.bytes().any(|byte| byte != b'0');
    match text.split('-').collect::<Vec<_>>()[..] {
        ["00", trace, span, flags] => is_id(trace, 32) && is_id(span, 16) && digits(flags, 2),
        _ => false,
    }
}

/// When the steps of a round began; the last is when it ended.
pub(crate) struct Steps {
    times: Vec<(&'static str, Millis)>,
}

impl Steps {
    /// Begins the first step.
    pub(crate) fn begin(name: &'static str, engine: &Engine) -> Steps {
        Steps { times: vec![(name, engine.now())] }
    }

    /// Ends a step and begins the next.
    pub(crate) fn next(&mut self, name: &'static str, engine: &Engine) {
        self.times.push((name, engine.now()));
    }

    /// Tells of all steps for each of the works.
    pub(crate) fn tell(mut self, works: &[Work], engine: &Engine) {
        if !is_wanted() {
            return;
        }
        self.next("", engine);
        for work in works {
            for pair in self.times.windows(2) {
                let [(name, from), (_, to)] = pair else { continue };
                let (source, result) = (work.claimed.source_id.as_str(), result(work));
                let step = Step { name, from: *from, to: *to, source, result, link: "" };
                tell(work.id(), &step);
            }
        }
    }
}

fn result(work: &Work) -> &'static str {
    match work.end {
        Some(End::Logged(_)) => "logged",
        Some(End::Ignored(_)) => "ignored",
        Some(End::Failed(_)) => "failed",
        Some(End::Retry(_) | End::Lost(_)) => "again",
        Some(End::Waiting(..) | End::Later(_)) | None => "waiting",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_follows_from_the_calls_key_alone() {
        assert_eq!(trace_id("main:7"), trace_id("main:7"));
        assert_ne!(trace_id("main:7"), trace_id("main:8"));
        assert_eq!(trace_id("main:7").len(), 32);
    }

    #[test]
    fn only_a_traceparent_of_the_standards_form_is_kept() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert!(is_traceparent(good));
        for bad in [
            "",
            "00",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-+81355500101",
            "00-+81355500101-b7ad6b7169203331-01",
        ] {
            assert!(!is_traceparent(bad), "{bad}");
        }
    }
}
