//! `/keys`: keys of programs that use the JSON API.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::ORG;
use store::{ApiKeyRow, StoreError};

use super::Capability::ManageAccess;
use super::trouble::Trouble;
use super::{Scope, SignedIn, token};
use crate::Shared;
use crate::route::{Need, Route};
use crate::shell::{Frame, Place, Visit, back, show as show_page};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Days that a key may last; none stands for "until it is revoked".
const DAYS: [Option<i64>; 4] = [Some(30), Some(90), Some(365), None];

pub(super) fn routes() -> Vec<Route> {
    let need = Need::May(ManageAccess);
    vec![
        Route::get("/keys", need, show),
        Route::post("/keys", need, make),
        Route::post("/keys/{key}/revoke", need, revoke),
    ]
}

#[derive(Template)]
#[template(path = "access/keys/list.html")]
struct Page {
    frame: Frame,
    keys: Vec<ApiKeyRow>,
    scopes: [Scope; 8],
    days: [Option<i64>; 4],
    now: i64,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "access/keys/made.html")]
struct Made {
    frame: Frame,
    name: String,
    key: String,
}

/// `GET /keys`.
pub(crate) async fn show(State(shared): State<Shared>, visit: Visit) -> Result<Response, Trouble> {
    page(&shared, &visit, None).await
}

async fn page(shared: &Shared, visit: &Visit, problem: Option<&str>) -> Result<Response, Trouble> {
    let frame = visit.frame(Place::Users);
    Ok(show_page(&Page {
        keys: shared.engine.store().api_keys(ORG).await?,
        scopes: Scope::ALL,
        days: DAYS,
        now: shared.engine.now(),
        problem: problem.map(|id| frame.words.say(id)),
        frame,
    }))
}

/// `POST /keys`: makes one and shows it, this once.
pub(crate) async fn make(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let of = |name: &'static str| fields.iter().filter(move |(it, _)| it == name);
    let name = of("name").next().map_or("", |(_, value)| value.trim());
    let scopes: Vec<Scope> = of("scope").filter_map(|(_, value)| Scope::parse(value)).collect();
    let days = of("days").next().and_then(|(_, value)| value.parse::<i64>().ok());
    if name.is_empty() || name.chars().count() > 200 || scopes.is_empty() {
        let page = page(&shared, &visit, Some("access-bad-key")).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let days = days.filter(|days| DAYS.contains(&Some(*days)));
    let (row, key) = issue_key(&shared, &signed_in, name, &scopes, days).await?;
    Ok(show_page(&Made { frame: visit.frame(Place::Users), name: row.name, key }))
}

/// Makes a key that ends after so many days, if any, and writes that down. The key itself is told this once.
///
/// # Errors
/// Any failure of the database; then there is no key.
pub(crate) async fn issue_key(
    shared: &Shared,
    signed_in: &SignedIn,
    name: &str,
    scopes: &[Scope],
    days: Option<i64>,
) -> Result<(ApiKeyRow, String), StoreError> {
    let (key, now) = (format!("rl_{}", token::new_token()), shared.engine.now());
    let scopes: Vec<&str> = scopes.iter().copied().map(Scope::name).collect();
    let row = ApiKeyRow {
        key_id: uuid::Uuid::now_v7().to_string(),
        digest: token::digest(&key),
        name: name.to_owned(),
        scopes: scopes.join(" "),
        created_by: signed_in.user_id.clone(),
        created_at: now,
        ends_at: days.map(|days| now + days * DAY),
        ..ApiKeyRow::default()
    };
    let deed = signed_in.deed("access.make_key", &*row.key_id).with(&*row.scopes);
    shared.engine.record(deed).await?;
    shared.engine.store().add_api_key(ORG, &row).await?;
    Ok((row, key))
}

/// Revokes a key, and writes that down. Returns whether there is one that was not revoked yet: an id of none could be any
/// text, and is not written down.
///
/// # Errors
/// Any failure of the database.
pub(crate) async fn revoke_key(
    shared: &Shared,
    signed_in: &SignedIn,
    key_id: &str,
) -> Result<bool, StoreError> {
    let store = shared.engine.store();
    if !store.api_keys(ORG).await?.iter().any(|key| key.key_id == key_id) {
        return Ok(false);
    }
    shared.engine.record(signed_in.deed("access.revoke_key", key_id)).await?;
    store.revoke_api_key(ORG, key_id, shared.engine.now()).await
}

/// `POST /keys/{key}/revoke`.
pub(crate) async fn revoke(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Path(key_id): Path<String>,
) -> Result<Response, Trouble> {
    revoke_key(&shared, &signed_in, &key_id).await?;
    Ok(back("/keys", "access-said-revoked"))
}
