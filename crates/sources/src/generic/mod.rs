//! The generic webhook: our own documented JSON, signed by the Standard Webhooks scheme.
//!
//! It carries everything that a phone system can know about a call, so that whoever writes a few
//! lines beside a phone system that we do not know gets the same Tasks as everybody else.

mod authenticate;
mod body;
mod parse;
mod rehearse;
#[cfg(test)]
mod tests;
mod values;

use domain::event::Millis;
use language::Sentence;

pub use authenticate::sign;
pub use body::json_schema;

use crate::rehearsal::Rehearsal;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Parsed, Rejection, Source, SourceOption};
use crate::unreadable::Unreadable;

/// The source of kind `generic`.
#[derive(Debug, Clone, Copy)]
pub struct Generic;

impl Source for Generic {
    fn kind(&self) -> &'static str {
        "generic"
    }

    fn name(&self) -> &'static str {
        "Webhook (JSON)"
    }

    fn about(&self) -> &'static str {
        "Our own documented JSON for any phone system; proved by a Standard Webhooks signature"
    }

    fn options(&self) -> &'static [SourceOption] {
        &[]
    }

    fn check(&self, settings: &Settings) -> Result<(), Sentence> {
        settings.check(self.options())?;
        authenticate::check(settings)
    }

    fn authenticate<'a>(
        &self,
        request: &Request<'a>,
        settings: &Settings,
    ) -> Result<Admission<'a>, Rejection> {
        authenticate::authenticate(request, settings)
    }

    fn parse(
        &self,
        body: &[u8],
        _content_type: Option<&str>,
        _settings: &Settings,
    ) -> Result<Parsed, Unreadable> {
        parse::parse(body)
    }

    fn rehearse(&self, call: &Rehearsal) -> Vec<Vec<u8>> {
        rehearse::bodies(call)
    }

    fn sign(
        &self,
        body: &[u8],
        settings: &Settings,
        id: &str,
        now: Millis,
    ) -> Result<SignedRequest, Sentence> {
        authenticate::signed_request(body, settings, id, now)
    }
}
