//! The second factor: codes of an authenticator app (RFC 6238), and codes on paper for when the app is lost.

use engine::{Engine, ORG};
use qrcodegen::{QrCode, QrCodeEcc};
use secrecy::{ExposeSecret as _, SecretString};
use store::StoreError;
use subtle::ConstantTimeEq as _;
use totp_rs::{Algorithm, Secret, TOTP};

use super::token::{digest, new_paper_code, plain_paper_code};

/// Seconds of a step; apps assume it.
const STEP: u64 = 30;

/// Codes on paper.
const PAPER_CODES: usize = 10;

/// Codes on paper work for ten years, in milliseconds.
const PAPER_MS: i64 = 10 * 365 * 24 * 3_600_000;

/// The kind of codes on paper among what works once.
pub(super) const PAPER: &str = "paper";

/// The name of the app's secret among the store's secrets; `next` before its first code was right.
fn name(user_id: &str, next: bool) -> String {
    let end = if next { ".next" } else { "" };
    format!("totp.{user_id}{end}")
}

/// What an app needs to be told.
pub(super) struct Enrolment {
    /// For those who type it.
    pub(super) secret: String,
    /// The path of the QR code's dark squares (SVG), in a square of `size`.
    pub(super) path: String,
    pub(super) size: i32,
}

fn totp(secret: &str, email: &str) -> Option<TOTP> {
    let bytes = Secret::Encoded(secret.to_owned()).to_bytes().ok()?;
    // A colon would end the account's name.
    let account = email.replace(':', " ");
    TOTP::new(Algorithm::SHA1, 6, 1, STEP, bytes, Some("Ringledger".to_owned()), account).ok()
}

/// Makes a secret for a person, which counts once its first code was right.
///
/// # Errors
/// Any failure of the database; that there is no key for secrets.
pub(super) async fn begin(engine: &Engine, user_id: &str) -> Result<(), StoreError> {
    let bytes = rand::random::<[u8; 20]>().to_vec();
    let secret = Secret::Raw(bytes).to_encoded().to_string();
    engine.store().secret_put(ORG, &name(user_id, true), &SecretString::from(secret)).await
}

/// What to show for the secret that does not count yet.
///
/// # Errors
/// Any failure of the database; that there is no key for secrets.
pub(super) async fn enrolment(
    engine: &Engine,
    user_id: &str,
    email: &str,
) -> Result<Option<Enrolment>, StoreError> {
    let secret = engine.store().secret_get(ORG, &name(user_id, true)).await?;
    let Some(secret) = secret else { return Ok(None) };
    let secret = secret.expose_secret();
    let Some(totp) = totp(secret, email) else { return Ok(None) };
    let Ok(code) = QrCode::encode_text(&totp.get_url(), QrCodeEcc::Medium) else { return Ok(None) };
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let dark = dark.filter(|(x, y)| code.get_module(*x, *y));
    // Four squares of margin, as readers need.
    let path = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + 4, y + 4)).collect();
    let groups: Vec<&str> =
        secret.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    Ok(Some(Enrolment { secret: groups.join(" "), path, size: size + 8 }))
}

/// The step whose code this is, out of the last, this and the next one: clocks differ.
fn step_of(totp: &TOTP, code: &str, now: i64) -> Option<i64> {
    let this = u64::try_from(now / 1000).ok()? / STEP;
    let steps = [this.saturating_sub(1), this, this + 1];
    let is_its =
        |step: &u64| bool::from(totp.generate(step * STEP).as_bytes().ct_eq(code.as_bytes()));
    steps.into_iter().find(is_its).and_then(|step| i64::try_from(step).ok())
}

fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// Takes the first code of a new secret: from now on a second factor is asked for. The codes on paper, if it is right.
///
/// # Errors
/// Any failure of the database; that there is no key for secrets.
pub(super) async fn confirm(
    engine: &Engine,
    user_id: &str,
    typed: &str,
) -> Result<Option<Vec<String>>, StoreError> {
    let (store, now) = (engine.store(), engine.now());
    let Some(secret) = store.secret_get(ORG, &name(user_id, true)).await? else { return Ok(None) };
    let step =
        totp(secret.expose_secret(), "").and_then(|totp| step_of(&totp, &digits(typed), now));
    let Some(step) = step else { return Ok(None) };
    store.secret_put(ORG, &name(user_id, false), &secret).await?;
    let codes = new_paper_codes(engine, user_id).await?;
    store.set_second_factor(ORG, user_id, Some(now), Some(step)).await?;
    store.secret_delete(ORG, &name(user_id, true)).await?;
    Ok(Some(codes))
}

/// Makes new codes on paper; those before end.
///
/// # Errors
/// Any failure of the database.
pub(super) async fn new_paper_codes(
    engine: &Engine,
    user_id: &str,
) -> Result<Vec<String>, StoreError> {
    let codes: Vec<String> = (0..PAPER_CODES).map(|_| new_paper_code()).collect();
    let digests: Vec<String> = codes.iter().map(|code| digest(code)).collect();
    let ends_at = engine.now() + PAPER_MS;
    engine.store().give_tokens(ORG, PAPER, user_id, &digests, ends_at).await?;
    Ok(codes)
}

/// Asks for no second factor any more.
///
/// # Errors
/// Any failure of the database.
pub(crate) async fn end(engine: &Engine, user_id: &str) -> Result<(), StoreError> {
    let store = engine.store();
    store.set_second_factor(ORG, user_id, None, None).await?;
    store.give_tokens(ORG, PAPER, user_id, &[], 0).await?;
    store.secret_delete(ORG, &name(user_id, false)).await?;
    store.secret_delete(ORG, &name(user_id, true)).await
}

/// Whether what a person typed is a code of their app or on their paper. Either works once.
///
/// # Errors
/// Any failure of the database; that there is no key for secrets.
pub(super) async fn is_code(
    engine: &Engine,
    user_id: &str,
    typed: &str,
) -> Result<bool, StoreError> {
    let (store, now) = (engine.store(), engine.now());
    let code = digits(typed);
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        let paper = digest(&plain_paper_code(typed));
        return store.use_token(ORG, PAPER, user_id, &paper, now).await;
    }
    let secret = store.secret_get(ORG, &name(user_id, false)).await?;
    let totp = secret.and_then(|secret| totp(secret.expose_secret(), ""));
    match totp.and_then(|totp| step_of(&totp, &code, now)) {
        Some(step) => store.use_step(ORG, user_id, step).await,
        None => Ok(false),
    }
}
