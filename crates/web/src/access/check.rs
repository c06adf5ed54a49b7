//! The layer in front of every handler: nothing of a page runs before it is known who asks and that they may.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Json, Response};
use engine::ORG;
use language::Language;
use store::{SignInRow, StoreError};

use super::origin::{address, request_id};
use super::sign_in::onward;
use super::signed_in::{Rights, SignedIn};
use super::trouble::Unmade;
use super::{Role, Scope, cookie, session::Stage, token};
use crate::route::Need;
use crate::shell::{Reader, Theme, Visit, problem, stranger};
use crate::{Shared, unavailable};

/// A session or key is noted as used at most so often, in milliseconds.
const TOUCH_MS: i64 = 60_000;

/// Lets the request through to the handler, or answers in its place.
pub(crate) async fn guard(
    State((shared, need)): State<(Shared, Need)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let admitted = admit(&shared, need, &mut parts).await;
    let visit = Visit::of(&parts);
    let spoken = visit.reader.language;
    let mut response = match admitted {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => refusal,
    };
    // Whoever words a problem of the API further out does not know who asks.
    response.extensions_mut().insert(spoken);
    if let Some(unmade) = response.extensions().get::<Unmade>() {
        response = problem(visit.bare_frame(), response.status(), unmade.message);
    }
    if need == Need::Nobody { response } else { private(response) }
}

/// What belongs to one person must lie in no cache.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn admit(shared: &Shared, need: Need, parts: &mut Parts) -> Result<(), Response> {
    let capability = match need {
        Need::Nobody => return Ok(()),
        Need::Setup => return setup(shared, parts).await,
        Need::SignedIn => None,
        Need::May(capability) => Some(capability),
    };
    let Some(signed_in) = identify(shared, parts).await? else { return Err(nobody(parts)) };
    parts.extensions.insert(signed_in.visitor());
    if capability.is_some_and(|capability| !signed_in.may(capability)) {
        return Err(forbidden(parts));
    }
    parts.extensions.insert(signed_in);
    Ok(())
}

/// The link of the setup works while there is no owner.
async fn setup(shared: &Shared, parts: &Parts) -> Result<(), Response> {
    let token = parts.uri.path().split('/').nth(2).unwrap_or_default();
    let store = shared.engine.store();
    let known = store
        .look_at_token(ORG, "setup", &token::digest(token), shared.engine.now())
        .await
        .map_err(|error| database(&error))?;
    let has_owner = store.has_owner(ORG).await.map_err(|error| database(&error))?;
    match known {
        Some(_) if !has_owner => Ok(()),
        _ => Err(nobody(parts)),
    }
}

/// Who sends the request: by their key below `/api/`, else by their session.
pub(crate) async fn identify(shared: &Shared, parts: &Parts) -> Result<Option<SignedIn>, Response> {
    let authorization = parts.headers.get(header::AUTHORIZATION);
    let found = match authorization.filter(|_| is_api(parts)) {
        Some(value) => by_key(shared, parts, value).await,
        None => by_session(shared, parts).await,
    };
    found.map_err(|error| database(&error))
}

async fn by_key(
    shared: &Shared,
    parts: &Parts,
    value: &HeaderValue,
) -> Result<Option<SignedIn>, StoreError> {
    // The scheme's case does not matter (RFC 9110, 11.1).
    let said = value.to_str().ok().and_then(|value| value.split_once(' '));
    let Some((_, key)) = said.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
        return Ok(None);
    };
    let (store, now) = (shared.engine.store(), shared.engine.now());
    let Some(row) = store.api_key(ORG, &token::digest(key.trim()), now).await? else {
        return Ok(None);
    };
    if row.used_at.is_none_or(|at| at + TOUCH_MS <= now) {
        store.touch_api_key(ORG, &row.key_id, now).await?;
    }
    Ok(Some(SignedIn {
        user_id: format!("key:{}", row.key_id),
        name: row.name,
        email: String::new(),
        salesforce_user_id: None,
        reader: stranger(parts),
        rights: Rights::Scopes(row.scopes.split(' ').filter_map(Scope::parse).collect()),
        session: None,
        address: address(shared, parts),
        request_id: request_id(parts),
    }))
}

/// The session behind the request's cookie, whatever its stage.
pub(crate) async fn session(
    shared: &Shared,
    parts: &Parts,
) -> Result<Option<SignInRow>, StoreError> {
    let Some(token) = cookie::read(&shared.edge, &parts.headers, cookie::SESSION) else {
        return Ok(None);
    };
    let (store, now) = (shared.engine.store(), shared.engine.now());
    let idle_since = now - shared.edge.access.idle_ms;
    store.session(ORG, &token::digest(&token), idle_since, now).await
}

async fn by_session(shared: &Shared, parts: &Parts) -> Result<Option<SignedIn>, StoreError> {
    let Some(row) = session(shared, parts).await? else { return Ok(None) };
    let (SignInRow { session, user }, now) = (row, shared.engine.now());
    let Some(role) = Role::parse(&user.role).filter(|_| session.stage == Stage::Full.name()) else {
        return Ok(None);
    };
    if session.seen_at + TOUCH_MS <= now {
        shared.engine.store().touch_session(ORG, &session.session_id, now).await?;
    }
    let unknown = stranger(parts);
    let reader = Reader {
        language: user.language.as_deref().and_then(Language::parse).unwrap_or(unknown.language),
        zone: user.time_zone.unwrap_or(unknown.zone),
        theme: user.theme.as_deref().map_or(unknown.theme, Theme::parse),
        keys: user.keys,
    };
    Ok(Some(SignedIn {
        user_id: user.user_id,
        name: user.name,
        email: user.email,
        salesforce_user_id: user.salesforce_user_id,
        reader,
        rights: Rights::Role(role),
        session: Some(session),
        address: address(shared, parts),
        request_id: request_id(parts),
    }))
}

fn is_api(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/api/")
}

/// The answer to nobody: the login page, and back from there; for a program 401.
pub(crate) fn nobody(parts: &Parts) -> Response {
    if is_api(parts) {
        let text =
            "Send an API key as `Authorization: Bearer …`; an owner makes keys in the console.";
        let refusal = refusal(StatusCode::UNAUTHORIZED, "not_signed_in", text);
        return ([(header::WWW_AUTHENTICATE, "Bearer")], refusal).into_response();
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    // A link in a mail or in Salesforce: the browser sends the session's cookie only with what comes from here.
    let is = |name: &str, value: &str| parts.headers.get(name).is_some_and(|it| it == value);
    let is_link = parts.method == Method::GET && is("sec-fetch-mode", "navigate");
    if is_link && is("sec-fetch-site", "cross-site") {
        return onward(&Visit::of(parts), path);
    }
    let mut login = "/login".to_owned();
    if parts.method == Method::GET && path != "/" {
        let next = url::form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>();
        login = format!("/login?next={next}");
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, login)]).into_response()
}

/// The answer to somebody who may not.
fn forbidden(parts: &Parts) -> Response {
    let text = "You may not do this. An owner can give you another role, or another key.";
    if is_api(parts) {
        return refusal(StatusCode::FORBIDDEN, "not_allowed", text);
    }
    problem(Visit::of(parts).bare_frame(), StatusCode::FORBIDDEN, "access-not-allowed")
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    let body = serde_json::json!({ "error": { "code": code, "message": message } });
    (status, Json(body)).into_response()
}

fn database(error: &StoreError) -> Response {
    tracing::error!(%error, "it cannot be told who asks");
    unavailable(error.code())
}
