//! Changing a source's secret: the new one counts at once, the one before stays valid until it is retired.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use engine::settings::SettingsError;
use secrecy::{ExposeSecret as _, SecretString};

use super::edit::{Shown, answer};
use super::{Entered, new_secret};
use crate::Shared;
use crate::access::SignedIn;
use crate::settings::Draft;
use crate::shell::{Visit, back};

/// `POST /settings/sources/{source}/rotate`: shows the new secret once, if we made it.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(entered): Form<Entered>,
) -> Response {
    let typed = entered.secret.expose_secret().trim();
    let made = typed.is_empty();
    let secret = if made { new_secret() } else { SecretString::from(typed.to_owned()) };
    let kept = async {
        let mut draft = Draft::of(&shared).await?;
        known(&draft, &id)?;
        put(&mut draft, &id, secret.clone());
        draft.keep(&signed_in, entered.version, &format!("source {id}")).await
    };
    let shown = match kept.await {
        Ok(_) => Shown { fresh_secret: made.then_some(secret), ..Shown::default() },
        Err(error) => wrong(&error, &visit),
    };
    answer(&shared, &visit, &signed_in, &id, shown).await
}

/// Gives a source of the draft a new secret, and keeps the one before beside it.
pub(crate) fn put(draft: &mut Draft<'_>, id: &str, secret: SecretString) {
    let known = draft.settings.config.sources.iter().find(|source| source.id == id);
    let before = known.map(|source| source.secret.clone()).unwrap_or_default();
    if !before.is_empty() {
        let previous = Some(SecretString::from(before));
        draft.secret(format!("source.{id}.secret_previous"), previous);
    }
    draft.secret(format!("source.{id}.secret"), Some(secret));
}

/// `POST /settings/sources/{source}/retire`: the secret before is not valid any more.
pub(crate) async fn retire(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(entered): Form<Entered>,
) -> Response {
    let kept = async {
        let mut draft = Draft::of(&shared).await?;
        known(&draft, &id)?;
        draft.secret(format!("source.{id}.secret_previous"), None);
        draft.keep(&signed_in, entered.version, &format!("source {id}")).await
    };
    match kept.await {
        Ok(_) => back(&format!("/settings/sources/{id}"), "settings-said-retired"),
        Err(error) => answer(&shared, &visit, &signed_in, &id, wrong(&error, &visit)).await,
    }
}

/// Whether there is a source of this id. One of none could be any text, which would stand in the audit log for good.
fn known(draft: &Draft<'_>, id: &str) -> Result<(), SettingsError> {
    let is_there = draft.settings.config.sources.iter().any(|source| source.id == id);
    if is_there { Ok(()) } else { Err(SettingsError::missing("source")) }
}

fn wrong(error: &SettingsError, visit: &Visit) -> Shown {
    Shown { problem: Some(error.sentence(visit.reader.language)), ..Shown::default() }
}
