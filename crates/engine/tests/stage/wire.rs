//! The wire between us and the org: what went over it is remembered, and a request can be held back on it.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use emulator::Org;
use tokio::sync::oneshot;
use tower::ServiceExt as _;

/// One request to the org.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) body: String,
}

/// The wire; clones are one.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Mutex<Traffic>>);

#[derive(Default)]
struct Traffic {
    sent: Vec<Sent>,
    trap: Option<(Which, Trap)>,
    /// Whether the next page of a bulk query that has another one behind it loses its last row.
    cuts: bool,
    /// The object that Salesforce does not know in the next composite.
    unknown: Option<&'static str>,
}

/// The next request with this method, if one is named, to a path that contains this and with a body that does.
struct Which {
    method: Option<&'static str>,
    path: &'static str,
    body: &'static str,
}

enum Trap {
    /// The request waits on the wire until it is let go.
    Hold { arrived: oneshot::Sender<()>, go: oneshot::Receiver<()> },
    /// The sender hears that the gateway gave up, while the request is still on its way.
    Late { caught: oneshot::Sender<(Parts, Bytes)> },
}

/// A request that waits on the wire.
pub(crate) struct Held {
    arrived: oneshot::Receiver<()>,
    go: oneshot::Sender<()>,
}

/// A request whose sender was told nothing, and which may still be done.
pub(crate) struct Late(oneshot::Receiver<(Parts, Bytes)>);

impl Wire {
    fn state(&self) -> MutexGuard<'_, Traffic> {
        self.0.lock().unwrap()
    }

    /// Everything that was sent so far.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// How many requests had a path that contains `part`.
    pub(crate) fn count(&self, part: &str) -> usize {
        self.state().sent.iter().filter(|sent| sent.path.contains(part)).count()
    }

    /// Holds the next request that writes to a path which contains `part`.
    pub(crate) fn hold(&self, part: &'static str) -> Held {
        self.stop(Which { method: None, path: part, body: "" })
    }

    /// Holds the next composite whose body contains `part`.
    pub(crate) fn hold_part(&self, part: &'static str) -> Held {
        self.stop(Which { method: None, path: "/composite", body: part })
    }

    fn stop(&self, which: Which) -> Held {
        let (arrived, has_arrived) = oneshot::channel();
        let (go, may_go) = oneshot::channel();
        self.state().trap = Some((which, Trap::Hold { arrived, go: may_go }));
        Held { arrived: has_arrived, go }
    }

    /// Answers the next request that writes to a path which contains `part` with a gateway's 504, and keeps
    /// it to be done later.
    pub(crate) fn delay(&self, part: &'static str) -> Late {
        self.catch(Which { method: None, path: part, body: "" })
    }

    /// The same for the next composite whose body contains `part`.
    pub(crate) fn delay_part(&self, part: &'static str) -> Late {
        self.catch(Which { method: None, path: "/composite", body: part })
    }

    /// The same for the next change of Tasks that are there already.
    pub(crate) fn delay_change(&self) -> Late {
        self.catch(Which { method: Some("PATCH"), path: "/composite/sobjects", body: "" })
    }

    /// Lets the next page of a bulk query that has another one behind it lose its last row.
    pub(crate) fn cut_a_page(&self) {
        self.state().cuts = true;
    }

    /// Lets Salesforce not know `object` in the next composite that queries it.
    pub(crate) fn hide_once(&self, object: &'static str) {
        self.state().unknown = Some(object);
    }

    fn rewrite(&self, body: Bytes) -> Bytes {
        let mut state = self.state();
        let Some(from) = state.unknown.map(|object| format!("FROM+{object}+")) else { return body };
        let text = String::from_utf8_lossy(&body).into_owned();
        if !text.contains(&from) {
            return body;
        }
        state.unknown = None;
        text.replace(&from, "FROM+Nobody__c+").into()
    }

    /// How many records of `object` were to be created one by one.
    pub(crate) fn creates_of(&self, object: &str) -> usize {
        let url = format!("/sobjects/{object}\"");
        self.sent().iter().map(|sent| sent.body.matches(&url).count()).sum()
    }

    fn catch(&self, which: Which) -> Late {
        let (caught, request) = oneshot::channel();
        self.state().trap = Some((which, Trap::Late { caught }));
        Late(request)
    }

    fn spring(&self, sent: &Sent) -> Option<Trap> {
        let mut state = self.state();
        let here = |(which, _): &mut (Which, Trap)| {
            let right_method = which.method.is_none_or(|method| sent.method == method);
            let right_place = sent.path.contains(which.path) && sent.body.contains(which.body);
            right_method && sent.method != "GET" && right_place
        };
        state.trap.take_if(here).map(|(_, trap)| trap)
    }
}

impl Held {
    /// Returns when the request stands on the wire.
    pub(crate) async fn arrived(&mut self) {
        (&mut self.arrived).await.expect("the request was sent");
    }

    /// Lets it through.
    pub(crate) fn go(self) {
        self.go.send(()).expect("the request still waits");
    }
}

impl Late {
    /// Has the request done after all.
    pub(crate) async fn commit(self, org: &Org) {
        let (parts, body) = self.0.await.expect("a request was caught");
        let request = Request::from_parts(parts, Body::from(body));
        let response = emulator::router(org.clone()).oneshot(request).await.unwrap();
        assert!(response.status().is_success(), "{}", response.status());
    }
}

/// The layer around the org's router.
pub(crate) async fn pass(State(wire): State<Wire>, request: Request, next: Next) -> Response {
    // Streams in both directions cannot be remembered whole.
    if request.uri().path().starts_with("/eventbus.") {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let sent = Sent {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let trap = wire.spring(&sent);
    wire.state().sent.push(sent);
    match trap {
        Some(Trap::Late { caught }) => {
            assert!(caught.send((parts, body)).is_ok(), "the test still waits for the request");
            return (StatusCode::GATEWAY_TIMEOUT, "").into_response();
        }
        Some(Trap::Hold { arrived, go }) => {
            assert!(arrived.send(()).is_ok(), "the test still waits for the request");
            go.await.expect("the test lets the request go");
        }
        None => {}
    }
    let body = wire.rewrite(body);
    if !body.is_empty() {
        parts.headers.insert("content-length", body.len().into());
    }
    let reply = next.run(Request::from_parts(parts, Body::from(body))).await;
    let locator = reply.headers().get("sforce-locator");
    let has_next = locator.is_some_and(|locator| locator != "null");
    if !(has_next && std::mem::take(&mut wire.state().cuts)) {
        return reply;
    }
    let (mut parts, body) = reply.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let (rows, _) = text.trim_end().rsplit_once('\n').unwrap();
    parts.headers.remove("content-length");
    Response::from_parts(parts, Body::from(format!("{rows}\n")))
}
