//! Record ids as Salesforce makes them: three characters for the object, a counter in base 62, a checksum.

/// The digits of an id, in the order in which ids grow.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The digits of the checksum.
const CHECKSUM: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// What follows the key prefix in every id of ours: the instance and a reserved zero.
const INSTANCE: &str = "5g0";

/// Appends the three checksum characters to a 15-character id.
///
/// Each stands for five characters, one bit for each that is upper case; so the id survives systems that fold case.
pub(crate) fn with_checksum(id: &str) -> String {
    let mut whole = id.to_owned();
    for chunk in id.as_bytes().chunks(5) {
        let bits = chunk
            .iter()
            .enumerate()
            .filter(|(_, byte)| byte.is_ascii_uppercase())
            .fold(0_usize, |bits, (place, _)| bits | (1 << place));
        whole.push(char::from(CHECKSUM[bits % CHECKSUM.len()]));
    }
    whole
}

/// The 18-character form of a 15- or 18-character id, or `None` if it is neither or its checksum is wrong.
pub(crate) fn normalise(id: &str) -> Option<String> {
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    match id.len() {
        15 => Some(with_checksum(id)),
        18 => {
            let whole = with_checksum(&id[..15]);
            whole.eq_ignore_ascii_case(id).then_some(whole)
        }
        _ => None,
    }
}

/// The id of the `number`th record under a key prefix, with 18 characters.
pub(crate) fn make(key_prefix: &str, number: u64) -> String {
    let mut digits = [b'0'; 9];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[usize::try_from(rest % 62).unwrap_or(0)];
        rest /= 62;
    }
    let counter: String = digits.iter().map(|digit| char::from(*digit)).collect();
    with_checksum(&format!("{key_prefix}{INSTANCE}{counter}"))
}

/// The id of the user who comes with every org.
pub(crate) fn administrator() -> String {
    make("005", 1)
}

/// Whether this is a usable 15-character organization id.
pub(crate) fn is_org_id(id: &str) -> bool {
    id.len() == 15 && id.starts_with("00D") && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_marks_upper_case() {
        // Worked by hand: "000AB" has bits 3 and 4 = 24 = Y, "cdefG" has bit 4 = 16 = Q, "HIJKL" all = 31 = 5.
        assert_eq!(with_checksum("000ABcdefGHIJKL"), "000ABcdefGHIJKLYQ5");
        assert_eq!(with_checksum("001000000000001"), "001000000000001AAA");
    }

    #[test]
    fn both_lengths_are_the_same_id() {
        let id = make("00T", 3_843);
        // 62 * 62 - 1; the T is the third of its five characters, so bit 2.
        assert_eq!(id, "00T5g00000000zzEAA");
        assert_eq!(normalise(&id[..15]).as_ref(), Some(&id));
        assert_eq!(normalise(&id).as_ref(), Some(&id));
        assert_eq!(normalise("00T5g000000000"), None);
        assert_eq!(normalise("00T5g0000000 01"), None);
        assert_eq!(normalise("001000000000001AAB"), None);
        assert_eq!(normalise("ééééééééé"), None);
    }

    #[test]
    fn ids_grow_in_byte_order() {
        let ids: Vec<String> = (0..5_000).map(|number| make("003", number)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 18));
    }
}
