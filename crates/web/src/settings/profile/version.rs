//! `/settings/history/{version}`: what a version changed, and the way back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use toml::Table;

use super::lines::{self, DiffRow};
use crate::access::{Capability, SignedIn};
use crate::shell::{Frame, Place, Visit, problem, show as show_page};
use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "settings/profile/version.html")]
struct Page {
    frame: Frame,
    version: i64,
    before: i64,
    newest: i64,
    when: String,
    who: String,
    note: String,
    rows: Vec<DiffRow>,
    may_change: bool,
}

/// Answers with the version.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(version): Path<String>,
) -> Response {
    let versions = match shared.engine.setting_versions().await {
        Ok(versions) => versions,
        Err(error) => {
            tracing::error!(%error, "the versions of the settings cannot be read");
            return unavailable(error.code());
        }
    };
    let frame = visit.frame(Place::Settings);
    let number: i64 = version.parse().unwrap_or_default();
    let Some(place) = versions.iter().position(|known| known.version == number) else {
        return problem(frame, StatusCode::NOT_FOUND, "profile-no-version");
    };
    let (this, before) = (&versions[place], versions.get(place + 1));
    let document = |body: &str| -> Table { body.parse().unwrap_or_default() };
    let old = before.map(|before| document(&before.body)).unwrap_or_default();
    show_page(&Page {
        rows: lines::rows(&frame.words, &old, &document(&this.body)),
        when: frame.words.locale.moment(this.at),
        who: this.who.clone(),
        note: this.note.clone(),
        version: number,
        before: before.map_or(0, |before| before.version),
        newest: versions.first().map_or(0, |newest| newest.version),
        may_change: signed_in.may(Capability::Configure),
        frame,
    })
}
