//! All rows out of a SQLite file and back, and a file without traces of what was deleted. Each on a connection of its
//! own: the writer goes on meanwhile.

use rusqlite::Connection;

use super::connection::{self, failed, run};
use super::{Sqlite, stopped};
use crate::backup::{BackedUp, Entry, Opener, Sealer, tables};
use crate::error::{Result, StoreError};
use crate::value::{Statement, Value};

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

    /// Writes the file anew without what was deleted, then empties the WAL, in which older pages stand.
    pub(crate) async fn scrub(&self) -> Result<()> {
        self.beside(|connection| {
            connection.execute_batch("VACUUM").map_err(failed)?;
            let busy: i64 = connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
                .map_err(failed)?;
            if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
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
    Ok(())
}
