//! CallConnect: a form for each saved memo, and again when the recording's text is there.

mod authenticate;
mod parse;
mod rehearse;
#[cfg(test)]
mod tests;

use domain::event::Millis;
use language::Sentence;

use crate::rehearsal::Rehearsal;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Parsed, Rejection, Source, SourceOption};
use crate::unreadable::Unreadable;

/// The source of kind `callconnect`.
#[derive(Debug, Clone, Copy)]
pub struct CallConnect;

impl Source for CallConnect {
    fn kind(&self) -> &'static str {
        "callconnect"
    }

    fn name(&self) -> &'static str {
        "CallConnect"
    }

    fn secret_in_query(&self) -> Option<&'static str> {
        Some("key")
    }

    fn about(&self) -> &'static str {
        "CallConnect webhook: a form for each call with a saved memo; proved by ?key= in the address"
    }

    fn options(&self) -> &'static [SourceOption] {
        &[
            SourceOption {
                name: "status.*",
                about: "What a record[status] code means: outgoing, outgoing_missed, incoming, \
                        incoming_missed, voicemail or ignore. Only status.200 = outgoing is known and \
                        preset.",
            },
            SourceOption {
                name: "field.*",
                about: "The form key of a fact: started_at, answered_at, ended_at, memo, recording_url, \
                        transcript, agent_name, agent_email, line_number. The presets are \
                        unconfirmed; see the page of this source.",
            },
        ]
    }

    fn check(&self, settings: &Settings) -> Result<(), Sentence> {
        settings.check(self.options())?;
        parse::check(settings)
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
        content_type: Option<&str>,
        settings: &Settings,
    ) -> Result<Parsed, Unreadable> {
        parse::parse(body, content_type, settings)
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
