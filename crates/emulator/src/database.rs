//! The SQLite connection that holds the org, with prepared statements kept.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::access::Views;
use crate::changes::{Capture, Journal};
use crate::row_locks::RowLocks;
use crate::schema::{Schema, table};
use crate::{soql, sosl};

/// Statements kept prepared: a few for each object and each shape of query in use.
const STATEMENTS_KEPT: usize = 512;

/// The org's tables, in memory, and the schema that they follow.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) connection: Connection,
    /// All of it; what a user may see of it is in [`Database::view`].
    pub(crate) schema: Arc<Schema>,
    pub(crate) views: RefCell<Views>,
    /// What the running transaction has changed.
    pub(crate) capture: RefCell<Capture>,
    /// Where committed changes go.
    pub(crate) journal: Arc<Journal>,
    /// Whether the running transaction wrote what decides over views.
    grants_written: Cell<bool>,
    /// Rows that transactions hold.
    pub(crate) locks: RowLocks,
}

impl Database {
    /// An empty database with a table for each object, whose changes go to `journal`.
    pub(crate) fn open(
        schema: Arc<Schema>,
        journal: Arc<Journal>,
    ) -> Result<Self, rusqlite::Error> {
        let connection = Connection::open_in_memory()?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        connection.execute_batch(
            "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;\n\
             CREATE TABLE \"emulator counter\" (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;\n\
             CREATE TABLE \"emulator bin\" (root TEXT NOT NULL, id TEXT NOT NULL, field TEXT, value TEXT);\n\
             CREATE INDEX \"emulator bin by root\" ON \"emulator bin\" (root);",
        )?;
        connection.execute_batch(&table::statements(&schema))?;
        soql::sql_function::register(&connection)?;
        sosl::split::register(&connection)?;
        connection.create_scalar_function(
            "digits",
            1,
            FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
            |context| {
                let text: Option<String> = context.get(0)?;
                let text = text.unwrap_or_default();
                Ok(text.chars().filter(char::is_ascii_digit).collect::<String>())
            },
        )?;
        Ok(Self {
            connection,
            schema,
            views: RefCell::default(),
            grants_written: Cell::default(),
            capture: RefCell::default(),
            journal,
            locks: RowLocks::default(),
        })
    }

    /// Begins a transaction, or a nested one if one is running.
    pub(crate) fn savepoint(&self) -> Result<(), rusqlite::Error> {
        if self.connection.is_autocommit() {
            self.grants_written.set(false);
        }
        self.run("SAVEPOINT step")?;
        self.capture.borrow_mut().begin();
        Ok(())
    }

    /// Forgets what users may see, because a record that decides it was written.
    pub(crate) fn write_grants(&self) {
        self.grants_written.set(true);
        self.forget_views();
    }

    /// Keeps what was written since the last savepoint; the end of the outermost publishes it.
    pub(crate) fn release(&self) -> Result<(), rusqlite::Error> {
        self.run("RELEASE step")?;
        let changes = self.capture.borrow_mut().keep();
        self.journal.commit(changes);
        Ok(())
    }

    /// Undoes what was written since the last savepoint, and ends it.
    pub(crate) fn roll_back(&self) -> Result<(), rusqlite::Error> {
        self.capture.borrow_mut().undo();
        self.run("ROLLBACK TO step")?;
        // A load of refused rows need not work out anew what its user may see.
        if self.grants_written.get() {
            self.forget_views();
        }
        self.run("RELEASE step")
    }

    fn run(&self, sql: &str) -> Result<(), rusqlite::Error> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Counts up: 1, 2, 3, … for each name.
    pub(crate) fn count_up(&self, name: &str) -> Result<i64, rusqlite::Error> {
        self.connection
            .prepare_cached(
                "INSERT INTO \"emulator counter\" (name, value) VALUES (?1, 1) \
                 ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            )?
            .query_row([name], |row| row.get(0))
    }
}
