//! `GET /calls/{id}`: everything about one call, first of all why it stands where it stands.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::{CallPage, TaskNow, TaskNowError};
use language::Sentence;
use serde::Deserialize;
use serde_json::Map;

use super::edit::written_down;
use super::facts::{Fact, facts};
use super::task::{Field, fields};
use super::timeline::{Moment, timeline};
use super::{address, kinds, mask, own, raw, reasons};
use crate::Shared;
use crate::access::Capability::Retry;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, Words, show as show_page};

#[derive(Template)]
#[template(path = "calls/page.html")]
struct Page {
    frame: Frame,
    path: String,
    call_id: String,
    /// What explains the call in a terminal.
    command: String,
    title: String,
    state: String,
    look: &'static str,
    /// What stands in the way or is worth knowing.
    trouble: Option<Trouble>,
    facts: Vec<Fact>,
    timeline: Vec<Moment>,
    record: Option<Link>,
    task: Option<Link>,
    /// Why this record, and why this owner.
    reasons: Vec<String>,
    owner: Vec<String>,
    notes: Vec<String>,
    fields: Vec<Field>,
    now: Now,
    memo: String,
    comments: Vec<Comment>,
    webhooks: Vec<Webhook>,
    sent: String,
    acknowledged: String,
    masks: bool,
    may_edit: bool,
    may_retry: bool,
    is_failed: bool,
}

/// Why a call does not get on.
struct Trouble {
    code: String,
    text: String,
    cause: String,
    fix: String,
    is_bad: bool,
}

struct Link {
    text: String,
    /// Its page in the org; `None` while we are not signed in there.
    address: Option<String>,
}

struct Comment {
    author: String,
    when: String,
    text: String,
}

struct Webhook {
    when: String,
    body: String,
}

/// The Task as it stands in Salesforce, if somebody asked.
enum Now {
    NotAsked,
    Told { changed: String },
    Trouble { text: String },
}

/// What the address asks for besides.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `now`: ask Salesforce for the Task.
    task: String,
}

/// `GET /calls/{id}`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let page = match own::call(&shared, &visit, &signed_in, &id).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    if !signed_in.masks()
        && let Err(answer) = written_down(&shared, signed_in.deed("calls.show", &*id)).await
    {
        return answer;
    }
    let told = match asked.task.as_str() {
        "now" => Some(shared.engine.task_now(&id).await),
        _ => None,
    };
    let org = shared.engine.org_url().await;
    show_page(&filled(visit.frame(Place::Calls), &signed_in, page, told, org))
}

fn filled(
    frame: Frame,
    signed_in: &SignedIn,
    page: CallPage,
    told: Option<Result<TaskNow, TaskNowError>>,
    org: Option<String>,
) -> Page {
    let (words, masks) = (&frame.words, signed_in.masks());
    let (state, look) = kinds::state(words, page.row.state, page.line.held);
    let told_fields = told.as_ref().and_then(|told| told.as_ref().ok());
    let sent =
        page.desired.iter().flat_map(|desired| desired.fields.clone()).collect::<Map<_, _>>();
    let explained = |lines: &[String]| if masks { Vec::new() } else { lines.to_vec() };
    Page {
        path: address::of_call(&page.row.call_id),
        call_id: page.row.call_id.clone(),
        // An id is the phone system's: no sign of it may end the quotes.
        command: format!("ringledger explain '{}'", page.row.call_id.replace('\'', r"'\''")),
        title: title(words, &page, masks),
        trouble: trouble(&page, masks),
        facts: facts(words, &page, masks),
        timeline: timeline(words, &page),
        record: record(words, &page, org.as_deref(), masks),
        task: page.row.task_id.as_ref().map(|id| Link {
            text: id.clone(),
            address: org.map(|org| format!("{org}/lightning/r/Task/{id}/view")),
        }),
        reasons: reasons::of_record(&page, &words.locale, masks),
        owner: explained(&page.explanation.owner),
        notes: explained(&page.explanation.notes),
        fields: fields(&page, told_fields, masks),
        now: now(words, told.as_ref(), masks),
        memo: if masks { String::new() } else { memo_of(&page) },
        comments: if masks { Vec::new() } else { comments(words, &page) },
        webhooks: webhooks(words, &page, masks),
        sent: raw::fields(&sent, masks),
        acknowledged: raw::fields(&page.written, masks),
        masks,
        may_edit: own::may_edit(signed_in),
        may_retry: signed_in.may(Retry),
        is_failed: page.row.state == store::CallState::Failed,
        state,
        look,
        frame,
    }
}

fn title(words: &Words, page: &CallPage, masks: bool) -> String {
    let line = &page.line;
    let names = Some(line.names.shown()).filter(|names| !names.is_empty() && !masks);
    let who = names.unwrap_or_else(|| kinds::number(words, line, masks));
    words.with("calls-page-title", "who", who)
}

fn trouble(page: &CallPage, masks: bool) -> Option<Trouble> {
    let remark = page.explanation.remark.as_ref()?;
    let cause = remark.cause.clone().unwrap_or_default();
    let text = page.row.error_text.as_deref().unwrap_or_default();
    let is_salesforces = !cause.is_empty() || matches!(Sentence::read(text), Sentence::Text(_));
    Some(Trouble {
        code: remark.code.clone(),
        // Salesforce's own words can name somebody.
        text: if masks && is_salesforces { String::new() } else { remark.text.clone() },
        cause,
        fix: remark.fix.clone().unwrap_or_default(),
        is_bad: page.row.state == store::CallState::Failed,
    })
}

fn record(words: &Words, page: &CallPage, org: Option<&str>, masks: bool) -> Option<Link> {
    let (object, id, name) = page.line.record.as_ref()?;
    let name = match name {
        Some(_) if masks => mask::HIDDEN.to_owned(),
        Some(name) => name.clone(),
        None => id.clone(),
    };
    Some(Link {
        text: format!("{} {name}", kinds::object(words, object)),
        address: org.map(|org| format!("{org}/{id}")),
    })
}

fn now(words: &Words, told: Option<&Result<TaskNow, TaskNowError>>, masks: bool) -> Now {
    match told {
        None => Now::NotAsked,
        Some(Ok(task)) => {
            let at = task.changed_at.map(|at| words.locale.moment(at)).unwrap_or_default();
            let by = task.changed_by.clone().filter(|_| !masks).unwrap_or_default();
            Now::Told { changed: words.with2("calls-task-changed", "at", at, "who", by) }
        }
        Some(Err(error)) => {
            Now::Trouble { text: words.with("calls-task-trouble", "code", error.code()) }
        }
    }
}

/// The memo as its form shows it.
pub(super) fn memo_of(page: &CallPage) -> String {
    let memo = page.call.as_ref().and_then(|call| call.facts.memo.as_ref());
    memo.map(|memo| memo.join("\n")).unwrap_or_default()
}

fn comments(words: &Words, page: &CallPage) -> Vec<Comment> {
    let comments = page.call.iter().flat_map(|call| &call.facts.comments);
    comments
        .map(|comment| Comment {
            author: comment.author.clone().unwrap_or_default(),
            when: comment.at.map(|at| words.locale.moment(at)).unwrap_or_default(),
            text: comment.text.clone(),
        })
        .collect()
}

fn webhooks(words: &Words, page: &CallPage, masks: bool) -> Vec<Webhook> {
    let webhooks = page.deliveries.iter().map(|delivery| Webhook {
        when: words.locale.moment_exact(delivery.received_at),
        body: raw::body(delivery, masks),
    });
    webhooks.collect()
}
