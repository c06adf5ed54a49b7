//! The page about metrics, made from their catalogue: a test holds `docs/metrics.md` to it.

use std::fmt::Write as _;

use super::catalogue::{ALL, Kind, Metric};

const HEAD: &str = "# Metrics

`GET /metrics` answers in Prometheus' text format, without sign-in: counts and times only. Let Prometheus reach it, and
nobody else who has no business with it; a proxy before Ringledger need not pass it on.

```yaml
scrape_configs:
  - job_name: ringledger
    static_configs:
      - targets: [\"127.0.0.1:8080\"]
```

No label has values without end, and none holds a number, a name or a secret. With several nodes on one database each
tells the same gauges; take their `max`. A dashboard for Grafana and alert rules for Prometheus are in
[packaging](../packaging/README.md).

This page is made from the catalogue in the program (`crates/web/src/metrics/catalogue.rs`); a test holds it to that.

| metric | kind | labels | what it says |
|---|---|---|---|
";

/// The text of `docs/metrics.md`.
#[must_use]
pub fn document() -> String {
    let mut text = HEAD.to_owned();
    for metric in ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            metric.name,
            kind(metric.kind),
            labels(metric),
            metric.help
        );
    }
    text
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Histogram(buckets) => {
            let limits: Vec<String> = buckets.iter().map(f64::to_string).collect();
            format!("histogram ({})", limits.join(", "))
        }
        other => other.name().to_owned(),
    }
}

fn labels(metric: &Metric) -> String {
    let labels = metric.labels.iter().map(|(name, values)| format!("`{name}`: {values}"));
    labels.collect::<Vec<_>>().join("; ")
}
