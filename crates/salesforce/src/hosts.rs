//! Decides which hosts may see an access token: the address in a sign-in reply is not trusted as it comes.

use url::{Host, Url};

/// Domains under which Salesforce serves orgs.
const SALESFORCE_DOMAINS: [&str; 5] =
    ["salesforce.com", "force.com", "salesforce.mil", "sfcrmproducts.cn", "sfcrmapps.cn"];

/// Whether an address that a sign-in at `login` returned may be sent an access token.
///
/// It must be https on a Salesforce domain, or be the host that signed in, or, when that is
/// this machine (the emulator), be this machine too.
pub(crate) fn is_trusted(address: &Url, login: &Url) -> bool {
    if !address.username().is_empty() || address.password().is_some() {
        return false;
    }
    let https = address.scheme() == "https";
    let as_login = https || address.scheme() == login.scheme();
    (https && is_salesforce(address))
        || (as_login && address.host().is_some() && address.host() == login.host())
        || (["http", "https"].contains(&address.scheme())
            && is_loopback(address)
            && is_loopback(login))
}

/// Whether the host is one of Salesforce's.
pub(crate) fn is_salesforce(address: &Url) -> bool {
    let Some(Host::Domain(host)) = address.host() else {
        return false;
    };
    SALESFORCE_DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(address: &str, login: &str) -> bool {
        is_trusted(&Url::parse(address).unwrap(), &Url::parse(login).unwrap())
    }

    #[test]
    fn a_salesforce_host_must_be_https() {
        let login = "https://login.salesforce.com";
        assert!(trusted("https://acme.my.salesforce.com", login));
        assert!(trusted("https://acme--uat.sandbox.my.salesforce.com", login));
        assert!(trusted("https://acme.lightning.force.com", login));
        assert!(!trusted("http://acme.my.salesforce.com", login));
        assert!(!trusted("http://login.salesforce.com", login));
    }

    #[test]
    fn a_look_alike_is_refused() {
        for address in [
            "https://salesforce.com.example.com",
            "https://notsalesforce.com",
            "https://acme.my.salesforce.com@example.com",
            "https://login.salesforce.com:x@acme.my.salesforce.com",
            "https://169.254.169.254",
            "https://example.com/acme.my.salesforce.com",
            "https://127.0.0.1",
            "ftp://acme.my.salesforce.com",
            "data:text/plain,salesforce.com",
        ] {
            assert!(!trusted(address, "https://login.salesforce.com"), "{address}");
        }
    }

    #[test]
    fn this_machine_is_trusted_only_by_this_machine() {
        assert!(trusted("http://127.0.0.1:8090", "http://localhost:8090"));
        assert!(trusted("http://[::1]:8090", "http://127.0.0.1:8090"));
        assert!(!trusted("http://10.0.0.5:8090", "http://127.0.0.1:8090"));
        assert!(!trusted("file:///etc", "http://127.0.0.1:8090"));
        assert!(trusted("http://emulator:8091", "http://emulator:8090"));
        assert!(!trusted("http://emulator:8091", "https://emulator:8090"));
    }
}
