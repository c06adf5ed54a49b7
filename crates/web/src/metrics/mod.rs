//! `GET /metrics`: what the process has counted, in Prometheus' text format. Counts and times only, nothing of anybody's
//! call: like `/status` it needs no sign-in.

mod catalogue;
mod document;

use std::sync::OnceLock;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Engine;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

pub use catalogue::{ALL, Kind, Metric};
pub use document::document;

use crate::Shared;

/// What is counted is the whole process's, and so is the one who collects it.
static COLLECTED: OnceLock<PrometheusHandle> = OnceLock::new();

/// How often what was measured is put into its buckets, so that it takes no memory while nobody asks.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// Prometheus' text format.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Begins to collect what the process counts. For the start of a serving process, inside a tokio runtime; done twice it
/// changes nothing.
///
/// # Errors
/// When something else in the process collects already.
pub fn collect() -> Result<(), BuildError> {
    if COLLECTED.get().is_some() {
        return Ok(());
    }
    let mut builder = PrometheusBuilder::new();
    for metric in ALL {
        if let Kind::Histogram(buckets) = metric.kind {
            let name = Matcher::Full(metric.name.to_owned());
            builder = builder.set_buckets_for_metric(name, buckets)?;
        }
    }
    let handle = builder.install_recorder()?;
    catalogue::describe();
    metrics::gauge!("ringledger_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
    let tidied = handle.clone();
    let _ = COLLECTED.set(handle);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(TIDY_EVERY).await;
            tidied.run_upkeep();
        }
    });
    Ok(())
}

/// `GET /metrics`; 404 where nobody collects.
pub(crate) async fn show(State(shared): State<Shared>) -> Response {
    let Some(collected) = COLLECTED.get() else {
        return (StatusCode::NOT_FOUND, "Nothing is counted in this process.\n").into_response();
    };
    if let Err(error) = shared.engine.gauge().await {
        // What the process itself has counted is worth most while the database is away.
        tracing::error!(%error, "the database could not be asked for its figures");
    }
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], collected.render()).into_response()
}

/// The source as a label: only one that is configured, or anybody could make up labels without end.
pub(crate) fn source_label(engine: &Engine, source: &str) -> String {
    let known = engine.source_ids().into_iter().find(|id| id == source);
    known.unwrap_or_else(|| "unknown".to_owned())
}

/// Counts a webhook with what it was answered, and how long that took.
pub(crate) fn count_webhook(source: String, outcome: &'static str, took: Duration) {
    metrics::counter!("ringledger_webhook_requests_total", "source" => source, "outcome" => outcome)
        .increment(1);
    metrics::histogram!("ringledger_webhook_ack_duration_seconds").record(took);
}
