//! Hands one mail to the mail server, within limits of time, and says in our own words what it answered.

use std::time::Duration;

use language::Sentence;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::ExposeSecret as _;

use super::{MailSettings, MailTls};

/// A mail takes a handful of steps; a server that is almost too slow at each of them is too slow.
const STEPS: u32 = 4;

/// What the server said when it took a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The code of its answer, such as 250.
    pub code: u16,
    /// Its words.
    pub text: String,
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct MailProblem {
    /// Stable: `mail_not_set_up`, `mail_bad_address`, `mail_unprotected`, `mail_unreachable`, `mail_timeout`, `mail_tls`,
    /// `mail_sign_in`, `mail_refused`, `mail_later`, `mail_unclear`.
    pub code: &'static str,
    /// The particulars, in the server's words where it said any.
    pub detail: String,
}

impl MailProblem {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> MailProblem {
        MailProblem { code, detail: detail.into() }
    }

    /// Why, and what to do.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        Sentence::new(format!("mail-problem-{}", self.code)).with("detail", self.detail.as_str())
    }
}

/// A mail that is ready but for its way.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
    /// Where one click ends the mails (RFC 8058).
    pub(super) unsubscribe: Option<String>,
}

/// How long a mail may take.
pub(super) fn longest(settings: &MailSettings) -> Duration {
    settings.timeout * STEPS
}

/// Sends one mail.
pub(super) async fn send(settings: &MailSettings, mail: Mail) -> Result<Said, MailProblem> {
    let message = message(settings, mail)?;
    let transport = transport(settings)?;
    let sent = tokio::time::timeout(longest(settings), transport.send(message)).await;
    let answer = sent.map_err(|_| MailProblem::new("mail_timeout", server(settings)))?;
    match answer {
        Ok(response) => Ok(Said {
            code: response.code().into(),
            text: response.message().collect::<Vec<_>>().join(" "),
        }),
        Err(error) => Err(problem(&error, settings)),
    }
}

fn message(settings: &MailSettings, mail: Mail) -> Result<Message, MailProblem> {
    let mut builder = Message::builder()
        .from(address(&settings.from)?)
        .to(address(&mail.to)?)
        .subject(mail.subject)
        .header(AutoSubmitted);
    if let Some(link) = mail.unsubscribe {
        builder = builder.header(ListUnsubscribe(format!("<{link}>"))).header(OneClick);
    }
    builder
        .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))
        .map_err(|error| MailProblem::new("mail_bad_address", error.to_string()))
}

pub(super) fn address(text: &str) -> Result<Mailbox, MailProblem> {
    text.trim().parse().map_err(|_| MailProblem::new("mail_bad_address", text))
}

fn transport(settings: &MailSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailProblem> {
    let parameters = || {
        TlsParameters::new(settings.host.clone())
            .map_err(|error| MailProblem::new("mail_tls", error.to_string()))
    };
    let tls = match settings.tls {
        MailTls::None => Tls::None,
        MailTls::StartTls => Tls::Required(parameters()?),
        MailTls::Tls => Tls::Wrapper(parameters()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
        .port(settings.port)
        .tls(tls)
        .timeout(Some(settings.timeout));
    if !settings.user.is_empty() {
        let here = matches!(settings.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if settings.tls == MailTls::None && !here {
            return Err(MailProblem::new("mail_unprotected", server(settings)));
        }
        let password = settings.password.expose_secret().to_owned();
        builder = builder.credentials(Credentials::new(settings.user.clone(), password));
    }
    Ok(builder.build())
}

fn server(settings: &MailSettings) -> String {
    format!("{}:{}", settings.host, settings.port)
}

/// Codes with which servers refuse a sign-in, or a mail without one (RFC 4954).
const SIGN_IN: [u16; 5] = [530, 534, 535, 538, 454];

fn problem(error: &lettre::transport::smtp::Error, settings: &MailSettings) -> MailProblem {
    let detail = format!("{}: {error}", server(settings));
    let status = error.status().map(u16::from);
    let code = if status.is_some_and(|status| SIGN_IN.contains(&status)) {
        "mail_sign_in"
    } else if error.is_timeout() {
        "mail_timeout"
    } else if error.is_tls() {
        "mail_tls"
    } else if error.is_permanent() {
        "mail_refused"
    } else if error.is_transient() {
        "mail_later"
    } else if error.is_response() || error.is_client() {
        "mail_unclear"
    } else {
        "mail_unreachable"
    };
    MailProblem::new(code, detail)
}

/// Asks machines not to answer (RFC 3834).
#[derive(Debug, Clone)]
struct AutoSubmitted;

/// RFC 2369.
#[derive(Debug, Clone)]
struct ListUnsubscribe(String);

/// RFC 8058.
#[derive(Debug, Clone)]
struct OneClick;

macro_rules! header {
    ($name:ident, $title:literal, $value:expr) => {
        impl lettre::message::header::Header for $name {
            fn name() -> lettre::message::header::HeaderName {
                lettre::message::header::HeaderName::new_from_ascii_str($title)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err("this header is only written".into())
            }

            fn display(&self) -> lettre::message::header::HeaderValue {
                let value: fn(&$name) -> String = $value;
                lettre::message::header::HeaderValue::new(Self::name(), value(self))
            }
        }
    };
}

header!(AutoSubmitted, "Auto-Submitted", |_| "auto-generated".to_owned());
header!(ListUnsubscribe, "List-Unsubscribe", |header| header.0.clone());
header!(OneClick, "List-Unsubscribe-Post", |_| "List-Unsubscribe=One-Click".to_owned());
