//! The Standard Webhooks scheme: HMAC-SHA256 over `id.timestamp.body`, five minutes of tolerance,
//! several signatures and several secrets at once, so that a secret can be changed without a gap.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::event::Millis;
use hmac::{Hmac, KeyInit, Mac};
use language::Sentence;
use secrecy::ExposeSecret;
use sha2::Sha256;

use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Rejection};

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// Seconds that a request may be older or younger than our clock.
const TOLERANCE_SECONDS: i64 = 300;

/// Signs a body: the value for the header `webhook-signature`, such as `v1,K5oZ…`.
///
/// `secret` is `whsec_` and the key in base64 (the prefix may be left out), `id` becomes `webhook-id`
/// and `timestamp`, in seconds since 1970, becomes `webhook-timestamp`.
///
/// # Errors
/// A sentence for a person, if the secret is not base64.
///
/// ```
/// let secret = "whsec_cmluZ2xlZGdlci1leGFtcGxlLWtleS0wMDE=";
/// let signature = sources::generic::sign(secret, "msg_1", 1_795_143_600, b"{}")?;
/// assert!(signature.starts_with("v1,"));
/// # Ok::<(), String>(())
/// ```
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Result<String, String> {
    let signature = mac(&key(secret)?, id, &timestamp.to_string(), body)?;
    let signature = STANDARD.encode(signature.finalize().into_bytes());
    Ok(format!("v1,{signature}"))
}

/// Refuses secrets that are not base64 of 24 to 64 bytes, as the scheme asks for.
pub(super) fn check(settings: &Settings) -> Result<(), Sentence> {
    for secret in &settings.secrets {
        let length = key(secret.expose_secret()).map_err(|_| not_base64(settings))?.len();
        if !(24..=64).contains(&length) {
            let problem = settings.problem("sources-secret-length").with("count", length);
            return Err(problem.with("command", NEW_SECRET));
        }
    }
    Ok(())
}

fn not_base64(settings: &Settings) -> Sentence {
    settings.problem("sources-secret-not-base64").with("command", NEW_SECRET)
}

const NEW_SECRET: &str = "echo \"whsec_$(openssl rand -base64 32)\"";

fn key(secret: &str) -> Result<Vec<u8>, String> {
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    STANDARD.decode(encoded).map_err(|_| "is not whsec_ and base64.".to_owned())
}

fn mac(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> Result<Hmac<Sha256>, String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| error.to_string())?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Ok(mac)
}

/// Lets a request in whose time is near ours and of whose signatures one is right by one secret.
pub(super) fn authenticate<'a>(
    request: &Request<'a>,
    settings: &Settings,
) -> Result<Admission<'a>, Rejection> {
    let header = |name: &'static str| {
        let value = request.header(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| Rejection::new("missing_header", name))
    };
    let (id, timestamp, signatures) = (header(ID)?, header(TIMESTAMP)?, header(SIGNATURE)?);
    let seconds: i64 = timestamp
        .parse()
        .map_err(|_| Rejection::new("bad_timestamp", "webhook-timestamp is not whole seconds"))?;
    let age = request.received_at.div_euclid(1000).saturating_sub(seconds);
    if age.saturating_abs() > TOLERANCE_SECONDS {
        return Err(Rejection::new("timestamp_out_of_window", format!("{age:+} s")));
    }
    let shown: Vec<Vec<u8>> = signatures
        .split(' ')
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .collect();
    for secret in &settings.secrets {
        let mac =
            key(secret.expose_secret()).and_then(|key| mac(&key, id, timestamp, request.body));
        let mac = mac.map_err(|what| Rejection::new("signature_mismatch", what))?;
        // verify_slice compares in constant time.
        if shown.iter().any(|signature| mac.clone().verify_slice(signature).is_ok()) {
            return Ok(Admission::keep(request.body));
        }
    }
    let detail = format!("none of {} v1 signatures is right", shown.len());
    Err(Rejection::new("signature_mismatch", detail))
}

/// Signs with the current secret, at `now`.
pub(super) fn signed_request(
    body: &[u8],
    settings: &Settings,
    id: &str,
    now: Millis,
) -> Result<SignedRequest, Sentence> {
    let seconds = now.div_euclid(1000);
    let signature =
        sign(settings.current_secret()?, id, seconds, body).map_err(|_| not_base64(settings))?;
    Ok(SignedRequest {
        headers: vec![
            ("content-type".into(), "application/json".into()),
            (ID.into(), id.into()),
            (TIMESTAMP.into(), seconds.to_string()),
            (SIGNATURE.into(), signature),
        ],
        query: String::new(),
        body: body.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_cmluZ2xlZGdlci1leGFtcGxlLWtleS0wMDE=";
    const OTHER: &str = "whsec_cmluZ2xlZGdlci1leGFtcGxlLWtleS0wMDI=";
    const BODY: &[u8] = b"{\"type\":\"call.began\",\"call\":{\"id\":\"c-1\"}}";
    const NOW: i64 = 1_795_143_600;
    /// Computed with Python's hmac module, not with this code.
    const SIGNATURE_OF_BODY: &str = "v1,efQbKceK/b9OSQ9JKtXD2r78qoYL2bRx+vLM9rapfIM=";

    struct Given<'a> {
        signature: &'a str,
        body: &'a [u8],
        secrets: &'a [&'a str],
        timestamp: &'a str,
        without: &'a str,
    }

    const VALID: Given<'static> = Given {
        signature: SIGNATURE_OF_BODY,
        body: BODY,
        secrets: &[SECRET],
        timestamp: "1795143600",
        without: "",
    };

    fn outcome(given: &Given<'_>) -> String {
        let headers: Vec<_> =
            [(ID, "msg_1"), (TIMESTAMP, given.timestamp), (SIGNATURE, given.signature)]
                .into_iter()
                .filter(|(name, _)| *name != given.without)
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
        let request = Request {
            headers: &headers,
            query: "",
            body: given.body,
            received_at: NOW * 1000 + 999,
        };
        let settings = Settings {
            secrets: given.secrets.iter().map(|secret| (*secret).into()).collect(),
            ..Settings::default()
        };
        match authenticate(&request, &settings) {
            Ok(admission) => {
                assert_eq!(admission, Admission::keep(given.body));
                "kept".to_owned()
            }
            Err(rejection) => rejection.to_string(),
        }
    }

    #[test]
    fn signs_as_an_independent_implementation_does() {
        assert_eq!(sign(SECRET, "msg_1", NOW, BODY).as_deref(), Ok(SIGNATURE_OF_BODY));
        let bare = SECRET.trim_start_matches("whsec_");
        assert_eq!(sign(bare, "msg_1", NOW, BODY).as_deref(), Ok(SIGNATURE_OF_BODY));
    }

    #[test]
    fn the_six_cases_of_the_scheme() {
        let several = format!("v1,AAAA v1a,BBBB {SIGNATURE_OF_BODY} rubbish");
        let rows = [
            (VALID, "kept"),
            (Given { signature: &several, ..VALID }, "kept"),
            (
                Given { body: b"{}", ..VALID },
                "signature_mismatch: none of 1 v1 signatures is right",
            ),
            (
                Given { secrets: &[OTHER], ..VALID },
                "signature_mismatch: none of 1 v1 signatures is right",
            ),
            (Given { timestamp: "1795143227", ..VALID }, "timestamp_out_of_window: +373 s"),
            (Given { without: ID, ..VALID }, "missing_header: webhook-id"),
            (Given { without: TIMESTAMP, ..VALID }, "missing_header: webhook-timestamp"),
            (Given { without: SIGNATURE, ..VALID }, "missing_header: webhook-signature"),
        ];
        for (given, wanted) in rows {
            assert_eq!(outcome(&given), wanted);
        }
    }

    #[test]
    fn the_window_is_five_minutes_on_both_sides() {
        for (offset, inside) in [(-301, false), (-300, true), (300, true), (301, false)] {
            let timestamp = (NOW + offset).to_string();
            let signature = sign(SECRET, "msg_1", NOW + offset, BODY).unwrap();
            let given = Given { timestamp: &timestamp, signature: &signature, ..VALID };
            assert_eq!(outcome(&given) == "kept", inside, "{offset}");
        }
        let far = i64::MIN.to_string();
        assert!(outcome(&Given { timestamp: &far, ..VALID }).starts_with("timestamp_out"));
        assert!(outcome(&Given { timestamp: "1e3", ..VALID }).starts_with("bad_timestamp"));
    }

    #[test]
    fn both_secrets_are_right_while_one_is_being_changed() {
        for secrets in [[OTHER, SECRET], [SECRET, OTHER]] {
            assert_eq!(outcome(&Given { secrets: &secrets, ..VALID }), "kept");
        }
    }

    #[test]
    fn other_versions_and_cut_signatures_are_not_right() {
        let asymmetric = SIGNATURE_OF_BODY.replace("v1,", "v1a,");
        let cut = &SIGNATURE_OF_BODY[..SIGNATURE_OF_BODY.len() - 4];
        for signature in [&asymmetric, cut, "v1,", " "] {
            let outcome = outcome(&Given { signature, ..VALID });
            assert!(outcome.starts_with("signature_mismatch"), "{signature}: {outcome}");
        }
    }

    #[test]
    fn wrong_secrets_are_told_before_the_first_request() {
        for (secret, part) in [("whsec_???", "not whsec_ and base64"), ("c2hvcnQ=", "5 bytes")] {
            let settings = Settings { secrets: vec![secret.into()], ..Settings::default() };
            let message = check(&settings).unwrap_err();
            assert!(message.to_string().contains(part), "{message}");
            assert!(message.to_string().contains("openssl rand"), "{message}");
        }
        let settings = Settings { secrets: vec![SECRET.into()], ..Settings::default() };
        assert_eq!(check(&settings), Ok(()));
    }
}
