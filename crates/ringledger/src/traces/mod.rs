//! Sends traces of calls to a collector by OTLP over HTTP, where `[log] otlp_url` names one: in batches, beside
//! everything else. A collector that does not answer costs traces, and nothing else.

mod collect;
mod message;

use std::time::Duration;

use anyhow::{Context as _, Result};
use prost::Message as _;
use tokio::sync::mpsc::{Receiver, channel};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

use collect::Collector;
use message::{ExportRequest, Resource, ResourceSpans, Scope, ScopeSpans, Span, attribute};

/// Spans that may wait to be sent; further ones are dropped.
const WAITING: usize = 8_192;

/// Spans in one request.
const BATCH: usize = 512;

/// How long a span waits for company.
const LINGER: Duration = Duration::from_millis(500);

/// How long the collector may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The layer that collects spans and sends them to `<url>/v1/traces`; nothing where `url` is empty. Must be called inside
/// a tokio runtime.
pub(crate) fn layer<S>(url: &str) -> Result<Option<impl Layer<S> + Send + Sync + use<S>>>
where
    S: tracing::Subscriber + for<'l> LookupSpan<'l>,
{
    if url.is_empty() {
        return Ok(None);
    }
    let address = format!("{}/v1/traces", url.trim_end_matches('/'));
    let address: reqwest::Url =
        address.parse().with_context(|| format!("log.otlp_url `{url}` is not a URL"))?;
    let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let (spans, waiting) = channel(WAITING);
    tokio::spawn(send_all(client, address, waiting));
    let only_spans = Targets::new().with_target(engine::trace::TARGET, tracing::Level::TRACE);
    Ok(Some(Collector::new(spans).with_filter(only_spans)))
}

async fn send_all(client: reqwest::Client, address: reqwest::Url, mut waiting: Receiver<Span>) {
    let mut was_refused = false;
    while let Some(first) = waiting.recv().await {
        let mut spans = vec![first];
        tokio::time::sleep(LINGER).await;
        while spans.len() < BATCH {
            let Ok(span) = waiting.try_recv() else { break };
            spans.push(span);
        }
        let request = client
            .post(address.clone())
            .header("content-type", "application/x-protobuf")
            .body(request(spans).encode_to_vec());
        let refusal = match request.send().await {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answers {}", answer.status())),
            Err(error) => Some(error.without_url().to_string()),
        };
        // Once, not for each batch.
        if let Some(why) = refusal.as_ref().filter(|_| !was_refused) {
            tracing::warn!(
                why,
                "traces cannot be sent to log.otlp_url; they are dropped until it answers"
            );
        }
        was_refused = refusal.is_some();
    }
}

fn request(spans: Vec<Span>) -> ExportRequest {
    let version = env!("CARGO_PKG_VERSION");
    let scope = Scope { name: "ringledger".to_owned(), version: version.to_owned() };
    let attributes =
        vec![attribute("service.name", "ringledger"), attribute("service.version", version)];
    ExportRequest {
        resource_spans: vec![ResourceSpans {
            resource: Some(Resource { attributes }),
            scope_spans: vec![ScopeSpans { scope: Some(scope), spans }],
        }],
    }
}
