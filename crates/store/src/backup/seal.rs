//! The file of a backup: a line that says what it is, then pieces of at most some hundred kilobytes, each encrypted and
//! numbered, the last one marked (the STREAM construction: no piece can be left out, repeated or moved, and no end cut
//! off, without the key's owner noticing).

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{BackedUp, Entry};
use crate::error::{Result, StoreError};
use crate::key::Key;
use crate::migration::hex;
use crate::value::Value;

/// What the file begins with.
const MAGIC: &[u8] = b"RINGLEDGER-BACKUP-1\n";

/// Plain bytes of a piece, about; a longer row makes a longer piece.
const PIECE: usize = 256 << 10;

/// No piece is longer: a length beyond it is a damaged file.
const LONGEST: usize = 512 << 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    schema: i64,
    made_at: i64,
    /// 16 random bytes; with a piece's number they make its nonce.
    prefix: [u8; 16],
}

/// One line inside.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Table { table: String, columns: Vec<String> },
    Row(Vec<serde_json::Value>),
}

pub(super) fn io(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Backup(format!("{}: {error}", path.display()))
}

/// Writes a backup.
pub(crate) struct Sealer {
    path: PathBuf,
    file: BufWriter<File>,
    key: Arc<Key>,
    head: Head,
    aad: Vec<u8>,
    plain: Vec<u8>,
    pieces: u64,
    rows: u64,
    bytes: u64,
    sum: Sha256,
}

impl Sealer {
    pub(crate) fn create(path: &Path, key: Arc<Key>, schema: i64, made_at: i64) -> Result<Self> {
        // What a killed backup has left, or a link that somebody laid there, is not written into.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(io(path, &error)),
            _ => {}
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| io(path, &error))?;
        let head = Head { schema, made_at, prefix: rand::random() };
        let line =
            serde_json::to_vec(&head).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let aad = [MAGIC, &line, b"\n"].concat();
        let mut sealer = Self {
            path: path.to_owned(),
            file: BufWriter::new(file),
            key,
            head,
            aad: aad.clone(),
            plain: Vec::new(),
            pieces: 0,
            rows: 0,
            bytes: 0,
            sum: Sha256::new(),
        };
        sealer.write(&aad)?;
        Ok(sealer)
    }

    /// Adds a step of the copy.
    pub(crate) fn push(&mut self, entry: Entry) -> Result<()> {
        let line = match entry {
            Entry::Table(table, columns) => Line::Table { table, columns },
            Entry::Row(values) => {
                self.rows += 1;
                Line::Row(values.into_iter().map(json).collect())
            }
        };
        serde_json::to_writer(&mut self.plain, &line)
            .map_err(|error| StoreError::Unexpected(error.to_string()))?;
        self.plain.push(b'\n');
        if self.plain.len() >= PIECE { self.seal(false) } else { Ok(()) }
    }

    /// Writes the last piece and waits until the disk has the file.
    pub(crate) fn finish(mut self) -> Result<BackedUp> {
        self.seal(true)?;
        self.file.flush().map_err(|error| io(&self.path, &error))?;
        self.file.get_ref().sync_all().map_err(|error| io(&self.path, &error))?;
        Ok(BackedUp {
            rows: self.rows,
            bytes: self.bytes,
            sha256: hex(&self.sum.finalize()),
            made_at: self.head.made_at,
        })
    }

    fn seal(&mut self, last: bool) -> Result<()> {
        let plain = std::mem::take(&mut self.plain);
        let nonce = nonce(&self.head, self.pieces);
        let sealed = self.key.encrypt(nonce, &aad(&self.aad, last), &plain)?;
        let length = u32::try_from(sealed.len())
            .map_err(|_| StoreError::Unexpected("a row too large for a backup".to_owned()))?;
        self.pieces += 1;
        self.write(&length.to_be_bytes())?;
        self.write(&sealed)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.sum.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(|error| io(&self.path, &error))
    }
}

/// Reads a backup.
pub(crate) struct Opener {
    path: PathBuf,
    file: BufReader<File>,
    key: Arc<Key>,
    head: Head,
    aad: Vec<u8>,
    lines: std::vec::IntoIter<Line>,
    pieces: u64,
    rows: u64,
    bytes: u64,
    sum: Sha256,
    ended: bool,
}

impl Opener {
    pub(crate) fn open(path: &Path, key: Arc<Key>) -> Result<Self> {
        let file = File::open(path).map_err(|error| io(path, &error))?;
        let mut file = BufReader::new(file);
        let not_ours = || StoreError::Backup(format!("{} is no backup", path.display()));
        let mut magic = [0; MAGIC.len()];
        file.read_exact(&mut magic).map_err(|_| not_ours())?;
        if magic != MAGIC {
            return Err(not_ours());
        }
        let mut line = Vec::new();
        let mut short = (&mut file).take(4096);
        short.read_until(b'\n', &mut line).map_err(|_| not_ours())?;
        let head = serde_json::from_slice(&line).map_err(|_| not_ours())?;
        let aad = [MAGIC, &line].concat();
        let mut sum = Sha256::new();
        sum.update(&aad);
        Ok(Self {
            path: path.to_owned(),
            file,
            key,
            head,
            bytes: aad.len() as u64,
            aad,
            lines: Vec::new().into_iter(),
            pieces: 0,
            rows: 0,
            sum,
            ended: false,
        })
    }

    pub(crate) fn schema(&self) -> i64 {
        self.head.schema
    }

    /// The next step of the copy; `None` behind the last.
    ///
    /// # Errors
    /// When the file ends before its end, or was changed, or is of another key.
    pub(crate) fn pull(&mut self) -> Result<Option<Entry>> {
        loop {
            match self.lines.next() {
                Some(Line::Table { table, columns }) => {
                    return Ok(Some(Entry::Table(table, columns)));
                }
                Some(Line::Row(values)) => {
                    self.rows += 1;
                    let values = values.into_iter().map(value).collect::<Result<_>>()?;
                    return Ok(Some(Entry::Row(values)));
                }
                None if self.ended => return Ok(None),
                None => self.open_piece()?,
            }
        }
    }

    /// What was read. For the end.
    pub(crate) fn finish(self) -> BackedUp {
        BackedUp {
            rows: self.rows,
            bytes: self.bytes,
            sha256: hex(&self.sum.finalize()),
            made_at: self.head.made_at,
        }
    }

    fn open_piece(&mut self) -> Result<()> {
        let mut length = [0; 4];
        self.read(&mut length)?;
        let size = u32::from_be_bytes(length) as usize;
        if size > LONGEST {
            return Err(self.damaged("a part of it was changed"));
        }
        let mut sealed = vec![0; size];
        self.read(&mut sealed)?;
        let nonce = nonce(&self.head, self.pieces);
        let plain = match self.key.decrypt(nonce, &aad(&self.aad, false), &sealed) {
            Some(plain) => plain,
            None => {
                self.ended = true;
                let plain = self.key.decrypt(nonce, &aad(&self.aad, true), &sealed);
                plain.ok_or_else(|| self.unopened())?
            }
        };
        self.pieces += 1;
        if self.ended && self.file.read(&mut [0]).map_err(|error| io(&self.path, &error))? > 0 {
            return Err(self.damaged("something was added to its end"));
        }
        let lines = plain.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let lines: std::result::Result<Vec<Line>, _> = lines.map(serde_json::from_slice).collect();
        self.lines = lines.map_err(|error| self.damaged(&error.to_string()))?.into_iter();
        Ok(())
    }

    /// A first piece that does not open tells of another key, a later one of damage.
    fn unopened(&self) -> StoreError {
        match self.pieces {
            0 => StoreError::WrongKey { name: "backup".to_owned() },
            _ => self.damaged("a part of it was changed"),
        }
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<()> {
        let read = self.file.read_exact(bytes);
        read.map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => self.damaged("its end is missing"),
            _ => io(&self.path, &error),
        })?;
        self.sum.update(&*bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn damaged(&self, why: &str) -> StoreError {
        StoreError::Backup(format!("{} is damaged: {why}", self.path.display()))
    }
}

fn aad(head: &[u8], last: bool) -> Vec<u8> {
    [head, &[u8::from(last)]].concat()
}

fn nonce(head: &Head, piece: u64) -> [u8; 24] {
    let mut nonce = [0; 24];
    nonce[..16].copy_from_slice(&head.prefix);
    nonce[16..].copy_from_slice(&piece.to_be_bytes());
    nonce
}

fn json(value: Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(number) => number.into(),
        Value::Text(text) => text.into(),
    }
}

fn value(json: serde_json::Value) -> Result<Value> {
    match json {
        serde_json::Value::Null => Ok(Value::Null),
        serde_json::Value::String(text) => Ok(Value::from(text)),
        other => other
            .as_i64()
            .map(Value::Int)
            .ok_or_else(|| StoreError::Backup("it holds a value of no kind of ours".to_owned())),
    }
}
