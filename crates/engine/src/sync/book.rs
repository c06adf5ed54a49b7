//! Sends the requests of a phone system's contact book, within its limit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use domain::contact::SyncRules;
use domain::event::Millis;
use language::Sentence;
use secrecy::ExposeSecret as _;
use sources::{Ask, ContactBook, Method};

use super::pace::Pace;
use super::trouble::{REST, Stopped, Trouble};
use crate::{Engine, PhoneSystem};

/// Longest wait for a reply.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Largest reply that is read, in bytes: a page of contacts has some hundred thousand.
const MAX_REPLY: usize = 16 << 20;

/// What all syncs of this process share.
#[derive(Debug)]
pub(crate) struct Books {
    /// Names this process among the nodes.
    holder: String,
    http: OnceLock<reqwest::Client>,
    paces: Mutex<HashMap<String, Pace>>,
}

impl Books {
    pub(crate) fn new() -> Self {
        Self {
            holder: uuid::Uuid::new_v4().to_string(),
            http: OnceLock::new(),
            paces: Mutex::default(),
        }
    }

    /// The name under which this process takes leases.
    pub(crate) fn holder(&self) -> &str {
        &self.holder
    }
}

/// A phone system whose contacts are synced.
#[derive(Clone)]
pub(crate) struct Book {
    pub(crate) system: Arc<PhoneSystem>,
    pub(crate) api: &'static dyn ContactBook,
    pub(crate) rules: SyncRules,
}

impl Book {
    /// Its source id.
    pub(crate) fn id(&self) -> &str {
        &self.system.settings.id
    }
}

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The body of a 2xx.
    Done(Vec<u8>),
    /// There is no such contact.
    Missing,
    /// The phone system does not want what it was sent; the HTTP status.
    Refused(u16),
}

impl Engine {
    /// Sends one request, if the limit leaves room for it.
    ///
    /// # Errors
    /// When to go on, where there is no room, or the outcome is unknown; or why a person must look.
    pub(crate) async fn ask_book(&self, book: &Book, ask: Ask) -> Result<Reply, Trouble> {
        let now = self.now();
        let limit = book.api.requests_a_minute();
        self.with_pace(book.id(), |pace| pace.take(now, limit)).map_err(Trouble::Later)?;
        let Ok(response) = self.send_to_book(ask).await else {
            return Err(Trouble::Later(now + REST));
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let header = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        let wait = book.api.wait_until(status, &header, self.now());
        if let Some(until) = wait {
            self.with_pace(book.id(), |pace| pace.hold(until));
        }
        match status {
            200..=299 => match read(response).await {
                Some(body) => Ok(Reply::Done(body)),
                None => Err(Trouble::Later(now + REST)),
            },
            401 | 403 => Err(Trouble::Stop(Stopped::new(
                "phone_system_refused_access",
                Sentence::new("engine-sync-refused-access")
                    .with("source", book.id())
                    .with("status", status.to_string()),
            ))),
            404 => Ok(Reply::Missing),
            408 | 425 | 429 | 500.. => Err(Trouble::Later(wait.unwrap_or(now + REST))),
            _ => Ok(Reply::Refused(status)),
        }
    }

    async fn send_to_book(&self, ask: Ask) -> reqwest::Result<reqwest::Response> {
        let http = match self.0.books.http.get() {
            Some(http) => http,
            None => {
                let http = client()?;
                self.0.books.http.get_or_init(|| http)
            }
        };
        let method = match ask.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
        };
        let request = http
            .request(method, &ask.url)
            .header(reqwest::header::AUTHORIZATION, ask.authorization.expose_secret());
        match &ask.body {
            Some(body) => request.json(body).send().await,
            None => request.send().await,
        }
    }

    /// Whether the limit leaves room for a request now.
    ///
    /// # Errors
    /// When to go on.
    pub(crate) fn room(&self, book: &Book) -> Result<(), Trouble> {
        let (now, limit) = (self.now(), book.api.requests_a_minute());
        self.with_pace(book.id(), |pace| pace.room(now, limit)).map_err(Trouble::Later)
    }

    fn with_pace<T>(&self, source_id: &str, act: impl FnOnce(&mut Pace) -> T) -> T {
        let mut paces = self.0.books.paces.lock().unwrap_or_else(PoisonError::into_inner);
        act(paces.entry(source_id.to_owned()).or_default())
    }

    /// The moment after trouble that ends by itself.
    pub(crate) fn after_rest(&self) -> Millis {
        self.now() + REST
    }
}

/// Follows no redirect: the key must not travel to another host.
fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent(concat!("Ringledger/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .timeout(TIMEOUT)
        .build()
}

async fn read(mut response: reqwest::Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if body.len() + chunk.len() > MAX_REPLY {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}
