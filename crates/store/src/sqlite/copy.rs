//! All rows out of a SQLite file and back, and a file without traces of what was deleted. Each on a connection of its
//! own: the writer goes on meanwhile.

use std::time::Duration;

use rusqlite::Connection;

use super::connection::{self, failed, run};
use super::{Sqlite, stopped};
use crate::backup::{BackedUp, Entry, OVER, Opener, Sealer, tables};
use crate::error::{Result, StoreError};
use crate::value::{Statement, Value};

/// How long the writer may have to wait while the WAL is emptied.
const EMPTYING: Duration = Duration::from_millis(100);

impl Sqlite {
    /// In one reading transaction, which sees one moment however long it takes.
    pub(crate) async fn dump(&self, mut sealer: Sealer) -> Result<Sealer> {
        self.beside(move |connection| {
            let moment = connection.unchecked_transaction().map_err(failed)?;
            for table in tables() {
                dump_table(&moment, &table, &mut sealer)?;
            }
            moment.finish().map_err(failed)?;
            Ok(sealer)
        })
        .await
    }

    /// In one writing transaction.
    pub(crate) async fn load(&self, mut opener: Opener) -> Result<BackedUp> {
        self.beside(move |connection| {
            connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
            let outcome = load_all(connection, &mut opener);
            let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
            let ended = connection.execute_batch(end).map_err(failed);
            outcome.and(ended).map(|()| opener.finish())
        })
        .await
    }

    /// Deleted rows were overwritten when they were deleted ([`connection::open`]); older copies of their pages stand in the
    /// WAL, which is copied into the file and emptied. The writer waits for that only for moments: most is copied before,
    /// beside it.
    pub(crate) async fn scrub(&self) -> Result<()> {
        self.beside(|connection| {
            if !connection::is_clean(connection)? {
                connection.execute_batch("VACUUM").map_err(failed)?;
                connection::note_clean(connection)?;
            }
            checkpoint(connection, "PASSIVE")?;
            connection.busy_timeout(EMPTYING).map_err(failed)?;
            if checkpoint(connection, "TRUNCATE")? { Ok(()) } else { Err(StoreError::Busy) }
        })
        .await
    }

    /// Runs some work on a connection of its own, on a thread that may block.
    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (path, busy_timeout) = (self.path.clone(), self.busy_timeout);
        tokio::task::spawn_blocking(move || work(&connection::open(&path, busy_timeout)?))
            .await
            .map_err(stopped)?
    }
}

/// Copies the WAL into the file; whether all of it was copied, and nobody reads it any more.
fn checkpoint(connection: &Connection, mode: &str) -> Result<bool> {
    let busy: i64 = connection
        .query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get(0))
        .map_err(failed)?;
    Ok(busy == 0)
}

fn dump_table(connection: &Connection, table: &str, sealer: &mut Sealer) -> Result<()> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).map_err(failed)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let count = columns.len();
    sealer.push(Entry::Table(table.to_owned(), columns))?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let values = (0..count)
            .map(|place| connection::value(row.get_ref(place).map_err(failed)?))
            .collect::<Result<Vec<Value>>>()?;
        sealer.push(Entry::Row(values))?;
    }
    Ok(())
}

fn load_all(connection: &Connection, opener: &mut Opener) -> Result<()> {
    let known = tables();
    for table in &known {
        let any = format!("SELECT 1 AS one FROM {table} LIMIT 1");
        if !run(connection, &Statement::new(any, Vec::new()))?.is_empty() {
            return Err(StoreError::NotEmpty(table.clone()));
        }
    }
    let mut insert = String::new();
    while let Some(entry) = opener.pull()? {
        match entry {
            Entry::Table(table, columns) => {
                if !known.contains(&table) {
                    return Err(StoreError::Backup(format!("it has a table {table:?}")));
                }
                let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
                let quoted: Vec<String> =
                    columns.iter().map(|name| format!("\"{}\"", name.replace('"', ""))).collect();
                let (quoted, places) = (quoted.join(", "), places.join(", "));
                insert = format!("INSERT INTO {table} ({quoted}) VALUES ({places})");
            }
            Entry::Row(values) => {
                run(connection, &Statement::new(insert.clone(), values))?;
            }
        }
    }
    for sql in OVER {
        run(connection, &Statement::new(sql, Vec::new()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::database::StoreOptions;

    const PERSON: &str = "+81355500101";

    /// Whether the person stands anywhere in the bytes of the file or of its log.
    fn is_there(path: &Path) -> bool {
        let log = path.with_extension("db-wal");
        [path, &log].into_iter().any(|path| {
            let bytes = std::fs::read(path).unwrap_or_default();
            bytes.windows(PERSON.len()).any(|window| window == PERSON.as_bytes())
        })
    }

    fn names_of_many(from: usize) -> Vec<Statement> {
        let name = |number: usize| {
            let person = if number.is_multiple_of(7) { PERSON } else { "somebody else" };
            // In no order and of every length, so that pages are split, joined and moved.
            let key = format!("{:08x}", number.wrapping_mul(2_654_435_761) & 0xffff_ffff);
            let text = format!("{person} {}", "x".repeat(number * 37 % 6_000));
            Statement::new(
                "INSERT INTO once (org_id, key, holder, until, result) VALUES ('o', $1, 'h', 0, $2)",
                vec![key.into(), text.into()],
            )
        };
        (from..from + 2_000).map(name).collect()
    }

    /// The side thread may be copying at this moment.
    async fn scrub(sqlite: &Sqlite) {
        let mut tries = 0;
        while sqlite.scrub().await.is_err() {
            tries += 1;
            assert!(tries < 100, "somebody reads all the time");
        }
    }

    const FORGET: &str = "DELETE FROM once WHERE result LIKE '+%'";

    #[tokio::test]
    async fn nothing_deleted_is_left_and_the_file_is_not_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let sqlite = Sqlite::open(path.clone(), StoreOptions::default()).await.unwrap();
        for from in [0, 2_000] {
            sqlite.apply(names_of_many(from)).await.unwrap();
        }
        sqlite.apply(vec![Statement::new("UPDATE once SET until = 1", Vec::new())]).await.unwrap();
        assert!(is_there(&path));
        sqlite.apply(vec![Statement::new(FORGET, Vec::new())]).await.unwrap();
        scrub(&sqlite).await;
        assert!(!is_there(&path), "somebody is left in the file's bytes");
        let file = Connection::open(&path).unwrap();
        let free = |name: &str| -> i64 {
            file.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
        };
        assert!(free("freelist_count") > 0, "the file was written anew");
    }

    #[tokio::test]
    async fn others_read_and_write_while_the_file_is_scrubbed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let sqlite = Sqlite::open(path.clone(), StoreOptions::default()).await.unwrap();
        sqlite.apply(names_of_many(0)).await.unwrap();
        let reader = Connection::open(&path).unwrap();
        let moment = reader.unchecked_transaction().unwrap();
        let count = |connection: &Connection| -> i64 {
            connection.query_row("SELECT COUNT(*) FROM once", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(count(&moment), 2_000);
        sqlite.apply(vec![Statement::new(FORGET, Vec::new())]).await.unwrap();
        assert_eq!(sqlite.scrub().await, Err(StoreError::Busy), "somebody still reads it");
        sqlite.apply(names_of_many(2_000)).await.unwrap();
        assert_eq!(count(&moment), 2_000);
        drop(moment);
        sqlite.apply(vec![Statement::new(FORGET, Vec::new())]).await.unwrap();
        scrub(&sqlite).await;
        assert!(!is_there(&path));
    }

    #[tokio::test]
    async fn a_file_of_before_is_written_anew_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let sqlite = Sqlite::open(path.clone(), StoreOptions::default()).await.unwrap();
        sqlite.apply(names_of_many(0)).await.unwrap();
        let before = Connection::open(&path).unwrap();
        before
            .execute_batch(&format!(
                "PRAGMA secure_delete = OFF; PRAGMA user_version = 0; {FORGET}"
            ))
            .unwrap();
        drop(before);
        assert!(is_there(&path));
        scrub(&sqlite).await;
        assert!(!is_there(&path));
        let file = Connection::open(&path).unwrap();
        assert!(connection::is_clean(&file).unwrap());
    }
}
