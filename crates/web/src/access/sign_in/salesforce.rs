//! Signing in with Salesforce. Everything that ties the answer to the question follows from a secret in a cookie of the
//! browser that asked: nothing is kept here, and nobody can bring an answer into another browser.

use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::{Callback, ORG};
use salesforce::web::Pkce;
use salesforce::{NotProved, Person};
use sha2::{Digest as _, Sha256};
use store::{StoreError, UserRow};

use super::password::Wanted;
use super::{let_in, local, onward};
use crate::Shared;
use crate::access::arrival::Arrival;
use crate::access::cookie;
use crate::access::person::{Candidate, NewPerson, NotAdded};
use crate::access::token::{digest, new_token};
use crate::access::trouble::Trouble;
use crate::shell::{Visit, problem};

/// Holds the secret and where to go afterwards, for ten minutes.
const COOKIE: &str = "ringledger_salesforce";

/// One sign-in, as both of its ends see it.
struct Question {
    state: String,
    nonce: String,
    pkce: Pkce,
}

impl Question {
    fn of(secret: &str) -> Question {
        let random: [u8; 32] = Sha256::digest(format!("verifier {secret}")).into();
        Question {
            state: digest(&format!("state {secret}")),
            nonce: digest(&format!("nonce {secret}")),
            pkce: Pkce::new(random),
        }
    }
}

fn redirect_uri(shared: &Shared) -> String {
    format!("{}/oauth/callback", shared.edge.public_url.trim_end_matches('/'))
}

/// `GET /login/salesforce`: to Salesforce's login page.
pub(crate) async fn begin(State(shared): State<Shared>, Query(wanted): Query<Wanted>) -> Response {
    let secret = new_token();
    let question = Question::of(&secret);
    let client = shared.engine.salesforce();
    let (uri, pkce) = (redirect_uri(&shared), &question.pkce);
    let url = client.sign_in_url(&uri, &question.state, &question.nonce, pkce);
    let next: String =
        url::form_urlencoded::byte_serialize(local(&wanted.next).as_bytes()).collect();
    // Lax: the browser comes back from another site.
    let value = format!("{secret}.{next}");
    let cookie = cookie::write(&shared.edge, COOKIE, &value, "SameSite=Lax; Max-Age=600");
    let headers = [
        (header::LOCATION, url.to_string()),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Salesforce's answer, if it is one to a sign-in of this browser; else it is about something else.
pub(crate) async fn finish(
    shared: &Shared,
    visit: &Visit,
    arrival: &Arrival,
    headers: &axum::http::HeaderMap,
    callback: &Callback,
) -> Option<Result<Response, Trouble>> {
    let value = cookie::read(&shared.edge, headers, COOKIE)?;
    let (secret, next) = value.split_once('.')?;
    let question = Question::of(secret);
    (callback.state.as_deref() == Some(&*question.state)).then_some(())?;
    let next = url::form_urlencoded::parse(format!("next={next}").as_bytes())
        .next()
        .map_or_else(String::new, |(_, next)| next.into_owned());
    let answer = answer(shared, visit, arrival, callback, &question, &next).await;
    // It works once.
    let removed = cookie::write(&shared.edge, COOKIE, "", "SameSite=Lax; Max-Age=0");
    Some(answer.map(|mut response| {
        if let Ok(removed) = HeaderValue::from_str(&removed) {
            response.headers_mut().append(header::SET_COOKIE, removed);
        }
        response
    }))
}

async fn answer(
    shared: &Shared,
    visit: &Visit,
    arrival: &Arrival,
    callback: &Callback,
    question: &Question,
    next: &str,
) -> Result<Response, Trouble> {
    let refused = |status, id| Ok(problem(visit.bare_frame(), status, id));
    let Some(code) = &callback.code else {
        return refused(StatusCode::FORBIDDEN, "access-salesforce-refused");
    };
    let (client, now) = (shared.engine.salesforce(), shared.engine.now());
    let uri = redirect_uri(shared);
    let person = match client.person(code, &uri, &question.pkce, &question.nonce, now).await {
        Ok(person) => person,
        Err(error) => {
            tracing::warn!(%error, "Salesforce's word on a person was not taken");
            let status = match error {
                NotProved::IdToken(_) => StatusCode::FORBIDDEN,
                NotProved::Salesforce(_) => StatusCode::BAD_GATEWAY,
            };
            return refused(status, "access-salesforce-unproved");
        }
    };
    // Anybody can have an org, and name a user there as they like: only those of the connected org count.
    match client.identity().await {
        Ok(ours) if ours.organization_id == person.organization_id => {}
        Ok(_) => return refused(StatusCode::FORBIDDEN, "access-salesforce-other-org"),
        Err(error) => {
            tracing::warn!(%error, "the connected org could not be asked who it is");
            return refused(StatusCode::BAD_GATEWAY, "access-salesforce-no-org");
        }
    }
    let Some(user) = who(shared, arrival, &person).await? else {
        let deed = arrival.deed("nobody", "access.sign_in_failed", "nobody");
        shared.engine.record(deed.with(format!("salesforce {}", person.user_id))).await?;
        return refused(StatusCode::FORBIDDEN, "access-salesforce-unknown");
    };
    let entered = let_in(shared, arrival, &user, next, "salesforce").await?;
    Ok(from_elsewhere(visit, &entered))
}

/// The user who this is: by the Salesforce user, else by an e-mail that Salesforce has verified, else a new one of the
/// default role, if there is such a role.
async fn who(
    shared: &Shared,
    arrival: &Arrival,
    person: &Person,
) -> Result<Option<UserRow>, StoreError> {
    let store = shared.engine.store();
    let id = person.user_id.to_string();
    if let Some(user) = store.user_by_salesforce_id(ORG, &id).await? {
        return Ok(Some(user).filter(|user| user.disabled_at.is_none()));
    }
    let Some(email) = person.email.as_deref().map(str::to_lowercase) else { return Ok(None) };
    let user = match (store.user_by_email(ORG, &email).await?, shared.edge.access.salesforce_role) {
        (Some(user), _) => user,
        (None, None) => return Ok(None),
        (None, Some(role)) => {
            let new = NewPerson {
                email: email.clone(),
                name: if person.name.is_empty() { email } else { person.name.clone() },
                role,
                password: None,
                language: None,
                time_zone: None,
            };
            match add(shared, arrival, new).await {
                Ok(Some(user)) => user,
                Err(NotAdded::Store(error)) => return Err(error),
                Ok(None) | Err(_) => return Ok(None),
            }
        }
    };
    // Who is another Salesforce user already is not this one, whatever the e-mail says.
    if user.disabled_at.is_some() || user.salesforce_user_id.is_some() {
        return Ok(None);
    }
    let deed = arrival.deed(&user.user_id, "access.salesforce_user", &user.user_id);
    shared.engine.record(deed.changing("", &*id)).await?;
    Ok(store.set_salesforce_user(ORG, &user.user_id, Some(&id)).await?.then_some(user))
}

/// Adds who comes for the first time.
async fn add(
    shared: &Shared,
    arrival: &Arrival,
    new: NewPerson,
) -> Result<Option<UserRow>, NotAdded> {
    const WHAT: &str = "access.add_user";
    let candidate = Candidate::of(&shared.engine, new).await?;
    let id = candidate.id().to_owned();
    shared.engine.record(arrival.deed(&id, WHAT, &id).with(candidate.role())).await?;
    let added = candidate.add(&shared.engine).await;
    if let Err(NotAdded::Taken) = &added {
        shared.engine.record(arrival.deed(&id, "access.refused", &id).with(WHAT)).await?;
    }
    Ok(shared.engine.store().user(ORG, &added?).await?)
}

/// The same as a page that goes on by itself: after a redirect from another site, browsers would not send the new
/// session's cookie along.
fn from_elsewhere(visit: &Visit, entered: &Response) -> Response {
    let to = entered.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let mut page = onward(visit, to.unwrap_or("/"));
    if let Some(cookie) = entered.headers().get(header::SET_COOKIE) {
        page.headers_mut().insert(header::SET_COOKIE, cookie.clone());
    }
    page
}
