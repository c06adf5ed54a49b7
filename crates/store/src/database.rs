//! The thin layer over both drivers: ask (`query`), or change something atomically (`apply`). Nothing else is needed.

use std::time::Duration;

use crate::backup::{BackedUp, Opener, Sealer};
use crate::batch::Column;
use crate::erase::Scrubbed;
use crate::error::{Result, StoreError};
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::value::{Rows, Statement, Value};

/// Limits of the store. The default suits one machine with a handful of phone systems.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// How many requests may wait to be stored before the next is refused as [`StoreError::Busy`].
    pub queue: usize,
    /// How many bytes of bodies may wait to be stored; bounds the memory of a burst.
    pub queue_bytes: usize,
    /// Connections that read at the same time (SQLite) or that do anything (PostgreSQL).
    pub connections: usize,
    /// How long to wait for a database that another process holds, before [`StoreError::Busy`] (failure 21: 2 seconds).
    pub busy_timeout: Duration,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            queue: 4096,
            queue_bytes: 64 << 20,
            connections: 4,
            busy_timeout: Duration::from_secs(2),
        }
    }
}

/// What the two databases say differently. Each driver file fills it in and gives the reasons.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// `r AS MATERIALIZED (…)`, to follow WITH: the JSON rows in the given parameter as a table `r`.
    pub(crate) rows_of: fn(param: &str, columns: &[Column]) -> String,
    /// `e(value)`, to follow FROM: the numbers in a JSON list as a table.
    pub(crate) numbers_of: fn(list: &str) -> String,
    /// The first statement of a transaction that changes people; `$1` is the org.
    pub(crate) people_lock: Option<&'static str>,
    /// Ends the selection of rows to claim.
    pub(crate) skip_locked: &'static str,
    /// Ends the selection of calls that are to stay as they are until the transaction ends.
    pub(crate) hold_calls: &'static str,
    /// Whether several processes may work on the same calls.
    pub(crate) many_nodes: bool,
    /// Puts the rows of `call_count` together, where there can be many; `$1` is the org.
    pub(crate) gather_counts: Option<&'static str>,
    /// The function of a text and a part of it that tells where the part begins, and 0 where it is not.
    pub(crate) holds: &'static str,
}

/// An open database of either kind.
#[derive(Debug)]
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Database {
    /// Opens the database behind the URL and brings its tables to the newest version.
    pub(crate) async fn open(url: &str, options: &StoreOptions) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            if path.is_empty() {
                return Err(StoreError::BadUrl("it names no file".to_owned()));
            }
            return Sqlite::open(path.into(), options.clone()).await.map(Self::Sqlite);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Postgres::open(url, options).await.map(Self::Postgres);
        }
        Err(StoreError::BadUrl("it starts with neither sqlite:// nor postgres://".to_owned()))
    }

    /// Asks. Never changes anything: on SQLite it runs beside the writer.
    pub(crate) async fn query(&self, sql: impl Into<String>, params: Vec<Value>) -> Result<Rows> {
        let statement = Statement::new(sql, params);
        match self {
            Self::Sqlite(sqlite) => sqlite.query(statement).await,
            Self::Postgres(postgres) => postgres.query(statement).await,
        }
    }

    /// Asks the same for each list of parameters, in one visit; one answer for each. For look-ups by key: a few may run
    /// on the calling thread.
    pub(crate) async fn query_each(
        &self,
        sql: String,
        params: Vec<Vec<Value>>,
    ) -> Result<Vec<Rows>> {
        match self {
            Self::Sqlite(sqlite) => sqlite.query_each(sql, params).await,
            Self::Postgres(postgres) => postgres.query_each(&sql, &params).await,
        }
    }

    /// Runs all statements or none, and returns when they are durable. One answer for each statement.
    pub(crate) async fn apply(&self, statements: Vec<Statement>) -> Result<Vec<Rows>> {
        match self {
            Self::Sqlite(sqlite) => sqlite.apply(statements).await,
            Self::Postgres(postgres) => postgres.apply(&statements).await,
        }
    }

    /// [`Database::apply`] for a single statement.
    pub(crate) async fn apply_one(&self, statement: Statement) -> Result<Rows> {
        let mut answers = self.apply(vec![statement]).await?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// Copies all rows of all tables, as they are at one moment.
    pub(crate) async fn dump(&self, sealer: Sealer) -> Result<Sealer> {
        match self {
            Self::Sqlite(sqlite) => sqlite.dump(sealer).await,
            Self::Postgres(postgres) => postgres.dump(sealer).await,
        }
    }

    /// Reads a copy into empty tables, all of it or nothing.
    pub(crate) async fn load(&self, opener: Opener) -> Result<BackedUp> {
        match self {
            Self::Sqlite(sqlite) => sqlite.load(opener).await,
            Self::Postgres(postgres) => postgres.load(opener).await,
        }
    }

    /// Takes away what deleted rows have left behind in the database's files.
    pub(crate) async fn scrub(&self) -> Result<Scrubbed> {
        match self {
            Self::Sqlite(sqlite) => sqlite.scrub().await.map(|()| Scrubbed::Overwritten),
            // No statement, dump or backup shows them, but they stay in the server's files until its autovacuum reuses
            // their place, and in its write-ahead log for as long as that is kept.
            Self::Postgres(_) => Ok(Scrubbed::WithTheServer),
        }
    }

    pub(crate) fn dialect(&self) -> &'static Dialect {
        match self {
            Self::Sqlite(_) => &crate::sqlite::DIALECT,
            Self::Postgres(_) => &crate::postgres::DIALECT,
        }
    }
}
