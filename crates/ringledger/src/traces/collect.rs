//! Picks the spans of calls out of the log events and hands them on; when nobody takes them fast enough they are dropped,
//! for nothing may wait for traces.

use tokio::sync::mpsc::Sender;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::message::{Link, Span, Status, attribute};

/// A layer of the log that sees spans only.
pub(super) struct Collector {
    spans: Sender<Span>,
}

impl Collector {
    pub(super) fn new(spans: Sender<Span>) -> Collector {
        Collector { spans }
    }
}

impl<S: Subscriber> Layer<S> for Collector {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut told = Told::default();
        event.record(&mut told);
        // Full or closed: this span is lost, and no call is.
        let _ = self.spans.try_send(told.into_span(rand::random()));
    }
}

/// The fields of the log event.
#[derive(Default)]
struct Told {
    trace_id: String,
    name: String,
    source: String,
    result: String,
    link: String,
    from_ms: i64,
    to_ms: i64,
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        let place = match field.name() {
            "trace_id" => &mut self.trace_id,
            "name" => &mut self.name,
            "source" => &mut self.source,
            "result" => &mut self.result,
            "link" => &mut self.link,
            _ => return,
        };
        value.clone_into(place);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        match field.name() {
            "from_ms" => self.from_ms = value,
            "to_ms" => self.to_ms = value,
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Told {
    fn into_span(self, span_id: u64) -> Span {
        let nanos = |millis: i64| u64::try_from(millis).unwrap_or(0).saturating_mul(1_000_000);
        let facts = [("ringledger.source", &self.source), ("ringledger.result", &self.result)];
        let facts = facts.iter().filter(|(_, value)| !value.is_empty());
        Span {
            trace_id: bytes(&self.trace_id),
            span_id: span_id.max(1).to_be_bytes().to_vec(),
            name: self.name,
            kind: 1,
            start_time_unix_nano: nanos(self.from_ms),
            end_time_unix_nano: nanos(self.to_ms.max(self.from_ms)),
            attributes: facts.map(|(key, value)| attribute(key, value)).collect(),
            links: link(&self.link).into_iter().collect(),
            status: (self.result == "failed").then_some(Status { code: 2 }),
        }
    }
}

/// A `traceparent` that was checked when it came.
fn link(parent: &str) -> Option<Link> {
    let mut parts = parent.split('-').skip(1);
    let (trace_id, span_id) = (parts.next()?, parts.next()?);
    Some(Link { trace_id: bytes(trace_id), span_id: bytes(span_id) })
}

fn bytes(digits: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len() / 2).filter_map(|place| pair(place * 2)).collect()
}
