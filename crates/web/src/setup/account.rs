//! `/setup/{token}`: the first owner, by the link that the service prints.

use askama::Template;
use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, http::request::Parts};
use engine::Deed;
use secrecy::SecretString;
use serde::Deserialize;

use crate::access::origin::{address, browser, request_id};
use crate::access::{Candidate, NewPerson, NotAdded, Role, Stage, begin_session};
use crate::shell::{Frame, Visit, show as show_page};
use crate::{Shared, unavailable};

#[derive(Template)]
#[template(path = "setup/account.html")]
struct Page {
    frame: Frame,
    token: String,
    name: String,
    email: String,
    problem: Option<String>,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entered {
    name: String,
    email: String,
    password: SecretString,
    time_zone: String,
}

/// `GET`.
pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Response {
    let frame = visit.bare_frame();
    show_page(&Page { frame, token, name: String::new(), email: String::new(), problem: None })
}

/// `POST`: makes the owner and signs them in.
pub(crate) async fn submit(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let visit = Visit::of(&parts);
    let request = Request::from_parts(parts.clone(), body);
    let Form(entered) = match Form::<Entered>::from_request(request, &()).await {
        Ok(form) => form,
        Err(refusal) => return refusal.into_response(),
    };
    match add(&shared, &parts, &visit, &entered).await {
        Ok(cookie) => {
            let headers = [(header::LOCATION, "/setup".to_owned()), (header::SET_COOKIE, cookie)];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(NotAdded::Store(error)) => {
            tracing::error!(%error, "the first owner cannot be kept");
            unavailable(error.code())
        }
        Err(error) => {
            let frame = visit.bare_frame();
            let problem = Some(frame.words.say(error.code()));
            let (name, email) = (entered.name, entered.email);
            let page = Page { frame, token, name, email, problem };
            (StatusCode::UNPROCESSABLE_ENTITY, show_page(&page)).into_response()
        }
    }
}

async fn add(
    shared: &Shared,
    parts: &Parts,
    visit: &Visit,
    entered: &Entered,
) -> Result<String, NotAdded> {
    let zone = Some(entered.time_zone.clone()).filter(|zone| !zone.is_empty());
    let person = NewPerson {
        email: entered.email.clone(),
        name: entered.name.clone(),
        role: Role::Owner,
        password: Some(entered.password.clone()),
        language: Some(visit.reader.language.tag().to_owned()),
        time_zone: zone,
    };
    let owner = Candidate::first(&shared.engine, person).await?;
    let user_id = owner.id().to_owned();
    let deed = Deed {
        who: user_id.clone(),
        what: "access.first_owner".to_owned(),
        about: user_id.clone(),
        from_address: address(shared, parts),
        request_id: Some(request_id(parts)),
        ..Deed::default()
    };
    let refused =
        Deed { what: "access.refused".to_owned(), after: Some(deed.what.clone()), ..deed.clone() };
    shared.engine.record(deed).await?;
    if let Err(why) = owner.add_first(&shared.engine).await {
        shared.engine.record(refused).await?;
        return Err(why);
    }
    let browser = browser(shared, parts);
    Ok(begin_session(shared, &user_id, Stage::Full, browser, None).await?)
}
