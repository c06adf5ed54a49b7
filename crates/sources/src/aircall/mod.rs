//! Aircall: live call events, at least once and in no order; the token stands in the body.

mod authenticate;
mod contacts;
mod intelligence;
mod parse;
mod rehearse;
#[cfg(test)]
mod tests;

use domain::event::Millis;
use language::Sentence;

use crate::contacts::ContactBook;
use crate::rehearsal::Rehearsal;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Parsed, Rejection, Source, SourceOption};
use crate::unreadable::Unreadable;

/// The source of kind `aircall`.
#[derive(Debug, Clone, Copy)]
pub struct Aircall;

impl Source for Aircall {
    fn kind(&self) -> &'static str {
        "aircall"
    }

    fn name(&self) -> &'static str {
        "Aircall"
    }

    fn about(&self) -> &'static str {
        "Aircall webhooks: live call events, transcripts, summaries; proved by the webhook's token"
    }

    fn options(&self) -> &'static [SourceOption] {
        contacts::OPTIONS
    }

    fn check(&self, settings: &Settings) -> Result<(), Sentence> {
        settings.check(self.options())
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

    fn contacts(&self) -> Option<&'static dyn ContactBook> {
        Some(&Aircall)
    }

    fn rehearse(&self, call: &Rehearsal) -> Vec<Vec<u8>> {
        rehearse::bodies(call)
    }

    fn sign(
        &self,
        body: &[u8],
        settings: &Settings,
        _id: &str,
        _now: Millis,
    ) -> Result<SignedRequest, Sentence> {
        authenticate::sign(body, settings)
    }
}
