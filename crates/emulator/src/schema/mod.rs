//! The org's objects and fields, read from the metadata files; tables, describes and checks follow from them.

mod change;
pub(crate) mod describe;
mod field;
pub(crate) mod table;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use field::{Feature, Field, FieldFlags, FieldType, PicklistValue};

use crate::org::OrgOptions;

/// The text of a metadata file with its name.
macro_rules! metadata {
    ($($file:literal)*) => {
        [$(($file, include_str!(concat!("../../metadata/", $file, ".toml")))),*]
    };
}

/// The metadata files of the objects.
const OBJECTS: &[(&str, &str)] = &metadata![
    "account"
    "apex_class"
    "apex_code_coverage_aggregate"
    "apex_org_wide_coverage"
    "apex_test_queue_item"
    "apex_test_result"
    "apex_test_result_limits"
    "apex_trigger"
    "asset"
    "call_center"
    "campaign"
    "campaign_member"
    "case"
    "case_status"
    "contact"
    "contract"
    "duplicate_rule"
    "entity_definition"
    "event"
    "field_permissions"
    "group"
    "group_member"
    "installed_subscriber_package"
    "lead"
    "lead_status"
    "object_permissions"
    "oauth_token"
    "opportunity"
    "opportunity_contact_role"
    "opportunity_stage"
    "order"
    "organization"
    "permission_set"
    "permission_set_assignment"
    "platform_event_channel_member"
    "pricebook2"
    "product2"
    "profile"
    "queue_sobject"
    "record_type"
    "solution"
    "subscriber_package"
    "task"
    "task_priority"
    "task_status"
    "user"
    "user_role"
    "validation_rule"
];

/// Why the metadata cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A file cannot be read.
    #[error("metadata/{file}.toml: {source}")]
    File {
        /// The file's name.
        file: &'static str,
        /// What is wrong with it.
        source: Box<toml::de::Error>,
    },
    /// An extra field is meant for an object that does not exist.
    #[error(
        "the extra field {field} is meant for {object}, which is no object of the org; use Activity or one of the objects"
    )]
    UnknownObject {
        /// The object named.
        object: String,
        /// The field.
        field: String,
    },
    /// Two fields of an object share a name.
    #[error("{object} has two fields named {field}; rename one")]
    DuplicateField {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
}

/// A file that only holds fields.
#[derive(Deserialize)]
struct FieldList {
    fields: Vec<Field>,
}

/// An object of the org.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// API name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Label of many.
    pub label_plural: String,
    /// The first three characters of its ids.
    pub key_prefix: String,
    /// Whether custom fields of Activity appear on it.
    #[serde(default)]
    pub activity: bool,
    /// Whether SOSL searches it.
    #[serde(default)]
    pub searchable: bool,
    /// Whether the API may create and change records.
    #[serde(default = "yes")]
    pub createable: bool,
    /// Whether the API may change records.
    #[serde(default = "yes")]
    pub updateable: bool,
    /// Whether the API may delete records.
    #[serde(default = "yes")]
    pub deletable: bool,
    /// Whether deleted records go to the recycle bin.
    #[serde(default = "yes")]
    pub recycle_bin: bool,
    /// Whether only the Tooling API shows it.
    #[serde(default)]
    pub tooling: bool,
    /// Whether only users who may view the setup see it.
    #[serde(default)]
    pub setup: bool,
    /// Whether records can be merged.
    #[serde(default)]
    pub mergeable: bool,
    /// Whether Chatter follows its records.
    #[serde(default)]
    pub feed: bool,
    /// The scopes of `USING SCOPE`, by name.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The field behind which `CreatedDate` and its like stand; they come last if it is left out.
    #[serde(default)]
    pub audit_after: Option<String>,
    /// Its fields, the system's included.
    pub fields: Vec<Field>,
    #[serde(skip)]
    by_name: HashMap<String, usize>,
}

fn yes() -> bool {
    true
}

impl Object {
    /// A field by name, in any case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        match self.by_name.get(name) {
            Some(place) => self.fields.get(*place),
            None => self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)),
        }
    }

    /// The reference field with a relationship name, in any case.
    #[must_use]
    pub fn relationship(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| {
            field
                .relationship
                .as_ref()
                .is_some_and(|relationship| relationship.eq_ignore_ascii_case(name))
        })
    }

    /// The field that names its records.
    #[must_use]
    pub fn name_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.name_field)
    }

    /// Whether a name is made of first and last name.
    pub(crate) fn has_compound_name(&self) -> bool {
        self.field("LastName").is_some() && self.name != "Account"
    }

    /// Keeps the fields that `keep` wants; it may change them.
    pub(crate) fn retain_fields(&mut self, keep: impl FnMut(&mut Field) -> bool) {
        self.fields.retain_mut(keep);
        self.index_anew();
    }

    fn index_anew(&mut self) {
        let names = self.fields.iter().enumerate();
        self.by_name = names.map(|(place, field)| (field.name.clone(), place)).collect();
    }

    fn index(&mut self) -> Result<(), SchemaError> {
        for (place, field) in self.fields.iter().enumerate() {
            if self.by_name.insert(field.name.clone(), place).is_some() {
                return Err(SchemaError::DuplicateField {
                    object: self.name.clone(),
                    field: field.name.clone(),
                });
            }
        }
        Ok(())
    }
}

/// All objects of the org.
#[derive(Debug, Clone)]
pub struct Schema {
    objects: Vec<Object>,
}

impl Schema {
    /// Reads the metadata files and applies the org's options.
    pub(crate) fn load(options: &OrgOptions) -> Result<Self, SchemaError> {
        let system = fields("system", include_str!("../../metadata/system.toml"))?;
        let mut activity = fields("activity", include_str!("../../metadata/activity.toml"))?;
        let mut objects = Vec::with_capacity(OBJECTS.len());
        for &(file, text) in OBJECTS {
            let object: Object = toml::from_str(text)
                .map_err(|source| SchemaError::File { file, source: Box::new(source) })?;
            objects.push(object);
        }
        for (target, field) in &options.extra_fields {
            if target == "Activity" {
                activity.push(field.clone());
                continue;
            }
            let object = objects.iter_mut().find(|object| &object.name == target);
            let Some(object) = object else {
                return Err(SchemaError::UnknownObject {
                    object: target.clone(),
                    field: field.name.clone(),
                });
            };
            object.fields.push(field.clone());
        }
        objects.sort_by(|one: &Object, other| one.name.cmp(&other.name));
        for object in &mut objects {
            complete(object, &system, &activity, options);
            object.index()?;
        }
        Ok(Self { objects })
    }

    /// Every object, by name.
    #[must_use]
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// Keeps the objects that `keep` wants; it may change them.
    pub(crate) fn retain_objects(&mut self, keep: impl FnMut(&mut Object) -> bool) {
        self.objects.retain_mut(keep);
    }

    /// An object by name, in any case.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.name.eq_ignore_ascii_case(name))
    }

    /// The object to which an id belongs.
    #[must_use]
    pub fn object_of_id(&self, id: &str) -> Option<&Object> {
        let prefix = id.get(..3)?;
        self.objects.iter().find(|object| object.key_prefix == prefix)
    }

    /// The child object and its reference field behind a child relationship of `parent`.
    #[must_use]
    pub fn children(&self, parent: &Object, name: &str) -> Option<(&Object, &Field)> {
        self.objects.iter().find_map(|child| {
            let field = child.fields.iter().find(|field| {
                field.references.contains(&parent.name)
                    && field
                        .children
                        .as_ref()
                        .is_some_and(|children| children.eq_ignore_ascii_case(name))
            })?;
            Some((child, field))
        })
    }
}

fn fields(file: &'static str, text: &str) -> Result<Vec<Field>, SchemaError> {
    let list: FieldList = toml::from_str(text)
        .map_err(|source| SchemaError::File { file, source: Box::new(source) })?;
    Ok(list.fields)
}

/// Puts the system's fields around the object's own and drops fields whose feature is off.
fn complete(object: &mut Object, system: &[Field], activity: &[Field], options: &OrgOptions) {
    let own = std::mem::take(&mut object.fields);
    let mut all: Vec<Field> = Vec::with_capacity(own.len() + system.len() + activity.len());
    let (first, last): (Vec<&Field>, Vec<&Field>) = system
        .iter()
        .filter(|field| object.recycle_bin || field.name != "IsDeleted")
        // An object may say where one of them stands.
        .filter(|field| !own.iter().any(|known| known.name == field.name))
        .partition(|field| matches!(field.name.as_str(), "Id" | "IsDeleted"));
    all.extend(first.into_iter().cloned());
    let audit = object.audit_after.as_ref();
    let audit = audit.and_then(|name| own.iter().position(|field| &field.name == name));
    let (before, behind) = own.split_at(audit.map_or(own.len(), |place| place + 1));
    all.extend(before.iter().cloned());
    all.extend(last.into_iter().cloned());
    all.extend(behind.iter().cloned());
    if object.activity {
        all.extend(activity.iter().cloned());
    }
    all.retain(|field| match field.feature {
        None => true,
        Some(Feature::PersonAccounts) => options.person_accounts,
        Some(Feature::CallId) => options.call_id_field,
        Some(Feature::TaskType) => options.task_type_field,
    });
    for field in &mut all {
        if field.name == "Id" {
            field.label = format!("{} ID", object.label);
        }
    }
    object.fields = all;
}

/// Puts the system's fields around those of a deployed object.
fn complete_custom(object: &mut Object) -> Result<(), SchemaError> {
    let system = fields("system", include_str!("../../metadata/system.toml"))?;
    object.fields.retain(|field| !system.iter().any(|known| known.name == field.name));
    let own = std::mem::take(&mut object.fields);
    let (first, last): (Vec<Field>, Vec<Field>) =
        system.into_iter().partition(|field| matches!(field.name.as_str(), "Id" | "IsDeleted"));
    object.fields = first.into_iter().chain(own).chain(last).collect();
    object.by_name.clear();
    object.index()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn options() -> OrgOptions {
        OrgOptions::new(Arc::new(|| 0), 1)
    }

    #[test]
    fn every_reference_has_a_known_target_or_none_of_ours() {
        let schema = Schema::load(&options()).unwrap();
        for object in schema.objects() {
            assert_eq!(object.key_prefix.len(), 3, "{}", object.name);
            let nameless = [
                "ApexCodeCoverageAggregate",
                "ApexOrgWideCoverage",
                "ApexTestQueueItem",
                "ApexTestResult",
                "ApexTestResultLimits",
                "CampaignMember",
                "FieldPermissions",
                "InstalledSubscriberPackage",
                "ObjectPermissions",
                "OauthToken",
                "OpportunityContactRole",
                "PermissionSetAssignment",
            ];
            assert!(object.name_field().is_some() || nameless.contains(&object.name.as_str()));
            for field in &object.fields {
                // An object's definition goes by the object's name.
                let by_name = field.name == "EntityDefinitionId";
                assert_eq!(
                    field.kind == FieldType::Reference || by_name,
                    !field.references.is_empty(),
                    "{}.{}",
                    object.name,
                    field.name
                );
                for target in &field.references {
                    let elsewhere = [
                        "BusinessProcess",
                        "DandBCompany",
                        "Individual",
                        "OperatingHours",
                        "OpportunityHistory",
                    ];
                    assert!(
                        schema.object(target).is_some() || elsewhere.contains(&target.as_str()),
                        "{}.{} points to {target}",
                        object.name,
                        field.name
                    );
                }
            }
        }
    }

    #[test]
    fn options_decide_which_fields_exist() {
        let mut plain = options();
        plain.person_accounts = false;
        plain.call_id_field = false;
        let with = Schema::load(&options()).unwrap();
        let without = Schema::load(&plain).unwrap();
        let has = |schema: &Schema, object: &str, field: &str| {
            schema.object(object).unwrap().field(field).is_some()
        };
        assert!(has(&with, "account", "ispersonaccount"));
        assert!(!has(&without, "Account", "IsPersonAccount"));
        assert!(has(&with, "Event", "Ringledger_Call_Id__c"));
        assert!(!has(&without, "Task", "Ringledger_Call_Id__c"));
        assert!(!has(&with, "User", "IsDeleted"));
    }

    #[test]
    fn extra_fields_of_activity_appear_on_task_and_event() {
        let field: Field =
            toml::from_str("name = \"Mood__c\"\nlabel = \"Mood\"\ntype = \"string\"\nlength = 10")
                .unwrap();
        let mut more = options();
        more.extra_fields = vec![("Activity".to_owned(), field.clone())];
        let schema = Schema::load(&more).unwrap();
        for object in ["Task", "Event"] {
            assert!(schema.object(object).unwrap().field("Mood__c").is_some());
        }
        more.extra_fields = vec![("Nothing".to_owned(), field)];
        assert!(matches!(Schema::load(&more), Err(SchemaError::UnknownObject { .. })));
    }
}
