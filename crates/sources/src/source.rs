//! What every phone system must be able to do: the one port of this crate.

use std::borrow::Cow;

use domain::event::{CallEvent, Millis};
use language::Sentence;

use crate::contacts::{ContactBook, ContactNews};
use crate::rehearsal::Rehearsal;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::unreadable::Unreadable;

/// A kind of phone system. Its methods are pure: same arguments, same answer.
pub trait Source: Sync {
    /// The name in the configuration.
    fn kind(&self) -> &'static str;

    /// What people call it.
    fn name(&self) -> &'static str;

    /// The key of the query in which the secret stands, where it is part of the address that the phone system sends to.
    fn secret_in_query(&self) -> Option<&'static str> {
        None
    }

    /// One line for lists.
    fn about(&self) -> &'static str;

    /// The options that a person may set; empty if there are none.
    fn options(&self) -> &'static [SourceOption];

    /// Whether secrets and options make sense, before the first request comes.
    ///
    /// # Errors
    /// A sentence for a person: what is wrong, and the nearest right name.
    fn check(&self, settings: &Settings) -> Result<(), Sentence>;

    /// Whether the request is the phone system's own.
    ///
    /// # Errors
    /// A [`Rejection`]: answer 401 without a reason, and show the reason in the console only.
    fn authenticate<'a>(
        &self,
        request: &Request<'a>,
        settings: &Settings,
    ) -> Result<Admission<'a>, Rejection>;

    /// Reads a body that [`Source::authenticate`] let us keep.
    ///
    /// # Errors
    /// An [`Unreadable`] for the error list. Never panics, whatever the bytes.
    fn parse(
        &self,
        body: &[u8],
        content_type: Option<&str>,
        settings: &Settings,
    ) -> Result<Parsed, Unreadable>;

    /// Its contacts, where it holds any that can be read and written.
    fn contacts(&self) -> Option<&'static dyn ContactBook> {
        None
    }

    /// Plays an invented call: the bodies that this phone system would send for it, in order. For the
    /// demo and the bench.
    fn rehearse(&self, call: &Rehearsal) -> Vec<Vec<u8>>;

    /// Makes the request that this phone system would send with `body`, with the current secret:
    /// for replay and demo. `id` names the message where the scheme has a name for it.
    ///
    /// # Errors
    /// A sentence for a person, where secret or body do not allow it.
    fn sign(
        &self,
        body: &[u8],
        settings: &Settings,
        id: &str,
        now: Millis,
    ) -> Result<SignedRequest, Sentence>;
}

/// An option that a person may set for a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceOption {
    /// Its name; one that ends with `.*` stands for all names with that beginning.
    pub name: &'static str,
    /// What it does, and what holds if it is not set.
    pub about: &'static str,
}

impl SourceOption {
    /// Whether a name in the configuration means this option.
    pub(crate) fn covers(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(beginning) => name.len() > beginning.len() && name.starts_with(beginning),
            None => self.name == name,
        }
    }
}

/// What to do with a request that proved itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission<'a> {
    /// Store these bytes, then answer 200. They hold no secret any more.
    Keep {
        /// The body, with `[redacted]` in place of a secret that stood in it.
        body: Cow<'a, [u8]>,
    },
    /// Answer 200 with this at once, and store nothing.
    Answer {
        /// The `content-type` of the answer.
        content_type: &'static str,
        /// The answer.
        body: String,
    },
}

impl<'a> Admission<'a> {
    /// Keep the body as it came.
    pub(crate) fn keep(body: &'a [u8]) -> Self {
        Self::Keep { body: Cow::Borrowed(body) }
    }
}

/// Why a request is not let in. For the console; the caller learns only 401.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Rejection {
    /// Stable: `missing_token`, `token_mismatch`, `missing_header`, `header_mismatch`, `missing_key`,
    /// `key_mismatch`, `bad_timestamp`, `timestamp_out_of_window`, `signature_mismatch`, `bad_challenge`.
    pub code: &'static str,
    /// The particulars, such as `webhook-id` or `+373 s`. Never a secret.
    pub detail: String,
}

impl Rejection {
    /// A rejection with its particulars.
    pub(crate) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// What a body says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The call events, in the order of the body.
    pub events: Vec<CallEvent>,
    /// What it tells of the phone system's contacts.
    pub contacts: Vec<ContactNews>,
    /// Why the body, or a part of it, gave nothing, such as `number.opened is not a call event`.
    pub ignored: Option<String>,
}

impl Parsed {
    /// A body that gives no event, and why.
    pub(crate) fn nothing(why: impl Into<String>) -> Self {
        Self { ignored: Some(why.into()), ..Self::default() }
    }

    /// A body that gives one event.
    pub(crate) fn one(event: CallEvent) -> Self {
        Self { events: vec![event], ..Self::default() }
    }
}
