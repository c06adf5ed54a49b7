//! Who gets which leads, who may use which record types, and how writes wait for each other.

use serde::{Deserialize, Serialize};

use super::Condition;

/// The lead assignment rule of the org.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadAssignment {
    /// The rule's name.
    pub name: String,
    /// The rule's id (`01Q…`), by which a request may ask for it; 15 or 18 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its entries; the first whose condition holds decides.
    pub entries: Vec<LeadAssignmentEntry>,
    /// Whether it runs when no request asks for it by its id.
    #[serde(default = "super::yes")]
    pub active: bool,
}

/// One entry of a lead assignment rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadAssignmentEntry {
    /// For which leads; without one for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The new owner: a username, the developer name of a queue, or an id.
    pub owner: String,
}

/// Who may use a record type. Without an entry everybody may use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordTypeAccess {
    /// The object.
    pub object: String,
    /// The record type's developer name.
    pub record_type: String,
    /// Names of the profiles whose users may use it; empty for all.
    #[serde(default)]
    pub profiles: Vec<String>,
    /// Whether new records of those users get it if they name none.
    #[serde(default)]
    pub default: bool,
}

/// How long a transaction holds its rows, and how long another waits for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowLocks {
    /// Milliseconds between a transaction's work and its end, while which its rows are locked; 0 locks nothing.
    pub transaction_ms: u64,
    /// Milliseconds that a request waits for a locked row before it fails.
    pub wait_ms: u64,
}
