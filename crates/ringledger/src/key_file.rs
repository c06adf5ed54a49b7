//! The file with the key that encrypts secrets at rest: read, or made at the first start.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use store::Key;

/// Reads the key (32 bytes in base64) from `path`; makes a random one there if there is no such file, which
/// only its owner can read.
pub(crate) fn read_or_make(path: &Path) -> Result<Key> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == ErrorKind::NotFound => make(path),
        Err(error) => Err(error).context("it cannot be read"),
    }
}

/// A key from its base64 text.
pub(crate) fn parse(text: &str) -> Result<Key> {
    let bytes = BASE64_STANDARD.decode(text.trim()).context("it is not base64")?;
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|bytes: Vec<u8>| anyhow!("it holds {} bytes instead of 32", bytes.len()))?;
    Ok(Key::new(bytes))
}

fn make(path: &Path) -> Result<Key> {
    let bytes: [u8; 32] = rand::random();
    // Two commands may start at once on a new folder: the second finds the file of the first.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            file.write_all(BASE64_STANDARD.encode(bytes).as_bytes())?;
            file.sync_all()?;
            Ok(Key::new(bytes))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read_or_make(path),
        Err(error) => Err(error).context("it cannot be made"),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ringledger.key");
        read_or_make(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        read_or_make(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        for (text, reason) in [("not base64!", "not base64"), ("c2hvcnQ=", "5 bytes instead of 32")]
        {
            std::fs::write(&path, text).unwrap();
            let error = format!("{:#}", read_or_make(&path).unwrap_err());
            assert!(error.contains(reason), "{error}");
        }
    }
}
