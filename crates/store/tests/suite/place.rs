//! A fresh database for each test, of either kind, and the few things that a test does behind the store's back.

use store::{Key, Store, StoreOptions};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// Runs each named test function on both databases.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&crate::place::Place::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let place = crate::place::Place::postgres().await;
                super::$name(&place).await;
                place.remove().await;
            })*
        }
    };
}

/// Where the tests find a PostgreSQL server on which they may create databases.
const SERVER: &str = "RINGLEDGER_TEST_POSTGRES";

/// A database that only one test uses.
pub(crate) struct Place {
    pub(crate) url: String,
    kind: Kind,
}

enum Kind {
    Sqlite { _folder: tempfile::TempDir },
    Postgres { server: String, name: String },
}

/// Holds up every write to the inbox until it is dropped.
pub(crate) enum Lock {
    Sqlite { _connection: rusqlite::Connection },
    Postgres { _client: Client },
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("ringledger.db").display());
        Self { url, kind: Kind::Sqlite { _folder: folder } }
    }

    /// A missing server fails the test, so that half of the suite cannot be skipped without anybody noticing.
    pub(crate) async fn postgres() -> Self {
        let Ok(server) = std::env::var(SERVER) else {
            panic!("{SERVER} is not set. Run ./test.sh, which starts a PostgreSQL for the tests.");
        };
        let name = format!("ringledger_{}", Uuid::new_v4().simple());
        let client = connect(&server).await;
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        let (base, _) = server.rsplit_once('/').expect("the server's URL ends with a database");
        Self { url: format!("{base}/{name}"), kind: Kind::Postgres { server, name } }
    }

    /// One more, of the same kind.
    pub(crate) async fn like(other: &Place) -> Self {
        if other.has_many_nodes() { Self::postgres().await } else { Self::sqlite() }
    }

    /// Drops a PostgreSQL database; a SQLite file goes with its folder.
    pub(crate) async fn remove(self) {
        if let Kind::Postgres { server, name } = self.kind {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            connect(&server).await.batch_execute(&drop).await.unwrap();
        }
    }

    /// Whether several processes may share the calls of this database.
    pub(crate) fn has_many_nodes(&self) -> bool {
        matches!(self.kind, Kind::Postgres { .. })
    }

    pub(crate) async fn open(&self) -> Store {
        self.open_with(StoreOptions::default()).await
    }

    pub(crate) async fn open_with(&self, options: StoreOptions) -> Store {
        Store::open(&self.url, Some(Key::new([1; 32])), options).await.unwrap()
    }

    /// Runs SQL without the store.
    pub(crate) async fn execute(&self, sql: &str) {
        match &self.kind {
            Kind::Sqlite { .. } => self.file().execute_batch(sql).unwrap(),
            Kind::Postgres { .. } => connect(&self.url).await.batch_execute(sql).await.unwrap(),
        }
    }

    pub(crate) async fn lock_inbox(&self) -> Lock {
        match &self.kind {
            Kind::Sqlite { .. } => {
                let connection = self.file();
                connection.execute_batch("BEGIN IMMEDIATE").unwrap();
                Lock::Sqlite { _connection: connection }
            }
            Kind::Postgres { .. } => {
                let client = connect(&self.url).await;
                let lock = "BEGIN; LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE";
                client.batch_execute(lock).await.unwrap();
                Lock::Postgres { _client: client }
            }
        }
    }

    /// The SQLite file.
    pub(crate) fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.url.strip_prefix("sqlite://").unwrap()).unwrap()
    }
}

pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
