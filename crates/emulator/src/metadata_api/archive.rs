//! The zip of a deployment or retrieval, read within limits so that no zip bomb and no odd path gets through.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Files of one deployment (Metadata API guide, limits).
const MOST_FILES: usize = 10_000;

/// Bytes of a zip (Metadata API guide: 39 MB, so that it fits into a SOAP message).
pub(crate) const LARGEST_ZIP: usize = 39 * 1024 * 1024;

/// Bytes of all files together; Salesforce allows 400 MB, of which no package of ours needs a tenth.
const LARGEST_UNPACKED: u64 = 100 * 1024 * 1024;

/// The text files of a zip, by path.
pub(super) type Files = BTreeMap<String, String>;

/// Unpacks a zip.
///
/// # Errors
/// A text for a person: no zip, too large, or a path that leads out of it.
pub(super) fn unpack(bytes: &[u8]) -> Result<Files, String> {
    unpack_within(bytes, LARGEST_UNPACKED)
}

fn unpack_within(bytes: &[u8], limit: u64) -> Result<Files, String> {
    if bytes.len() > LARGEST_ZIP {
        return Err("Maximum size of request reached. Maximum size of request is 39 MB.".to_owned());
    }
    let unreadable = |error: zip::result::ZipError| format!("The zip cannot be read: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(format!("The zip holds more than {MOST_FILES} files"));
    }
    let mut left = limit;
    let mut files = Files::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).map_err(unreadable)?;
        if file.is_dir() {
            continue;
        }
        let path = file.name().map_err(unreadable)?.into_owned();
        check(&path)?;
        // The size that the zip claims may be a lie; only what comes out is counted.
        let mut content = Vec::new();
        let read = file.by_ref().take(left + 1).read_to_end(&mut content);
        let read = read.map_err(|error| format!("{path} cannot be unpacked: {error}"))? as u64;
        left = left.checked_sub(read).ok_or("The zip is too large when unpacked")?;
        let text = String::from_utf8(content).map_err(|_| format!("{path} is not UTF-8 text"))?;
        if files.insert(path.clone(), text).is_some() {
            return Err(format!("The zip holds {path} twice"));
        }
    }
    Ok(files)
}

fn check(path: &str) -> Result<(), String> {
    let odd = path.starts_with('/')
        || path.contains('\\')
        || path.contains('\0')
        || path.split('/').any(|part| matches!(part, ".." | "." | ""));
    if odd { Err(format!("The path {path:?} in the zip is not allowed")) } else { Ok(()) }
}

/// Packs files into a zip.
///
/// # Errors
/// When the zip cannot be written.
pub(super) fn pack(files: &Files) -> Result<Vec<u8>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("The zip cannot be written: {error}");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        writer
            .start_file(path.as_str(), SimpleFileOptions::default())
            .map_err(|error| failed(&error))?;
        writer.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    }
    Ok(writer.finish().map_err(|error| failed(&error))?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, text: &str) -> Files {
        Files::from([(path.to_owned(), text.to_owned())])
    }

    #[test]
    fn what_was_packed_comes_out() {
        let files = one("objects/Activity.object", "<é/>");
        assert_eq!(unpack(&pack(&files).unwrap()).unwrap(), files);
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        for path in ["../a", "a/../../b", "/etc/passwd", "a//b", "a\\..\\b", "./a"] {
            let zip = pack(&one(path, "x")).unwrap();
            assert!(unpack(&zip).unwrap_err().contains("not allowed"), "{path}");
        }
    }

    #[test]
    fn bombs_and_garbage_are_refused() {
        let bomb = pack(&one("bomb", &" ".repeat(1024 * 1024))).unwrap();
        assert!(bomb.len() < 10 * 1024);
        assert!(unpack_within(&bomb, 1024 * 1024 - 1).unwrap_err().contains("too large"));
        assert!(unpack_within(&bomb, 1024 * 1024).is_ok());
        assert!(unpack(b"PK\x03\x04 nothing").is_err());
        assert!(unpack(b"").is_err());
        let whole = pack(&one("a", "text")).unwrap();
        for cut in 0..whole.len() {
            assert!(unpack(&whole[..cut]).is_err());
        }
    }
}
