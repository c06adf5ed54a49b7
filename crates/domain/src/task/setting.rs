//! What composing needs to know about the org and the phone system, read elsewhere and passed in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Salesforce's longest text of an external id field.
const EXTERNAL_ID_LIMIT: usize = 255;

/// A phone system as it is configured here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFacts {
    /// Its name in the configuration.
    pub id: String,
    /// IANA name of its time zone.
    pub time_zone: Option<String>,
    /// ISO 3166 country of national numbers.
    pub region: String,
    /// What stands before a call's id in the address of the call's page, slash included.
    pub history_url_base: Option<String>,
}

/// What an org's Task looks like to the user as whom we are connected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OrgFacts {
    /// The fields of Task that can be seen, by API name.
    pub fields: BTreeMap<String, FieldFacts>,
    /// The values of `TaskStatus` in their order; empty where they could not be read.
    #[serde(default)]
    pub statuses: Vec<TaskStatus>,
    /// IANA name of the organisation's time zone.
    pub time_zone: Option<String>,
    /// API name of the external id field that carries a call's key; `None` where the org has none.
    pub call_id_field: Option<String>,
}

/// One value of the org's `TaskStatus` list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskStatus {
    /// The value as the API knows it.
    pub value: String,
    /// Whether it means that nothing is left to do.
    pub closed: bool,
}

/// What describe says about a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFacts {
    /// Its type.
    pub kind: FieldKind,
    /// Longest text; `None` or 0 where a length means nothing.
    pub length: Option<u32>,
    /// Whether we may set it when a Task is created.
    pub createable: bool,
    /// Whether we may change it later.
    pub updateable: bool,
    /// The values of a picklist.
    pub picklist: Option<Vec<String>>,
    /// Whether only these values are taken.
    pub restricted: bool,
}

/// The type of a field, as far as it decides how a value is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of text; also every type that is not named here.
    #[default]
    Text,
    /// Several lines of text.
    TextArea,
    /// Text that is useless when cut: phone, url, email, reference.
    Whole,
    /// One value of a list.
    Picklist,
    /// Several values of a list.
    MultiPicklist,
    /// Yes or no.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A day.
    Date,
    /// A moment.
    DateTime,
}

impl FieldKind {
    /// The kind for a `type` of Salesforce's describe, such as `multipicklist`.
    pub fn described(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "textarea" => Self::TextArea,
            "phone" | "url" | "email" | "reference" | "id" => Self::Whole,
            "picklist" => Self::Picklist,
            "multipicklist" => Self::MultiPicklist,
            "boolean" => Self::Boolean,
            "int" | "long" => Self::Integer,
            "double" | "currency" | "percent" => Self::Decimal,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            _ => Self::Text,
        }
    }
}

/// The key of a call's Task: the source's name and the call's id; their SHA-256 where that is too long
/// for an external id.
///
/// ```
/// assert_eq!(domain::task::external_id("main", "4711"), "main:4711");
/// assert_eq!(domain::task::external_id("main", &"x".repeat(300)).len(), 64);
/// ```
pub fn external_id(source: &str, call: &str) -> String {
    let key = format!("{source}:{call}");
    let written_as_it_is = !key.chars().any(char::is_control);
    if key.encode_utf16().count() <= EXTERNAL_ID_LIMIT && written_as_it_is {
        return key;
    }
    Sha256::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
