//! The SOAP endpoints: records (`/services/Soap/u` and `/c`) and metadata (`/services/Soap/m`).

mod envelope;
mod fault;
mod lifecycle;
mod metadata;
mod partner;
mod record;
mod sign_in;
#[cfg(test)]
mod tests;
pub(crate) mod xml;

use std::net::{IpAddr, SocketAddr};

use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};

use self::envelope::Envelope;
use self::fault::Fault;
use self::xml::Xml;
use crate::metadata_api::LARGEST_ZIP;
use crate::oauth;
use crate::org::{Actor, Org};

/// Bytes of a message: the largest zip in base64, and what stands around it.
const LARGEST_MESSAGE: usize = LARGEST_ZIP / 3 * 4 + 1024 * 1024;

/// The API whose messages an endpoint takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Api {
    /// `u`: records of any org.
    Partner,
    /// `c`: records of this org; the messages are the same but for the namespace.
    Enterprise,
    /// `m`: metadata.
    Metadata,
}

impl Api {
    fn named(letter: &str) -> Option<Self> {
        match letter {
            "u" => Some(Self::Partner),
            "c" => Some(Self::Enterprise),
            "m" => Some(Self::Metadata),
            _ => None,
        }
    }

    fn namespace(self) -> &'static str {
        match self {
            Self::Partner => "urn:partner.soap.sforce.com",
            Self::Enterprise => "urn:enterprise.soap.sforce.com",
            Self::Metadata => "http://soap.sforce.com/2006/04/metadata",
        }
    }
}

/// What answering one message needs.
#[derive(Debug, Clone, Copy)]
struct Call<'a> {
    org: &'a Org,
    /// On whose behalf.
    actor: &'a Actor,
    /// The session of the message.
    session: &'a str,
    /// The address under which the client reached us.
    base: &'a str,
    /// Such as `66.0`.
    version: &'a str,
    /// `u`, `c` or `m`.
    api: Api,
    /// The client's address, as far as it is known.
    address: Option<IpAddr>,
}

/// Routes of this part.
pub(crate) fn routes(org: Org) -> Router {
    Router::new()
        .route("/services/Soap/{api}/{version}", post(answer))
        .route("/services/Soap/{api}/{version}/{org}", post(answer))
        .layer(DefaultBodyLimit::max(LARGEST_MESSAGE))
        .with_state(org)
}

async fn answer(
    State(org): State<Org>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    Path(path): Path<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let part = |name: &str| {
        path.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let Some(api) = Api::named(&part("api")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let base = oauth::base(&headers);
    let address = oauth::address(&headers, peer.map(|Extension(ConnectInfo(peer))| peer.ip()));
    let version = part("version");
    let work = tokio::task::spawn_blocking(move || {
        let actor = Actor::user("");
        let call = Call {
            org: &org,
            actor: &actor,
            session: "",
            base: &base,
            version: &version,
            api,
            address,
        };
        respond(call, &body).unwrap_or_else(|fault| fault.reply(api.namespace()))
    });
    match work.await {
        Ok(response) => response,
        Err(error) => Fault::new("UNKNOWN_EXCEPTION", &error.to_string()).reply(api.namespace()),
    }
}

/// Answers a message; the call has no session yet.
fn respond(call: Call<'_>, body: &[u8]) -> Result<Response, Fault> {
    let Call { org, api, version, .. } = call;
    let text = std::str::from_utf8(body).map_err(|_| Fault::client("the message is not UTF-8"))?;
    let document = xml::parse(text).map_err(Fault::client)?;
    let envelope = Envelope::open(&document)?;
    if !crate::rest::is_served(&format!("v{version}")) {
        return Err(Fault::new("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"));
    }
    if envelope.name() == "login" && api != Api::Metadata {
        return Ok(reply(api, "login", &call.sign_in(&envelope)?));
    }
    let session = envelope.session_id().unwrap_or_default();
    let user_id = org.sessions().check(&session, org.now()).ok_or_else(Fault::session)?;
    let actor = Actor::user(user_id);
    if !org.database().may_use_api(&actor)? {
        return Err(Fault::new(
            "API_DISABLED_FOR_ORG",
            "API is not enabled for this Organization or Partner",
        ));
    }
    if org.0.usage.spend("soap", 1, org.now(), org.allowance()).is_none() {
        return Err(Fault::new("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));
    }
    let call = Call { actor: &actor, session: &session, ..call };
    let results = match api {
        Api::Metadata => call.metadata(&envelope)?,
        Api::Partner | Api::Enterprise => call.records(&envelope)?,
    };
    Ok(reply(api, envelope.name(), &results))
}

/// The reply's envelope around the results.
fn reply(api: Api, operation: &str, results: &str) -> Response {
    let mut xml = Xml::new();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    let more = match api {
        Api::Metadata => String::new(),
        Api::Partner => " xmlns:sf=\"urn:sobject.partner.soap.sforce.com\"".to_owned(),
        Api::Enterprise => " xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\"".to_owned(),
    };
    let envelope = format!(
        "soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{}\"{more} \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"",
        api.namespace()
    );
    xml.element(&envelope, |xml| {
        xml.element("soapenv:Body", |xml| {
            xml.element(&format!("{operation}Response"), |xml| {
                xml.raw(results);
            });
        });
    });
    ([(header::CONTENT_TYPE, "text/xml;charset=utf-8")], xml.finish()).into_response()
}
