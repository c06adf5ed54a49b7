//! What people do with a call: its memo, a comment, and trying again.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::{Deed, SayError};
use serde::Deserialize;

use super::page::memo_of;
use super::{address, own};
use crate::access::SignedIn;
use crate::shell::{Place, Visit, back, problem};
use crate::{Shared, unavailable};

/// The memo, one value a line.
#[derive(Debug, Deserialize)]
pub(crate) struct Memo {
    memo: String,
    /// As it was when the page was shown, where the form says.
    seen: Option<String>,
}

impl Memo {
    /// Whether it was written without having seen what somebody else saved meanwhile.
    fn is_behind(&self, now: &str) -> bool {
        let same = |a: &str, b: &str| a.trim().lines().eq(b.trim().lines());
        self.seen.as_ref().is_some_and(|seen| !same(seen, now)) && !same(&self.memo, now)
    }
}

/// A comment.
#[derive(Debug, Deserialize)]
pub(crate) struct Comment {
    text: String,
}

/// `POST /calls/{id}/memo` (F106, F108).
pub(crate) async fn memo(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(form): Form<Memo>,
) -> Response {
    let page = match editable(&shared, &visit, &signed_in, &id).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    if form.is_behind(&memo_of(&page)) {
        let frame = visit.frame(Place::Calls);
        return problem(frame, StatusCode::CONFLICT, "calls-refused-memo-changed");
    }
    if let Err(answer) = written_down(&shared, signed_in.deed("calls.memo", &*id)).await {
        return answer;
    }
    let values: Vec<String> = form.memo.lines().map(str::to_owned).collect();
    let said = shared.engine.edit_memo(&page.row.call_id, values, &signed_in.name).await;
    answer(&visit, &id, said, "calls-said-memo")
}

/// `POST /calls/{id}/comment` (F114).
pub(crate) async fn comment(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(form): Form<Comment>,
) -> Response {
    let page = match editable(&shared, &visit, &signed_in, &id).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    if let Err(answer) = written_down(&shared, signed_in.deed("calls.comment", &*id)).await {
        return answer;
    }
    let said = shared.engine.comment(&page.row.call_id, &form.text, &signed_in.name).await;
    answer(&visit, &id, said, "calls-said-comment")
}

/// `POST /calls/{id}/retry`: a failed call gets fresh attempts.
pub(crate) async fn retry(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Response {
    if let Err(answer) = own::call(&shared, &visit, &signed_in, &id).await {
        return answer;
    }
    if let Err(answer) = written_down(&shared, signed_in.deed("calls.retry", &*id)).await {
        return answer;
    }
    let tried = shared.engine.retry_call(&id).await;
    let said = if tried.as_ref().is_ok_and(|tried| *tried) {
        "calls-said-retry"
    } else {
        "calls-said-not-failed"
    };
    answer(&visit, &id, tried.map(drop).map_err(SayError::from), said)
}

/// `POST /calls/{id}/replay`: its webhooks are read again.
pub(crate) async fn replay(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let page = match own::call(&shared, &visit, &signed_in, &id).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    if let Err(answer) = written_down(&shared, signed_in.deed("calls.replay", &*id)).await {
        return answer;
    }
    match shared.engine.replay_call(&page.deliveries).await {
        Ok(true) => answer(&visit, &id, Ok(()), "calls-said-replay"),
        Ok(false) => answer(&visit, &id, Ok(()), "calls-said-not-kept"),
        Err(error) => unavailable(error.code()),
    }
}

/// The call, if it may be changed.
pub(super) async fn editable(
    shared: &Shared,
    visit: &Visit,
    signed_in: &SignedIn,
    id: &str,
) -> Result<engine::CallPage, Response> {
    let page = own::call(shared, visit, signed_in, id).await?;
    if own::may_edit(signed_in) {
        return Ok(page);
    }
    Err(problem(visit.frame(Place::Calls), StatusCode::FORBIDDEN, "calls-not-allowed"))
}

/// Writes down what is about to be done. What cannot be written down is not done: then there is the answer to give.
pub(super) async fn written_down(shared: &Shared, deed: Deed) -> Result<(), Response> {
    let what = deed.what.clone();
    shared.engine.record(deed).await.map_err(|error| {
        tracing::error!(%error, what, "it was not done, as it could not be written into the audit log");
        unavailable(error.code())
    })
}

/// Goes back to the call, or says why something was not done.
pub(super) fn answer(visit: &Visit, id: &str, done: Result<(), SayError>, said: &str) -> Response {
    let refused = match done {
        Ok(()) => return back(&address::of_call(id), said),
        Err(SayError::Store(error)) => return unavailable(error.code()),
        Err(refused) => refused,
    };
    let problem_id = format!("calls-refused-{}", refused.code().replace('_', "-"));
    problem(visit.frame(Place::Calls), StatusCode::UNPROCESSABLE_ENTITY, &problem_id)
}
