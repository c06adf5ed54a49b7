//! Connecting an org by login and consent: the link that an administrator opens, and what happens when
//! Salesforce sends the browser back. The two may meet in different processes, so the secret between them
//! lies (encrypted) in the store.

use salesforce::Identity;
use salesforce::web::{Pkce, authorize_url};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use store::StoreError;
use uuid::Uuid;

use crate::settings::{SettingsError, Unconnected};
use crate::{Engine, ORG};

/// The name of the pending connection among the store's secrets.
const PENDING: &str = "salesforce_connect";

/// What Salesforce appends to the callback address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Callback {
    /// The single-use code, if consent was given.
    pub code: Option<String>,
    /// What we sent along; proves that the answer belongs to our question.
    pub state: Option<String>,
    /// The error code, if not.
    pub error: Option<String>,
    /// Salesforce's words for it.
    pub error_description: Option<String>,
}

/// Why a connection was not made.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Nobody asked for it, or it was answered already.
    #[error(
        "No connection is being made, or this link was used before. Run `ringledger connect` for a new one."
    )]
    NotPending,
    /// The answer does not belong to the link that we gave out.
    #[error(
        "This answer belongs to another link. Run `ringledger connect` and open the link it prints."
    )]
    WrongState,
    /// The person or the org refused.
    #[error("Salesforce refused: {0}")]
    Refused(String),
    /// The exchange failed.
    #[error("{0}")]
    Salesforce(#[from] salesforce::Failure),
    /// What was set for this org before does not hold any more.
    #[error("{0}")]
    Settings(#[from] SettingsError),
    /// The store does not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
}

#[derive(Serialize, Deserialize)]
struct Pending {
    state: String,
    random: [u8; 32],
}

impl Engine {
    /// Makes the link that an administrator opens to log in and allow access. An earlier link ends.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn begin_connect(&self, public_url: &str) -> Result<String, ConnectError> {
        let pending = Pending { state: Uuid::new_v4().to_string(), random: rand::random() };
        let text = serde_json::to_string(&pending).unwrap_or_default();
        self.store().secret_put(ORG, PENDING, &SecretString::from(text)).await?;
        let settings = &self.in_use().salesforce_settings;
        let pkce = Pkce::new(pending.random);
        let url = authorize_url(settings, &redirect_uri(public_url), &pending.state, &pkce);
        Ok(url.to_string())
    }

    /// Whether we can ask the org: somebody has named it, and signed in where that takes a person. Asks nobody.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn is_connected(&self) -> Result<bool, StoreError> {
        let in_use = self.in_use();
        let signed_in = in_use.salesforce.is_signed_in().await;
        signed_in
            .map(|signed_in| signed_in && in_use.named_org)
            .map_err(|failure| StoreError::Unexpected(failure.message))
    }

    /// Whether a link is still waiting to be answered.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn connect_pending(&self) -> Result<bool, ConnectError> {
        Ok(self.store().secret_get(ORG, PENDING).await?.is_some())
    }

    /// Takes Salesforce's answer: exchanges the code, keeps the tokens, and lets held calls go on.
    ///
    /// # Errors
    /// A sentence for the person in front of the browser.
    pub async fn finish_connect(
        &self,
        public_url: &str,
        callback: &Callback,
    ) -> Result<Identity, ConnectError> {
        let text = self.store().secret_get(ORG, PENDING).await?.ok_or(ConnectError::NotPending)?;
        let pending: Pending =
            serde_json::from_str(text.expose_secret()).map_err(|_| ConnectError::NotPending)?;
        if callback.state.as_deref() != Some(&pending.state) {
            return Err(ConnectError::WrongState);
        }
        let identity = self.exchange(public_url, callback, pending).await;
        // Only now: whoever waits for the link to be answered may look at the result.
        self.store().secret_delete(ORG, PENDING).await?;
        identity?;
        let connected =
            self.settle_connection("salesforce").await.map_err(|error| match error {
                Unconnected::Salesforce(failure) => ConnectError::Salesforce(failure),
                Unconnected::Settings(error) => ConnectError::Settings(error),
                Unconnected::Store(error) => ConnectError::Store(error),
            })?;
        Ok(connected.identity)
    }

    async fn exchange(
        &self,
        public_url: &str,
        callback: &Callback,
        pending: Pending,
    ) -> Result<(), ConnectError> {
        let Some(code) = &callback.code else {
            let words = callback.error_description.as_ref().or(callback.error.as_ref());
            return Err(ConnectError::Refused(
                words.cloned().unwrap_or_else(|| "no reason given".into()),
            ));
        };
        let pkce = Pkce::new(pending.random);
        self.salesforce().exchange_code(code, &redirect_uri(public_url), &pkce).await?;
        Ok(())
    }
}

fn redirect_uri(public_url: &str) -> String {
    format!("{}/oauth/callback", public_url.trim_end_matches('/'))
}
