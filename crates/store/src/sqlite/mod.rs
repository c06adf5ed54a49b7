//! The SQLite driver: one writer that commits many requests at once, readers beside it, and what only SQLite says.

mod checkpoint;
mod connection;
mod copy;
mod readers;
mod writer;

use std::path::PathBuf;
use std::time::Duration;

use crate::batch::Column;
use crate::database::{Dialect, StoreOptions};
use crate::error::{Result, StoreError};
use crate::value::{Rows, Statement, Value};

/// SQLite's words where PostgreSQL has others.
pub(crate) static DIALECT: Dialect = Dialect {
    rows_of,
    numbers_of,
    // The writer is alone.
    people_lock: None,
    // The writer is alone: there is nobody whose rows to skip.
    skip_locked: "",
    // The writer is alone: nothing changes meanwhile.
    hold_calls: "",
    // One process serves a file: leases that it finds at its start are of a process that has ended.
    many_nodes: false,
    // The writer is alone: there is one row of each state.
    gather_counts: None,
    // There is no strpos.
    holds: "instr",
};

/// SQLite has no `json_to_recordset`; each column is picked out of the element.
fn rows_of(param: &str, columns: &[Column]) -> String {
    let columns: Vec<String> =
        columns.iter().map(|(name, _)| format!("value ->> '{name}' AS {name}")).collect();
    let columns = columns.join(", ");
    // MATERIALIZED: unfolded once; otherwise SQLite walks through our table and unfolds the rows for each of its rows.
    // jsonb_each: each column is picked from the parsed form, not from a text that is parsed again.
    format!("r AS MATERIALIZED (SELECT {columns} FROM jsonb_each({param}))")
}

/// SQLite names the column of each element `value` by itself.
fn numbers_of(list: &str) -> String {
    format!("json_each({list}) AS e")
}

/// An open SQLite file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    busy_timeout: Duration,
    writer: writer::Writer,
    readers: readers::Readers,
    // Held so that the side thread ends with the store.
    _checkpointer: checkpoint::Checkpointer,
}

impl Sqlite {
    /// Opens or creates the file, runs the migrations and starts the writer.
    pub(crate) async fn open(path: PathBuf, options: StoreOptions) -> Result<Self> {
        tokio::task::spawn_blocking(move || Self::open_now(path, &options))
            .await
            .map_err(stopped)?
    }

    fn open_now(path: PathBuf, options: &StoreOptions) -> Result<Self> {
        let writing = connection::open(&path, options.busy_timeout)?;
        connection::migrate(&writing)?;
        connection::widen_cache(&writing)?;
        let gauge = checkpoint::WalGauge::default();
        let checkpointer = checkpoint::Checkpointer::start(
            connection::open(&path, options.busy_timeout)?,
            gauge.clone(),
        )?;
        let writer = writer::Writer::start(writing, options, gauge)?;
        let readers = readers::Readers::new(path.clone(), options);
        let busy_timeout = options.busy_timeout;
        Ok(Self { path, busy_timeout, writer, readers, _checkpointer: checkpointer })
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Rows> {
        self.readers.query(statement).await
    }

    pub(crate) async fn query_each(
        &self,
        sql: String,
        params: Vec<Vec<Value>>,
    ) -> Result<Vec<Rows>> {
        self.readers.query_each(sql, params).await
    }

    pub(crate) async fn apply(&self, statements: Vec<Statement>) -> Result<Vec<Rows>> {
        self.writer
            .run(move |connection| {
                statements.iter().map(|statement| connection::run(connection, statement)).collect()
            })
            .await
    }
}

/// A thread of the driver ended although the store is in use.
fn stopped<E>(_: E) -> StoreError {
    StoreError::Unavailable("the thread that serves the database has stopped".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Kind;

    #[test]
    fn rows_come_out_of_json_with_their_types() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let columns = [("name", Kind::Text), ("size", Kind::Int)];
        let sql = format!("WITH {} SELECT name, size FROM r", rows_of("$1", &columns));
        let json = r#"[{"name":"12","size":12},{"name":null,"size":null}]"#;
        let statement = Statement::new(sql, vec![json.into()]);
        let mut rows = connection::run(&connection, &statement).unwrap();
        assert_eq!(rows[0].text("name").unwrap(), "12");
        assert_eq!(rows[0].int("size").unwrap(), 12);
        assert_eq!(rows[1].int_or_null("size").unwrap(), None);
    }
}
