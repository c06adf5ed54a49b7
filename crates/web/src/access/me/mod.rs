//! `/me`: one's own account.

mod confirm;
mod details;
mod password;
mod second_factor;
mod sessions;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::ORG;
use language::Language;
use store::{SessionRow, StoreError, UserRow};

use super::SignedIn;
use super::totp::PAPER;
use super::trouble::Trouble;
use crate::Shared;
use crate::route::{Need, Route};
use crate::shell::{Frame, Place, Theme, Visit, show as show_page};

pub(super) fn routes() -> Vec<Route> {
    use Need::SignedIn as Anybody;
    vec![
        Route::get("/me", Anybody, show),
        Route::post("/me", Anybody, details::save),
        Route::post("/me/password", Anybody, password::change),
        Route::get("/me/second-factor", Anybody, second_factor::show),
        Route::post("/me/second-factor", Anybody, second_factor::begin),
        Route::post("/me/second-factor/confirm", Anybody, second_factor::confirm),
        Route::post("/me/second-factor/codes", Anybody, second_factor::new_codes),
        Route::post("/me/second-factor/end", Anybody, second_factor::end),
        Route::post("/me/sessions/end", Anybody, sessions::end),
        Route::post("/me/sessions/end-others", Anybody, sessions::end_others),
    ]
}

/// One thing to choose.
#[derive(Debug)]
struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "access/me/page.html")]
struct Page {
    frame: Frame,
    user: UserRow,
    role: String,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    themes: Vec<Choice>,
    codes_left: i64,
    sessions: Vec<SessionRow>,
    /// The session of this page.
    this: String,
    /// What was wrong with one of the forms.
    problem: Option<String>,
}

/// `GET /me`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Result<Response, Trouble> {
    page(&shared, &signed_in, &visit, None).await
}

/// The page again, with what was wrong: the id of a message.
async fn refused(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    problem: &str,
) -> Result<Response, Trouble> {
    let page = page(shared, signed_in, visit, Some(problem)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    problem: Option<&str>,
) -> Result<Response, Trouble> {
    let (store, now) = (shared.engine.store(), shared.engine.now());
    let user = own_row(shared, signed_in).await?;
    let frame = visit.frame(Place::Account);
    let words = &frame.words;
    let chosen = |value: &str, now: Option<&str>| value == now.unwrap_or_default();
    let choice = |value: &str, text: String, now: Option<&str>| Choice {
        value: value.to_owned(),
        text,
        chosen: chosen(value, now),
    };
    let language = user.language.as_deref();
    let mut languages = vec![choice("", words.say("access-as-browser"), language)];
    languages.extend(Language::ALL.map(|it| choice(it.tag(), it.own_name().to_owned(), language)));
    let zone = user.time_zone.as_deref().or(Some("UTC"));
    let zones = zone_names().into_iter().map(|name| choice(&name, name.clone(), zone)).collect();
    let theme = user.theme.as_deref().or(Some(Theme::System.word()));
    let themes = [Theme::System, Theme::Light, Theme::Dark]
        .map(|it| choice(it.word(), words.say(&format!("access-theme-{}", it.word())), theme));
    let page = Page {
        role: words.say(&format!("access-role-{}", user.role)),
        languages,
        zones,
        themes: themes.into(),
        codes_left: store.tokens_left(ORG, PAPER, &user.user_id, now).await?,
        sessions: store.sessions(ORG, &user.user_id, now - shared.edge.access.idle_ms, now).await?,
        this: signed_in.session.as_ref().map(|it| it.session_id.clone()).unwrap_or_default(),
        problem: problem.map(|id| words.say(id)),
        user,
        frame,
    };
    Ok(show_page(&page))
}

/// The row of who is signed in.
async fn own_row(shared: &Shared, signed_in: &SignedIn) -> Result<UserRow, StoreError> {
    let user = shared.engine.store().user(ORG, &signed_in.user_id).await?;
    user.ok_or_else(|| StoreError::Unexpected("who is signed in is not there".to_owned()))
}

/// The names of time zones that people choose from.
fn zone_names() -> Vec<String> {
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut names: Vec<String> = names
        .filter(|name| name == "UTC" || name.contains('/') && !name.starts_with("Etc/"))
        .collect();
    names.sort();
    names
}
