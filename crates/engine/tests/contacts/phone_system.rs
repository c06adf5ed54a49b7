//! A phone system that holds contacts: it answers as the documentation of Aircall's public API says.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::stage::TestClock;

/// The phone system; clones are one.
#[derive(Clone)]
pub(crate) struct PhoneSystem(Arc<Mutex<Inner>>, TestClock);

pub(crate) struct Inner {
    pub(crate) contacts: BTreeMap<u64, Value>,
    next_id: u64,
    /// Method and path of every request, with its time.
    pub(crate) asked: Vec<(String, i64)>,
    /// Requests of somebody else with the same key.
    pub(crate) others: Vec<i64>,
    /// How many of the next writes are done without a reply.
    pub(crate) lost_replies: u32,
    /// Status of all answers, instead of doing anything.
    pub(crate) broken: Option<StatusCode>,
    /// Whether the list shows nobody.
    pub(crate) forgetful: bool,
    /// Records that one query reaches.
    pub(crate) reach: usize,
}

impl PhoneSystem {
    /// Starts it; returns it and where it answers.
    pub(crate) async fn start(clock: TestClock) -> (PhoneSystem, &'static str) {
        let inner = Inner {
            contacts: BTreeMap::new(),
            next_id: 9_001,
            asked: Vec::new(),
            others: Vec::new(),
            lost_replies: 0,
            broken: None,
            forgetful: false,
            reach: 10_000,
        };
        let system = PhoneSystem(Arc::new(Mutex::new(inner)), clock);
        let router = Router::new()
            .route("/v1/contacts", get(list).post(create))
            .route("/v1/contacts/search", get(search))
            .route("/v1/contacts/{id}", get(one).post(update))
            .route("/v1/contacts/{id}/{part}", post(add_detail))
            .route("/v1/contacts/{id}/{part}/{detail}", put(change_detail))
            .layer(axum::middleware::from_fn_with_state(system.clone(), pass))
            .with_state(system.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (system, Box::leak(url.into_boxed_str()))
    }

    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    fn second(&self) -> i64 {
        self.1.now() / 1000
    }

    /// A person enters a contact; returns its id.
    pub(crate) fn enter(&self, body: &Value) -> u64 {
        let now = self.second();
        let mut inner = self.inner();
        let id = inner.next_id;
        inner.next_id += 10;
        let mut contact = json!({"id": id, "direct_link": "", "first_name": null, "last_name": null,
            "company_name": null, "information": null, "is_shared": true, "created_at": now, "updated_at": now,
            "phone_numbers": [], "emails": []});
        for (name, value) in body.as_object().unwrap() {
            contact[name] = strip(value);
        }
        for part in ["phone_numbers", "emails"] {
            for (place, detail) in contact[part].as_array_mut().unwrap().iter_mut().enumerate() {
                detail["id"] = json!(id * 100 + place as u64);
            }
        }
        inner.contacts.insert(id, contact);
        id
    }

    /// A person edits a contact.
    pub(crate) fn edit(&self, id: u64, changes: &Value) {
        let now = self.second();
        let mut inner = self.inner();
        let contact = inner.contacts.get_mut(&id).unwrap();
        for (name, value) in changes.as_object().unwrap() {
            contact[name] = strip(value);
        }
        contact["updated_at"] = json!(now);
    }

    /// The id of the contact with that family name.
    pub(crate) fn named(&self, last_name: &str) -> u64 {
        let inner = self.inner();
        let mut found =
            inner.contacts.iter().filter(|(_, contact)| contact["last_name"] == last_name);
        let (id, _) = found.next().unwrap_or_else(|| panic!("nobody is called {last_name}"));
        assert!(found.next().is_none(), "two are called {last_name}");
        *id
    }

    pub(crate) fn contact(&self, last_name: &str) -> Value {
        let id = self.named(last_name);
        self.inner().contacts[&id].clone()
    }

    /// How many requests wrote.
    pub(crate) fn writes(&self) -> usize {
        self.inner().asked.iter().filter(|(asked, _)| !asked.starts_with("GET")).count()
    }
}

/// The real one stores no emoji in names.
fn strip(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(text.replace(['☎', '🎉'], "")),
        other => other.clone(),
    }
}

async fn pass(State(system): State<PhoneSystem>, request: Request, next: Next) -> Response {
    let now = system.1.now();
    let asked = format!("{} {}", request.method(), request.uri());
    let writes = !asked.starts_with("GET");
    let key = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let known = key == Some("Basic dXM6dDBrZW4=");
    {
        let mut inner = system.inner();
        inner.asked.push((asked, now));
        if let Some(status) = inner.broken {
            return status.into_response();
        }
        let recent = inner.asked.iter().map(|(_, at)| at).chain(&inner.others);
        let minute: Vec<i64> = recent.filter(|at| now - 60_000 < **at).copied().collect();
        if minute.len() > 120 {
            let reset = minute.iter().min().unwrap() / 1000 + 61;
            let headers = [
                ("X-AircallApi-Limit", "120".to_owned()),
                ("X-AircallApi-Remaining", "0".to_owned()),
                ("X-AircallApi-Reset", reset.to_string()),
            ];
            return (StatusCode::TOO_MANY_REQUESTS, headers).into_response();
        }
    }
    if !known {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let response = next.run(request).await;
    let mut inner = system.inner();
    if writes && inner.lost_replies > 0 {
        inner.lost_replies -= 1;
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    response
}

type Params = Query<HashMap<String, String>>;

async fn list(State(system): State<PhoneSystem>, Query(params): Params) -> Response {
    let inner = system.inner();
    let number = |name: &str| params.get(name).and_then(|text| text.parse::<i64>().ok());
    let by = params.get("order_by").map_or("created_at", String::as_str);
    let from = number("from").unwrap_or(0);
    let time = |contact: &&Value, name: &str| contact[name].as_i64().unwrap();
    let shown = inner.contacts.values().filter(|_| !inner.forgetful);
    // Their documentation: `from` is about the time of creation, whatever the order.
    let mut found: Vec<&Value> =
        shown.filter(|contact| time(contact, "created_at") >= from).collect();
    found.sort_by_key(|contact| (time(contact, by), contact["id"].as_u64()));
    if params.get("order").map(String::as_str) == Some("desc") {
        found.reverse();
    }
    page(&found, &params, inner.reach)
}

fn page(found: &[&Value], params: &HashMap<String, String>, reach: usize) -> Response {
    let number = |name: &str, otherwise: usize| {
        params.get(name).map_or(otherwise, |text| text.parse::<usize>().unwrap())
    };
    let (size, page) = (number("per_page", 20), number("page", 1));
    if size > 50 || page == 0 || (page - 1) * size >= reach {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let contacts: Vec<&&Value> = found.iter().skip((page - 1) * size).take(size).collect();
    let more = page * size < found.len().min(reach);
    let next = more.then(|| format!("https://api.example.com/v1/contacts?page={}", page + 1));
    let meta = json!({"count": contacts.len(), "total": found.len(), "current_page": page, "per_page": size,
        "next_page_link": next, "previous_page_link": null});
    axum::Json(json!({"meta": meta, "contacts": contacts})).into_response()
}

async fn search(State(system): State<PhoneSystem>, Query(params): Params) -> Response {
    let inner = system.inner();
    let has = |contact: &&Value| {
        let numbers = contact["phone_numbers"].as_array().unwrap();
        numbers.iter().any(|number| number["value"] == params["phone_number"].as_str())
    };
    let found: Vec<&Value> = inner.contacts.values().filter(has).collect();
    page(&found, &params, inner.reach)
}

async fn one(State(system): State<PhoneSystem>, Path(id): Path<u64>) -> Response {
    answer(&system, id)
}

fn answer(system: &PhoneSystem, id: u64) -> Response {
    match system.inner().contacts.get(&id) {
        Some(contact) => axum::Json(json!({"contact": contact})).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn create(State(system): State<PhoneSystem>, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers["content-type"], "application/json");
    let body: Value = serde_json::from_slice(&body).unwrap();
    let numbers = body["phone_numbers"].as_array().unwrap();
    if body["last_name"] == "Unwanted" || !numbers.iter().all(|number| is_e164(&number["value"])) {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let id = system.enter(&body);
    (StatusCode::CREATED, answer(&system, id)).into_response()
}

fn is_e164(number: &Value) -> bool {
    number.as_str().is_some_and(|text| text.starts_with('+') && text.len() > 7)
}

async fn update(State(system): State<PhoneSystem>, Path(id): Path<u64>, body: Bytes) -> Response {
    if system.inner().contacts.contains_key(&id) {
        system.edit(id, &serde_json::from_slice(&body).unwrap());
    }
    answer(&system, id)
}

fn list_name(part: &str) -> &'static str {
    match part {
        "phone_details" => "phone_numbers",
        "email_details" => "emails",
        other => panic!("{other}"),
    }
}

async fn add_detail(
    State(system): State<PhoneSystem>,
    Path((id, part)): Path<(u64, String)>,
    body: Bytes,
) -> Response {
    let mut detail: Value = serde_json::from_slice(&body).unwrap();
    detail["id"] = json!(id * 100 + 77);
    let mut details = system.inner().contacts[&id][list_name(&part)].clone();
    details.as_array_mut().unwrap().push(detail.clone());
    system.edit(id, &json!({list_name(&part): details}));
    axum::Json(detail).into_response()
}

async fn change_detail(
    State(system): State<PhoneSystem>,
    Path((id, part, detail)): Path<(u64, String, u64)>,
    body: Bytes,
) -> Response {
    let change: Value = serde_json::from_slice(&body).unwrap();
    let mut details = system.inner().contacts[&id][list_name(&part)].clone();
    let known = details.as_array_mut().unwrap().iter_mut().find(|known| known["id"] == detail);
    match known {
        Some(known) => known["value"] = change["value"].clone(),
        None => return StatusCode::NOT_FOUND.into_response(),
    }
    system.edit(id, &json!({list_name(&part): details}));
    axum::Json(change).into_response()
}
