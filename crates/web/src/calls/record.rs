//! `/calls/{id}/record`: another record for the call (F56), found by name or number, and remembered if one wants. What is
//! looked for travels in a form and never in an address, which would stand in histories and logs.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use engine::{CallPage, Deed, FindError, FoundPeople, Pick};
use salesforce::SalesforceId;
use serde::Deserialize;

use super::{address, edit, kinds};
use crate::Shared;
use crate::access::SignedIn;
use crate::shell::{Frame, Place, Visit, show as show_page};

#[derive(Template)]
#[template(path = "calls/record.html")]
struct Record {
    frame: Frame,
    path: String,
    /// The record that the call belongs to now; empty where there is none.
    now: String,
    typed: String,
    people: Option<Vec<Person>>,
    live: bool,
    trouble: Option<String>,
    /// The number for which a choice can be remembered.
    number: Option<String>,
}

struct Person {
    id: String,
    object: String,
    name: String,
    company: String,
    phone: String,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sought {
    q: String,
}

/// Who was picked.
#[derive(Debug, Deserialize)]
pub(crate) struct Picked {
    record: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    remember: String,
}

/// `GET /calls/{id}/record`: the search. The page names the record of now.
pub(crate) async fn show(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let page = match edit::editable(&shared, &visit, &signed_in, &id).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    if let Err(answer) = edit::written_down(&shared, signed_in.deed("calls.show", &*id)).await {
        return answer;
    }
    answer(&visit, &page, String::new(), None)
}

/// `POST /calls/{id}/people`: what the search has found. It finds people of the whole org: who looks is written down.
pub(crate) async fn find(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(sought): Form<Sought>,
) -> Response {
    let page = match edit::editable(&shared, &visit, &signed_in, &id).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    if let Err(answer) = edit::written_down(&shared, signed_in.deed("calls.people", &*id)).await {
        return answer;
    }
    let found = shared.engine.find_people(sought.q.trim()).await;
    answer(&visit, &page, sought.q, Some(found))
}

fn answer(
    visit: &Visit,
    page: &CallPage,
    typed: String,
    found: Option<Result<FoundPeople, FindError>>,
) -> Response {
    let frame = visit.frame(Place::Calls);
    let live = found.as_ref().is_some_and(|found| found.as_ref().is_ok_and(|found| found.live));
    let (people, trouble) = match found {
        None => (None, None),
        Some(Ok(found)) => (Some(people(&frame, found)), None),
        Some(Err(FindError::TooShort)) => (None, Some(frame.words.say("calls-pick-too-short"))),
        Some(Err(error)) => {
            (None, Some(frame.words.with("calls-pick-trouble", "code", error.code())))
        }
    };
    let number = page.resolution.as_ref().and_then(|found| found.inquiry.number.e164.clone());
    let now = page.line.record.as_ref().map(|(object, id, name)| {
        format!("{} {}", kinds::object(&frame.words, object), name.as_ref().unwrap_or(id))
    });
    show_page(&Record {
        path: address::of_call(&page.row.call_id),
        now: now.unwrap_or_default(),
        typed,
        people,
        live,
        trouble,
        number,
        frame,
    })
}

fn people(frame: &Frame, found: FoundPeople) -> Vec<Person> {
    let person = |one: engine::FoundPerson| Person {
        object: kinds::object(&frame.words, one.object),
        id: one.id,
        name: one.name,
        company: one.company.unwrap_or_default(),
        phone: one.phone.unwrap_or_default(),
    };
    found.people.into_iter().map(person).collect()
}

/// `POST /calls/{id}/record`: the call goes there, and its Task with it.
pub(crate) async fn pick(
    State(shared): State<Shared>,
    visit: Visit,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Form(picked): Form<Picked>,
) -> Response {
    let page = match edit::editable(&shared, &visit, &signed_in, &id).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    let deed = deed(&signed_in, &id, &picked.record);
    if let Err(answer) = edit::written_down(&shared, deed).await {
        return answer;
    }
    let pick = Pick {
        record_id: picked.record,
        name: Some(picked.name).filter(|name| !name.is_empty()),
        remember: !picked.remember.is_empty(),
    };
    let said = shared.engine.pick_record(&page.row.call_id, pick, &signed_in.name).await;
    edit::answer(&visit, &id, said, "calls-said-record")
}

/// That a call goes to a record, for the audit log. What is no record's id could be anything, and is left out.
pub(crate) fn deed(signed_in: &SignedIn, call_id: &str, record_id: &str) -> Deed {
    let deed = signed_in.deed("calls.record", call_id);
    match SalesforceId::parse(record_id) {
        Ok(id) => deed.with(id.to_string()),
        Err(_) => deed,
    }
}
