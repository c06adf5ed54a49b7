//! `/settings/sources/{source}`: one phone system, its address and what is set for it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::profile::BUILTIN;
use engine::settings::{Origin, SettingsError};
use secrecy::ExposeSecret as _;

use super::options::{self, OptionView};
use super::{Entered, KINDS, Kind};
use crate::access::{Capability, SignedIn};
use crate::settings::Draft;
use crate::shell::{Frame, Place, Visit, back, problem as problem_page, show as show_page};
use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "settings/sources/edit.html")]
struct Page {
    frame: Frame,
    configures: bool,
    entered: Entered,
    kinds: &'static [Kind],
    profiles: Vec<String>,
    address: String,
    /// A secret that was made just now, to be shown once.
    fresh_secret: Option<String>,
    has_previous: bool,
    /// What only this kind has.
    options: Vec<OptionView>,
    /// The option of this kind that is a secret, and whether one is kept.
    option_secret: Option<(&'static str, bool)>,
    /// The keys that are fixed outside of the console.
    locked: Vec<&'static str>,
    /// Who fixed any of it.
    locked_by: Option<String>,
    problem: Option<String>,
}

impl Page {
    fn is_locked(&self, key: &str) -> bool {
        self.locked.contains(&key)
    }
}

/// `GET`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Response {
    answer(&shared, &visit, &signed_in, &id, Shown::default()).await
}

/// `POST`.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(entered): Form<Entered>,
) -> Response {
    let entered = Entered { id: id.clone(), ..entered };
    let kept = async {
        let mut draft = Draft::of(&shared).await?;
        entered.put(&mut draft, false)?;
        draft.keep(&signed_in, entered.version, &format!("source {id}")).await
    };
    match kept.await {
        Ok(_) => back(&format!("/settings/sources/{id}"), "settings-said-saved"),
        Err(error) => {
            let problem = Some(error.sentence(visit.reader.language));
            let shown = Shown { entered: Some(entered), problem, ..Shown::default() };
            answer(&shared, &visit, &signed_in, &id, shown).await
        }
    }
}

/// What a page shows besides what is set.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) entered: Option<Entered>,
    pub(super) problem: Option<String>,
    pub(super) fresh_secret: Option<secrecy::SecretString>,
}

pub(super) async fn answer(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    id: &str,
    shown: Shown,
) -> Response {
    let status =
        if shown.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match page(shared, visit, signed_in, id, shown).await {
        Ok(Some(page)) => (status, show_page(&page)).into_response(),
        Ok(None) => {
            let frame = visit.frame(Place::Settings);
            problem_page(frame, StatusCode::NOT_FOUND, "settings-no-such-source")
        }
        Err(error) => {
            tracing::error!(%error, "the phone system cannot be shown");
            unavailable(error.code)
        }
    }
}

async fn page(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    id: &str,
    shown: Shown,
) -> Result<Option<Page>, SettingsError> {
    const KEYS: [&str; 11] = [
        "kind",
        "secret",
        "region",
        "time_zone",
        "profile",
        "own_numbers",
        "extensions",
        "strip_prefixes",
        "e164_without_plus",
        "history_url",
        "options",
    ];
    let settings = shared.engine.settings().await?;
    let Some(source) = settings.config.sources.iter().find(|source| source.id == id) else {
        return Ok(None);
    };
    let origin = |key: &str| shared.engine.locked(&format!("source.{id}.{key}"));
    let own = settings.config.profiles.keys().cloned();
    let builtin = BUILTIN.iter().map(|(name, _)| (*name).to_owned());
    let mut profiles: Vec<String> = builtin.chain(own).collect();
    if !profiles.contains(&source.profile) {
        profiles.push(source.profile.clone());
    }
    let frame = visit.frame(Place::Settings);
    let kept = |name: &str| settings.secrets.contains(&format!("source.{id}.options.{name}"));
    Ok(Some(Page {
        options: options::of_kind(&frame.words, &source.kind),
        option_secret: options::secret_of(&source.kind).map(|name| (name, kept(name))),
        frame,
        configures: signed_in.may(Capability::Configure),
        entered: shown.entered.unwrap_or_else(|| Entered::of(source, settings.version)),
        kinds: &KINDS,
        profiles,
        address: address(shared, &source.kind, id, shown.fresh_secret.as_ref()),
        fresh_secret: shown.fresh_secret.map(|secret| secret.expose_secret().to_owned()),
        has_previous: !source.secret_previous.is_empty(),
        locked: KEYS.into_iter().filter(|key| origin(key).is_some()).collect(),
        locked_by: KEYS.into_iter().find_map(origin).map(|origin| match origin {
            Origin::File(name) | Origin::Environment(name) => name,
        }),
        problem: shown.problem,
    }))
}

/// Where the phone system sends to. Where the secret stands in the address, it is there if it may be shown.
pub(crate) fn address(
    shared: &Shared,
    kind: &str,
    id: &str,
    secret: Option<&secrecy::SecretString>,
) -> String {
    let base = shared.edge.public_url.trim_end_matches('/');
    let address = format!("{base}/hooks/{id}");
    let key = sources::find(kind).ok().and_then(sources::Source::secret_in_query);
    let Some(key) = key else { return address };
    let encoded =
        |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let secret = secret.map_or_else(|| "…".to_owned(), |secret| encoded(secret.expose_secret()));
    format!("{address}?{key}={secret}")
}
