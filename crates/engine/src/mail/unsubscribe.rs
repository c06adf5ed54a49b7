//! The link that ends the mails to an address: signed, so that nobody ends those of another.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use store::StoreError;

use crate::{Engine, ORG};

/// The name of the signing key among the store's secrets.
const KEY: &str = "mail.unsubscribe_key";

impl Engine {
    /// The token that ends the mails to `address`.
    pub(super) async fn unsubscribe_token(&self, address: &str) -> Result<String, StoreError> {
        let key = self.unsubscribe_key().await?;
        Ok(token(key.expose_secret(), address))
    }

    /// The address that a link's token names; `None` for a token that is not ours.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn unsubscribing(&self, given: &str) -> Result<Option<String>, StoreError> {
        let key = self.unsubscribe_key().await?;
        Ok(read(key.expose_secret(), given))
    }

    /// Ends the mails to the address that the token names. Twice is harmless. Returns the address; `None` for a token that
    /// is not ours.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn unsubscribe(&self, given: &str) -> Result<Option<String>, StoreError> {
        let Some(address) = self.unsubscribing(given).await? else { return Ok(None) };
        self.store().unsubscribe(ORG, &address, self.now()).await?;
        Ok(Some(address))
    }

    /// What stands for an address where none may stand, such as in the audit log: the same for the same address, and
    /// worthless without the key.
    ///
    /// # Errors
    /// [`StoreError::NoKey`].
    pub fn mark_of_address(&self, address: &str) -> Result<String, StoreError> {
        self.store().mark(ORG, &format!("mail:{}", address.trim().to_lowercase()))
    }

    /// Made once, by whoever needs it first. Two nodes that make one at the same time agree on the one that was stored.
    async fn unsubscribe_key(&self) -> Result<SecretString, StoreError> {
        if let Some(key) = self.store().secret_get(ORG, KEY).await? {
            return Ok(key);
        }
        let bytes: [u8; 32] = rand::random();
        let key = SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(bytes));
        self.store().secret_put(ORG, KEY, &key).await?;
        Ok(self.store().secret_get(ORG, KEY).await?.unwrap_or(key))
    }
}

/// `<address>.<signature>`, both in base64 for addresses.
fn token(key: &str, address: &str) -> String {
    let named = BASE64_URL_SAFE_NO_PAD.encode(address);
    let signature = mac(key, address).map(|mac| mac.finalize().into_bytes());
    format!("{named}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.unwrap_or_default()))
}

fn read(key: &str, token: &str) -> Option<String> {
    let (named, signature) = token.split_once('.')?;
    let address = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(named).ok()?).ok()?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    mac(key, &address)?.verify_slice(&signature).ok()?;
    Some(address)
}

fn mac(key: &str, address: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(b"unsubscribe\n");
    mac.update(address.as_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_address_and_no_other() {
        let ours = token("key", "ops@example.com");
        assert_eq!(read("key", &ours).as_deref(), Some("ops@example.com"));
        assert_eq!(read("another key", &ours), None);
        let (_, signature) = ours.split_once('.').unwrap();
        let forged = format!("{}.{signature}", BASE64_URL_SAFE_NO_PAD.encode("boss@example.com"));
        assert_eq!(read("key", &forged), None);
        for rubbish in ["", ".", "a.b", "%", &ours[1..]] {
            assert_eq!(read("key", rubbish), None, "{rubbish}");
        }
    }
}
