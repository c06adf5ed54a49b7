//! An org to provoke errors in.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use emulator::{Actor, Field, Object, Org, OrgOptions};
use serde_json::{Map, Value};
use tower::ServiceExt as _;

/// 2024-11-21 09:00 UTC.
const NOW: i64 = 1_732_179_600_000;

const BASE: &str = "/services/data/v66.0";

/// What a client heard.
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) text: String,
    /// Values of the request, and what stands for them in the list.
    pub(crate) given: Vec<(String, String)>,
}

impl Told {
    pub(crate) fn given(mut self, value: &str, mark: &str) -> Self {
        self.given.push((value.to_owned(), mark.to_owned()));
        self
    }
}

pub(crate) struct Stage {
    pub(crate) org: Org,
    router: Router,
    token: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut OrgOptions)) -> Self {
        let mut options = OrgOptions::new(Arc::new(|| NOW), 1);
        change(&mut options);
        let org = Org::new(options).expect("an org");
        let token = org.sessions().issue(&org.administrator().user_id, None, NOW);
        Self { router: emulator::router(org.clone()), org, token }
    }

    /// The same org for another user.
    pub(crate) fn as_user(&self, user_id: &str) -> Self {
        let token = self.org.sessions().issue(user_id, None, NOW);
        Self { org: self.org.clone(), router: self.router.clone(), token }
    }

    pub(crate) fn as_stranger(&self) -> Self {
        let token = "00D5g00000Emu1a!nobody".to_owned();
        Self { org: self.org.clone(), router: self.router.clone(), token }
    }

    /// Sends a request to the data API.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Told {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.raw(method, &format!("{BASE}{path}"), "application/json", body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Told {
        self.send("GET", path, None).await
    }

    pub(crate) async fn soql(&self, query: &str) -> Told {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        self.get(&format!("/query?q={query}")).await
    }

    pub(crate) async fn raw(&self, method: &str, target: &str, kind: &str, body: String) -> Told {
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .expect("a request");
        self.answer(request).await
    }

    /// Posts a form to a host, without a session.
    pub(crate) async fn form(&self, host: &str, path: &str, pairs: &[(&str, &str)]) -> Told {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = Request::post(path)
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request");
        self.answer(request).await
    }

    async fn answer(&self, request: Request<Body>) -> Told {
        let response = self.router.clone().oneshot(request).await.expect("a response");
        let status = response.status().as_u16();
        let location = response.headers().get(header::LOCATION);
        let location = location.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let text = match location.filter(|_| (300..400).contains(&status)) {
            Some(location) => location,
            None => String::from_utf8_lossy(&bytes).into_owned(),
        };
        Told { status, text, given: Vec::new() }
    }

    /// Creates a record as the administrator; returns its id.
    pub(crate) fn create(&self, object: &str, record: Value) -> String {
        self.org.create(&self.org.administrator(), object, map(record)).expect("a record")
    }

    pub(crate) fn load(&self, object: &str, record: Value) -> String {
        self.org.load(object, vec![map(record)]).expect("a record").remove(0)
    }

    /// A user without any rights but those of the profile of new users.
    pub(crate) fn user(&self, username: &str, more: Value) -> String {
        let mut user = map(serde_json::json!({
            "Username": username, "LastName": "Mori", "Email": "mori@example.com", "Alias": "mori",
        }));
        user.extend(map(more));
        self.org.load("User", vec![user]).expect("a user").remove(0)
    }

    pub(crate) fn administrator(&self) -> Actor {
        self.org.administrator()
    }

    /// Adds a field to an object.
    pub(crate) fn field(&self, object: &str, field: Value) {
        let field: Field = serde_json::from_value(field).expect("a field");
        self.org.change_schema(|schema| schema.put_field(object, &field)).expect("a field");
    }

    /// Adds an object with fields.
    pub(crate) fn object(&self, name: &str, key_prefix: &str, fields: Value) {
        let object: Object = serde_json::from_value(serde_json::json!({
            "name": name, "label": name, "label_plural": name, "key_prefix": key_prefix, "fields": fields,
        }))
        .expect("an object");
        self.org.change_schema(|schema| schema.put_object(object)).expect("an object");
    }
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
