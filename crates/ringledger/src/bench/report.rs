//! The bench's figures.

use serde::Serialize;

use super::percentiles::Percentiles;
use crate::printing;

/// What a run of calls came to.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) calls: u64,
    pub(crate) events_per_call: u64,
    pub(crate) copies: usize,
    pub(crate) mode: String,
    pub(crate) latency_ms: u64,
    pub(crate) unavailable: f64,
    pub(crate) locked: f64,
    /// Seconds from the first webhook (or from when writing was allowed) to the last Task.
    pub(crate) seconds: f64,
    pub(crate) calls_per_second: f64,
    pub(crate) webhooks_sent: usize,
    pub(crate) webhooks_sent_again: u64,
    pub(crate) ack_ms: Percentiles,
    pub(crate) event_to_task_ms: Percentiles,
    pub(crate) api_calls: i64,
    pub(crate) api_calls_per_call: f64,
    pub(crate) peak_memory_mb: f64,
    pub(crate) restarts: u64,
    /// Calls without a Task in the org.
    pub(crate) lost: u64,
    /// Tasks beyond the first of a call.
    pub(crate) duplicates: u64,
    /// Calls that stand in the error list.
    pub(crate) failed: i64,
}

/// What keeping webhooks costs.
#[derive(Debug, Serialize)]
pub(crate) struct Acks {
    pub(crate) connections: usize,
    pub(crate) rounds: usize,
    /// Webhooks a second that were on disk before they were answered.
    pub(crate) kept_per_second: f64,
    /// The same server, answering without keeping.
    pub(crate) not_kept_per_second: f64,
    pub(crate) ratio: f64,
}

/// Prints a run as a person reads it.
pub(crate) fn print(report: &Report) {
    let lines = [
        format!(
            "{} calls, {} webhooks each, {} copies of each, mode {}",
            report.calls, report.events_per_call, report.copies, report.mode
        ),
        format!(
            "{:.1} s, {:.0} calls/s from webhook to Task",
            report.seconds, report.calls_per_second
        ),
        format!(
            "webhook to 200:   p50 {:.2} ms, p99 {:.2} ms",
            report.ack_ms.p50, report.ack_ms.p99
        ),
        format!(
            "last event to Task: p50 {:.2} ms, p99 {:.2} ms",
            report.event_to_task_ms.p50, report.event_to_task_ms.p99
        ),
        format!(
            "{} Salesforce API calls, {:.4} a call",
            report.api_calls, report.api_calls_per_call
        ),
        format!("peak memory {:.0} MB, {} restarts", report.peak_memory_mb, report.restarts),
        format!("lost {}, duplicates {}, failed {}", report.lost, report.duplicates, report.failed),
    ];
    for line in lines {
        printing::line(line);
    }
}

/// Prints the cost of keeping.
pub(crate) fn print_acks(acks: &Acks) {
    printing::line(format!(
        "{} connections: {:.0} webhooks/s kept, {:.0} webhooks/s answered without keeping, ratio {:.2}",
        acks.connections, acks.kept_per_second, acks.not_kept_per_second, acks.ratio
    ));
}
