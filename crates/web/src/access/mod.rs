//! Who may come in, how they prove it, and what they may do. Denied is what is not allowed.

mod arrival;
mod audit_log;
pub(crate) mod check;
pub(crate) mod cookie;
pub(crate) mod headers;
mod keys;
mod limit;
mod me;
pub(crate) mod origin;
mod password;
mod person;
mod role;
mod scope;
mod session;
mod sign_in;
mod signed_in;
mod token;
mod totp;
mod trouble;
mod users;

pub(crate) use keys::{issue_key, revoke_key};
pub use password::WeakPassword;
pub(crate) use person::Candidate;
pub use person::{NewPerson, NotAdded, add_first_owner, add_person, setup_path};
pub use role::{Capability, Role};
pub use scope::Scope;
pub(crate) use session::begin as begin_session;
pub use session::{Browser, Stage, open_session};
pub(crate) use token::new_token;
pub(crate) use totp::end as end_second_factor;
pub(crate) use users::{deeds, invitation};
pub(crate) use {
    arrival::Arrival, sign_in::finish as finish_sign_in, signed_in::SignedIn, trouble::Trouble,
};

use crate::route::Route;

/// How people sign in; the sentences stand in `config.default.toml` under `[console]`.
#[derive(Debug, Clone, Copy)]
pub struct AccessSettings {
    /// A session that is not used ends after so many milliseconds.
    pub idle_ms: i64,
    /// A session ends after so many milliseconds, however much it is used.
    pub session_ms: i64,
    /// How many proxies of ours stand between browsers and us and add to `X-Forwarded-For`.
    pub proxies: usize,
    /// The role of whoever signs in with Salesforce and is no user yet; none: they do not get in.
    pub salesforce_role: Option<Role>,
}

impl Default for AccessSettings {
    fn default() -> AccessSettings {
        AccessSettings {
            idle_ms: 30 * 60_000,
            session_ms: 12 * 3_600_000,
            proxies: 0,
            salesforce_role: None,
        }
    }
}

pub(crate) fn routes() -> Vec<Route> {
    let areas =
        [sign_in::routes(), me::routes(), users::routes(), keys::routes(), audit_log::routes()];
    areas.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
