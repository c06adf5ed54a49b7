//! Who can sign in to the demo's console.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::SecretString;
use web::access::{NewPerson, Role, add_first_owner};

/// Who signs in to the demo.
pub(crate) const EMAIL: &str = "demo@example.com";

/// The demo's owner, whose password is another one each time.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) email: &'static str,
    pub(crate) password: String,
}

impl Owner {
    /// Adds the owner.
    pub(crate) async fn add(engine: &engine::Engine) -> Result<Owner> {
        let owner = Owner {
            email: EMAIL,
            password: BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 12]>()),
        };
        let person = NewPerson {
            email: owner.email.to_owned(),
            name: "Demo".to_owned(),
            role: Role::Owner,
            password: Some(SecretString::from(owner.password.clone())),
            language: None,
            time_zone: None,
        };
        add_first_owner(engine, person).await.context("the demo's owner")?;
        Ok(owner)
    }
}
