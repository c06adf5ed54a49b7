//! `/settings/mail`: through which server whom is told, and who wants none.

use askama::Template;
use axum::extract::{Form as Sent, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::ORG;
use engine::settings::SettingsError;
use language::Language;
use serde::Deserialize;

use super::form::{Form, PASSWORD};
use crate::Shared;
use crate::access::{Capability, SignedIn, Trouble as PageTrouble};
use crate::settings::deeds;
use crate::shell::{Frame, Place, Visit, back, problem, show as show_page};

#[derive(Template)]
#[template(path = "mail/settings.html")]
struct Page {
    frame: Frame,
    form: Form,
    /// Keys that file or environment fix.
    locked: Vec<&'static str>,
    may_change: bool,
    /// What is wrong with what was typed.
    problem: Option<String>,
    /// Whether the test went well, and what the server said.
    test: Option<(bool, String)>,
    /// Where the test goes unless one says otherwise.
    own_address: String,
    is_set_up: bool,
    /// Addresses that want none, each with the words of its button.
    unsubscribed: Vec<(String, String)>,
    languages: [Language; 4],
    /// Kinds of protection with their words.
    tls: Vec<(&'static str, String)>,
}

const KEYS: [&str; 9] =
    ["host", "port", "tls", "user", "password", "from", "to", "language", "time_zone"];

impl Page {
    fn is_locked(&self, key: &str) -> bool {
        !self.may_change || self.locked.contains(&key)
    }
}

/// What a page of the settings is shown with besides what is set.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) typed: Option<Form>,
    pub(super) problem: Option<String>,
    pub(super) test: Option<(bool, String)>,
}

/// `GET /settings/mail`.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
) -> Result<Response, PageTrouble> {
    page(&shared, &signed_in, &visit, Shown::default()).await
}

/// The page.
pub(super) async fn page(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    shown: Shown,
) -> Result<Response, PageTrouble> {
    let Ok(settings) = shared.engine.settings().await else {
        let frame = visit.frame(Place::Settings);
        return Ok(problem(frame, StatusCode::SERVICE_UNAVAILABLE, "shell-unavailable"));
    };
    let locked = |key: &&str| shared.engine.locked(&format!("mail.{key}")).is_some();
    let failed = shown.problem.is_some();
    let words = visit.frame(Place::Settings).words;
    let kinds = ["starttls", "tls", "none"];
    let response = show_page(&Page {
        tls: kinds.map(|kind| (kind, words.say(&format!("mail-tls-{kind}")))).into(),
        frame: visit.frame(Place::Settings),
        form: shown.typed.unwrap_or_else(|| Form::of(&settings)),
        locked: KEYS.into_iter().filter(|key| locked(key)).collect(),
        may_change: signed_in.may(Capability::Configure),
        problem: shown.problem,
        test: shown.test,
        own_address: signed_in.email.clone(),
        is_set_up: shared.engine.mail_settings().is_some(),
        unsubscribed: shared
            .engine
            .store()
            .unsubscribed(ORG)
            .await?
            .into_iter()
            .map(|one| (one.clone(), words.with("mail-unsubscribed-again", "address", one)))
            .collect(),
        languages: Language::ALL,
    });
    if failed {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, response).into_response());
    }
    Ok(response)
}

/// `POST /settings/mail`.
pub(super) async fn save(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Sent(form): Sent<Form>,
) -> Result<Response, PageTrouble> {
    let words = visit.frame(Place::Settings).words;
    let typed = Form { password: String::new(), ..form.clone() };
    let saved = match change(&shared, &signed_in, form).await {
        Ok(None) => return Ok(back("/settings/mail", "mail-said-saved")),
        Ok(Some(problem)) => words.say(problem),
        Err(error) => error.sentence(words.language),
    };
    let shown = Shown { typed: Some(typed), problem: Some(saved), test: None };
    page(&shared, &signed_in, &visit, shown).await
}

/// Keeps what was typed, or says which sentence tells what is wrong with it.
async fn change(
    shared: &Shared,
    signed_in: &SignedIn,
    form: Form,
) -> Result<Option<&'static str>, SettingsError> {
    let settings = shared.engine.settings().await?;
    let signs_in = !form.host.trim().is_empty() && !form.user.trim().is_empty();
    let Some(change) = form.change(&shared.engine, &settings, &signed_in.name) else {
        return Ok(Some("mail-bad-port"));
    };
    if signs_in && shared.engine.forgotten_by(&change).await?.iter().any(|path| path == PASSWORD) {
        return Ok(Some("mail-password-again"));
    }
    deeds::change(shared, signed_in, &settings.document, change).await?;
    Ok(None)
}

/// An address that shall be told again.
#[derive(Debug, Deserialize)]
pub(super) struct Again {
    address: String,
}

/// `POST /settings/mail/subscribe`.
pub(super) async fn subscribe(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Sent(again): Sent<Again>,
) -> Result<Response, PageTrouble> {
    let store = shared.engine.store();
    if store.unsubscribed(ORG).await?.contains(&again.address) {
        let mark = shared.engine.mark_of_address(&again.address)?;
        shared.engine.record(signed_in.deed("settings.mail.subscribe", mark)).await?;
        store.subscribe(ORG, &again.address).await?;
    }
    Ok(back("/settings/mail", "mail-said-subscribed"))
}
