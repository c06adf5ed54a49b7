//! The hash that ties a row of the audit log to the one before.

use sha2::{Digest as _, Sha256};
use store::AuditRow;

/// SHA-256 (hexadecimal) over the hash before, the org, and everything that the row says, as a JSON list, so that no
/// text can pass for two.
pub(super) fn hash(org_id: &str, before: &str, row: &AuditRow) -> String {
    let said = (
        before,
        org_id,
        row.place,
        row.at,
        &row.who,
        &row.what,
        &row.about,
        &row.before,
        &row.after,
        &row.address,
        &row.request_id,
    );
    // Numbers and texts can always be written as JSON.
    let said = serde_json::to_vec(&said).unwrap_or_default();
    Sha256::digest(&said).iter().map(|byte| format!("{byte:02x}")).collect()
}
