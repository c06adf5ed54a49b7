//! The demo's settings. They are kept in the database, where the console can change them; only what belongs to the
//! machine stands in the file.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use engine::Engine;
use engine::settings::{Change, read_document};
use secrecy::SecretString;
use toml::{Table, Value};

use super::owner::EMAIL;

/// The secret that all of the demo's sources share.
pub(crate) const SECRET: &str = "whsec_ZGVtby1zZWNyZXQtb2YtcmluZ2xlZGdlcg==";

/// The client secret that every emulated org takes.
const CLIENT_SECRET: &str = "ringledger";

/// The file, for a service at the address `service` with its database in `folder`.
pub(crate) fn file(folder: &Path, service: &str) -> String {
    let database = folder.join("ringledger.db");
    format!(
        r#"# The demo's configuration. Commands of another terminal can use it: ringledger calls --config <this file>
# Phone systems, profiles and the connection to Salesforce are settings of the console.
[server]
listen = "{service}"
public_url = "http://{service}"

[database]
url = "sqlite://{}"

[log]
level = "warn"
"#,
        database.display()
    )
}

/// Keeps everything else as the first version of the console's settings, connected to the org at the address `org`.
pub(crate) async fn keep(engine: &Engine, org: &str) -> Result<()> {
    let mut document = read_document(include_str!("settings.toml"))?;
    let mut secrets = BTreeMap::new();
    let sources = document.get("source").and_then(Value::as_array).into_iter().flatten();
    for id in sources.filter_map(|source| source.get("id")?.as_str()) {
        secrets.insert(format!("source.{id}.secret"), Some(SecretString::from(SECRET)));
    }
    secrets.insert("salesforce.client_secret".to_owned(), Some(SecretString::from(CLIENT_SECRET)));
    document.insert("salesforce".to_owned(), Value::Table(salesforce(org)));
    let (who, note) = (EMAIL.to_owned(), "The demo begins".to_owned());
    let change = Change { document, secrets, who, note, ..Change::default() };
    engine.change_settings(change).await.context("the demo's settings")?;
    Ok(())
}

fn salesforce(org: &str) -> Table {
    [
        ("login_url", format!("http://{org}")),
        ("auth", "client_credentials".to_owned()),
        ("client_id", "ringledger".to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), Value::String(value)))
    .into_iter()
    .collect()
}
