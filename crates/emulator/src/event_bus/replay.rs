//! Replay ids: opaque to clients, a position of the stream to us.

/// The replay id of a position: ten bytes, as Salesforce's have.
pub(super) fn id(position: u64) -> Vec<u8> {
    let mut bytes = position.to_be_bytes().to_vec();
    bytes.extend([0, 0]);
    bytes
}

/// The position behind a replay id, or `None` if it is none of ours.
pub(super) fn position(id: &[u8]) -> Option<u64> {
    let (position, rest) = id.split_first_chunk::<8>()?;
    (rest == [0, 0]).then(|| u64::from_be_bytes(*position))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_ids_are_read() {
        assert_eq!(position(&id(1_795_000_000_123)), Some(1_795_000_000_123));
        assert_eq!(position(b""), None);
        assert_eq!(position(&[0; 8]), None);
        assert_eq!(position(&[1; 10]), None);
        assert_eq!(position(&[0; 11]), None);
    }
}
