//! `GET /calls.csv`: the list as a file for spreadsheets. Page after page leaves while it is read, so that the memory
//! needed does not grow with the number of calls.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::{Engine, ListedCall};
use futures_util::stream;
use serde::Deserialize;
use store::CallFilter;

use super::csv::Encoding;
use super::query::ListQuery;
use super::{kinds, mask, own};
use crate::access::SignedIn;
use crate::shell::{Place, Visit, Words, problem};
use crate::{Shared, unavailable};

/// Calls that are read at a time.
const PAGE: i64 = 500;

/// The columns, as messages.
const COLUMNS: [&str; 15] = [
    "calls-csv-id",
    "calls-csv-began",
    "calls-column-kind",
    "calls-csv-number",
    "calls-csv-company",
    "calls-csv-person",
    "calls-column-agent",
    "calls-csv-line",
    "calls-csv-seconds",
    "calls-csv-matched",
    "calls-csv-record",
    "calls-csv-subject",
    "calls-column-state",
    "calls-csv-code",
    "calls-csv-task",
];

/// How the file is to be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    encoding: String,
}

/// Where a file is while it is read.
struct File {
    engine: Engine,
    filter: CallFilter,
    words: Words,
    encoding: Encoding,
    masks: bool,
    /// The place of the page to read next; `None` at the end.
    next: Option<At>,
}

/// A place in the list: its beginning, or after a page.
enum At {
    Beginning,
    After(String),
}

/// `GET /calls.csv`.
pub(crate) async fn download(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Query(query): Query<ListQuery>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let words = visit.frame(Place::Calls).words;
    // By what the list was narrowed down, but not to whom: names and numbers stay out of the log.
    let narrowed = query.parts().into_iter().filter(|(_, value)| !value.is_empty());
    let narrowed: Vec<&str> = narrowed.map(|(name, _)| name).collect();
    let Some(filter) = own::filter(&shared, &signed_in, &query, &words.locale.zone) else {
        return problem(visit.frame(Place::Calls), StatusCode::BAD_REQUEST, "calls-bad-filter");
    };
    let encoding = Encoding::parse(&wanted.encoding);
    file(shared, &signed_in, words, (filter, narrowed.join(" ")), encoding).await
}

/// The calls of a filter, beside which its parts stand by name, as a file in the reader's words. That it was taken is
/// written down.
pub(crate) async fn file(
    shared: Shared,
    signed_in: &SignedIn,
    words: Words,
    (filter, narrowed): (CallFilter, String),
    encoding: Encoding,
) -> Response {
    let deed = signed_in.deed("calls.export", narrowed);
    if let Err(error) = shared.engine.record(deed).await {
        tracing::error!(%error, "a file of calls was refused: it could not be written down who takes it");
        return unavailable(error.code());
    }
    let file = File {
        filter: CallFilter { own: own::own(signed_in), ..filter },
        engine: shared.engine,
        words,
        encoding,
        masks: signed_in.masks(),
        next: Some(At::Beginning),
    };
    let headers = [
        (header::CONTENT_TYPE, encoding.content_type()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"calls.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(stream::try_unfold(file, next_part))).into_response()
}

/// The next lines and where the file is then; `None` at its end.
async fn next_part(mut file: File) -> io::Result<Option<(Bytes, File)>> {
    let Some(place) = file.next.take() else { return Ok(None) };
    let mut part = Vec::new();
    let after = match &place {
        At::Beginning => {
            part.extend_from_slice(file.encoding.mark());
            let head = COLUMNS.map(|id| file.words.say(id));
            let lost =
                (file.encoding == Encoding::ShiftJis).then(|| file.words.say("calls-csv-lost"));
            file.encoding.write(&head.into_iter().chain(lost).collect::<Vec<_>>(), &mut part);
            None
        }
        At::After(cursor) => Some(cursor.as_str()),
    };
    let page = file.engine.list_calls(&file.filter, after, PAGE).await;
    let page = page.map_err(io::Error::other)?;
    for call in &page.calls {
        let mut cells = cells(&file.words, call, file.masks).to_vec();
        if file.encoding == Encoding::ShiftJis {
            cells.push(file.encoding.lost(&cells).to_string());
        }
        file.encoding.write(&cells, &mut part);
    }
    file.next = page.next.map(At::After);
    Ok(Some((part.into(), file)))
}

fn cells(words: &Words, call: &ListedCall, masks: bool) -> [String; 15] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let hidden = |text: Option<&String>| match text {
        Some(_) if masks => mask::HIDDEN.to_owned(),
        other => other.cloned().unwrap_or_default(),
    };
    let began = jiff::Timestamp::from_millisecond(call.started_at.unwrap_or(call.heard_at));
    let began = began.map(|at| at.to_zoned(words.locale.zone.clone()));
    [
        call.call_id.clone(),
        began.map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default(),
        call.kind.map(|kind| kinds::kind(words, kind)).unwrap_or_default(),
        match &call.number {
            Some(number) if masks => mask::number(number),
            number => text(number),
        },
        hidden(call.names.company.as_ref()),
        hidden(call.names.person.as_ref()),
        text(&call.agent),
        text(&call.line),
        call.talk_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
        call.matched
            .as_ref()
            .map(|word| words.say(&format!("calls-matched-{}", word.replace('_', "-"))))
            .unwrap_or_default(),
        call.record.as_ref().map(|(_, id, _)| id.clone()).unwrap_or_default(),
        hidden(call.subject.as_ref()),
        kinds::state(words, call.state, call.held).0,
        text(&call.code),
        text(&call.task_id),
    ]
}
