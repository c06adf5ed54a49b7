//! MiiTel: complete records of finished calls, sent again for transcript and minutes.

mod authenticate;
mod parse;
mod rehearse;
#[cfg(test)]
mod tests;
mod transcript;

use domain::event::Millis;
use language::Sentence;

use crate::rehearsal::Rehearsal;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Parsed, Rejection, Source, SourceOption};
use crate::unreadable::Unreadable;

/// The source of kind `miitel`.
#[derive(Debug, Clone, Copy)]
pub struct MiiTel;

impl Source for MiiTel {
    fn kind(&self) -> &'static str {
        "miitel"
    }

    fn name(&self) -> &'static str {
        "MiiTel"
    }

    fn about(&self) -> &'static str {
        "MiiTel outgoing webhook: finished calls, transcripts, minutes; proved by an added header or key"
    }

    fn options(&self) -> &'static [SourceOption] {
        &[
            SourceOption {
                name: authenticate::HEADER,
                about: "Header, added in MiiTel, that carries the secret (alone or after \"Bearer \"). \
                        Default: authorization, unless auth_key is set.",
            },
            SourceOption {
                name: authenticate::KEY,
                about: "Extra payload key, added in MiiTel, that carries the secret. With auth_header \
                        set as well, both must be right.",
            },
        ]
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
        settings: &Settings,
    ) -> Result<Parsed, Unreadable> {
        parse::parse(body, &settings.zone())
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
