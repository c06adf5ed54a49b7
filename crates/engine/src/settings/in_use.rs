//! The parts that are in use now. They are replaced as one, while everything runs: whoever has begun with the ones before
//! ends with them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::config::Config;
use super::error::SettingsError;
use super::fit::Fitted;
use super::layers::Layers;
use toml::Table;

use crate::{Clock, Delivery, MailSettings, Parts, People, PhoneSystem, Vault};

/// What the engine works with until the settings change.
pub(crate) struct InUse {
    pub(crate) salesforce: salesforce::Client,
    pub(crate) salesforce_settings: salesforce::Settings,
    /// Whether anybody has said yet which org it is.
    pub(crate) named_org: bool,
    /// API requests of this client that are booked in the store.
    pub(crate) booked: Arc<AtomicU64>,
    pub(crate) phone_systems: BTreeMap<String, Arc<PhoneSystem>>,
    pub(crate) delivery: Delivery,
    pub(crate) people: People,
    pub(crate) mail: Option<MailSettings>,
    /// The version of the document that all this follows from; 0 without one.
    pub(crate) version: i64,
    /// That document.
    pub(crate) document: Table,
    /// The paths of the secrets that are kept with it.
    pub(crate) secrets: Vec<String>,
    /// Every setting.
    pub(crate) config: Arc<Config>,
}

impl InUse {
    /// The next ones. The way to Salesforce stays if nothing of it has changed, with its session and its counters.
    pub(crate) fn new(
        fitted: Fitted,
        kept: Kept,
        config: Config,
        before: Option<&InUse>,
        store: &store::Store,
        clock: &Clock,
    ) -> Result<InUse, SettingsError> {
        let same = before.filter(|before| before.salesforce_settings.same(&fitted.salesforce));
        let (client, booked) = match same {
            Some(before) => (before.salesforce.clone(), before.booked.clone()),
            None => {
                let vault = Arc::new(Vault::new(store.clone()));
                let client =
                    salesforce::Client::new(fitted.salesforce.clone(), vault, clock.clone());
                let refused = |failure: salesforce::Failure| {
                    SettingsError::new("salesforce", "salesforce.login_url")
                        .with("detail", failure.message)
                };
                (client.map_err(refused)?, Arc::default())
            }
        };
        Ok(InUse {
            salesforce: client,
            salesforce_settings: fitted.salesforce,
            named_org: fitted.named_org,
            booked,
            phone_systems: fitted.phone_systems,
            delivery: fitted.delivery,
            people: fitted.people,
            mail: fitted.mail,
            version: kept.version,
            document: kept.document,
            secrets: kept.secrets,
            config: Arc::new(config),
        })
    }

    /// Parts that were put together by hand, beside the settings.
    pub(crate) fn of_parts(parts: &Parts) -> InUse {
        InUse {
            salesforce: parts.salesforce.clone(),
            salesforce_settings: parts.salesforce_settings.clone(),
            named_org: true,
            booked: Arc::default(),
            phone_systems: parts.phone_systems.clone(),
            delivery: parts.delivery.clone(),
            people: parts.people.clone(),
            mail: parts.mail.clone(),
            version: 0,
            document: Table::new(),
            secrets: Vec::new(),
            config: Arc::new(Layers::none().alone().unwrap_or_default()),
        }
    }

    /// Whether both ask the same org in the same way.
    pub(crate) fn same_org(&self, other: &InUse) -> bool {
        Arc::ptr_eq(&self.booked, &other.booked)
    }
}

/// What of the settings lies in the database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    pub(crate) version: i64,
    pub(crate) document: Table,
    /// The paths of the secrets.
    pub(crate) secrets: Vec<String>,
}
