//! `GET /calls`: the list, newest first, narrowed down by what its address says.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::call::CallType;
use engine::{CallList, ListedCall};
use store::{CallColumn, CallFilter, CallState, StoreError};

use super::query::{ListQuery, MATCHED};
use super::{address, kinds, mask, own};
use crate::access::Capability::Export;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, Words, problem, show as show_page};
use crate::{Shared, unavailable};

/// Calls of a page.
const PAGE: i64 = 50;

/// Calls are counted up to so many: the rest is "more".
const COUNTED: i64 = 1_000;

#[derive(Template)]
#[template(path = "calls/list.html")]
struct List {
    frame: Frame,
    query: ListQuery,
    chips: Vec<Chip>,
    selects: Vec<Select>,
    rows: Vec<Row>,
    /// How many there are, in words; empty where that is not known.
    count: String,
    /// Where newer calls are asked for; only on the first page.
    newer: Option<String>,
    next: Option<String>,
    looked_back: Option<String>,
    /// The first page, where this is another one.
    newest: Option<String>,
    /// The address to hand on.
    link: String,
    export: Option<String>,
    masks: bool,
    /// Whether the reader sees their own calls only.
    own: bool,
}

/// A part of the query that can be taken away.
struct Chip {
    text: String,
    without: String,
}

/// A field to choose from.
struct Select {
    name: &'static str,
    label: String,
    options: Vec<Choice>,
}

struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

struct Row {
    path: String,
    when: String,
    kind: String,
    names: String,
    number: String,
    agent: String,
    line: String,
    talk: String,
    record: String,
    state: String,
    look: &'static str,
    code: String,
}

/// `GET /calls`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Query(query): Query<ListQuery>,
) -> Response {
    let frame = visit.frame(Place::Calls);
    let Some(filter) = own::filter(&shared, &signed_in, &query, &frame.words.locale.zone) else {
        return problem(frame, StatusCode::BAD_REQUEST, "calls-bad-filter");
    };
    match page(&shared, &signed_in, frame, query, &filter).await {
        Ok(page) => show_page(&page),
        Err(StoreError::BadCursor) => {
            problem(visit.frame(Place::Calls), StatusCode::BAD_REQUEST, "calls-bad-place")
        }
        Err(error) => {
            tracing::error!(%error, "the list of calls cannot be shown");
            unavailable(error.code())
        }
    }
}

async fn page(
    shared: &Shared,
    signed_in: &SignedIn,
    frame: Frame,
    query: ListQuery,
    filter: &CallFilter,
) -> Result<List, StoreError> {
    let engine = &shared.engine;
    let found = engine.list_calls(filter, query.after(), PAGE).await?;
    let first = query.after().is_none();
    let counted = match (&found.next, found.looked_back_to) {
        _ if !first => None,
        // All were found, or nobody can tell: looking a second time would say the same.
        (None, _) => Some(found.calls.len()),
        (Some(_), Some(_)) => None,
        (Some(_), None) => engine.count_calls(filter, COUNTED).await?,
    };
    let count = if first { count(&frame.words, &found, counted) } else { String::new() };
    let top = found
        .calls
        .first()
        .map_or_else(|| format!("{}~", engine.now()), |call| call.cursor.clone());
    let newer = first.then(|| format!("/calls-newer?{}", query.text("", &[("after", &top)])));
    let words = &frame.words;
    let masks = signed_in.masks();
    let csv = query.text("", &[]);
    Ok(List {
        chips: chips(words, &query),
        selects: selects(shared, words, &query, filter.own.is_some()).await?,
        rows: found.calls.iter().map(|call| row(words, call, masks)).collect(),
        count,
        newer,
        next: found.next.map(|next| query.address("", &[("after", &next)])),
        newest: (!first).then(|| query.address("", &[])),
        looked_back: found.looked_back_to.map(|at| words.locale.moment(at)),
        link: format!(
            "{}{}",
            shared.edge.public_url.trim_end_matches('/'),
            query.address("", &[("after", &query.after)])
        ),
        export: signed_in.may(Export).then(|| format!("/calls.csv?{csv}")),
        masks,
        own: filter.own.is_some(),
        query,
        frame,
    })
}

/// How many calls there are, where that is cheap to know.
fn count(words: &Words, found: &CallList, counted: Option<usize>) -> String {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match counted {
        Some(count) if number(count) >= COUNTED => {
            words.with("calls-count-more", "count", number(count))
        }
        Some(count) => words.with("calls-count", "count", number(count)),
        None => words.with("calls-count-so-far", "count", number(found.calls.len())),
    }
}

fn row(words: &Words, call: &ListedCall, masks: bool) -> Row {
    let (state, look) = kinds::state(words, call.state, call.held);
    let names = call.names.shown();
    let hidden = |text: String| match text.is_empty() {
        false if masks => mask::HIDDEN.to_owned(),
        _ => text,
    };
    let record = match (&call.record, call.matched.as_deref()) {
        (Some((object, id, name)), _) => {
            let name = hidden(name.clone().unwrap_or_else(|| id.clone()));
            format!("{} {name}", kinds::object(words, object))
        }
        (None, Some(matched)) => words.say(&format!("calls-matched-{}", matched.replace('_', "-"))),
        (None, None) => String::new(),
    };
    Row {
        path: address::of_call(&call.call_id),
        when: words.locale.moment(call.started_at.unwrap_or(call.heard_at)),
        kind: call.kind.map(|kind| kinds::kind(words, kind)).unwrap_or_default(),
        names: hidden(names),
        number: kinds::number(words, call, masks),
        agent: call.agent.clone().unwrap_or_default(),
        line: call.line.clone().unwrap_or_default(),
        talk: call.talk_seconds.map(|seconds| words.locale.duration(seconds)).unwrap_or_default(),
        record,
        state,
        look,
        code: call.code.clone().unwrap_or_default(),
    }
}

fn chips(words: &Words, query: &ListQuery) -> Vec<Chip> {
    let wanted = query.parts().into_iter().filter(|(_, value)| !value.trim().is_empty());
    wanted
        .map(|(name, value)| {
            let value = match name {
                "state" => words.say(&format!("calls-state-{value}")),
                "result" => words.say(&format!("calls-kind-{}", value.replace('_', "-"))),
                "matched" => words.say(&format!("calls-matched-{}", value.replace('_', "-"))),
                _ => value.to_owned(),
            };
            let name_in_words = words.say(&format!("calls-filter-{name}"));
            Chip {
                text: words.with2("calls-chip", "name", name_in_words, "value", value),
                without: query.address(name, &[]),
            }
        })
        .collect()
}

/// The fields to choose from, those with nothing to choose left out.
async fn selects(
    shared: &Shared,
    words: &Words,
    query: &ListQuery,
    own: bool,
) -> Result<Vec<Select>, StoreError> {
    let kinds = CallType::ALL.iter().map(kinds::word);
    let results = ["answered".to_owned(), "missed".to_owned()].into_iter().chain(kinds);
    let states = CallState::ALL.iter().map(|state| state.as_str().to_owned());
    let mut selects = vec![
        select(words, "state", &query.state, states.map(|it| said(words, "state", it))),
        select(words, "result", &query.result, results.map(|it| said(words, "kind", it))),
        select(
            words,
            "matched",
            &query.matched,
            MATCHED.iter().map(|it| said(words, "matched", (*it).to_owned())),
        ),
    ];
    // What others did is not an agent's to know.
    let columns = [
        ("agent", &query.agent, CallColumn::Agent),
        ("line", &query.line, CallColumn::Line),
        ("source", &query.source, CallColumn::Source),
        ("error", &query.error, CallColumn::ErrorCode),
    ];
    for (name, wanted, column) in columns.into_iter().filter(|_| !own) {
        let mut values = shared.engine.call_choices(column).await?;
        // Remarks that need nobody are no errors.
        values.retain(|value| !matches!(value.as_str(), "note" | "waiting"));
        let plain = values.into_iter().map(|value| (value.clone(), value));
        selects.push(select(words, name, wanted, plain));
    }
    selects.retain(|select| !select.options.is_empty());
    Ok(selects)
}

/// A word of ours with what it means.
fn said(words: &Words, group: &str, word: String) -> (String, String) {
    let text = words.say(&format!("calls-{group}-{}", word.replace('_', "-")));
    (word, text)
}

fn select(
    words: &Words,
    name: &'static str,
    wanted: &str,
    options: impl Iterator<Item = (String, String)>,
) -> Select {
    Select {
        name,
        label: words.say(&format!("calls-filter-{name}")),
        options: options
            .map(|(value, text)| Choice { chosen: value == wanted, value, text })
            .collect(),
    }
}
