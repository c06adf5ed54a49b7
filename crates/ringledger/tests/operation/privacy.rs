//! What the whole program tells about calls to logs, metrics and traces: their ways, and never whose they were.

use std::collections::BTreeMap;
use std::fs::File;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use secrecy::SecretString;

use crate::collector::Collector;
use crate::installation::{Installation, SECRET, client, command};

/// Parts of everything that is somebody's: names, numbers in several spellings, words, secrets.
const CANARIES: [&str; 8] = [
    "Quaggamire",
    "2025550188",
    "555-0188",
    "marzipan",
    "zebulon@",
    "Y2FuYXJ5",
    "c2VjcmV0LW9mLXRoZS1vcmc",
    "otter-comment",
];

const PARENT: (&str, &str) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");

/// The service, with a log of its own that tells much; it ends with the test.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn start(installation: &Installation, collector: &Collector) -> Service {
    let log = File::create(installation.path("log")).unwrap();
    let mut serve = command(&installation.path(""), &["serve"]);
    serve
        .env("RINGLEDGER_LOG__FORMAT", "json")
        .env("RINGLEDGER_LOG__LEVEL", "debug,ringledger::span=trace")
        .env("RINGLEDGER_LOG__OTLP_URL", &collector.url)
        .stdout(Stdio::null())
        .stderr(log);
    let service = Service(serve.spawn().unwrap());
    until("the service answers", async || {
        let url = format!("http://{}/readyz", installation.service);
        client().get(url).send().await.is_ok_and(|answer| answer.status().is_success())
    })
    .await;
    service
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !holds().await {
        assert!(since.elapsed() < Duration::from_secs(30), "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn event(kind: &str, id: &str, more: &str) -> String {
    format!(
        r#"{{"type":"{kind}","at":"2026-11-18T08:00:00Z","call":{{"id":"{id}","direction":"inbound","customer":{{"number":"+1 202-555-0188","name":"Zebulon Quaggamire"}},"line":{{"number":"+12125550100","country":"US"}},"started_at":"2026-11-18T08:00:00Z"{more}}}}}"#
    )
}

/// Posts a body as the phone system would, within a trace of its own.
async fn post(installation: &Installation, path: &str, body: &str) -> u16 {
    let settings = sources::Settings {
        id: "main".to_owned(),
        secrets: vec![SecretString::from(SECRET)],
        options: BTreeMap::new(),
        region: "US".to_owned(),
        time_zone: "UTC".to_owned(),
    };
    let source = sources::find("generic").unwrap();
    let now = jiff::Timestamp::now().as_millisecond();
    let signed = source.sign(body.as_bytes(), &settings, "msg_1", now).unwrap();
    let url = format!("http://{}/hooks/{path}", installation.service);
    let parent = format!("00-{}-{}-01", PARENT.0, PARENT.1);
    let mut request = client().post(url).header("traceparent", parent);
    for (name, value) in &signed.headers {
        request = request.header(name, value);
    }
    request.body(signed.body).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn logs_metrics_and_traces_tell_nothing_of_anybody() {
    let installation = Installation::new();
    installation.add(
        "[[source]]\nid = \"shut\"\nkind = \"generic\"\nsecret = \"whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5\"\n",
    );
    let org = installation.start_org().await;
    let collector = Collector::start();
    let _service = start(&installation, &collector).await;

    let ended = r#","answered_at":"2026-11-18T08:00:05Z","ended_at":"2026-11-18T08:01:05Z","comment":"otter-comment of marzipan, zebulon@example.com""#;
    assert_eq!(post(&installation, "main", &event("call.began", "7", "")).await, 200);
    assert_eq!(post(&installation, "main", &event("call.ended", "7", ended)).await, 200);
    // Everything that is refused, unreadable or lost is told of in the log too.
    assert_eq!(post(&installation, "shut", &event("call.ended", "8", ended)).await, 401);
    assert_eq!(post(&installation, "+12025550188", &event("call.ended", "9", "")).await, 404);
    let broken = "{\"type\":\"call.ended\",\"number\":\"+12025550188\",\"name\":\"Quaggamire\"";
    assert_eq!(post(&installation, "main", broken).await, 200);
    installation.logged(1);
    drop(org);
    assert_eq!(post(&installation, "main", &event("call.ended", "10", ended)).await, 200);

    let wanted = ["receive", "digest", "resolve", "compose", "deliver"];
    until("all steps were traced", async || {
        let names: Vec<String> = collector.spans().into_iter().map(|span| span.name).collect();
        wanted.iter().all(|name| names.iter().any(|told| told == name))
    })
    .await;
    traces_are_whole(&collector);
    let metrics = client().get(format!("http://{}/metrics", installation.service));
    let metrics = metrics.send().await.unwrap().text().await.unwrap();
    let log = std::fs::read_to_string(installation.path("log")).unwrap();
    assert!(log.lines().count() > 3, "{log}");
    let traces = String::from_utf8_lossy(&collector.bytes()).into_owned();
    for canary in CANARIES {
        for (name, text) in [("log", &log), ("metrics", &metrics), ("traces", &traces)] {
            let line = text.lines().find(|line| line.contains(canary));
            assert_eq!(line, None, "{canary} stands in the {name}");
        }
    }
    let lines = log.lines().filter(|line| line.starts_with('{'));
    let lines: Vec<serde_json::Value> = lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let trace = engine::trace::trace_id("main:7");
    for step in wanted {
        let is_its = |line: &&serde_json::Value| {
            line["fields"]["trace_id"] == *trace && line["fields"]["name"] == step
        };
        assert!(lines.iter().any(|line| is_its(&line)), "no line tells of {step}");
    }
}

/// One trace a call, named by the call's key alone, with the sender's trace as a link.
fn traces_are_whole(collector: &Collector) {
    let expected = engine::trace::trace_id("main:7");
    let spans = collector.spans();
    let of_call: Vec<_> = spans.iter().filter(|span| span.trace_id == expected).collect();
    for name in ["receive", "digest", "resolve", "compose", "deliver"] {
        assert!(of_call.iter().any(|span| span.name == name), "{name} is not in {of_call:?}");
    }
    for span in &spans {
        assert!(span.start > 1_700_000_000_000_000_000 && span.end >= span.start, "{span:?}");
        assert_eq!((span.trace_id.len(), span.span_id.len()), (32, 16), "{span:?}");
    }
    let parent = (PARENT.0.to_owned(), PARENT.1.to_owned());
    let received = of_call.iter().find(|span| span.name == "receive").unwrap();
    assert_eq!(received.links, [parent]);
    let mut ids: Vec<&str> = spans.iter().map(|span| span.span_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), spans.len(), "two spans have one id");
}
