//! The server of the tests: it answers what a test tells it to and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::client::Client;
use crate::settings::{Auth, Settings};
use crate::vault::{TokenVault, Tokens, VaultError, VaultFuture};

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// With the query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn token(&self) -> &str {
        let header = self.headers.get("authorization").and_then(|value| value.to_str().ok());
        header.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A field of a form.
    pub(crate) fn form(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.body.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    pub(crate) fn is_sign_in(&self) -> bool {
        self.path == "/services/oauth2/token"
    }
}

/// What the server answers.
pub(crate) struct Answer(
    pub(crate) u16,
    pub(crate) String,
    pub(crate) &'static [(&'static str, &'static str)],
);

pub(crate) fn answer(status: u16, body: impl ToString) -> Answer {
    Answer(status, body.to_string(), &[])
}

pub(crate) fn expired() -> Answer {
    answer(
        401,
        json!([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]),
    )
}

/// A sign-in reply with this access token, for the server that the request came to.
pub(crate) fn signed_in(seen: &Seen, token: &str) -> Answer {
    let host = seen.headers["host"].to_str().unwrap();
    answer(
        200,
        json!({
            "access_token": token,
            "instance_url": format!("http://{host}"),
            "id": format!("http://{host}/id/00D5g000004AbcdEAC/0055g000004AbcdAAC"),
            "token_type": "Bearer",
            "issued_at": "1763670000000",
        }),
    )
}

/// A running server; it ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) url: Url,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// All requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// All requests so far but sign-ins.
    pub(crate) fn seen_data(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| !seen.is_sign_in()).collect()
    }

    pub(crate) fn sign_ins(&self) -> usize {
        self.seen().iter().filter(|seen| seen.is_sign_in()).count()
    }
}

/// Starts a server on this machine.
pub(crate) async fn serve<F>(respond: impl Fn(Seen) -> F + Clone + Send + Sync + 'static) -> Server
where
    F: Future<Output = Answer> + Send,
{
    serve_beside(Router::new(), respond).await
}

/// Starts a server on this machine that has these routes, and answers every other request by `respond`.
pub(crate) async fn serve_beside<F>(
    routes: Router,
    respond: impl Fn(Seen) -> F + Clone + Send + Sync + 'static,
) -> Server
where
    F: Future<Output = Answer> + Send,
{
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let handler = move |request: Request| async move {
        let (parts, body) = request.into_parts();
        let body: Bytes = to_bytes(body, usize::MAX).await.unwrap();
        let seen = Seen {
            method: parts.method.to_string(),
            path: parts.uri.to_string(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        };
        log.lock().unwrap().push(seen.clone());
        let Answer(status, body, headers) = respond(seen).await;
        let builder = Response::builder().status(status);
        let builder =
            headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        builder.body(axum::body::Body::from(body)).unwrap()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        axum::serve(listener, routes.fallback(handler)).await.unwrap();
    });
    Server { url, seen }
}

/// Starts a server that signs in as `fresh` and answers every other request by `respond`.
pub(crate) async fn serve_data(
    respond: impl Fn(&Seen) -> Answer + Clone + Send + Sync + 'static,
) -> Server {
    serve(move |seen| {
        let answer = if seen.is_sign_in() { signed_in(&seen, "fresh") } else { respond(&seen) };
        async move { answer }
    })
    .await
}

/// A server that reads a request, writes these bytes to any connection and closes it.
pub(crate) async fn serve_bytes(bytes: &'static [u8]) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 65536];
            let _size = stream.read(&mut request).await;
            let _ignored = stream.write_all(bytes).await;
        }
    });
    url
}

/// An address of this machine where nobody listens.
pub(crate) async fn nobody() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
}

/// Keeps tokens in memory, and a journal of what was saved.
#[derive(Default)]
pub(crate) struct MemoryVault {
    pub(crate) tokens: Mutex<Option<Tokens>>,
    pub(crate) journal: Arc<Mutex<Vec<String>>>,
    /// How many of the next saves fail.
    pub(crate) failures: Mutex<u32>,
    pub(crate) saved: tokio::sync::Notify,
}

impl TokenVault for MemoryVault {
    fn load(&self) -> VaultFuture<'_, Option<Tokens>> {
        Box::pin(async { Ok(self.tokens.lock().unwrap().clone()) })
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> VaultFuture<'a, ()> {
        Box::pin(async {
            let mut failures = self.failures.lock().unwrap();
            if *failures > 0 {
                *failures -= 1;
                return Err(VaultError("The disk is full.".to_owned()));
            }
            self.journal
                .lock()
                .unwrap()
                .push(format!("saved {}", tokens.access_token.expose_secret()));
            *self.tokens.lock().unwrap() = Some(tokens.clone());
            self.saved.notify_one();
            Ok(())
        })
    }

    fn clear(&self) -> VaultFuture<'_, ()> {
        Box::pin(async {
            *self.tokens.lock().unwrap() = None;
            Ok(())
        })
    }
}

impl MemoryVault {
    /// A vault that a web sign-in at this server filled.
    pub(crate) fn signed_in(url: &Url, access: &str, refresh: &str) -> Arc<Self> {
        let vault = Self::default();
        *vault.tokens.lock().unwrap() = Some(tokens(url, access, Some(refresh)));
        Arc::new(vault)
    }

    pub(crate) fn refresh_token(&self) -> Option<String> {
        let tokens = self.tokens.lock().unwrap();
        tokens.as_ref()?.refresh_token.as_ref().map(|token| token.expose_secret().to_owned())
    }
}

/// Tokens of a web sign-in at this server.
pub(crate) fn tokens(url: &Url, access: &str, refresh: Option<&str>) -> Tokens {
    Tokens {
        access_token: SecretString::from(access),
        refresh_token: refresh.map(SecretString::from),
        instance_url: url.clone(),
        identity_url: url.join("/id/00D5g000004AbcdEAC/0055g000004AbcdAAC").unwrap(),
        issued_at_ms: 0,
        issued_for: settings(url, web()).fingerprint(),
    }
}

pub(crate) fn client_credentials() -> Auth {
    Auth::ClientCredentials {
        client_id: "key".to_owned(),
        client_secret: SecretString::from("secret"),
    }
}

pub(crate) fn web() -> Auth {
    Auth::Web { client_id: "key".to_owned(), client_secret: Some(SecretString::from("secret")) }
}

pub(crate) fn settings(login_url: &Url, auth: Auth) -> Settings {
    Settings {
        login_url: login_url.clone(),
        api_version: "66.0".to_owned(),
        auth,
        timeout: Duration::from_secs(20),
    }
}

/// A client whose clock stands still.
pub(crate) fn client(login_url: &Url, auth: Auth, vault: Arc<MemoryVault>) -> Client {
    Client::new(settings(login_url, auth), vault, Arc::new(|| 1_795_210_291_000)).unwrap()
}

/// A client that the app's own sign-in lets in, with an empty vault.
pub(crate) fn plain_client(login_url: &Url) -> Client {
    client(login_url, client_credentials(), Arc::default())
}
