//! Validation rules and fields that an org requires.

use serde::{Deserialize, Serialize};

use super::Condition;

/// A validation rule: a record for which its condition holds is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidationRule {
    /// API name, such as `Call_Needs_Duration`.
    pub name: String,
    /// The object whose records it looks at.
    pub object: String,
    /// Holds for a record that is wrong.
    pub condition: Condition,
    /// What the person is told.
    pub message: String,
    /// The field beside which the message stands; without one it stands at the top of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it is for, in the admin's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is in force.
    #[serde(default = "super::yes")]
    pub active: bool,
}
