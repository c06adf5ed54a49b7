//! The client of one org: connecting, and the one road that every request to the data API takes.

use std::fmt;
use std::sync::Arc;

use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::Value;
use url::Url;

use crate::catalogue::ours;
use crate::describe::Cache;
use crate::exchange::{exchange, http_client};
use crate::failure::Failure;
use crate::gauges;
use crate::hosts;
use crate::reply::Reply;
use crate::session::{Held, Session};
use crate::settings::Settings;
use crate::usage::{Counters, Usage};
use crate::vault::{TokenVault, Tokens};

/// Tells the time in UTC milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A client of one Salesforce org. Cheap to clone; clones share session, counters and describes.
#[derive(Clone)]
pub struct Client {
    parts: Arc<Parts>,
}

struct Parts {
    session: Arc<Session>,
    counters: Counters,
    describes: Cache,
}

/// One request to the org's instance.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// From the root of the host, with its query.
    pub(crate) path: &'a str,
    pub(crate) body: Option<&'a Value>,
    /// Whether a lost reply leaves the outcome unknown.
    pub(crate) writes: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        Self { method: Method::GET, path, body: None, writes: false }
    }
}

impl Client {
    /// Makes a client. Nothing is sent yet.
    ///
    /// # Errors
    /// `BAD_SETTINGS` when the address or the version cannot be right.
    pub fn new(
        settings: Settings,
        vault: Arc<dyn TokenVault>,
        clock: Clock,
    ) -> Result<Self, Failure> {
        check(&settings)?;
        let http = http_client(settings.timeout)?;
        let session = Arc::new(Session::new(settings, http, vault, clock));
        Ok(Self {
            parts: Arc::new(Parts {
                session,
                counters: Counters::default(),
                describes: Cache::default(),
            }),
        })
    }

    /// Signs in if there is no session yet, and makes sure that the org offers the API version.
    /// Costs no API call.
    ///
    /// # Errors
    /// Why Ringledger cannot work with this org as it is set up.
    pub async fn connect(&self) -> Result<(), Failure> {
        let versions = self.versions().await?;
        let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
        let wanted = self.session().settings.api_version.as_str();
        match (versions.first(), versions.last()) {
            _ if versions.contains(&wanted) => Ok(()),
            (Some(first), Some(last)) => {
                let message =
                    format!("The org offers the API versions {first} to {last}, but not {wanted}.");
                Err(Failure::ours(ours::API_VERSION_MISSING, message))
            }
            _ => {
                Err(Failure::ours(ours::NOT_SALESFORCE, "The address does not list API versions."))
            }
        }
    }

    /// The API versions that the org offers, such as `66.0`, oldest first. Signs in if there is no session yet.
    /// Costs no API call.
    ///
    /// # Errors
    /// Why signing in failed, or that the address is not Salesforce's.
    pub async fn versions(&self) -> Result<Vec<String>, Failure> {
        let instance = self.instance_url().await?;
        let request = self.session().http.get(at(&instance, "/services/data")?);
        let reply = exchange(request, None).await.map_err(Failure::nothing_written)?;
        let json = reply.into_json_unless_web_page().map_err(Failure::nothing_written)?;
        let list = json.as_array().into_iter().flatten();
        let versions = list.filter_map(|version| version.get("version")?.as_str());
        Ok(versions.map(str::to_owned).collect())
    }

    /// The org's own address, as the sign-in named it. Signs in if there is no session yet.
    ///
    /// # Errors
    /// Why signing in failed.
    pub async fn instance_url(&self) -> Result<Url, Failure> {
        let held = self.session().tokens(None, self.session().renewals()).await?;
        Ok(held.tokens.instance_url.clone())
    }

    /// Whether requests can be sent without a person: in the web flow somebody has to sign in once. Asks nobody.
    ///
    /// # Errors
    /// When the vault does not answer.
    pub async fn is_signed_in(&self) -> Result<bool, Failure> {
        self.session().is_signed_in().await
    }

    /// What was spent of the org's API calls.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.parts.counters.usage()
    }

    pub(crate) fn session(&self) -> &Arc<Session> {
        &self.parts.session
    }

    pub(crate) fn describes(&self) -> &Cache {
        &self.parts.describes
    }

    /// `/services/data/v66.0` and what follows.
    pub(crate) fn data_path(&self, rest: &str) -> String {
        format!("/services/data/v{}{rest}", self.session().settings.api_version)
    }

    /// Sends a request to the data API; if the session has ended, renews it and sends once more.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Value, Failure> {
        self.call_for(call, Reply::into_json).await
    }

    /// [`Client::call`] for a reply that is something else than JSON; `read` tells it from a failure.
    pub(crate) async fn call_for<T>(
        &self,
        call: Call<'_>,
        read: fn(Reply) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let counters = Some(&self.parts.counters);
        let outcome =
            self.with_session(|tokens| (on_instance(tokens, call.path), counters), &call, read);
        let outcome = outcome.await;
        gauges::count_request(&call, outcome.as_ref().err());
        outcome
    }

    /// Asks the identity service, which stands outside of the data API and its allowance.
    pub(crate) async fn call_identity(&self) -> Result<Value, Failure> {
        let identity = |tokens: &Tokens| (Ok(tokens.identity_url.clone()), None);
        self.with_session(identity, &Call::get(""), Reply::into_json).await
    }

    async fn with_session<'c, T>(
        &self,
        target: impl Fn(&Tokens) -> (Result<Url, Failure>, Option<&'c Counters>),
        call: &Call<'_>,
        read: fn(Reply) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let known = |failure: Failure| {
            if call.writes { failure } else { failure.nothing_written() }
        };
        let send = |held: Arc<Held>| {
            let (url, counters) = target(&held.tokens);
            async move {
                let url = url?;
                if !hosts::is_trusted(&url, &self.session().settings.login_url) {
                    let host = url.host_str().unwrap_or("no host");
                    let message = format!("A saved sign-in points to {host}.");
                    return Err(Failure::ours(ours::UNTRUSTED_HOST, message));
                }
                let mut request = self.session().http.request(call.method.clone(), url);
                request = request.bearer_auth(held.tokens.access_token.expose_secret());
                if let Some(body) = call.body {
                    request = request.json(body);
                }
                let reply = exchange(request, counters).await?;
                gauges::note_clock(&reply, (self.session().clock)());
                read(reply)
            }
        };
        self.session().with_tokens(send).await.map_err(known)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.session().settings).finish_non_exhaustive()
    }
}

/// An address on the org's own host.
fn on_instance(tokens: &Tokens, path: &str) -> Result<Url, Failure> {
    at(&tokens.instance_url, path)
}

fn at(instance: &Url, path: &str) -> Result<Url, Failure> {
    let url = instance.join(path).ok();
    // A path such as //example.com would lead to another host.
    url.filter(|url| url.origin() == instance.origin()).ok_or_else(|| {
        Failure::ours(ours::UNTRUSTED_HOST, "A reply points away from the org's own host.")
    })
}

fn check(settings: &Settings) -> Result<(), Failure> {
    let bad = |message: &str| Err(Failure::ours(ours::BAD_SETTINGS, message));
    let login = &settings.login_url;
    if !["http", "https"].contains(&login.scheme()) || login.host().is_none() {
        return bad("login_url must be an https address, such as https://login.salesforce.com.");
    }
    if login.scheme() == "http" && hosts::is_salesforce(login) {
        return bad("login_url must begin with https: a secret would travel in clear.");
    }
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match settings.api_version.split_once('.') {
        Some((major, minor)) if number(major) && number(minor) => Ok(()),
        _ => bad("api_version must be a number such as 66.0."),
    }
}

#[cfg(test)]
mod tests;
