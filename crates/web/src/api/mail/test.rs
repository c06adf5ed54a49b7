//! `POST /api/v1/mail/test`: a mail that says that mails arrive.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use engine::MailProblem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Shared;
use crate::access::{Capability, SignedIn};
use crate::api::endpoint::Endpoint;
use crate::api::fault::{Fault, Problem};
use crate::api::input::Body;
use crate::route::Need;

const PATH: &str = "/api/v1/mail/test";

pub(super) fn endpoint() -> Endpoint {
    Endpoint::new(PATH, Need::May(Capability::Configure), routes!(send))
}

/// Whom to send it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TestMail {
    /// The address.
    #[schema(min_length = 1, max_length = 254, example = "mia@example.com")]
    to: String,
}

/// The mail server's answer.
#[derive(Debug, Serialize, ToSchema)]
struct MailAnswer {
    /// Its code, such as 250.
    code: u16,
    /// Its words.
    text: String,
}

/// Sends a mail through the mail server of the settings and tells what it answered.
#[utoipa::path(
    post, path = PATH, operation_id = "test_mail", tag = "Mail", request_body = TestMail,
    responses(
        (status = 200, description = "The server has taken it.", body = MailAnswer),
        (status = 409, description = "It was not sent; `code` and `detail` say why.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn send(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    Body(mail): Body<TestMail>,
) -> Result<Json<MailAnswer>, Fault> {
    let mark = shared.engine.mark_of_address(&mail.to)?;
    shared.engine.record(signed_in.deed("settings.mail.test", mark)).await?;
    let locale = signed_in.locale();
    let sent = match shared.engine.mail_settings() {
        Some(settings) => shared.engine.test_mail(&settings, &mail.to, &locale).await,
        None => Err(MailProblem { code: "mail_not_set_up", detail: String::new() }),
    };
    let said = sent.map_err(|problem| {
        let fault = Fault::new(StatusCode::CONFLICT, problem.code);
        fault.said(problem.sentence().say(&locale))
    })?;
    Ok(Json(MailAnswer { code: said.code, text: said.text }))
}
