//! Passwords: what is long enough, and how they are kept and compared, away from the threads that serve requests.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

/// Characters of a password, at least (NIST SP 800-63B asks for 8; length is what slows guessing down).
pub(crate) const SHORTEST: usize = 12;

/// Characters at most: hashing more would only cost time.
const LONGEST: usize = 256;

/// Argon2id as OWASP recommends it: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Passwords that are hashed at the same time; bounds the memory of many who sign in at once.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Compared with where there is no account, so that the answer takes as long.
static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| hash_now(&crate::access::new_token()));

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakPassword {
    /// Too few characters.
    Short,
    /// Too many.
    Long,
    /// It is the e-mail, or a part of it.
    Email,
}

/// Whether a password may be chosen by the person with this e-mail.
///
/// # Errors
/// Why not.
pub(crate) fn check_password(password: &SecretString, email: &str) -> Result<(), WeakPassword> {
    let password = password.expose_secret();
    let lower = password.to_lowercase();
    let email = email.to_lowercase();
    match password.chars().count() {
        count if count < SHORTEST => Err(WeakPassword::Short),
        count if count > LONGEST => Err(WeakPassword::Long),
        _ if email.contains(&lower) => Err(WeakPassword::Email),
        _ => Ok(()),
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str) -> Option<String> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).ok()?;
    let hash = argon2().hash_password(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

/// What is kept of a password: `None` only if this machine lacks the memory.
pub(crate) async fn hash_password(password: &SecretString) -> Option<String> {
    let password = password.clone();
    let _place = PLACES.acquire().await.ok()?;
    tokio::task::spawn_blocking(move || hash_now(password.expose_secret())).await.ok()?
}

/// Whether a password is the one that was kept. Takes as long where nothing is kept.
pub(crate) async fn is_password(password: &SecretString, kept: Option<&str>) -> bool {
    if password.expose_secret().chars().count() > LONGEST {
        return false;
    }
    let password = password.clone();
    let kept = kept.map(str::to_owned);
    let Ok(_place) = PLACES.acquire().await else { return false };
    let compare = move || {
        let is_somebodys = kept.is_some();
        let Some(kept) = kept.or_else(|| NOBODYS.clone()) else { return false };
        let Ok(kept) = PasswordHash::new(&kept) else { return false };
        argon2().verify_password(password.expose_secret().as_bytes(), &kept).is_ok() && is_somebodys
    };
    tokio::task::spawn_blocking(compare).await.unwrap_or(false)
}
