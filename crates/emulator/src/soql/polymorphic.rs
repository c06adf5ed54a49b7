//! What stands behind a reference that may point to several objects: the pseudo-object `Name`, and `TYPEOF`.

use super::fault;
use super::resolve::{Column, Compiler, Parent, Place, Scope, own_steps};
use super::select::{Entry, Selection};
use super::tree::{Path, TypeOf};
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object};

/// The fields of the pseudo-object `Name` (Object reference, "Name").
const NAME_FIELDS: [(&str, FieldType); 13] = [
    ("Id", FieldType::Id),
    ("Name", FieldType::String),
    ("FirstName", FieldType::String),
    ("LastName", FieldType::String),
    ("Type", FieldType::Picklist),
    ("Alias", FieldType::String),
    ("Email", FieldType::Email),
    ("Phone", FieldType::Phone),
    ("Title", FieldType::String),
    ("Username", FieldType::String),
    ("IsActive", FieldType::Boolean),
    ("ProfileId", FieldType::Reference),
    ("UserRoleId", FieldType::Reference),
];

impl<'a> Compiler<'a> {
    /// A field of the pseudo-object `Name`: the id's prefix decides which table holds it.
    pub(crate) fn name_field(
        &self,
        path: &Path,
        reference: &Field,
        id_sql: &str,
        wanted: &str,
        parents: Vec<Parent>,
    ) -> Result<Column, ApiError> {
        let known = NAME_FIELDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let Some((name, kind)) = known.copied() else {
            return Err(fault::no_such_column(self.setting.text, path.offset, wanted, "Name"));
        };
        let sql = match name {
            "Id" => id_sql.to_owned(),
            _ => self.by_prefix(reference, id_sql, name),
        };
        Ok(Column {
            sql,
            kind,
            name: name.to_owned(),
            parents,
            filterable: true,
            sortable: true,
            groupable: true,
            nillable: true,
            aggregate: false,
        })
    }

    fn by_prefix(&self, reference: &Field, id_sql: &str, name: &str) -> String {
        let mut cases = String::new();
        for target in &reference.references {
            let Some(object) = self.setting.schema.object(target) else {
                continue;
            };
            if let Some(value) = value_of(object, id_sql, name) {
                cases.push_str(&format!(" WHEN '{}' THEN {value}", object.key_prefix));
            }
        }
        if cases.is_empty() {
            // No target has the field, or none that has it may be seen.
            return "NULL".to_owned();
        }
        // The collation is lost in a CASE.
        format!("(CASE substr({id_sql}, 1, 3){cases} ELSE NULL END COLLATE NOCASE)")
    }

    /// Adds what `TYPEOF` selects.
    pub(crate) fn add_type_of(
        &mut self,
        selection: &mut Selection,
        scope: &mut Scope<'a>,
        type_of: &TypeOf,
    ) -> Result<(), ApiError> {
        let path = &type_of.relationship;
        let steps = own_steps(scope, &path.parts);
        let found = match steps.as_slice() {
            [step] => scope.object.relationship(step),
            _ => None,
        };
        let Some(reference) = found else {
            return Err(self.no_such_parent(path, &path.text()));
        };
        if !reference.is_polymorphic() {
            let message =
                format!("TYPEOF cannot be used with '{}': it is not polymorphic", path.text());
            return Err(self.fault(path.offset, "INVALID_FIELD", &message));
        }
        let name = reference.relationship.clone().unwrap_or_default();
        let id_sql = format!("{}.{}", scope.alias, quoted(&reference.name));
        let id_column = selection.column(id_sql.clone());
        let mut cases = Vec::with_capacity(type_of.cases.len());
        for (object_name, fields) in &type_of.cases {
            let object = self.object(object_name)?;
            let route = format!("{} typeof {}.", name.to_ascii_lowercase(), object.name);
            let alias = self.join(scope, &route, object, &id_sql);
            let outer = std::mem::take(&mut selection.entries);
            for field in fields {
                let place = Place {
                    object,
                    alias: alias.clone(),
                    route: route.clone(),
                    parents: Vec::new(),
                };
                let (last, climbed) = field
                    .parts
                    .split_last()
                    .map_or(("", [].as_slice()), |(last, climbed)| (last.as_str(), climbed));
                let column = self.field_from(scope, place, field, climbed, last)?;
                selection.add(column);
            }
            cases.push((object.name.clone(), std::mem::replace(&mut selection.entries, outer)));
        }
        let outer = std::mem::take(&mut selection.entries);
        for field in &type_of.otherwise {
            let column = self.name_field(field, reference, &id_sql, &field.text(), Vec::new())?;
            selection.add(column);
        }
        let otherwise = std::mem::replace(&mut selection.entries, outer);
        if selection.entries.iter().any(|(taken, _)| *taken == name) {
            let message = format!("duplicate field selected: {name}");
            return Err(ApiError::new(400, "INVALID_FIELD", message));
        }
        selection.entries.push((name, Entry::TypeOf(id_column, cases, otherwise)));
        Ok(())
    }
}

/// SQL of a field of `Name` for a record of one object.
fn value_of(object: &Object, id_sql: &str, name: &str) -> Option<String> {
    // A queue is a group whose own type says so; everything else is of the type that its object is called.
    let field = match name {
        "Type" if object.name != "Group" => return Some(format!("'{}'", object.name)),
        "Name" => object.name_field()?,
        other => object.field(other)?,
    };
    Some(format!(
        "(SELECT named.{} FROM {} AS named WHERE named.\"Id\" = {id_sql})",
        quoted(&field.name),
        quoted(&object.name)
    ))
}
