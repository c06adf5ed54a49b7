//! How PostgreSQL is reached: the pool, time-outs, and TLS wherever the connection leaves this machine.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, Pool, Runtime};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::database::StoreOptions;
use crate::error::{Result, StoreError};

/// How long a connection may take; a database that needs longer is treated as down.
const CONNECT: Duration = Duration::from_secs(5);

/// An acknowledgement promises durability (contract C1), so a server-wide `off` is corrected for our sessions.
const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', false) \
                       WHERE current_setting('synchronous_commit') IN ('off', 'local')";

/// Prepares the pool; it connects when it is first used.
pub(super) fn pool(url: &str, options: &StoreOptions) -> Result<Pool> {
    let mut config: Config = url
        .parse()
        .map_err(|error: tokio_postgres::Error| StoreError::BadUrl(error.to_string()))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_application_name().is_none() {
        config.application_name("ringledger");
    }
    let manager = if needs_tls(&config) {
        config.ssl_mode(SslMode::Require);
        Manager::new(config, MakeRustlsConnect::new(tls()?))
    } else {
        config.ssl_mode(SslMode::Disable);
        Manager::new(config, NoTls)
    };
    Pool::builder(manager)
        .max_size(options.connections.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(options.busy_timeout))
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(DURABLE).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// TLS is left out only on this machine or on the word of whoever wrote `sslmode=disable`.
fn needs_tls(config: &Config) -> bool {
    match config.get_ssl_mode() {
        SslMode::Disable => false,
        SslMode::Prefer => !config.get_hosts().iter().all(is_here),
        _ => true,
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// The certificates that this machine trusts.
fn tls() -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verified = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| StoreError::Unavailable(format!("TLS cannot be set up: {error}")))?;
    Ok(verified.with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_leaves_the_machine_is_encrypted() {
        for (url, expected) in [
            ("postgres://ringledger@127.0.0.1/calls", false),
            ("postgres://ringledger@localhost/calls", false),
            ("postgres://ringledger@%2Frun%2Fpostgresql/calls", false),
            ("postgres://ringledger@db.example.com/calls", true),
            ("postgres://ringledger@127.0.0.1,db.example.com/calls", true),
            ("postgres://ringledger@db.example.com/calls?sslmode=disable", false),
            ("postgres://ringledger@127.0.0.1/calls?sslmode=require", true),
        ] {
            assert_eq!(needs_tls(&url.parse().unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn an_unreadable_url_is_told_without_its_password() {
        let url = "postgres://ringledger:hush@db.example.com/calls?port=hush";
        let error = pool(url, &StoreOptions::default()).unwrap_err();
        assert_eq!(error.code(), "store_bad_url");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
