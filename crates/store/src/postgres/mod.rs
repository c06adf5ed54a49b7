//! The PostgreSQL driver: a pool, transactions, migrations under an advisory lock, and what only PostgreSQL says.

mod column;
mod connect;
mod copy;

use std::sync::Arc;
use std::time::Instant;

use deadpool_postgres::{Client, GenericClient, Pool, PoolError, TimeoutType};
use futures_util::future::try_join_all;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use crate::batch::{Column, Kind};
use crate::database::{Dialect, StoreOptions};
use crate::error::{Result, StoreError};
use crate::migration;
use crate::value::{Row, Rows, Statement, Value, changed};

/// PostgreSQL's words where SQLite has others.
pub(crate) static DIALECT: Dialect = Dialect {
    rows_of,
    numbers_of,
    // Two nodes that keep a newer and a newest version of one person would each remove the numbers of the version
    // that they saw, and leave the other's behind.
    people_lock: Some(
        "SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 7263510295)) AS TEXT) AS locked",
    ),
    // Several nodes claim at the same time; each takes rows that no other is just taking.
    skip_locked: " FOR UPDATE SKIP LOCKED",
    // Each statement sees what was committed before it began, and so may see more than the one before.
    // In the order of their keys, so that two who hold calls never wait for each other.
    hold_calls: " ORDER BY call_id FOR UPDATE",
    // A lease may be another node's, and alive.
    many_nodes: true,
    // Each transaction adds rows of its own. Whoever reads meanwhile sees all of those before or the one that they became;
    // a second one who does the same waits, finds them gone and leaves what is new as it is.
    gather_counts: Some(
        "WITH gone AS (DELETE FROM call_count WHERE org_id = $1 AND \
             (SELECT COUNT(*) FROM call_count WHERE org_id = $1) > 64 RETURNING state, count) \
         INSERT INTO call_count SELECT $1, state, SUM(count) FROM gone GROUP BY state",
    ),
    // There is no instr.
    holds: "strpos",
};

/// PostgreSQL wants the types of the columns. The parameter is declared as TEXT because the driver sends a string.
fn rows_of(param: &str, columns: &[Column]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|(name, kind)| match kind {
            Kind::Int => format!("{name} BIGINT"),
            Kind::Text => format!("{name} TEXT"),
        })
        .collect();
    let columns = columns.join(", ");
    format!(
        "r AS MATERIALIZED (SELECT * FROM json_to_recordset(CAST(CAST({param} AS TEXT) AS JSON)) AS j({columns}))"
    )
}

/// PostgreSQL gives the elements as texts, so that the reader casts them.
fn numbers_of(list: &str) -> String {
    format!("json_array_elements_text(CAST({list} AS JSON)) AS e(value)")
}

/// How often a transaction is run again that another one got in the way of.
const TRIES: usize = 3;

/// Any number that nobody else uses: whoever holds this lock migrates.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(7263510294)";

/// A pool of connections to one PostgreSQL database.
pub(crate) struct Postgres {
    pool: Pool,
}

impl std::fmt::Debug for Postgres {
    /// Without the connection's settings, which hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl Postgres {
    /// Connects and runs the migrations.
    pub(crate) async fn open(url: &str, options: &StoreOptions) -> Result<Self> {
        let postgres = Self { pool: connect::pool(url, options)? };
        postgres.migrate().await?;
        Ok(postgres)
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Rows> {
        run(&self.client().await?, &statement).await
    }

    /// Sends all questions before the first answer is back: tokio-postgres pipelines what waits on one connection.
    pub(crate) async fn query_each(&self, sql: &str, params: &[Vec<Value>]) -> Result<Vec<Rows>> {
        let client = self.client().await?;
        let prepared = client.prepare_cached(sql).await.map_err(failed)?;
        let answers = params.iter().map(|params| ask_prepared(&client, &prepared, params));
        let answers = try_join_all(answers).await.map_err(failed)?;
        answers.into_iter().map(read).collect()
    }

    /// Runs the statements in one transaction. They are data, so a deadlock's victim is simply run again.
    pub(crate) async fn apply(&self, statements: &[Statement]) -> Result<Vec<Rows>> {
        let mut client = self.client().await?;
        let mut tries = 1;
        loop {
            match transact(&mut client, statements).await {
                Err(error) if tries < TRIES && is_conflict(&error) => tries += 1,
                outcome => return outcome.map_err(failed)?,
            }
        }
    }

    async fn client(&self) -> Result<Client> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => StoreError::Busy,
            PoolError::Backend(error) => failed(error),
            other => StoreError::Unavailable(other.to_string()),
        })
    }

    async fn migrate(&self) -> Result<()> {
        let mut client = self.client().await?;
        let transaction = client.transaction().await.map_err(failed)?;
        transaction.batch_execute(MIGRATION_LOCK).await.map_err(failed)?;
        transaction.batch_execute(migration::CREATE_SCHEMA_VERSION).await.map_err(failed)?;
        let mut applied = Vec::new();
        let select = Statement::new(migration::SELECT_SCHEMA_VERSION, Vec::new());
        for mut row in run(&transaction, &select).await? {
            applied.push((row.int("version")?, row.text("checksum")?));
        }
        for step in migration::missing(migration::MIGRATIONS, &applied, |step| step.postgres)? {
            transaction.batch_execute(step.postgres).await.map_err(failed)?;
            let sum = migration::checksum(step.postgres);
            let params = vec![step.version.into(), step.name.into(), sum.into()];
            run(&transaction, &Statement::new(migration::INSERT_SCHEMA_VERSION, params)).await?;
        }
        transaction.commit().await.map_err(failed)
    }
}

/// The outer error is the database's, so that a conflict can be told; the inner one is about reading its answer.
async fn transact(
    client: &mut Client,
    statements: &[Statement],
) -> std::result::Result<Result<Vec<Rows>>, tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    let mut answers = Vec::with_capacity(statements.len());
    for statement in statements {
        match read(ask(&transaction, statement).await?) {
            Ok(rows) => answers.push(rows),
            Err(error) => return Ok(Err(error)),
        }
    }
    let began = Instant::now();
    transaction.commit().await?;
    metrics::histogram!("ringledger_fsync_duration_seconds").record(began.elapsed());
    Ok(Ok(answers))
}

async fn run(client: &impl GenericClient, statement: &Statement) -> Result<Rows> {
    read(ask(client, statement).await.map_err(failed)?)
}

/// What the server said: rows, or how many it has changed.
enum Answer {
    Rows(Vec<tokio_postgres::Row>),
    Changed(u64),
}

async fn ask(
    client: &impl GenericClient,
    statement: &Statement,
) -> std::result::Result<Answer, tokio_postgres::Error> {
    let prepared = client.prepare_cached(&statement.sql).await?;
    ask_prepared(client, &prepared, &statement.params).await
}

async fn ask_prepared(
    client: &impl GenericClient,
    prepared: &tokio_postgres::Statement,
    params: &[Value],
) -> std::result::Result<Answer, tokio_postgres::Error> {
    let params: Vec<&(dyn ToSql + Sync)> =
        params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    if prepared.columns().is_empty() {
        return client.execute(prepared, &params).await.map(Answer::Changed);
    }
    client.query(prepared, &params).await.map(Answer::Rows)
}

fn read(answer: Answer) -> Result<Rows> {
    let rows = match answer {
        Answer::Changed(count) => return Ok(changed(count)),
        Answer::Rows(rows) => rows,
    };
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    let columns: Arc<[String]> =
        first.columns().iter().map(|column| column.name().to_owned()).collect();
    rows.iter()
        .map(|row| {
            let values = (0..columns.len())
                .map(|place| row.try_get(place).map_err(failed))
                .collect::<Result<_>>()?;
            Ok(Row { columns: Arc::clone(&columns), values })
        })
        .collect()
}

fn is_conflict(error: &tokio_postgres::Error) -> bool {
    let conflicts = [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE];
    error.code().is_some_and(|code| conflicts.contains(code))
}

/// What a PostgreSQL error means for the caller. Only its code and message are told: its detail may quote values.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn failed(error: tokio_postgres::Error) -> StoreError {
    if let Some(database) = error.as_db_error() {
        return meaning(database.code().code(), database.message());
    }
    match std::error::Error::source(&error) {
        Some(cause) if cause.is::<std::io::Error>() => {
            StoreError::Unavailable(format!("{error}: {cause}"))
        }
        _ if error.is_closed() => StoreError::Unavailable(error.to_string()),
        Some(cause) => StoreError::Unexpected(format!("{error}: {cause}")),
        None => StoreError::Unexpected(error.to_string()),
    }
}

/// Sorts by PostgreSQL's table of error codes (SQLSTATE); the first two characters are the class.
fn meaning(code: &str, message: &str) -> StoreError {
    let text = format!("PostgreSQL {code}: {message}");
    match (code, code.get(..2).unwrap_or_default()) {
        // Authorisation, a database that does not exist, missing privileges: only a person can change that.
        ("42501", _) | (_, "28" | "3D") => StoreError::Refused(text),
        // Connection, conflict, resources (also a full disk), locks, shutdown, a standby that is read-only.
        (_, "08" | "25" | "40" | "53" | "55" | "57") => StoreError::Unavailable(text),
        // I/O errors and damaged pages.
        ("XX001" | "XX002", _) | (_, "58") => StoreError::DiskFailed(text),
        _ => StoreError::Unexpected(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_codes_are_sorted_by_what_to_do() {
        for (code, expected, transient) in [
            ("40P01", "store_unavailable", true),
            ("53100", "store_unavailable", true),
            ("57P01", "store_unavailable", true),
            ("25006", "store_unavailable", true),
            ("28P01", "store_refused", false),
            ("3D000", "store_refused", false),
            ("42501", "store_refused", false),
            ("58030", "store_disk_failed", false),
            ("XX001", "store_disk_failed", false),
            ("XX000", "store_unexpected", false),
            ("42P01", "store_unexpected", false),
            ("", "store_unexpected", false),
        ] {
            let error = meaning(code, "text");
            assert_eq!((error.code(), error.is_transient()), (expected, transient), "{code}");
        }
    }
}
