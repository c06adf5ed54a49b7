//! An org to play an exchange in.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use emulator::{Org, OrgOptions};
use tower::ServiceExt as _;

/// 2024-11-21 09:00 UTC.
const NOW: i64 = 1_732_179_600_000;

pub(crate) struct Stage {
    pub(crate) org: Org,
    router: Router,
    token: String,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Stage {
    /// A plain org: no Person Accounts, none of our fields.
    pub(crate) fn new() -> Self {
        let mut options = OrgOptions::new(Arc::new(|| NOW), 1);
        options.person_accounts = false;
        options.call_id_field = false;
        let org = Org::new(options).expect("an org");
        let token = org.sessions().issue(&org.administrator().user_id, None, NOW);
        Self { router: emulator::router(org.clone()), org, token }
    }

    pub(crate) async fn send(&self, method: &str, target: &str, body: Option<&str>) -> Reply {
        let body = body.unwrap_or_default();
        let kind = match body.trim_start().chars().next() {
            Some('<') => "application/xml",
            Some('{' | '[') | None => "application/json",
            _ => "text/csv",
        };
        self.send_as(method, target, body, kind).await
    }

    pub(crate) async fn send_as(
        &self,
        method: &str,
        target: &str,
        body: &str,
        kind: &str,
    ) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header("x-sfdc-session", &self.token)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("a response");
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Reply { status, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
