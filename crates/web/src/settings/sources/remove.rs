//! `POST /settings/sources/{source}/remove`.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;

use super::Entered;
use super::edit::{Shown, answer};
use crate::Shared;
use crate::access::SignedIn;
use crate::settings::Draft;
use crate::shell::{Visit, back};

/// Takes the source out; its webhooks are answered with 404 from now on, its calls stay.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(entered): Form<Entered>,
) -> Response {
    let kept = async {
        let mut draft = Draft::of(&shared).await?;
        draft.remove_source(&id);
        draft.keep(&signed_in, entered.version, &format!("source {id}")).await
    };
    match kept.await {
        Ok(_) => back("/settings/sources", "settings-said-removed"),
        Err(error) => {
            let problem = Some(error.sentence(visit.reader.language));
            let shown = Shown { problem, ..Shown::default() };
            answer(&shared, &visit, &signed_in, &id, shown).await
        }
    }
}
