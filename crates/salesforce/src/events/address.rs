//! Where the Pub/Sub API answers, and whether it may see a session.

use std::time::Duration;

use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use url::Url;

use crate::catalogue::ours;
use crate::failure::Failure;
use crate::hosts;

/// The Pub/Sub API of every org at Salesforce (Pub/Sub API guide, "Pub/Sub API Endpoints").
const SALESFORCE: &str = "https://api.pubsub.salesforce.com:7443";

/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a silent connection is asked whether it is still there, and how long it may take to say so.
const PING_EVERY: Duration = Duration::from_secs(60);
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// The address to use: the given one, else Salesforce's own for an org at Salesforce, else the instance itself.
pub(super) fn choose(given: Option<&Url>, instance: &Url, login: &Url) -> Result<Url, Failure> {
    let address = match given {
        Some(given) => given.clone(),
        None if hosts::is_salesforce(instance) => Url::parse(SALESFORCE)
            .map_err(|error| Failure::ours(ours::BAD_SETTINGS, error.to_string()))?,
        None => instance.clone(),
    };
    if hosts::is_trusted(&address, login) {
        return Ok(address);
    }
    let host = address.host_str().unwrap_or("no host");
    let message = format!("The address of the event bus points to {host}.");
    Err(Failure::ours(ours::UNTRUSTED_HOST, message))
}

/// A connection that is made when it is first used, and again when it was lost. TLS trusts the machine's own roots;
/// `http` is HTTP/2 with prior knowledge.
pub(super) fn channel(address: &Url) -> Result<Channel, Failure> {
    let bad = |error: tonic::transport::Error| {
        Failure::ours(ours::BAD_SETTINGS, format!("The address of the event bus: {error}."))
    };
    let mut endpoint = Endpoint::from_shared(address.to_string())
        .and_then(|endpoint| endpoint.user_agent(concat!("Ringledger/", env!("CARGO_PKG_VERSION"))))
        .map_err(bad)?
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_TIMEOUT)
        .keep_alive_while_idle(true);
    if address.scheme() == "https" {
        endpoint = endpoint.tls_config(ClientTlsConfig::new().with_native_roots()).map_err(bad)?;
    }
    Ok(endpoint.connect_lazy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(given: Option<&str>, instance: &str, login: &str) -> Result<String, String> {
        let url = |text: &str| Url::parse(text).unwrap();
        choose(given.map(url).as_ref(), &url(instance), &url(login))
            .map(|url| url.to_string())
            .map_err(|failure| failure.code)
    }

    #[test]
    fn an_org_at_salesforce_has_salesforces_address_and_another_its_own() {
        let acme = "https://acme.my.salesforce.com";
        let own = "http://127.0.0.1:8090";
        assert_eq!(chosen(None, acme, acme).unwrap(), "https://api.pubsub.salesforce.com:7443/");
        assert_eq!(chosen(None, own, own).unwrap(), "http://127.0.0.1:8090/");
        let eu = "https://api.deu.pubsub.salesforce.com:7443/";
        assert_eq!(chosen(Some(eu), acme, acme).unwrap(), eu);
    }

    #[test]
    fn a_session_is_shown_to_no_stranger() {
        let acme = "https://acme.my.salesforce.com";
        for stranger in ["https://pubsub.example.com", "http://api.pubsub.salesforce.com:7443"] {
            assert_eq!(chosen(Some(stranger), acme, acme).unwrap_err(), ours::UNTRUSTED_HOST);
        }
    }

    #[tokio::test]
    async fn both_kinds_of_addresses_make_a_channel() {
        for address in ["https://api.pubsub.salesforce.com:7443", "http://127.0.0.1:8090"] {
            assert!(channel(&Url::parse(address).unwrap()).is_ok(), "{address}");
        }
    }
}
