//! The undo file: one line of JSON for each change, written down before the first is made.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use engine::hygiene::{Change, MOST_CHANGES};

/// An undo file that is being written.
pub(super) struct Journal {
    writer: BufWriter<File>,
    /// How many changes it holds.
    pub(super) changes: u64,
}

impl Journal {
    /// Makes the file, which must not exist yet: an older one may still be needed.
    pub(super) fn create(path: &Path) -> Result<Journal> {
        let file =
            OpenOptions::new().write(true).create_new(true).open(path).with_context(|| {
                format!(
                    "the undo file {} cannot be made; name another with --undo-file",
                    path.display()
                )
            })?;
        Ok(Journal { writer: BufWriter::new(file), changes: 0 })
    }

    pub(super) fn add(&mut self, change: &Change) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.writer, change)?;
        self.writer.write_all(b"\n")?;
        self.changes += 1;
        Ok(())
    }

    /// Everything is on disk when this returns.
    pub(super) fn close(self) -> std::io::Result<u64> {
        self.writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        Ok(self.changes)
    }
}

/// An undo file that is being read, in portions that fit into one request.
pub(super) struct Changes {
    path: PathBuf,
    lines: std::io::Lines<BufReader<File>>,
    /// Lines that could not be read: the last one of a file that was cut off.
    pub(super) unreadable: u64,
}

impl Changes {
    pub(super) fn open(path: &Path) -> Result<Changes> {
        let file = File::open(path)
            .with_context(|| format!("the undo file {} cannot be read", path.display()))?;
        let lines = BufReader::new(file).lines();
        Ok(Changes { path: path.to_owned(), lines, unreadable: 0 })
    }

    /// The next changes; none at the end.
    pub(super) fn next(&mut self) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        while changes.len() < MOST_CHANGES {
            let Some(line) = self.lines.next() else { break };
            let line = line.with_context(|| format!("reading {}", self.path.display()))?;
            match serde_json::from_str(&line) {
                Ok(change) => changes.push(change),
                Err(_) => self.unreadable += 1,
            }
        }
        Ok(changes)
    }
}

/// The first changes and how many there are.
pub(super) fn preview(path: &Path, first: usize) -> Result<(Vec<Change>, u64)> {
    let mut changes = Changes::open(path)?;
    let (mut shown, mut count) = (Vec::new(), 0);
    loop {
        let some = changes.next()?;
        if some.is_empty() {
            return Ok((shown, count));
        }
        count += some.len() as u64;
        let room = first.saturating_sub(shown.len());
        shown.extend(some.into_iter().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(nth: usize) -> Change {
        Change {
            object: "Contact".to_owned(),
            record: format!("003{nth:012}AAA"),
            field: "Phone".to_owned(),
            old: "(415) 555-0123".to_owned(),
            new: "+14155550123".to_owned(),
        }
    }

    #[test]
    fn a_file_that_was_cut_off_gives_all_whole_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("undo.jsonl");
        let mut journal = Journal::create(&path).unwrap();
        (0..450).for_each(|nth| journal.add(&change(nth)).unwrap());
        assert_eq!(journal.close().unwrap(), 450);
        assert!(Journal::create(&path).is_err());
        let (shown, count) = preview(&path, 20).unwrap();
        assert_eq!((shown.len(), count), (20, 450));

        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 30]).unwrap();
        let mut changes = Changes::open(&path).unwrap();
        let sizes: Vec<usize> = (0..4).map(|_| changes.next().unwrap().len()).collect();
        assert_eq!((sizes, changes.unreadable), (vec![200, 200, 49, 0], 1));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Changes::open(Path::new("/no/such/undo.jsonl")).err().unwrap();
        assert!(error.to_string().contains("/no/such/undo.jsonl cannot be read"));
    }
}
