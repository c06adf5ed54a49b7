//! `GET /errors/{trouble}/progress`: how far trying again is, asked for every second while it goes on.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use engine::Trouble;
use language::{Argument, say_with};
use store::StoreError;

use super::no_such;
use crate::Shared;
use crate::access::{Capability, SignedIn, Trouble as PageTrouble};
use crate::shell::{Frame, Place, Visit, show as show_page};

/// How far an errand is, in words.
pub(super) struct Progress {
    pub(super) trouble: String,
    pub(super) done: i64,
    pub(super) total: i64,
    pub(super) running: bool,
    pub(super) words: String,
    pub(super) label: String,
    pub(super) cancel: String,
}

#[derive(Template)]
#[template(path = "errors/progress.html")]
struct Part {
    progress: Progress,
    may_act: bool,
}

/// The last errand about a trouble that is there; none for one that ended before it began.
pub(super) async fn progress(
    shared: &Shared,
    trouble: &Trouble,
    frame: &Frame,
) -> Result<Option<Progress>, StoreError> {
    let Some(errand) = shared.engine.errand(&trouble.id).await? else { return Ok(None) };
    let running = errand.state == "running";
    if !running && errand.asked_at < trouble.first_at {
        return Ok(None);
    }
    let id = match errand.state {
        "running" => "errors-progress",
        "done" => "errors-progress-done",
        _ => "errors-progress-cancelled",
    };
    let arguments = [
        ("done", Argument::from(errand.done)),
        ("total", Argument::from(errand.total)),
        ("who", Argument::from(errand.asked_by)),
        ("at", Argument::from(frame.words.locale.moment(errand.asked_at))),
    ];
    Ok(Some(Progress {
        trouble: trouble.id.clone(),
        done: errand.done,
        total: errand.total,
        running,
        words: say_with(frame.words.language, id, &arguments),
        label: frame.words.say("errors-progress-label"),
        cancel: frame.words.say("errors-cancel"),
    }))
}

/// `GET /errors/{trouble}/progress`.
pub(super) async fn show(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageTrouble> {
    let Some(trouble) = shared.engine.trouble(&id).await? else { return Ok(no_such(&visit)) };
    let frame = visit.frame(Place::Errors);
    Ok(match progress(&shared, &trouble, &frame).await? {
        Some(progress) if progress.running => {
            show_page(&Part { progress, may_act: signed_in.may(Capability::Retry) })
        }
        // The whole page tells what came of it.
        _ => ([("hx-refresh", "true")], "").into_response(),
    })
}
