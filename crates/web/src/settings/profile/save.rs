//! Tries a changed profile on the last calls, or keeps it: the one way in which its pages change the settings.

use axum::response::Response;
use engine::preview::TryError;
use engine::settings::{Change, SettingsError};
use toml::Table;

use super::checks;
use super::chosen::Chosen;
use super::lines;
use super::page::Shown;
use super::would;
use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::settings::deeds;
use crate::shell::{Visit, Words, back};

/// What is to be tried or kept.
pub(super) struct Attempt<'a> {
    /// The profile as it was entered.
    pub(super) table: &'a Table,
    /// The version of the settings from which the form was made.
    pub(super) expected: i64,
    pub(super) deed: Deed,
    /// The page.
    pub(super) slug: &'a str,
}

/// What a person wants of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// See what would change.
    Try,
    /// Keep it, unless the org has something new against it.
    Save,
    /// Keep it all the same.
    SaveAnyway,
}

impl Deed {
    /// By the button of the form. Enter in a field tries.
    pub(super) fn of(button: &str) -> Deed {
        match button {
            "save" => Deed::Save,
            "save_anyway" => Deed::SaveAnyway,
            _ => Deed::Try,
        }
    }
}

/// Where the browser goes if the profile was kept; else what the page shows stands in `shown`.
pub(super) async fn attempt(
    shared: &Shared,
    signed_in: &SignedIn,
    visit: &Visit,
    chosen: &Chosen,
    attempt: &Attempt<'_>,
    shown: &mut Shown,
) -> Option<Response> {
    let words = visit.bare_frame().words;
    let here = |name: &str| format!("/settings/profiles/{name}/{}", attempt.slug);
    let Some((document, name)) = chosen.book.with(&chosen.entry, attempt.table) else {
        return Some(back(&here(&chosen.entry.name), "profile-said-same"));
    };
    if attempt.deed == Deed::Try {
        let calls = if shown.number == 0 { 100 } else { shown.number };
        match shared.engine.what_if_settings(&document, calls).await {
            Ok(what_ifs) => {
                shown.would = Some(would::view(&words, &what_ifs, chosen.masks));
                shown.checks = checks::of(shared, &words, attempt.table).await;
            }
            Err(TryError::Settings(error)) => shown.refused = Some(refused(&words, &error)),
            Err(TryError::Preview(error)) => {
                tracing::warn!(%error, "settings could not be tried on the last calls");
                shown.refused = Some(words.say("profile-check-unreachable"));
            }
        }
        return None;
    }
    if attempt.expected != chosen.book.settings.version {
        shown.meanwhile = Some(meanwhile(shared, &words, attempt.expected, chosen).await);
        return None;
    }
    if attempt.deed == Deed::Save {
        let objections =
            checks::objections(shared, &words, &chosen.entry.whole, attempt.table).await;
        if !objections.is_empty() {
            shown.checks = Some(objections);
            shown.objected = true;
            return None;
        }
    }
    let before = chosen.book.settings.document.clone();
    match keep(shared, signed_in, (before, document), attempt.expected, &shown.note).await {
        Ok(_) => Some(back(&here(&name), "profile-said-saved")),
        Err(error) => {
            shown.refused = Some(refused(&words, &error));
            None
        }
    }
}

/// Writes down who keeps a document, and keeps it.
pub(super) async fn keep(
    shared: &Shared,
    signed_in: &SignedIn,
    (before, document): (Table, Table),
    expected: i64,
    note: &str,
) -> Result<i64, SettingsError> {
    let change = Change {
        expected,
        document,
        who: signed_in.name.clone(),
        note: note.trim().to_owned(),
        keeps_connection: !signed_in.may(Capability::ManageAccess),
        ..Change::default()
    };
    deeds::change(shared, signed_in, &before, change).await
}

/// Why settings cannot be used, in the reader's language.
pub(super) fn refused(words: &Words, error: &SettingsError) -> String {
    let sentence = error.sentence(words.language);
    words.with2("profile-refused", "problem", sentence, "code", error.code)
}

/// What has changed since the version from which a form was made.
async fn meanwhile(
    shared: &Shared,
    words: &Words,
    since: i64,
    chosen: &Chosen,
) -> Vec<lines::DiffRow> {
    let versions = shared.engine.setting_versions().await.unwrap_or_default();
    let then = versions.iter().find(|version| version.version == since);
    let then: Table = then.and_then(|then| then.body.parse().ok()).unwrap_or_default();
    lines::rows(words, &then, &chosen.book.settings.document)
}
