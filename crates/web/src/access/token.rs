//! Random secrets that we give out, and the digests by which we know them again.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// 256 random bits, for an address or a cookie.
pub(crate) fn new_token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What the database keeps instead: SHA-256, which is enough for what nobody can guess.
pub(crate) fn digest(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A code that a person can copy from paper: 80 random bits as four groups of four letters and digits.
pub(crate) fn new_paper_code() -> String {
    // Without those that look alike.
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let random = rand::random::<[u8; 16]>();
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let groups = random.chunks(4).map(|group| group.iter().map(letter).collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

/// A code as it was made, whatever a person typed between its letters.
pub(crate) fn plain_paper_code(typed: &str) -> String {
    let letters: Vec<char> =
        typed.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_from_paper_is_read_however_it_is_typed() {
        let code = new_paper_code();
        assert_eq!(code.len(), 19);
        assert_eq!(plain_paper_code(&code), code);
        let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
        assert_eq!(plain_paper_code(&typed), code);
    }

    #[test]
    fn tokens_differ_and_have_256_bits() {
        let (one, two) = (new_token(), new_token());
        assert_ne!(one, two);
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(&one).unwrap().len(), 32);
        assert_eq!(
            digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
