//! Holds the writer thread to its promises: nothing spoils a neighbour, the queue is bounded, a broken disk stops all.

use std::sync::mpsc::{Sender, channel};

use super::super::connection::{open, run};
use super::*;
use crate::value::Statement;

struct Fixture {
    writer: Writer,
    reader: Connection,
    _folder: tempfile::TempDir,
}

impl Fixture {
    fn new(queue: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let connection = open(&path, Duration::ZERO).unwrap();
        connection.execute_batch("CREATE TABLE t (a BIGINT PRIMARY KEY)").unwrap();
        let options = StoreOptions { queue, ..StoreOptions::default() };
        let writer = Writer::start(connection, &options, WalGauge::default()).unwrap();
        Self { writer, reader: open(&path, Duration::ZERO).unwrap(), _folder: folder }
    }

    fn numbers(&self) -> Vec<i64> {
        let select = Statement::new("SELECT a FROM t ORDER BY a", Vec::new());
        let rows = run(&self.reader, &select).unwrap();
        rows.into_iter().map(|mut row| row.int("a").unwrap()).collect()
    }

    /// Puts a job into the queue without waiting for its answer.
    fn enqueue(
        &self,
        work: impl FnOnce(&Connection) -> Answer + Send + 'static,
    ) -> std::result::Result<oneshot::Receiver<Answer>, TrySendError<Job>> {
        let (reply, answer) = oneshot::channel();
        self.writer.jobs.try_send(Job { work: Box::new(work), reply }).map(|()| answer)
    }

    /// Holds the writer in a commit of its own until the returned sender is dropped.
    fn hold(&self) -> Sender<()> {
        let (release, wait) = channel::<()>();
        let (started, running) = channel::<()>();
        self.enqueue(move |_| {
            started.send(()).unwrap();
            assert!(wait.recv().is_err(), "nothing is ever sent");
            Ok(Vec::new())
        })
        .unwrap();
        running.recv().unwrap();
        release
    }
}

fn insert(number: i64) -> impl FnOnce(&Connection) -> Answer + Send + 'static {
    move |connection| {
        let statement = Statement::new("INSERT INTO t VALUES ($1)", vec![number.into()]);
        Ok(vec![run(connection, &statement)?])
    }
}

#[tokio::test]
async fn one_failing_job_does_not_spoil_the_others_of_its_commit() {
    let fixture = Fixture::new(16);
    let release = fixture.hold();
    let first = fixture.enqueue(insert(1)).unwrap();
    let twice = fixture
        .enqueue(|connection| {
            insert(2)(connection)?;
            insert(1)(connection)
        })
        .unwrap();
    let third = fixture.enqueue(insert(3)).unwrap();
    drop(release);
    assert!(first.await.unwrap().is_ok());
    assert_eq!(twice.await.unwrap().unwrap_err().code(), "store_unexpected");
    assert!(third.await.unwrap().is_ok());
    assert_eq!(fixture.numbers(), [1, 3]);
}

#[tokio::test]
async fn a_panicking_job_is_undone_and_the_writer_lives_on() {
    let fixture = Fixture::new(16);
    let release = fixture.hold();
    let first = fixture.enqueue(insert(1)).unwrap();
    let panicking = fixture
        .enqueue(|connection| {
            insert(2)(connection)?;
            panic!("on purpose")
        })
        .unwrap();
    drop(release);
    assert!(first.await.unwrap().is_ok());
    assert!(panicking.await.unwrap().is_err());
    fixture.writer.run(insert(3)).await.unwrap();
    assert_eq!(fixture.numbers(), [1, 3]);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let fixture = Fixture::new(1);
    let release = fixture.hold();
    let waiting = fixture.enqueue(insert(1)).unwrap();
    assert_eq!(fixture.writer.run(insert(2)).await.unwrap_err(), StoreError::Busy);
    drop(release);
    assert!(waiting.await.unwrap().is_ok());
    assert_eq!(fixture.numbers(), [1]);
}

#[tokio::test]
async fn a_lost_transaction_fails_everyone_in_it() {
    let fixture = Fixture::new(16);
    let release = fixture.hold();
    let first = fixture.enqueue(insert(1)).unwrap();
    // Stands in for the rollback that SQLite itself does when the disk is full.
    let full = fixture
        .enqueue(|connection| {
            connection.execute_batch("ROLLBACK").unwrap();
            Err(StoreError::Unavailable("the disk is full".to_owned()))
        })
        .unwrap();
    let third = fixture.enqueue(insert(3)).unwrap();
    drop(release);
    for answer in [first, full, third] {
        assert_eq!(answer.await.unwrap().unwrap_err().code(), "store_unavailable");
    }
    assert!(fixture.numbers().is_empty());
    fixture.writer.run(insert(4)).await.unwrap();
    assert_eq!(fixture.numbers(), [4]);
}

#[tokio::test]
async fn after_a_disk_error_nothing_is_accepted() {
    let fixture = Fixture::new(16);
    let broken = fixture.writer.run(|connection| {
        connection.execute_batch("ROLLBACK").unwrap();
        Err(StoreError::DiskFailed("on purpose".to_owned()))
    });
    assert_eq!(broken.await.unwrap_err().code(), "store_disk_failed");
    let later = fixture.writer.run(insert(1)).await.unwrap_err();
    assert_eq!(later.code(), "store_disk_failed");
    assert!(fixture.numbers().is_empty());
}
