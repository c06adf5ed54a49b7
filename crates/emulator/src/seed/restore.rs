//! Puts the rows of an exported org back as they stood, without asking any rule.

use super::SeedError;
use super::file::SeedFile;
use crate::org::Org;

/// Restores rows and counters.
pub(super) fn rows(org: &Org, file: &SeedFile) -> Result<(), SeedError> {
    for (object, rows) in &file.rows {
        org.restore(object, rows).map_err(SeedError::refused(object))?;
    }
    org.restore_counters(&file.counters).map_err(SeedError::refused("counter"))
}
