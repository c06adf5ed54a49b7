//! `/metrics` of the running binary, held to the catalogue, the document, the dashboard and the alert rules.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use web::metrics::{ALL, Metric, document};

use crate::exposition::{Family, parse};
use crate::installation::{Installation, call, client};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Set this to write the document instead of comparing it.
const WRITE: &str = "RINGLEDGER_WRITE_DOCUMENTS";

/// Those that a single good call on a new installation need not touch.
const NOT_YET: [&str; 1] = ["ringledger_clock_skew_seconds"];

#[tokio::test]
async fn what_is_counted_is_what_the_catalogue_says() {
    let installation = Installation::new();
    let _org = installation.start_org().await;
    let _service = installation.start_service().await;
    let names = ["1.json", "2.json", "3.json"];
    for (name, body) in names.iter().zip(call("7")) {
        installation.write(name, body.as_bytes());
    }
    assert!(installation.run(&["replay", names[0], names[1], names[2]]).success);
    installation.logged(1);
    let address = |path: &str| format!("http://{}{path}", installation.service);
    let nobody = client().post(address("/hooks/made-up")).body("{}").send().await.unwrap();
    assert_eq!(nobody.status(), 404);
    for path in ["/healthz", "/livez", "/readyz"] {
        assert_eq!(client().get(address(path)).send().await.unwrap().status(), 200, "{path}");
    }

    let answer = client().get(address("/metrics")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let families = parse(&answer.text().await.unwrap());
    for (name, family) in &families {
        let metric = ALL.iter().find(|metric| metric.name == name);
        holds(metric.unwrap_or_else(|| panic!("{name} is not in the catalogue")), family);
    }
    for metric in ALL.iter().filter(|metric| !NOT_YET.contains(&metric.name)) {
        assert!(families.contains_key(metric.name), "{} was not exposed", metric.name);
    }
    assert_eq!(families["ringledger_events_stored_total"].total(""), 3.0);
    assert_eq!(families["ringledger_event_to_task_seconds"].total("_count"), 1.0);
    assert_eq!(families["ringledger_calls_total"].total(""), 1.0);
    let webhooks = &families["ringledger_webhook_requests_total"].samples;
    let told = |source: &str, outcome: &str| {
        webhooks.iter().any(|s| s.labels["source"] == source && s.labels["outcome"] == outcome)
    };
    assert!(told("main", "kept") && told("unknown", "unknown_source"), "{webhooks:?}");
    assert!(!told("made-up", "unknown_source"), "anybody can make up labels");
}

/// Whether a family is exposed as the catalogue says.
fn holds(metric: &Metric, family: &Family) {
    let name = metric.name;
    assert_eq!(family.kind.as_deref(), Some(metric.kind.name()), "TYPE of {name}");
    assert_eq!(family.help.as_deref(), Some(metric.help), "HELP of {name}");
    assert!(!family.samples.is_empty(), "{name} has no samples");
    let allowed: BTreeSet<&str> =
        metric.labels.iter().map(|(label, _)| *label).chain(["le"]).collect();
    for sample in &family.samples {
        let strange = sample.labels.keys().find(|label| !allowed.contains(label.as_str()));
        assert_eq!(strange, None, "{name} has a label that the catalogue has not");
        assert!(sample.value.is_finite(), "{name}");
    }
}

#[test]
fn the_catalogue_has_what_the_program_counts_and_nothing_else() {
    let mut counted = BTreeSet::new();
    for file in rust_files(&Path::new(ROOT).join("crates")) {
        if file.to_string_lossy().contains("/src/") && !file.ends_with("metrics/catalogue.rs") {
            let text = fs::read_to_string(file).unwrap();
            // The names stand first in `counter!(…)`, `gauge!(…)` and `histogram!(…)`.
            let macros = text.split("!(").skip(1).map(str::trim_start);
            let named = macros.filter(|rest| rest.starts_with("\"ringledger_"));
            counted.extend(named.filter_map(|rest| rest.split('"').nth(1)).map(str::to_owned));
        }
    }
    let listed: BTreeSet<String> = ALL.iter().map(|metric| metric.name.to_owned()).collect();
    assert_eq!(counted, listed);
}

#[test]
fn the_document_is_made_from_the_catalogue() {
    let path = Path::new(ROOT).join("docs/metrics.md");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, document()).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == document(),
        "docs/metrics.md is not as the catalogue says; run this test with {WRITE}=1 to write it anew"
    );
}

/// The names that stand in a text behind `before`, which ends with their beginning.
fn names_in(text: &str, before: &str) -> BTreeSet<String> {
    let rest = text.split(before).skip(1);
    let name = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
        format!("ringledger_{}", &rest[..end])
    };
    rest.map(name).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(rust_files(&path)),
            false if path.extension().is_some_and(|ending| ending == "rs") => files.push(path),
            false => {}
        }
    }
    files
}

/// Expressions of the dashboard and of the alert rules, each with where it stands.
fn expressions() -> Vec<(String, String)> {
    let read = |path: &str| fs::read_to_string(Path::new(ROOT).join("packaging").join(path));
    let mut all = Vec::new();
    let board: serde_json::Value =
        serde_json::from_str(&read("grafana/ringledger.json").unwrap()).unwrap();
    for panel in board["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            all.push((text(&panel["title"]), text(&target["expr"])));
        }
    }
    let rules: serde_json::Value =
        serde_yaml_ng::from_str(&read("prometheus/ringledger.rules.yml").unwrap()).unwrap();
    for rule in rules["groups"][0]["rules"].as_array().unwrap() {
        assert!(rule["annotations"]["summary"].is_string(), "{rule}");
        assert!(rule["annotations"]["description"].is_string(), "{rule}");
        all.push((text(&rule["alert"]), text(&rule["expr"])));
    }
    all
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn dashboard_and_alerts_ask_for_metrics_that_exist() {
    let expressions = expressions();
    assert!(expressions.len() > 25, "{}", expressions.len());
    let mut asked = BTreeSet::new();
    for (place, expression) in &expressions {
        let (open, close) = (expression.matches('(').count(), expression.matches(')').count());
        assert_eq!(open, close, "{place}: {expression}");
        for name in names_in(expression, "ringledger_") {
            let base = |kind: &str| name.strip_suffix(kind).map(str::to_owned);
            let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|part| base(part));
            let metric = ALL.iter().find(|metric| {
                metric.name == name
                    || (histogram.as_deref() == Some(metric.name)
                        && metric.kind.name() == "histogram")
            });
            let metric = metric.unwrap_or_else(|| panic!("{place} asks for {name}"));
            check_labels(place, expression, metric);
            asked.insert(metric.name);
        }
    }
    let unseen: Vec<&str> =
        ALL.iter().map(|metric| metric.name).filter(|name| !asked.contains(name)).collect();
    assert!(unseen.is_empty(), "neither dashboard nor alerts show {unseen:?}");
}

/// Whether the labels that an expression groups by or selects are the metric's, or those that Prometheus adds.
fn check_labels(place: &str, expression: &str, metric: &Metric) {
    let groups = expression.split("by (").skip(1).filter_map(|rest| rest.split(')').next());
    let selectors = expression.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let grouped = groups.flat_map(|group| group.split(','));
    let selected = selectors
        .flat_map(|selector| selector.split(','))
        .filter_map(|matcher| matcher.split(['=', '!']).next());
    let added = ["job", "instance", "le"];
    for label in grouped.chain(selected).map(str::trim) {
        let known = metric.labels.iter().any(|(name, _)| *name == label) || added.contains(&label);
        assert!(known, "{place}: {} has no label {label}", metric.name);
    }
}
