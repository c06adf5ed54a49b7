//! Somebody who comes to a page that needs nobody to be signed in, such as the login page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use engine::Deed;

use super::cookie;
use super::origin::{browser, request_id};
use super::session::Browser;
use crate::Shared;

/// Where they come from, and the cookie that they bring.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) browser: Browser,
    pub(crate) request_id: String,
    /// What the session's cookie holds; it may be anything.
    pub(crate) token: Option<String>,
}

impl Arrival {
    /// What the person does, for the audit log.
    pub(crate) fn deed(&self, who: &str, what: &str, about: &str) -> Deed {
        Deed {
            who: who.to_owned(),
            what: what.to_owned(),
            about: about.to_owned(),
            from_address: self.browser.address.clone(),
            request_id: Some(self.request_id.clone()),
            ..Deed::default()
        }
    }
}

impl FromRequestParts<Shared> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Arrival, Infallible> {
        Ok(Arrival {
            browser: browser(shared, parts),
            request_id: request_id(parts),
            token: cookie::read(&shared.edge, &parts.headers, cookie::SESSION),
        })
    }
}
