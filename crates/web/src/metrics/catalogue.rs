//! Every metric: its name, what it counts, and which labels it has. The document, the buckets and the help texts of the
//! exposition come from here.

/// One metric.
#[derive(Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What kind it is.
    pub kind: Kind,
    /// What it says.
    pub help: &'static str,
    /// Its labels: the name of each, and the values that it may have.
    pub labels: &'static [(&'static str, &'static str)],
}

/// What a metric can do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// It only grows, from 0 at the start of the process.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It sorts what was measured into buckets with these upper limits.
    Histogram(&'static [f64]),
}

impl Kind {
    /// Its name in the exposition.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        }
    }
}

const QUICK: Kind =
    Kind::Histogram(&[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0]);
const SLOW: Kind =
    Kind::Histogram(&[0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3_600.0, 86_400.0]);
const RECORDS: Kind = Kind::Histogram(&[1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 150.0, 200.0]);

const OBJECT: &[(&str, &str)] = &[("object", "Contact, Account, Lead or User")];

/// Every metric, sorted by name.
pub const ALL: &[Metric] = &[
    metric(
        "ringledger_build_info",
        Kind::Gauge,
        "1; the label says which version runs.",
        &[("version", "the version")],
    ),
    metric(
        "ringledger_calls_total",
        Kind::Counter,
        "Calls that reached a result in this process. A Task that is only brought up to date does not count again.",
        &[("result", "logged, ignored or failed")],
    ),
    metric(
        "ringledger_clock_skew_seconds",
        Kind::Gauge,
        "Seconds that our clock is ahead of Salesforce's, as of its last reply; negative when it is behind.",
        &[],
    ),
    metric(
        "ringledger_dead_letters",
        Kind::Gauge,
        "Calls that were given up and deliveries that could not be read: each needs a person.",
        &[],
    ),
    metric(
        "ringledger_event_to_task_seconds",
        SLOW,
        "Seconds from the moment that a call's Task was to be written until Salesforce had acknowledged it.",
        &[],
    ),
    metric(
        "ringledger_events_stored_total",
        Kind::Counter,
        "Deliveries of phone systems that were stored; a repeated one is not counted.",
        &[],
    ),
    metric(
        "ringledger_fsync_duration_seconds",
        QUICK,
        "Seconds that the database took to make a commit durable.",
        &[],
    ),
    metric(
        "ringledger_match_duration_seconds",
        QUICK,
        "Seconds from a call's number to the choice of its record; calls of one round are asked for together.",
        &[("result", "matched, none, ambiguous or not_searched")],
    ),
    metric(
        "ringledger_mirror_contacts",
        Kind::Gauge,
        "Records of each object in the copy of the org's people, as of its last load.",
        OBJECT,
    ),
    metric(
        "ringledger_mirror_lag_seconds",
        Kind::Gauge,
        "Seconds since the copy of each object was last known to be as Salesforce has it.",
        OBJECT,
    ),
    metric(
        "ringledger_org_paused",
        Kind::Gauge,
        "1 while nothing is written to the org, else 0; `ringledger status` says why.",
        &[],
    ),
    metric(
        "ringledger_queue_depth",
        Kind::Gauge,
        "Calls with something to do, now or later (waiting; held while the org is paused), and deliveries that were not \
         read yet (unread).",
        &[("state", "waiting, held or unread")],
    ),
    metric(
        "ringledger_queue_oldest_age_seconds",
        Kind::Gauge,
        "Seconds that the oldest thing waits which could be done now.",
        &[],
    ),
    metric(
        "ringledger_salesforce_api_quota_remaining",
        Kind::Gauge,
        "API requests that the org has left in its 24 hours, as of Salesforce's last reply.",
        &[],
    ),
    metric(
        "ringledger_salesforce_api_requests_total",
        Kind::Counter,
        "Requests to Salesforce's data API by what they did and what they came to.",
        &[
            (
                "op",
                "write, retrieve, composite, query, bulk, limits, describe, deleted, sobjects or other",
            ),
            ("code", "ok, an error code of Ringledger's catalogue, or other"),
        ],
    ),
    metric("ringledger_salesforce_batch_records", RECORDS, "Records in one writing request.", &[]),
    metric(
        "ringledger_webhook_ack_duration_seconds",
        QUICK,
        "Seconds from a webhook's first byte to its answer.",
        &[],
    ),
    metric(
        "ringledger_webhook_requests_total",
        Kind::Counter,
        "Webhooks by what they were answered.",
        &[
            ("source", "the id of a configured source, or unknown"),
            (
                "outcome",
                "kept, answered (a challenge), refused, unknown_source, not_read or unavailable",
            ),
        ],
    ),
];

const fn metric(
    name: &'static str,
    kind: Kind,
    help: &'static str,
    labels: &'static [(&'static str, &'static str)],
) -> Metric {
    Metric { name, kind, help, labels }
}

/// Tells the collector what each metric says.
pub(super) fn describe() {
    for metric in ALL {
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, metric.help),
            Kind::Gauge => metrics::describe_gauge!(metric.name, metric.help),
            Kind::Histogram(_) => metrics::describe_histogram!(metric.name, metric.help),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_prometheus_rules_and_are_sorted() {
        assert!(ALL.is_sorted_by_key(|metric| metric.name));
        for Metric { name, kind, help, .. } in ALL {
            assert!(name.starts_with("ringledger_"), "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
            assert_eq!(name.ends_with("_total"), *kind == Kind::Counter, "{name}");
            assert!(help.ends_with('.') && !help.contains('\n'), "{name}");
        }
    }
}
