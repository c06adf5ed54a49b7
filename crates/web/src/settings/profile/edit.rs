//! `/settings/profiles/{name}/{section}`: one part of a profile, shown, tried on the last calls, and saved.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::chosen::Chosen;
use super::form::{read, value};
use super::page::{Shown, answer};
use super::save::{Attempt, Deed, attempt};
use super::sections;
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Place, Visit, problem};

/// `GET /settings/profiles/{name}`: the first part.
pub(super) async fn show_first(Path(name): Path<String>) -> Response {
    Redirect::to(&format!("/settings/profiles/{name}/timing")).into_response()
}

/// `GET`: the part as it is kept.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path((name, slug)): Path<(String, String)>,
) -> Response {
    let Some(section) = sections::find(&slug) else {
        return problem(visit.frame(Place::Settings), StatusCode::NOT_FOUND, "shell-not-found");
    };
    match Chosen::find(&shared, &signed_in, &visit, &name).await {
        Ok(chosen) => answer(&shared, &visit, chosen, &section, Shown::default()).await,
        Err(refusal) => refusal,
    }
}

/// `POST`: the part as it was entered, tried or saved.
pub(super) async fn submit(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path((name, slug)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let Some(section) = sections::find(&slug) else {
        return problem(visit.frame(Place::Settings), StatusCode::NOT_FOUND, "shell-not-found");
    };
    let chosen = match Chosen::find(&shared, &signed_in, &visit, &name).await {
        Ok(chosen) => chosen,
        Err(refusal) => return refusal,
    };
    let (table, problems) = read(&section, &pairs, &chosen.entry.whole, &chosen.entry.base);
    let mut shown = Shown {
        number: value(&pairs, "number").parse().unwrap_or_default(),
        note: value(&pairs, "note").chars().take(200).collect(),
        ..Shown::default()
    };
    if problems.is_empty() && value(&pairs, "deed") != "preview" {
        let deed = Deed::of(value(&pairs, "deed"));
        let expected = value(&pairs, "version").parse().unwrap_or_default();
        let attempted = Attempt { table: &table, expected, deed, slug: section.slug };
        if let Some(done) =
            attempt(&shared, &signed_in, &visit, &chosen, &attempted, &mut shown).await
        {
            return done;
        }
    }
    let wrong = !problems.is_empty() || shown.is_refusal();
    shown.problems = problems;
    shown.table = Some(table);
    let page = answer(&shared, &visit, chosen, &section, shown).await;
    if wrong { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}
