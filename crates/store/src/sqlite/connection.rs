//! One SQLite connection: how it is set up, how a statement runs on it, and what its errors mean.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};

use crate::error::{Result, StoreError};
use crate::migration;
use crate::value::{Row, Rows, Statement, Value, changed};

/// Opens the file. WAL lets readers work beside the writer; FULL makes a commit survive a power cut (contract C1).
pub(super) fn open(path: &Path, busy_timeout: Duration) -> Result<Connection> {
    keep_private(path)?;
    let connection = Connection::open(path)
        .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
    connection.busy_timeout(busy_timeout).map_err(failed)?;
    // Whoever is erased must not be left in free pages; overwriting them at once spares writing the file anew later.
    // Check-points run on their own thread: inside a commit they would delay everybody who waits for it.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; \
             PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;",
        )
        .map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Plans by the statement alone: otherwise a prepared statement with a LIMIT is prepared anew for each value of it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    Ok(connection)
}

/// Lets a connection hold 16 MiB of pages: with SQLite's 2 MiB a large transaction writes pages out, reads them back and
/// writes them again.
pub(super) fn widen_cache(connection: &Connection) -> Result<()> {
    connection.execute_batch("PRAGMA cache_size = -16384").map_err(failed)
}

/// Creates a missing file readable by its owner only: it holds people's names and numbers.
///
/// A file that is there is not even opened: closing any descriptor of it drops every POSIX lock that this process
/// holds on it, those of SQLite's own connections too. Another process that then closes the database believes that
/// it is the last, and deletes the WAL under us (SQLite, "How To Corrupt An SQLite Database File", section 2.2).
fn keep_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // Two openers may meet here, but only the one that made the file gets a descriptor, and it has no locks yet.
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(cannot_create(path, &error)),
    }
}

fn cannot_create(path: &Path, error: &std::io::Error) -> StoreError {
    // The parent of a bare file name is empty: it is the folder that the program was started in, which exists.
    match path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(folder) => StoreError::MissingFolder(folder.display().to_string()),
        None => {
            let hint = "may Ringledger write in its folder?";
            StoreError::BadUrl(format!("{} cannot be created ({error}; {hint})", path.display()))
        }
    }
}

/// Runs the migrations that this file has not seen, all or none.
pub(super) fn migrate(connection: &Connection) -> Result<()> {
    connection.execute_batch("BEGIN EXCLUSIVE").map_err(failed)?;
    let outcome = migrate_inside(connection);
    let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = connection.execute_batch(end).map_err(failed);
    outcome.and(ended)
}

/// Whether every row that was ever deleted from this file was overwritten: it was made by a program that does so.
pub(super) fn is_clean(connection: &Connection) -> Result<bool> {
    let version: i64 =
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    Ok(version >= CLEAN)
}

/// Notes in the file that it is clean.
pub(super) fn note_clean(connection: &Connection) -> Result<()> {
    connection.execute_batch(&format!("PRAGMA user_version = {CLEAN}")).map_err(failed)
}

/// The `user_version` of a clean file; others have 0.
const CLEAN: i64 = 1;

fn migrate_inside(connection: &Connection) -> Result<()> {
    connection.execute_batch(migration::CREATE_SCHEMA_VERSION).map_err(failed)?;
    let mut applied = Vec::new();
    let select = Statement::new(migration::SELECT_SCHEMA_VERSION, Vec::new());
    for mut row in run(connection, &select)? {
        applied.push((row.int("version")?, row.text("checksum")?));
    }
    if applied.is_empty() {
        note_clean(connection)?;
    }
    for step in migration::missing(migration::MIGRATIONS, &applied, |step| step.sqlite)? {
        connection.execute_batch(step.sqlite).map_err(failed)?;
        let sum = migration::checksum(step.sqlite);
        let params = vec![step.version.into(), step.name.into(), sum.into()];
        run(connection, &Statement::new(migration::INSERT_SCHEMA_VERSION, params))?;
    }
    Ok(())
}

/// Runs one statement to its end.
pub(super) fn run(connection: &Connection, statement: &Statement) -> Result<Rows> {
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(failed)?;
    for index in 1..=prepared.parameter_count() {
        // SQLite counts `$2` as a name and numbers it by first use, so the number is read from the name.
        let place = prepared
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|digits| digits.parse::<usize>().ok())
            .and_then(|number| number.checked_sub(1));
        let value = place.and_then(|place| statement.params.get(place));
        match value {
            Some(Value::Null) => prepared.raw_bind_parameter(index, rusqlite::types::Null),
            Some(Value::Int(number)) => prepared.raw_bind_parameter(index, number),
            Some(Value::Text(text)) => prepared.raw_bind_parameter(index, text),
            None => {
                return Err(StoreError::Unexpected(format!("no value for parameter {index}")));
            }
        }
        .map_err(failed)?;
    }
    let columns: Arc<[String]> = prepared.column_names().map(str::to_owned).collect();
    let mut answer = Vec::new();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next().map_err(failed)? {
        let values = (0..columns.len())
            .map(|column| value(row.get_ref(column).map_err(failed)?))
            .collect::<Result<_>>()?;
        answer.push(Row { columns: Arc::clone(&columns), values });
    }
    if columns.is_empty() {
        answer = changed(connection.changes());
    }
    Ok(answer)
}

pub(super) fn value(value: ValueRef<'_>) -> Result<Value> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => Err(StoreError::Unexpected("a text that is not UTF-8".to_owned())),
        },
        other => Err(StoreError::Unexpected(format!("a value of type {}", other.data_type()))),
    }
}

/// What an SQLite error means for the caller. Its messages name tables and columns, never values.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
pub(super) fn failed(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::DiskFull) => StoreError::Unavailable("the disk is full".to_owned()),
        Some(ErrorCode::NotADatabase) => StoreError::NotADatabase,
        Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt) => {
            StoreError::DiskFailed(error.to_string())
        }
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::OutOfMemory,
        ) => StoreError::Unavailable(error.to_string()),
        _ => StoreError::Unexpected(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite_error(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None)
    }

    #[test]
    fn errors_are_told_apart() {
        use rusqlite::ffi;
        assert_eq!(failed(sqlite_error(ffi::SQLITE_BUSY)), StoreError::Busy);
        assert!(failed(sqlite_error(ffi::SQLITE_FULL)).is_transient());
        let broken = failed(sqlite_error(ffi::SQLITE_IOERR_FSYNC));
        assert_eq!(broken.code(), "store_disk_failed");
        assert!(!broken.is_transient());
    }

    #[test]
    fn parameters_are_bound_by_their_number_not_by_first_use() {
        let connection = Connection::open_in_memory().unwrap();
        let statement =
            Statement::new("SELECT $2 AS b, $1 AS a, $2 AS c", vec!["one".into(), "two".into()]);
        let mut rows = run(&connection, &statement).unwrap();
        assert_eq!(rows[0].text("a").unwrap(), "one");
        assert_eq!(rows[0].text("b").unwrap(), "two");
        assert_eq!(rows[0].text("c").unwrap(), "two");
    }

    #[test]
    fn a_missing_parameter_is_an_error() {
        let connection = Connection::open_in_memory().unwrap();
        let error = run(&connection, &Statement::new("SELECT $2", vec!["one".into()]));
        assert_eq!(error.unwrap_err().code(), "store_unexpected");
    }

    #[test]
    fn a_prepared_statement_is_not_prepared_anew_for_another_limit() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("a.db"), Duration::ZERO).unwrap();
        connection.execute_batch("CREATE TABLE t (a BIGINT)").unwrap();
        let sql = "SELECT a FROM t LIMIT $1";
        for limit in 1..5 {
            run(&connection, &Statement::new(sql, vec![Value::Int(limit)])).unwrap();
        }
        let prepared = connection.prepare_cached(sql).unwrap();
        assert_eq!(prepared.get_status(rusqlite::StatementStatus::Run), 4);
        assert_eq!(prepared.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }

    #[test]
    fn another_file_is_told_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        let text = "These are notes and no database. ".repeat(100);
        std::fs::write(&path, &text).unwrap();
        let error = open(&path, Duration::ZERO).unwrap_err();
        assert_eq!(error, StoreError::NotADatabase);
        assert!(error.to_string().contains("not a SQLite database"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap().path().join("nowhere");
        let error = open(&folder.join("a.db"), Duration::ZERO).unwrap_err();
        assert_eq!(error.code(), "store_missing_folder");
        assert!(error.to_string().contains(&folder.display().to_string()), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ringledger.db");
        open(&path, Duration::ZERO).unwrap();
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
