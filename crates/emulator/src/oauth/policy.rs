//! Who may log in at all: whether the org is active, from which addresses, and how often.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::Oauth;
use super::app::ClientApp;
use super::error::OauthError;
use crate::org::Org;

/// Logins of one user in an hour (Salesforce Developer Limits quick reference, "API Login Rate").
const LOGINS_PER_HOUR: usize = 3_600;

const HOUR_MS: i64 = 60 * 60 * 1_000;

/// Addresses from which users may log in, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IpRange {
    /// The first address.
    pub start: IpAddr,
    /// The last one.
    pub end: IpAddr,
}

impl IpRange {
    fn holds(&self, address: IpAddr) -> bool {
        (self.start..=self.end).contains(&address)
    }
}

/// What holds for every login. The default lets everybody in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoginPolicy {
    /// Whether the org is locked, closed or suspended.
    pub organization_inactive: bool,
    /// Logins that one user may make in an hour; 3,600 if absent.
    pub logins_per_hour: Option<usize>,
    /// The org's own host, such as `acme.my.salesforce.com`: if given, client credentials work on no other.
    pub my_domain: Option<String>,
}

/// When users logged in, within the last hour.
#[derive(Debug, Default)]
pub(crate) struct Logins(HashMap<String, VecDeque<i64>>);

impl Logins {
    /// Counts a login at `now` (UTC milliseconds), unless the user made `most` of them in the hour before.
    fn count(&mut self, user_id: &str, most: usize, now: i64) -> bool {
        let times = self.0.entry(user_id.to_owned()).or_default();
        while times.front().is_some_and(|time| now - time >= HOUR_MS) {
            times.pop_front();
        }
        let free = times.len() < most;
        if free {
            times.push_back(now);
        }
        free
    }
}

/// Why somebody may not log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoLogin {
    /// The org is locked, closed or suspended.
    InactiveOrg,
    /// The address is in none of the ranges.
    Address,
    /// The user logged in too often.
    TooOften,
}

impl Org {
    /// Refuses logins into an inactive org, and unless `relaxed` those from outside of the ranges.
    ///
    /// `address` is the client's, as far as it is known; an unknown one is in no range.
    pub(crate) fn admits(&self, address: Option<IpAddr>, relaxed: bool) -> Result<(), NoLogin> {
        let setup = self.setup();
        if setup.login.organization_inactive {
            return Err(NoLogin::InactiveOrg);
        }
        let ranges = &setup.login_ip_ranges;
        let inside = |address: IpAddr| ranges.iter().any(|range| range.holds(address));
        if !ranges.is_empty() && !relaxed && !address.is_some_and(inside) {
            return Err(NoLogin::Address);
        }
        Ok(())
    }

    /// Counts a login of the user, or refuses it.
    pub(crate) fn count_login(&self, user_id: &str) -> Result<(), NoLogin> {
        let most = self.setup().login.logins_per_hour.unwrap_or(LOGINS_PER_HOUR);
        match self.desk().logins.count(user_id, most, self.now()) {
            true => Ok(()),
            false => Err(NoLogin::TooOften),
        }
    }
}

impl From<NoLogin> for OauthError {
    fn from(reason: NoLogin) -> Self {
        match reason {
            NoLogin::InactiveOrg => Self::new("inactive_org", "inactive organization"),
            NoLogin::Address => Self::invalid_grant("ip restricted"),
            NoLogin::TooOften => Self::new("rate_limit_exceeded", "login rate limit exceeded"),
        }
    }
}

impl Oauth {
    /// Refuses whoever may not log in with this app from this address.
    pub(crate) fn admit(&self, app: &ClientApp, address: Option<IpAddr>) -> Result<(), OauthError> {
        Ok(self.org.admits(address, app.ip_relaxed)?)
    }

    /// Refuses an app that is not installed. Approvals that were given before go on working.
    pub(crate) fn require_installed(app: &ClientApp) -> Result<(), OauthError> {
        if app.installed {
            return Ok(());
        }
        Err(OauthError::new("invalid_client", "app must be installed into org"))
    }

    /// Refuses a host on which client credentials do not work: Salesforce's own, and any but the org's.
    pub(crate) fn require_my_domain(&self, host: &str) -> Result<(), OauthError> {
        let name = host.split(':').next().unwrap_or_default();
        let foreign = matches!(name, "login.salesforce.com" | "test.salesforce.com")
            || self.org.setup().login.my_domain.as_deref().is_some_and(|own| own != name);
        if foreign {
            return Err(OauthError::invalid_grant("request not supported on this domain"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_two_ends_and_one_family() {
        let range: IpRange =
            serde_json::from_str(r#"{"start": "192.0.2.10", "end": "192.0.2.20"}"#).unwrap();
        for (address, inside) in [
            ("192.0.2.9", false),
            ("192.0.2.10", true),
            ("192.0.2.20", true),
            ("192.0.2.21", false),
            ("2001:db8::1", false),
        ] {
            assert_eq!(range.holds(address.parse().unwrap()), inside, "{address}");
        }
    }

    #[test]
    fn an_hour_rolls() {
        let mut logins = Logins::default();
        assert!(logins.count("005", 2, 0));
        assert!(logins.count("005", 2, 1));
        assert!(!logins.count("005", 2, HOUR_MS - 1));
        assert!(logins.count("006", 2, HOUR_MS - 1));
        assert!(logins.count("005", 2, HOUR_MS));
        assert!(!logins.count("005", 2, HOUR_MS));
    }
}
