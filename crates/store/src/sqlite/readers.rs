//! SQLite connections that only read: a long question never stops the writer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{connection, stopped};
use crate::database::StoreOptions;
use crate::error::{Result, StoreError};
use crate::value::{Rows, Statement, Value};

/// So many look-ups by key run on the thread that asks. Each takes some microseconds, and the way to another thread and
/// back takes longer than that; more of them would keep the asking thread's other tasks waiting.
const AT_ONCE: usize = 4;

/// A few connections, opened when they are first needed.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    busy_timeout: Duration,
    permits: Semaphore,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf, options: &StoreOptions) -> Self {
        Self {
            path,
            busy_timeout: options.busy_timeout,
            permits: Semaphore::new(options.connections.max(1)),
            idle: Arc::default(),
        }
    }

    /// Runs one question on a thread that may block.
    pub(super) async fn query(&self, statement: Statement) -> Result<Rows> {
        self.visit(move |reader| connection::run(reader, &statement)).await
    }

    /// Asks the same for each list of parameters, of one state of the database.
    pub(super) async fn query_each(
        &self,
        sql: String,
        params: Vec<Vec<Value>>,
    ) -> Result<Vec<Rows>> {
        let questions: Vec<Statement> =
            params.into_iter().map(|params| Statement::new(sql.clone(), params)).collect();
        if questions.len() <= AT_ONCE
            && let Some(answers) = self.ask_here(&questions)
        {
            return answers;
        }
        self.visit(move |reader| ask_all(reader, &questions)).await
    }

    /// Runs some work on a thread that may block.
    async fn visit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _permit = self.permits.acquire().await.map_err(stopped)?;
        let idle = Arc::clone(&self.idle);
        let path = self.path.clone();
        let busy_timeout = self.busy_timeout;
        tokio::task::spawn_blocking(move || {
            let kept = pop(&idle);
            let reader = match kept {
                Some(reader) => reader,
                None => open(&path, busy_timeout)?,
            };
            let answer = work(&reader);
            push(&idle, reader);
            answer
        })
        .await
        .map_err(stopped)?
    }

    /// Asks on this thread; `None` where that would have to wait for a connection or a lock.
    fn ask_here(&self, questions: &[Statement]) -> Option<Result<Vec<Rows>>> {
        let _permit = self.permits.try_acquire().ok()?;
        let reader = pop(&self.idle)?;
        let answers = ask_without_waiting(&reader, questions, self.busy_timeout);
        push(&self.idle, reader);
        (!matches!(answers, Err(StoreError::Busy))).then_some(answers)
    }
}

fn pop(idle: &Mutex<Vec<Connection>>) -> Option<Connection> {
    idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn push(idle: &Mutex<Vec<Connection>>, reader: Connection) {
    idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
}

fn ask_without_waiting(
    reader: &Connection,
    questions: &[Statement],
    busy_timeout: Duration,
) -> Result<Vec<Rows>> {
    reader.busy_timeout(Duration::ZERO).map_err(connection::failed)?;
    let answers = ask_all(reader, questions);
    reader.busy_timeout(busy_timeout).map_err(connection::failed)?;
    answers
}

/// In one transaction: all answers are of one moment, and the file is locked once.
fn ask_all(reader: &Connection, questions: &[Statement]) -> Result<Vec<Rows>> {
    if let [question] = questions {
        return Ok(vec![connection::run(reader, question)?]);
    }
    let transaction = reader.unchecked_transaction().map_err(connection::failed)?;
    let answers =
        questions.iter().map(|question| connection::run(&transaction, question)).collect();
    transaction.finish().map_err(connection::failed)?;
    answers
}

fn open(path: &std::path::Path, busy_timeout: Duration) -> Result<Connection> {
    let reader = connection::open(path, busy_timeout)?;
    // Mapped into memory, a page that the system holds costs no call and no copy, which are half of a look-up by key. As
    // much as SQLite maps (2 GiB); the system may take the memory back at any time. The writer does not map: there an
    // error of the disk has to come as an error.
    reader
        .execute_batch("PRAGMA query_only = ON; PRAGMA mmap_size = 2147418112")
        .map_err(connection::failed)?;
    Ok(reader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let readers = Readers::new(folder.path().join("a.db"), &StoreOptions::default());
        let error = readers.query(Statement::new("CREATE TABLE t (a BIGINT)", Vec::new())).await;
        assert_eq!(error.unwrap_err().code(), "store_unavailable");
        assert_eq!(readers.query(Statement::new("SELECT 1", Vec::new())).await.unwrap().len(), 1);
    }
}
