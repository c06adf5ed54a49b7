//! A fresh database for each test, of either kind.

use store::{Key, Store, StoreOptions};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// Where the tests find a PostgreSQL server on which they may create databases.
const SERVER: &str = "RINGLEDGER_TEST_POSTGRES";

/// A database that only one test uses.
pub(crate) struct Place {
    url: String,
    kind: Kind,
}

enum Kind {
    Sqlite { _folder: tempfile::TempDir },
    Postgres { server: String, name: String },
}

impl Place {
    pub(crate) fn sqlite() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("ringledger.db").display());
        Place { url, kind: Kind::Sqlite { _folder: folder } }
    }

    /// A missing server fails the test, so that half of the scenarios cannot be skipped without anybody noticing.
    pub(crate) async fn postgres() -> Place {
        let Ok(server) = std::env::var(SERVER) else {
            panic!(
                "{SERVER} is not set; set it to the URL of a PostgreSQL on which the tests may create databases"
            );
        };
        let name = format!("ringledger_{}", Uuid::new_v4().simple());
        let create = format!("CREATE DATABASE {name}");
        connect(&server).await.batch_execute(&create).await.unwrap();
        let (base, _) = server.rsplit_once('/').expect("the server's URL ends with a database");
        Place { url: format!("{base}/{name}"), kind: Kind::Postgres { server, name } }
    }

    /// Drops a PostgreSQL database; a SQLite file goes with its folder.
    pub(crate) async fn remove(self) {
        if let Kind::Postgres { server, name } = self.kind {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            connect(&server).await.batch_execute(&drop).await.unwrap();
        }
    }

    /// Whether it is PostgreSQL.
    #[allow(dead_code, reason = "not every suite reaches behind the store")]
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.kind, Kind::Postgres { .. })
    }

    /// Runs SQL without the store.
    #[allow(dead_code, reason = "not every suite reaches behind the store")]
    pub(crate) async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.unwrap();
    }

    /// The same where it may be refused: with the database's words.
    #[allow(dead_code, reason = "not every suite reaches behind the store")]
    pub(crate) async fn try_execute(&self, sql: &str) -> Result<(), String> {
        match &self.kind {
            Kind::Sqlite { .. } => {
                let path = self.url.strip_prefix("sqlite://").unwrap();
                let file = rusqlite::Connection::open(path).unwrap();
                file.execute_batch(sql).map_err(|error| error.to_string())
            }
            Kind::Postgres { .. } => {
                let done = connect(&self.url).await.batch_execute(sql).await;
                done.map_err(|error| format!("{error:?}"))
            }
        }
    }

    /// Opens the database; each time with connections of its own.
    pub(crate) async fn open(&self, options: StoreOptions) -> Store {
        Store::open(&self.url, Some(Key::new([7; 32])), options).await.unwrap()
    }
}

impl Place {
    /// Everything that the database holds, as bytes of its files (SQLite) or as every row of every table (PostgreSQL).
    #[allow(dead_code, reason = "not every test that has a stage looks so deep")]
    pub(crate) async fn contents(&self) -> String {
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let read = |name: String| std::fs::read(name).unwrap_or_default();
            let bytes = [read(path.to_owned()), read(format!("{path}-wal"))].concat();
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        let client = connect(&self.url).await;
        let tables =
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
        let mut contents = String::new();
        for table in client.query(tables, &[]).await.unwrap() {
            let table: String = table.get(0);
            let rows = format!("SELECT CAST({table} AS TEXT) FROM {table}");
            for row in client.query(&rows, &[]).await.unwrap() {
                contents.push_str(row.get(0));
                contents.push('\n');
            }
        }
        contents
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
