//! CallConnect proves nothing itself: the secret stands in the address that is typed in there.

use language::Sentence;

use crate::proof;
use crate::request::{Request, SignedRequest};
use crate::settings::Settings;
use crate::source::{Admission, Rejection};

/// The parameter of the address.
const PARAMETER: &str = "key";

/// Lets a request in with `?key=` or, from a proxy that adds one, an `authorization` header.
pub(super) fn authenticate<'a>(
    request: &Request<'a>,
    settings: &Settings,
) -> Result<Admission<'a>, Rejection> {
    match request.query_value(PARAMETER) {
        Some(key) if proof::is_secret(key.as_bytes(), &settings.secrets) => {}
        Some(_) => return Err(Rejection::new("key_mismatch", PARAMETER)),
        None if request.header("authorization").is_some() => {
            proof::header(request, "authorization", settings)?;
        }
        None => return Err(Rejection::new("missing_key", PARAMETER)),
    }
    Ok(Admission::keep(request.body))
}

/// Puts the secret into the address.
pub(super) fn sign(body: &[u8], settings: &Settings) -> Result<SignedRequest, Sentence> {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(PARAMETER, settings.current_secret()?)
        .finish();
    Ok(SignedRequest {
        headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
        query,
        body: body.to_vec(),
    })
}
