//! `GET /setup/phone/{source}`: whether a phone system has been heard. A part of the page, which asks for it every two
//! seconds; without scripts the page is loaded again.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::settings::{Settings, SettingsError};
use secrecy::SecretString;

use crate::settings::sources::address;
use crate::shell::{Frame, Place, Visit, show as show_page};
use crate::{Shared, unavailable};

/// A phone system while it is waited for.
pub(crate) struct Heard {
    pub(crate) id: String,
    pub(crate) kind_name: &'static str,
    pub(crate) address: String,
    /// The secret, until the phone system was heard: then it is there already.
    pub(crate) secret: Option<String>,
    pub(crate) heard: bool,
    pub(crate) taken: i64,
    pub(crate) refused: i64,
}

#[derive(Template)]
#[template(path = "setup/heard_part.html")]
struct Part {
    frame: Frame,
    source: Heard,
}

impl Heard {
    /// All of them.
    pub(crate) async fn all(
        shared: &Shared,
        _visit: &Visit,
        settings: &Settings,
    ) -> Result<Vec<Heard>, SettingsError> {
        let known = shared.engine.sources_heard().await?;
        let all = settings.config.sources.iter().map(|source| {
            let counted = known.iter().find(|known| known.id == source.id);
            let heard = counted.is_some_and(|known| known.heard_at.is_some());
            let fixed = shared.engine.locked(&format!("source.{}.secret", source.id)).is_some();
            let secret = (!heard && !fixed && !source.secret.is_empty())
                .then(|| SecretString::from(source.secret.clone()));
            Heard {
                id: source.id.clone(),
                kind_name: sources::find(&source.kind).map_or("", sources::Source::name),
                address: address(shared, &source.kind, &source.id, secret.as_ref()),
                secret: secret.is_some().then(|| source.secret.clone()),
                heard,
                taken: counted.map_or(0, |known| known.taken),
                refused: counted.map_or(0, |known| known.refused),
            }
        });
        Ok(all.collect())
    }
}

/// The part.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    Path(id): Path<String>,
) -> Response {
    let found = async {
        let settings = shared.engine.settings().await?;
        let all = Heard::all(&shared, &visit, &settings).await?;
        Ok::<Option<Heard>, SettingsError>(all.into_iter().find(|source| source.id == id))
    };
    match found.await {
        Ok(Some(source)) => show_page(&Part { frame: visit.frame(Place::Settings), source }),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => unavailable(error.code),
    }
}
