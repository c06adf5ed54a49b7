//! `PermissionSet` and `Profile`: what a file grants, checked against the org's objects and fields.

use roxmltree::Node;

use crate::schema::{Object, Schema};
use crate::soap::xml;

/// What a file says of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ObjectGrant {
    pub(super) object: String,
    /// The columns of `ObjectPermissions`, with their values.
    pub(super) columns: Vec<(&'static str, bool)>,
}

/// What a file says of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldGrant {
    pub(super) object: String,
    /// With the object's name in front.
    pub(super) field: String,
    pub(super) readable: bool,
    pub(super) editable: bool,
}

/// A permission set or profile as its file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grants {
    pub(super) name: String,
    pub(super) is_profile: bool,
    pub(super) label: Option<String>,
    pub(super) description: Option<String>,
    /// Columns of `PermissionSet`, such as `PermissionsApiEnabled`.
    pub(super) user_permissions: Vec<(String, bool)>,
    pub(super) objects: Vec<ObjectGrant>,
    pub(super) fields: Vec<FieldGrant>,
}

/// The elements of `objectPermissions` and their columns.
pub(super) const OBJECT_COLUMNS: [(&str, &str); 6] = [
    ("allowCreate", "PermissionsCreate"),
    ("allowDelete", "PermissionsDelete"),
    ("allowEdit", "PermissionsEdit"),
    ("allowRead", "PermissionsRead"),
    ("modifyAllRecords", "PermissionsModifyAllRecords"),
    ("viewAllRecords", "PermissionsViewAllRecords"),
];

/// Reads a file.
///
/// # Errors
/// The first problem, as a deployment reports it.
pub(super) fn read(
    node: Node<'_, '_>,
    name: &str,
    is_profile: bool,
    schema: &Schema,
) -> Result<Grants, String> {
    let label = xml::text(node, "label");
    if !is_profile && label.as_ref().is_none_or(String::is_empty) {
        return Err("Required field is missing: label".to_owned());
    }
    if !is_profile && !is_api_name(name) {
        return Err(format!(
            "The permission set name {name} is not valid: use letters, digits and underscores"
        ));
    }
    let description = xml::text(node, "description");
    for (column, text) in [("Label", &label), ("Description", &description)] {
        let known = schema.object("PermissionSet").and_then(|object| object.field(column));
        let most = known.map_or(usize::MAX, |field| field.length);
        if !is_profile && text.as_ref().is_some_and(|text| text.encode_utf16().count() > most) {
            return Err(format!("{column}: data value too large (max length={most})"));
        }
    }
    Ok(Grants {
        name: name.to_owned(),
        is_profile,
        label,
        description,
        user_permissions: user_permissions(node, schema)?,
        objects: objects(node, schema)?,
        fields: fields(node, schema)?,
    })
}

/// Whether a text can be the API name of a permission set.
pub(super) fn is_api_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn user_permissions(node: Node<'_, '_>, schema: &Schema) -> Result<Vec<(String, bool)>, String> {
    let known = schema.object("PermissionSet");
    let mut permissions = Vec::new();
    for permission in xml::children(node, "userPermissions") {
        let name = xml::text(permission, "name").unwrap_or_default();
        let column = format!("Permissions{name}");
        if !known.is_some_and(|set| set.fields.iter().any(|field| field.name == column)) {
            return Err(format!("Unknown user permission: {name}"));
        }
        permissions.push((column, xml::truth(permission, "enabled").unwrap_or(false)));
    }
    Ok(permissions)
}

fn objects(node: Node<'_, '_>, schema: &Schema) -> Result<Vec<ObjectGrant>, String> {
    let mut grants = Vec::new();
    for permission in xml::children(node, "objectPermissions") {
        let name = xml::text(permission, "object").unwrap_or_default();
        let object = exact(schema, &name)
            .ok_or_else(|| format!("In field: field - no CustomObject named {name} found"))?;
        let columns = OBJECT_COLUMNS
            .map(|(element, column)| (column, xml::truth(permission, element).unwrap_or(false)));
        let says = |wanted: &str| columns.iter().any(|(column, value)| *column == wanted && *value);
        // Salesforce refuses a permission without those that it depends on.
        for (needing, needed) in [
            ("PermissionsCreate", "PermissionsRead"),
            ("PermissionsEdit", "PermissionsRead"),
            ("PermissionsDelete", "PermissionsEdit"),
            ("PermissionsViewAllRecords", "PermissionsRead"),
            ("PermissionsModifyAllRecords", "PermissionsDelete"),
        ] {
            if says(needing) && !says(needed) {
                let plain = |column: &str| column.trim_start_matches("Permissions").to_owned();
                return Err(format!(
                    "Permission {} {name} depends on permission(s): {} {name}",
                    plain(needing),
                    plain(needed)
                ));
            }
        }
        grants.push(ObjectGrant { object: object.name.clone(), columns: columns.to_vec() });
    }
    Ok(grants)
}

fn fields(node: Node<'_, '_>, schema: &Schema) -> Result<Vec<FieldGrant>, String> {
    let mut grants = Vec::new();
    for permission in xml::children(node, "fieldPermissions") {
        let full_name = xml::text(permission, "field").unwrap_or_default();
        let unknown = || format!("In field: field - no CustomField named {full_name} found");
        let (object, field) = full_name.split_once('.').ok_or_else(unknown)?;
        let object = exact(schema, object).ok_or_else(unknown)?;
        let found = object.fields.iter().find(|known| known.name == field).ok_or_else(unknown)?;
        if found.is_required() || found.name_field {
            return Err(format!("You cannot deploy to a required field: {full_name}"));
        }
        let editable = xml::truth(permission, "editable").unwrap_or(false);
        grants.push(FieldGrant {
            object: object.name.clone(),
            // A field that can be edited can be read, whatever the file says.
            readable: editable || xml::truth(permission, "readable").unwrap_or(false),
            editable,
            field: full_name,
        });
    }
    Ok(grants)
}

fn exact<'a>(schema: &'a Schema, name: &str) -> Option<&'a Object> {
    schema.objects().iter().find(|object| object.name == name)
}
