//! The address of a call's page: an id may hold any character.

/// A call's page.
pub(crate) fn of_call(call_id: &str) -> String {
    let mut path = "/calls/".to_owned();
    for byte in call_id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b':') {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_of_an_id_ends_the_path() {
        assert_eq!(of_call("desk:17"), "/calls/desk:17");
        assert_eq!(of_call("a/../b?c#d e\"é"), "/calls/a%2F..%2Fb%3Fc%23d%20e%22%C3%A9");
    }
}
