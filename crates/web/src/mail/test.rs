//! `POST /settings/mail/test`: sends a mail and tells what the server answered.

use axum::extract::{Form, State};
use axum::response::Response;
use engine::MailProblem;
use serde::Deserialize;

use super::settings::{Shown, page};
use crate::Shared;
use crate::access::{SignedIn, Trouble as PageTrouble};
use crate::shell::{Place, Visit};

/// Whom to send it.
#[derive(Debug, Deserialize)]
pub(super) struct To {
    to: String,
}

/// `POST /settings/mail/test`.
pub(super) async fn send(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    visit: Visit,
    Form(to): Form<To>,
) -> Result<Response, PageTrouble> {
    let mark = shared.engine.mark_of_address(&to.to)?;
    shared.engine.record(signed_in.deed("settings.mail.test", mark)).await?;
    let words = visit.frame(Place::Settings).words;
    let sent = match shared.engine.mail_settings() {
        Some(settings) => shared.engine.test_mail(&settings, &to.to, &words.locale).await,
        None => Err(MailProblem { code: "mail_not_set_up", detail: String::new() }),
    };
    let said = match sent {
        Ok(said) => {
            let code = said.code.to_string();
            (true, words.with2("mail-test-worked", "code", code, "text", said.text))
        }
        Err(problem) => (false, problem.sentence().say(&words.locale)),
    };
    let shown = Shown { test: Some(said), ..Shown::default() };
    page(&shared, &signed_in, &visit, shown).await
}
