//! Forgetting a person by phone number, and the proof of it. A number travels in a body and never in an address, which would
//! stand in logs.

mod certificates;
mod disclose;
mod erase;
mod search;

use axum::http::StatusCode;
use engine::{Certificate, EraseError, Remains, Traces};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::Endpoint;
use super::fault::Fault;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        search::endpoint(),
        disclose::endpoint(),
        erase::endpoint(),
        certificates::endpoint(),
        certificates::endpoint_one(),
    ]
}

/// A person, by their number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NumberOfPerson {
    /// The number with `+` and its country code.
    #[schema(min_length = 1, max_length = 100, example = "+81 3 5550 0101")]
    number: String,
}

/// What is kept of a person, or was.
#[derive(Debug, Serialize, ToSchema)]
struct KeptOfPerson {
    /// Calls from or to the number.
    calls: u64,
    /// Events of these calls.
    events: u64,
    /// Webhooks that told of the number or of these calls.
    deliveries: u64,
    /// Texts of other calls, and beside calls, in which the number stood.
    mentions: u64,
    /// People in the copy of the org's people.
    people: u64,
    /// Contacts of phone systems.
    contacts: u64,
    /// What was remembered of the number besides.
    remembered: u64,
    /// Tasks in Salesforce that were written for these calls, to be deleted there if that is wanted.
    tasks: Vec<String>,
    /// Calls for which Salesforce was asked to create a Task without its answer being known: a person has to look there
    /// for the number.
    unknown_tasks: u64,
    /// Tasks in Salesforce of other calls in whose texts the number stands: a person has to take it out there.
    mentioned_tasks: Vec<String>,
    /// Records in Salesforce that hold the number, to be deleted there if that is wanted.
    records: Vec<String>,
    /// Versions of the settings in which the number stands: they may be in use, so a person has to decide.
    settings: Vec<i64>,
    /// Rows of the audit log in which the number stands, by their place: nothing can be taken out of that chain.
    audit: Vec<i64>,
}

/// Proof of an erasure, without the number.
#[derive(Debug, Serialize, ToSchema)]
struct ErasureCertificate {
    /// Its id.
    id: String,
    /// When, UTC milliseconds.
    at: i64,
    /// Who asked for it: a person's id, `key:` and a key's id, or a command.
    by: String,
    /// The number as a keyed mark (HMAC-SHA256): whoever has number and key can prove that it was this one.
    number_mark: String,
    /// The last two digits of the number.
    number_ends: String,
    /// What was there.
    erased: KeptOfPerson,
    /// What became of the bytes that deleted rows leave behind in the database's files.
    remains: RemainsOfRows,
}

/// What became of the bytes of deleted rows: nothing yet, because the erasure goes on or was cut off, and erasing again does
/// the rest; overwritten, still in the log of a file that somebody is reading, or with a
/// database server, which overwrites them when it needs their place.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RemainsOfRows {
    Unfinished,
    Overwritten,
    InUse,
    WithTheServer,
}

fn kept(traces: Traces) -> KeptOfPerson {
    KeptOfPerson {
        calls: traces.calls,
        events: traces.events,
        deliveries: traces.deliveries,
        mentions: traces.mentions,
        people: traces.people,
        contacts: traces.contacts,
        remembered: traces.remembered,
        tasks: traces.tasks,
        unknown_tasks: traces.unknown_tasks,
        mentioned_tasks: traces.mentioned_tasks,
        records: traces.records,
        settings: traces.settings,
        audit: traces.audit,
    }
}

fn certificate(it: Certificate) -> ErasureCertificate {
    ErasureCertificate {
        id: it.id,
        at: it.at,
        by: it.by,
        number_mark: it.number_mark,
        number_ends: it.number_ends,
        erased: kept(it.erased),
        remains: match it.remains {
            Remains::Unfinished => RemainsOfRows::Unfinished,
            Remains::Overwritten => RemainsOfRows::Overwritten,
            Remains::InUse => RemainsOfRows::InUse,
            Remains::WithTheServer => RemainsOfRows::WithTheServer,
        },
    }
}

fn not_erased(error: EraseError) -> Fault {
    match error {
        EraseError::NotANumber => {
            Fault::new(StatusCode::BAD_REQUEST, "operation-not-a-number").field("number")
        }
        EraseError::Store(error) => error.into(),
        EraseError::Certificate(error) => {
            tracing::error!(%error, "a certificate cannot be written");
            Fault::of_status(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}
