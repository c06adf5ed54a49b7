//! A browser for tests: it keeps its cookie, follows nothing, and says what it got.
//!
//! ```ignore
//! let stage = Stage::open(place, Plan::default()).await;
//! let browser = Browser::signed_in(&stage, Role::Auditor).await;
//! let page = browser.get("/calls").await;
//! assert_eq!(page.status, 200);
//! assert!(page.body.contains("…"), "{}", page.body);
//! ```

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt as _;
use web::access::{AccessSettings, NewPerson, Role, Stage as Proof, add_person, open_session};
use web::{Edge, Router};

use crate::stage::Stage;

/// How the outside reaches the service.
pub(crate) const PUBLIC_URL: &str = "http://127.0.0.1:8080";

/// The password of everybody who has one.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A browser, or a program with a key.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    /// Headers of each request.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Page {
    /// A header as text; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The cookie that was set, as a browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}

/// The service's routes on a stage.
pub(crate) fn service(stage: &Stage) -> Router {
    service_with(stage, AccessSettings::default())
}

/// The same with other settings of signing in.
pub(crate) fn service_with(stage: &Stage, access: AccessSettings) -> Router {
    service_at(stage, PUBLIC_URL, access)
}

/// The same, reached from outside by this address.
pub(crate) fn service_at(stage: &Stage, public_url: &str, access: AccessSettings) -> Router {
    let public_url = public_url.to_owned();
    let edge = Edge { max_body_bytes: 1 << 20, public_url, keep: true, access };
    web::router(stage.engine.clone(), edge)
}

/// Adds a person who may use the console; returns their id.
pub(crate) async fn person(stage: &Stage, email: &str, role: Role) -> String {
    let person = NewPerson {
        email: email.to_owned(),
        name: "Mia Friday".to_owned(),
        role,
        password: Some(PASSWORD.into()),
        language: Some("en".to_owned()),
        time_zone: Some("Asia/Tokyo".to_owned()),
    };
    add_person(&stage.engine, person).await.unwrap()
}

impl Browser {
    /// Nobody.
    pub(crate) fn stranger(stage: &Stage) -> Browser {
        Browser::to(service(stage))
    }

    /// Nobody, who asks this router.
    pub(crate) fn to(router: Router) -> Browser {
        Browser { router, headers: Vec::new() }
    }

    /// A new person of this role, signed in; the e-mail is `{role}@example.com`. Once a role and stage.
    pub(crate) async fn signed_in(stage: &Stage, role: Role) -> Browser {
        let id = person(stage, &format!("{}@example.com", role.name()), role).await;
        Browser::of(stage, &id).await
    }

    /// A person who is there already, signed in.
    pub(crate) async fn of(stage: &Stage, user_id: &str) -> Browser {
        let settings = AccessSettings::default();
        let nowhere = web::access::Browser::default();
        let opened =
            open_session(&stage.engine, settings, user_id, Proof::Full, nowhere, None).await;
        Browser::stranger(stage).with("cookie", &format!("ringledger={}", opened.unwrap()))
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Browser {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Gets a page.
    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send("GET", path, None, String::new()).await
    }

    /// Sends a form of this site.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send("POST", path, Some("application/x-www-form-urlencoded"), body).await
    }

    /// Sends anything.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: String,
    ) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Page { status: parts.status, headers: parts.headers, body }
    }
}
