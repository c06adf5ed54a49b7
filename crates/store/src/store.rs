//! The handle that everyone else holds; its methods stand in the files named after what they do.

use std::sync::Arc;

use crate::database::{Database, StoreOptions};
use crate::error::Result;
use crate::keep::Keeper;
use crate::key::Key;

/// An open database. Cloning is cheap; all clones share the queue, the connections and the key.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) database: Arc<Database>,
    pub(crate) keeper: Keeper,
    pub(crate) key: Option<Arc<Key>>,
}

impl Store {
    /// Opens `sqlite://path` (created when missing) or `postgres://…` and brings its tables to the newest version.
    ///
    /// Without a key everything works but the secrets. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `BadUrl`, `Refused` and `Unavailable` when there is no way in; `NewerDatabase` and `ChangedMigration` when the
    /// database belongs to another version of Ringledger. Nothing was changed then.
    pub async fn open(url: &str, key: Option<Key>, options: StoreOptions) -> Result<Self> {
        let database = Arc::new(Database::open(url, &options).await?);
        let keeper = Keeper::start(Arc::clone(&database), &options);
        Ok(Self { database, keeper, key: key.map(Arc::new) })
    }
}
