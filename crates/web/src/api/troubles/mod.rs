//! Troubles: what failed, grouped by cause, and what somebody does about it.

mod acknowledge;
mod cancel;
mod list;
mod mute;
mod one;
mod progress;
mod retry;

use axum::http::StatusCode;
use engine::Trouble;
use language::Sentence;
use serde::Serialize;
use utoipa::ToSchema;

use super::endpoint::Endpoint;
use super::fault::Fault;
use crate::access::SignedIn;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        list::endpoint(),
        one::endpoint(),
        acknowledge::endpoint(),
        acknowledge::endpoint_back(),
        mute::endpoint(),
        mute::endpoint_back(),
        retry::endpoint(),
        progress::endpoint(),
        cancel::endpoint(),
    ]
}

/// All that one cause has struck.
#[derive(Debug, Serialize, ToSchema)]
struct TroubleGroup {
    /// Its id; the same cause has the same id again.
    id: String,
    /// What is struck: `call`, `delivery` (a webhook that was kept and cannot be read), `webhook` (that was not let in),
    /// `source`, `org`, `people`, `contacts` or `mail`.
    kind: &'static str,
    /// A stable code: Salesforce's, or our own.
    code: String,
    /// What tells it from others of the same code: fields, a source, an object; often nothing. Empty for
    /// who may not see personal data.
    about: String,
    /// How many are struck.
    count: i64,
    /// Since when, UTC milliseconds.
    first_at: i64,
    /// When it was last seen, UTC milliseconds.
    last_at: i64,
    /// Id of the last that was struck: of a call or a delivery.
    sample: Option<String>,
    /// The particulars, in the asker's language; none for who may not see personal data.
    note: Option<String>,
    /// `open`, `acknowledged`, `muted` or `over`.
    standing: &'static str,
    /// Since when it is no more, UTC milliseconds.
    over_at: Option<i64>,
    /// Who sees to it.
    acknowledged_by: Option<String>,
    /// Since when they do, UTC milliseconds.
    acknowledged_at: Option<i64>,
    /// Until when it is muted, UTC milliseconds; none while it is muted until more are struck.
    muted_until: Option<i64>,
    /// Whether all of it can be tried again.
    can_retry: bool,
}

fn group(trouble: Trouble, signed_in: &SignedIn) -> TroubleGroup {
    let locale = &signed_in.locale();
    // The text of a rule that refused may hold what was typed, and a mail server's words an address.
    TroubleGroup {
        kind: trouble.kind.as_str(),
        standing: match trouble.standing {
            engine::Standing::Open => "open",
            engine::Standing::Acknowledged => "acknowledged",
            engine::Standing::Muted => "muted",
            engine::Standing::Over => "over",
        },
        can_retry: trouble.can_retry(),
        note: trouble
            .note
            .filter(|_| !signed_in.masks())
            .map(|note| Sentence::read(&note).say(locale)),
        id: trouble.id,
        code: trouble.code,
        about: if signed_in.masks() { String::new() } else { trouble.about },
        count: trouble.count,
        first_at: trouble.first_at,
        last_at: trouble.last_at,
        sample: trouble.sample,
        over_at: trouble.over_at,
        acknowledged_by: trouble.acknowledged_by,
        acknowledged_at: trouble.acknowledged_at,
        muted_until: trouble.muted_until,
    }
}

/// The trouble is not there, or not any more.
fn gone() -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "api-no-such-trouble")
}
