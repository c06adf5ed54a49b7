//! Encrypts secrets before they reach the database, so that a stolen file or backup gives nothing away.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use sha2::Sha256;

use crate::error::{Result, StoreError};
use crate::migration::hex;

/// XChaCha20's nonce is long enough to be drawn at random for every secret.
const NONCE: usize = 24;

/// The 32 bytes that encrypt the secrets of every org. Never stored beside the database.
#[derive(Debug)]
pub struct Key(SecretBox<[u8; 32]>);

impl Key {
    /// Takes over a key of 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.expose_secret().into())
    }

    /// Encrypts to base64 of nonce and ciphertext. The nonce must never have been used before.
    pub(crate) fn seal(
        &self,
        org_id: &str,
        name: &str,
        secret: &SecretString,
        nonce: [u8; NONCE],
    ) -> Result<String> {
        let place = place(org_id, name);
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: place.as_bytes() };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| StoreError::Unexpected(format!("secret {name:?} cannot be encrypted")))?;
        Ok(BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Encrypts bytes. The nonce must never have been used before with this key.
    pub(crate) fn encrypt(&self, nonce: [u8; NONCE], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        self.cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
            .map_err(|_| StoreError::Unexpected("a backup cannot be encrypted".to_owned()))
    }

    /// Decrypts what [`Key::encrypt`] made; `None` when the key, the nonce, `aad` or a single bit differs.
    pub(crate) fn decrypt(&self, nonce: [u8; NONCE], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.cipher().decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad }).ok()
    }

    /// A name for something that must not be told: the same for the same text, and nobody without the key can find the
    /// text by trying (HMAC-SHA256, in hexadecimal).
    pub(crate) fn mark(&self, org_id: &str, text: &str) -> Result<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret())
            .map_err(|_| StoreError::Unexpected("a key of the wrong length".to_owned()))?;
        // Keeps this use of the key apart from any other.
        mac.update(b"ringledger erasure\0");
        mac.update(place(org_id, text).as_bytes());
        Ok(hex(&mac.finalize().into_bytes()))
    }

    /// Decrypts what [`Key::seal`] made for the same org and name.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when the key, the place or a single bit differs.
    pub(crate) fn open(&self, org_id: &str, name: &str, sealed: &str) -> Result<SecretString> {
        let wrong = || StoreError::WrongKey { name: name.to_owned() };
        let bytes = BASE64_STANDARD.decode(sealed).map_err(|_| wrong())?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        let place = place(org_id, name);
        let payload = Payload { msg: ciphertext, aad: place.as_bytes() };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| wrong())?;
        String::from_utf8(plain).map(Into::into).map_err(|_| wrong())
    }
}

/// Ties a secret to its place, so that a row copied to another org or name does not open.
/// The length keeps "a|b" of "c" apart from "a" of "b|c".
fn place(org_id: &str, name: &str) -> String {
    format!("{}|{org_id}|{name}", org_id.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> String {
        Key::new([7; 32]).seal("org", "token", &"hush".into(), [1; NONCE]).unwrap()
    }

    #[test]
    fn a_sealed_secret_opens_with_the_same_key_and_place() {
        let opened = Key::new([7; 32]).open("org", "token", &sealed()).unwrap();
        assert_eq!(opened.expose_secret(), "hush");
    }

    #[test]
    fn another_key_another_place_or_a_changed_text_is_refused() {
        let wrong = StoreError::WrongKey { name: "token".to_owned() };
        let key = Key::new([7; 32]);
        assert_eq!(Key::new([8; 32]).open("org", "token", &sealed()).unwrap_err(), wrong);
        assert_eq!(key.open("other", "token", &sealed()).unwrap_err(), wrong);
        for text in ["", "####", "AAAA", &sealed().replacen(|c| c != 'A', "A", 40)] {
            assert_eq!(key.open("org", "token", text).unwrap_err(), wrong);
        }
        assert!(key.open("org", "name", &sealed()).is_err());
    }

    #[test]
    fn places_cannot_be_confused() {
        assert_ne!(place("a|b", "c"), place("a", "b|c"));
    }

    #[test]
    fn debug_output_hides_the_key() {
        assert!(!format!("{:?}", Key::new([7; 32])).contains('7'));
    }
}
