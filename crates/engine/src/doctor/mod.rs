//! The doctor: looks at the way to Salesforce and at the org as the engine would use them, and says of each
//! thing what was found, why it matters and what to do. It writes nothing that stays.

mod address;
mod allowance;
mod api;
mod approvals;
mod call_id;
mod check;
mod duplicates;
mod fields;
mod installation;
mod mapping;
mod of_profile;
mod org;
mod owners;
mod people;
mod person_accounts;
mod reading;
mod record_types;
mod rehearsal;
mod required;
mod rights;
mod sign_in;
mod time_zone;
mod topic;
mod trial;
mod validation;
mod values;
mod visit;
pub(crate) mod writes;

pub use check::Check;
pub use installation::{
    BROKEN_PART, DATABASE, DATABASE_CLOSED, KEY, KEY_BESIDE, NO_SOURCE, PARTS, SETTINGS, SOURCES,
    UNREADABLE,
};
pub use topic::{Finding, Group, Topic, Verdict};
pub use visit::Examination;

/// Everything that the doctor looks at, by code.
pub static TOPICS: [&Topic; 33] = [
    &SETTINGS,
    &SOURCES,
    &DATABASE,
    &KEY,
    &PARTS,
    &address::TOPIC,
    &sign_in::TOPIC,
    &approvals::TOPIC,
    &api::ENABLED,
    &api::VERSION,
    &org::EDITION,
    &allowance::TOPIC,
    &org::WRITING,
    &time_zone::TOPIC,
    &person_accounts::TOPIC,
    &org::SHARED_ACTIVITIES,
    &org::CALL_CENTRE,
    &fields::CREATE,
    &fields::FIELDS,
    &call_id::TOPIC,
    &rights::TOPIC,
    &values::TOPIC,
    &required::TOPIC,
    &record_types::TOPIC,
    &validation::TOPIC,
    &trial::TOPIC,
    &mapping::TOPIC,
    &people::CONTACT,
    &people::ACCOUNT,
    &people::LEAD,
    &people::USER,
    &owners::TOPIC,
    &duplicates::TOPIC,
];
