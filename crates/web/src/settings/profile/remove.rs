//! `POST /settings/profiles/{name}/remove`: takes a profile away that nobody follows.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::book::take;
use super::chosen::Chosen;
use super::list;
use super::save::keep;
use crate::access::SignedIn;
use crate::shell::{Visit, back};
use crate::{Shared, unavailable};

/// Takes it away, unless somebody needs it.
pub(super) async fn submit(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(name): Path<String>,
) -> Response {
    let chosen = match Chosen::find(&shared, &signed_in, &visit, &name).await {
        Ok(chosen) => chosen,
        Err(refusal) => return refusal,
    };
    let book = chosen.book;
    let before = book.settings.document.clone();
    let mut document = before.clone();
    take(&mut document, &name);
    let removable = !chosen.entry.builtin && chosen.may_change && !book.is_needed(&name);
    let version = book.settings.version;
    if removable {
        match keep(&shared, &signed_in, (before, document), version, "").await {
            Ok(_) => return back("/settings/profiles", "profile-said-removed"),
            Err(error) if error.code == "store" => return unavailable(error.code),
            Err(_) => {}
        }
    }
    let problem = Some("profile-problem-in-use");
    let page = list::answer(&visit, &signed_in, &book, String::new(), problem);
    (StatusCode::CONFLICT, page).into_response()
}
