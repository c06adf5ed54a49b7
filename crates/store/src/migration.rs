//! Brings a database to the version that this program knows, and refuses one that it does not know.

use sha2::{Digest, Sha256};

use crate::error::{Result, StoreError};

/// One step. Both databases have the same steps under the same numbers.
#[derive(Debug)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// Every step, oldest first. A released step is never edited: its checksum stands in the databases.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "start",
        sqlite: include_str!("../migrations/sqlite/0001_start.sql"),
        postgres: include_str!("../migrations/postgres/0001_start.sql"),
    },
    Migration {
        version: 2,
        name: "people",
        sqlite: include_str!("../migrations/sqlite/0002_people.sql"),
        postgres: include_str!("../migrations/postgres/0002_people.sql"),
    },
    Migration {
        version: 3,
        name: "contacts",
        sqlite: include_str!("../migrations/sqlite/0003_contacts.sql"),
        postgres: include_str!("../migrations/postgres/0003_contacts.sql"),
    },
    Migration {
        version: 4,
        name: "settings",
        sqlite: include_str!("../migrations/sqlite/0004_settings.sql"),
        postgres: include_str!("../migrations/postgres/0004_settings.sql"),
    },
    Migration {
        version: 5,
        name: "troubles",
        sqlite: include_str!("../migrations/sqlite/0005_troubles.sql"),
        postgres: include_str!("../migrations/postgres/0005_troubles.sql"),
    },
    Migration {
        version: 6,
        name: "access",
        sqlite: include_str!("../migrations/sqlite/0006_access.sql"),
        postgres: include_str!("../migrations/postgres/0006_access.sql"),
    },
    Migration {
        version: 7,
        name: "call_list",
        sqlite: include_str!("../migrations/sqlite/0007_call_list.sql"),
        postgres: include_str!("../migrations/postgres/0007_call_list.sql"),
    },
    Migration {
        version: 8,
        name: "erasure",
        sqlite: include_str!("../migrations/sqlite/0008_erasure.sql"),
        postgres: include_str!("../migrations/postgres/0008_erasure.sql"),
    },
    Migration {
        version: 9,
        name: "counts",
        sqlite: include_str!("../migrations/sqlite/0009_counts.sql"),
        postgres: include_str!("../migrations/postgres/0009_counts.sql"),
    },
    Migration {
        version: 10,
        name: "failed",
        sqlite: include_str!("../migrations/sqlite/0010_failed.sql"),
        postgres: include_str!("../migrations/postgres/0010_failed.sql"),
    },
    Migration {
        version: 11,
        name: "holds",
        sqlite: include_str!("../migrations/sqlite/0011_holds.sql"),
        postgres: include_str!("../migrations/postgres/0011_holds.sql"),
    },
];

/// Makes the table of what ran. The same text on both databases.
pub(crate) const CREATE_SCHEMA_VERSION: &str = "CREATE TABLE IF NOT EXISTS schema_version \
     (version BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (version))";

/// What ran already.
pub(crate) const SELECT_SCHEMA_VERSION: &str =
    "SELECT version, checksum FROM schema_version ORDER BY version";

/// Notes that a step ran.
pub(crate) const INSERT_SCHEMA_VERSION: &str =
    "INSERT INTO schema_version (version, name, checksum) VALUES ($1, $2, $3)";

/// SHA-256 of a step's text, in hexadecimal.
pub(crate) fn checksum(sql: &str) -> String {
    hex(&Sha256::digest(sql.as_bytes()))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The steps that have still to run.
///
/// # Errors
/// [`StoreError::NewerDatabase`] and [`StoreError::ChangedMigration`]; nothing was changed then.
pub(crate) fn missing<'a>(
    known: &'a [Migration],
    applied: &[(i64, String)],
    text: fn(&Migration) -> &'static str,
) -> Result<Vec<&'a Migration>> {
    let newest = known.last().map_or(0, |migration| migration.version);
    if let Some((found, _)) = applied.iter().rev().find(|(version, _)| *version > newest) {
        return Err(StoreError::NewerDatabase { found: *found, known: newest });
    }
    let mut rest = Vec::new();
    for migration in known {
        match applied.iter().find(|(version, _)| *version == migration.version) {
            None => rest.push(migration),
            Some((_, sum)) if *sum == checksum(text(migration)) => {}
            Some((version, _)) => return Err(StoreError::ChangedMigration { version: *version }),
        }
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[Migration] = &[
        Migration { version: 1, name: "one", sqlite: "A", postgres: "B" },
        Migration { version: 2, name: "two", sqlite: "C", postgres: "D" },
    ];

    fn sqlite(migration: &Migration) -> &'static str {
        migration.sqlite
    }

    #[test]
    fn a_new_database_needs_every_step_in_order() {
        let versions: Vec<i64> =
            missing(STEPS, &[], sqlite).unwrap().iter().map(|step| step.version).collect();
        assert_eq!(versions, [1, 2]);
    }

    #[test]
    fn a_step_runs_once() {
        let rest = missing(STEPS, &[(1, checksum("A"))], sqlite).unwrap();
        assert_eq!(rest.iter().map(|step| step.name).collect::<Vec<_>>(), ["two"]);
    }

    #[test]
    fn a_newer_database_is_refused() {
        let applied = [(1, checksum("A")), (2, checksum("C")), (5, checksum("E"))];
        let error = missing(STEPS, &applied, sqlite).unwrap_err();
        assert_eq!(error, StoreError::NewerDatabase { found: 5, known: 2 });
    }

    #[test]
    fn a_changed_step_is_refused() {
        let error = missing(STEPS, &[(1, checksum("B"))], sqlite).unwrap_err();
        assert_eq!(error, StoreError::ChangedMigration { version: 1 });
    }

    #[test]
    fn the_numbers_are_1_2_3_without_gaps() {
        for (place, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version, i64::try_from(place).unwrap() + 1, "{}", migration.name);
        }
    }
}
