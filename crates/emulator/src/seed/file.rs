//! The seed file: users, queues, crowds of invented people, and single records.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::SeedError;
use crate::faults::Faults;
use crate::oauth::app::ClientApp;
use crate::schema::{Field, Object};

/// The org of the demo.
const DEMO: &str = include_str!("../../seeds/demo.toml");

/// What an org is filled with. The file's keys are described in `seeds/README.md`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedFile {
    /// Starts the dice.
    #[serde(default)]
    pub(super) seed: u64,
    /// What kind of org it is: [`OrgOptions`](crate::OrgOptions) by name.
    #[serde(default)]
    pub(super) settings: Map<String, Value>,
    /// Rules and client apps: [`Setup`](crate::Setup) by name; what is not named stays as it comes.
    #[serde(default)]
    pub(super) setup: Map<String, Value>,
    /// What goes wrong from the beginning.
    #[serde(default)]
    pub(super) faults: Option<Faults>,
    /// Custom objects.
    #[serde(default)]
    pub(super) object: Vec<Object>,
    /// What profiles and permission sets grant.
    #[serde(default)]
    pub(super) permission: Vec<PermissionRow>,
    /// Contacts to generate, each with a number of its own.
    #[serde(default)]
    pub(super) contacts: usize,
    /// Custom fields, which the org must be made with.
    #[serde(default)]
    pub(super) field: Vec<FieldRow>,
    /// Client apps besides those that every org knows; one with a known consumer key takes that one's place.
    #[serde(default)]
    pub(super) app: Vec<ClientApp>,
    /// Users besides the administrator.
    #[serde(default)]
    pub(super) user: Vec<UserRow>,
    /// Queues.
    #[serde(default)]
    pub(super) queue: Vec<QueueRow>,
    /// Crowds.
    #[serde(default)]
    pub(super) crowd: Vec<CrowdRow>,
    /// Single records, in order.
    #[serde(default)]
    pub(super) record: Vec<RecordRow>,
    /// Rows of an exported org by object, exactly as they stood.
    #[serde(default)]
    pub(super) rows: BTreeMap<String, Vec<Map<String, Value>>>,
    /// How far ids and numbers of an exported org had counted.
    #[serde(default)]
    pub(super) counters: BTreeMap<String, i64>,
}

/// What one profile or permission set grants, and to whom the permission set is assigned.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PermissionRow {
    /// The profile's name; either this or `permission_set`.
    pub(super) profile: Option<String>,
    /// The permission set's API name; it is made if the org has none of that name.
    pub(super) permission_set: Option<String>,
    /// System permissions by their names in metadata, such as `ApiEnabled`; `false` takes one away.
    #[serde(default)]
    pub(super) system: BTreeMap<String, bool>,
    /// Objects: some of `read`, `create`, `edit`, `delete`, or an empty list to hide one.
    #[serde(default)]
    pub(super) objects: BTreeMap<String, Vec<String>>,
    /// Fields such as `Task.Type`: some of `read`, `edit`, or an empty list to hide one.
    #[serde(default)]
    pub(super) fields: BTreeMap<String, Vec<String>>,
    /// User names to whom the permission set is assigned.
    #[serde(default)]
    pub(super) assigned_to: Vec<String>,
}

/// A custom field: the object it stands on (`Activity` is Task and Event), and the field as in the metadata files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldRow {
    pub(super) object: String,
    pub(super) define: Field,
}

/// A user. Keys that are not ours are fields, which the org checks.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct UserRow {
    pub(super) username: String,
    /// How long the user has existed, in hours.
    pub(super) hours_old: i64,
    /// Further fields, by their API names.
    #[serde(flatten)]
    pub(super) fields: Map<String, Value>,
}

/// A queue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueueRow {
    pub(super) name: String,
    pub(super) developer_name: String,
}

/// Many people of one country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CrowdRow {
    /// ISO 3166 code of a country with lists.
    pub(super) region: String,
    /// User names of those who own the crowd's records, in turn.
    pub(super) owners: Vec<String>,
    /// Contacts with an Account.
    pub(super) contacts: usize,
    /// Contacts among them that have no number at all.
    #[serde(default)]
    pub(super) without_phone: usize,
    /// Contacts among them that share the number of a colleague.
    #[serde(default)]
    pub(super) sharing: usize,
    /// Person Accounts.
    #[serde(default)]
    pub(super) person_accounts: usize,
    /// Leads.
    #[serde(default)]
    pub(super) leads: usize,
    /// Leads among them that were converted to one of the Contacts, and kept their number.
    #[serde(default)]
    pub(super) converted: usize,
    /// Leads among them that belong to the first queue.
    #[serde(default)]
    pub(super) queued: usize,
    /// Subjects of open Cases, one each.
    #[serde(default)]
    pub(super) cases: Vec<String>,
    /// Names of open Opportunities, one each.
    #[serde(default)]
    pub(super) opportunities: Vec<String>,
}

/// One record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordRow {
    pub(super) object: String,
    /// A name under which later records refer to it, as `"@name"`.
    pub(super) key: Option<String>,
    pub(super) fields: Map<String, Value>,
}

impl SeedFile {
    /// The org of the demo.
    ///
    /// # Errors
    /// When the bundled file is malformed, which a test rules out.
    pub fn demo() -> Result<Self, SeedError> {
        Self::parse("demo.toml", DEMO)
    }

    /// Changes one of the `settings`, whatever the file says.
    pub fn set(&mut self, setting: &str, value: impl Into<Value>) {
        self.settings.insert(setting.to_owned(), value.into());
    }

    /// The custom fields of the org that this file fills.
    pub(super) fn fields(&self) -> Vec<(String, Field)> {
        self.field.iter().map(|row| (row.object.clone(), row.define.clone())).collect()
    }

    /// Reads a seed file: JSON if it opens with a brace, YAML if its name ends with `.yaml` or `.yml`, TOML otherwise.
    ///
    /// # Errors
    /// When the text is none of these, or has a key that nobody knows.
    pub fn parse(name: &str, text: &str) -> Result<Self, SeedError> {
        // Editors on Windows put a byte order mark before the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim_start().starts_with('{') {
            return Ok(serde_json::from_str(text)?);
        }
        let lower = name.to_ascii_lowercase();
        if lower.ends_with(".yaml") || lower.ends_with(".yml") {
            return serde_yaml_ng::from_str(text)
                .map_err(|source| SeedError::Yaml { file: name.to_owned(), source });
        }
        toml::from_str(text)
            .map_err(|source| SeedError::Toml { file: name.to_owned(), source: Box::new(source) })
    }
}
