//! `/remembered`: the numbers whose record a person has named once and for all.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::edit::written_down;
use super::mask;
use crate::access::Capability::Configure;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, back, show as show_page};
use crate::{Shared, unavailable};

/// Numbers of a page.
const PAGE: i64 = 100;

#[derive(Template)]
#[template(path = "calls/remembered.html")]
struct List {
    frame: Frame,
    rows: Vec<Row>,
    next: Option<String>,
    may_forget: bool,
}

struct Row {
    number: String,
    shown: String,
    name: String,
    record: String,
    who: String,
    when: String,
}

/// Where another page ended.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct After {
    after: String,
}

/// The number to forget.
#[derive(Debug, Deserialize)]
pub(crate) struct Forgotten {
    number: String,
}

/// `GET /remembered`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Query(query): Query<After>,
) -> Response {
    let frame = visit.frame(Place::Calls);
    let masks = signed_in.masks();
    // Numbers stand in order: where a page begins would tell those that are masked, one digit after the other.
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty() && !masks);
    let found = match shared.engine.remembered(after, PAGE).await {
        Ok(found) => found,
        Err(error) => return unavailable(error.code()),
    };
    let full = i64::try_from(found.len()).unwrap_or(PAGE) == PAGE;
    let last = found.last().map(|one| one.number.trim_start_matches('+').to_owned());
    let rows = found.into_iter().map(|one| Row {
        shown: if masks { mask::number(&one.number) } else { one.number.clone() },
        // Who may not see the number cannot forget it either.
        number: if masks { String::new() } else { one.number },
        name: match one.name {
            Some(_) if masks => mask::HIDDEN.to_owned(),
            name => name.unwrap_or_default(),
        },
        record: one.record_id,
        who: one.who,
        when: frame.words.locale.moment(one.at),
    });
    let next = last.filter(|_| full && !masks);
    show_page(&List {
        rows: rows.collect(),
        next: next.map(|digits| format!("/remembered?after=%2B{digits}")),
        may_forget: signed_in.may(Configure),
        frame,
    })
}

/// `POST /remembered/forget`: calls to come are matched by their number again.
pub(crate) async fn forget(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Form(form): Form<Forgotten>,
) -> Response {
    // What is written down says no number: it could not be erased from there.
    if let Err(answer) = written_down(&shared, signed_in.deed("calls.forget", "")).await {
        return answer;
    }
    match shared.engine.forget_remembered(&form.number).await {
        Ok(_) => back("/remembered", "calls-said-forgotten"),
        Err(error) => unavailable(error.code()),
    }
}
