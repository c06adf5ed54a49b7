//! Where the Salesforce client keeps its tokens: encrypted, in the store.

use salesforce::{TokenVault, Tokens, VaultError, VaultFuture};
use secrecy::{ExposeSecret as _, SecretString};
use store::Store;

use crate::ORG;

/// The name of the tokens among the store's secrets.
const NAME: &str = "salesforce_tokens";

/// A vault on the store.
#[derive(Debug, Clone)]
pub struct Vault {
    store: Store,
}

impl Vault {
    /// A vault whose tokens live (encrypted) in `store`.
    pub fn new(store: Store) -> Vault {
        Vault { store }
    }
}

impl TokenVault for Vault {
    fn load(&self) -> VaultFuture<'_, Option<Tokens>> {
        Box::pin(async move {
            let Some(text) = self.store.secret_get(ORG, NAME).await.map_err(unavailable)? else {
                return Ok(None);
            };
            serde_json::from_str(text.expose_secret()).map(Some).map_err(unavailable)
        })
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> VaultFuture<'a, ()> {
        Box::pin(async move {
            let text = SecretString::from(serde_json::to_string(tokens).map_err(unavailable)?);
            self.store.secret_put(ORG, NAME, &text).await.map_err(unavailable)
        })
    }

    fn clear(&self) -> VaultFuture<'_, ()> {
        Box::pin(async move { self.store.secret_delete(ORG, NAME).await.map_err(unavailable) })
    }
}

fn unavailable(error: impl std::fmt::Display) -> VaultError {
    VaultError(error.to_string())
}
