//! What can go wrong between Ringledger and its database, told so that a person knows what to do next.

/// Every failure of the store. Cheap to clone, because one failed commit is answered to everyone who waited for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The bounded queue is full, or another process holds the database. Nothing was stored.
    #[error(
        "The database is busy, so nothing was stored. Send the request again in a few seconds."
    )]
    Busy,
    /// The database cannot be reached right now.
    #[error(
        "The database does not answer ({0}). Check that it runs and has free space; Ringledger goes on by itself when it is back."
    )]
    Unavailable(String),
    /// The server answered but will not let us in.
    #[error(
        "The database refuses the connection ({0}). Check [database] url, its user and its password."
    )]
    Refused(String),
    /// The disk reported an error, so nothing that comes after can be trusted to be durable (failure 19).
    #[error(
        "The disk under the database failed ({0}). Nothing more is accepted, so that nothing is lost. Check the disk, then start Ringledger again."
    )]
    DiskFailed(String),
    /// `[database] url` cannot be used.
    #[error(
        "[database] url cannot be used: {0}. Write sqlite://ringledger.db or postgres://user@host/database."
    )]
    BadUrl(String),
    /// The folder in which the SQLite file should be does not exist.
    #[error(
        "The folder {0} does not exist, so the database cannot be made there. Create the folder, or correct [database] url."
    )]
    MissingFolder(String),
    /// The file behind `[database] url` holds something else.
    #[error(
        "The file is not a SQLite database: another file? Ringledger has not changed it. Correct [database] url, or restore the database from a backup if this was it."
    )]
    NotADatabase,
    /// The database was written by a newer Ringledger.
    #[error(
        "The database has version {found}, but this Ringledger knows versions up to {known} only. Install the newer Ringledger again, or restore a backup from before the upgrade."
    )]
    NewerDatabase {
        /// The newest version found in the database.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A migration that already ran is not the one that this program holds.
    #[error(
        "Migration {version} of the database differs from the one in this Ringledger. The database was made by another build; use that build, or restore a backup."
    )]
    ChangedMigration {
        /// The version whose checksum differs.
        version: i64,
    },
    /// A secret was asked for or given, but the store was opened without a key.
    #[error(
        "The secret {name:?} needs the key that encrypts secrets, but none is configured. Configure the key and start again."
    )]
    NoKey {
        /// The name of the secret, never its value.
        name: String,
    },
    /// A stored secret cannot be decrypted with this key.
    #[error(
        "The secret {name:?} was encrypted with another key, or was changed since. Configure the key that was in use before, or enter the secret again."
    )]
    WrongKey {
        /// The name of the secret, never its value.
        name: String,
    },
    /// A backup's file cannot be written or read.
    #[error(
        "The backup did not work out ({0}). The database is as it was. Check the file and the space on its disk."
    )]
    Backup(String),
    /// A backup of another version of the tables.
    #[error(
        "The backup was made by a Ringledger whose database has version {found}; this one has version {known}. Restore it with that version of Ringledger, then upgrade."
    )]
    BackupVersion {
        /// The version of the backup.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// A backup is read into an empty database only.
    #[error(
        "The database is not empty ({0} has rows), so nothing was restored. Name a new file or an empty database in [database] url."
    )]
    NotEmpty(String),
    /// A page cursor that did not come from a row of the same list.
    #[error(
        "The place in the list of calls is not readable. Open the list again from its first page."
    )]
    BadCursor,
    /// The database answered with something that no statement of ours should cause.
    #[error(
        "The database answered unexpectedly ({0}). This is a fault in Ringledger: please report it with this text."
    )]
    Unexpected(String),
}

impl StoreError {
    /// A stable code for logs, metrics and the console.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Busy => "store_busy",
            Self::Unavailable(_) => "store_unavailable",
            Self::Refused(_) => "store_refused",
            Self::DiskFailed(_) => "store_disk_failed",
            Self::BadUrl(_) => "store_bad_url",
            Self::MissingFolder(_) => "store_missing_folder",
            Self::NotADatabase => "store_not_a_database",
            Self::NewerDatabase { .. } => "store_newer_database",
            Self::ChangedMigration { .. } => "store_changed_migration",
            Self::NoKey { .. } => "store_no_key",
            Self::WrongKey { .. } => "store_wrong_key",
            Self::Backup(_) => "store_backup",
            Self::BackupVersion { .. } => "store_backup_version",
            Self::NotEmpty(_) => "store_not_empty",
            Self::BadCursor => "store_bad_cursor",
            Self::Unexpected(_) => "store_unexpected",
        }
    }

    /// Whether the same request may succeed later without anybody doing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable(_))
    }
}

/// The result of everything that touches the database.
pub type Result<T> = std::result::Result<T, StoreError>;
