//! Makes a user's view of the schema out of what is granted.

use std::sync::Arc;

use super::grants::{FieldGrant, Grants, ObjectGrant};
use crate::schema::{Field, FieldType, Object, Schema};

/// The schema as these grants leave it; the schema itself if they leave all of it.
pub(super) fn of(schema: &Arc<Schema>, grants: &Grants) -> Arc<Schema> {
    let waiting = |object: &Object| object.fields.iter().any(|field| field.requires_grant);
    let sees_setup = grants.permissions.view_setup;
    let untouched = sees_setup
        && grants.objects.is_empty()
        && grants.fields.is_empty()
        && !schema.objects().iter().any(waiting);
    if untouched {
        return Arc::clone(schema);
    }
    let mut view = Schema::clone(schema);
    view.retain_objects(|object| {
        if object.setup && !sees_setup {
            return false;
        }
        let grant = grants.object(object);
        object.createable &= grant.create;
        object.updateable &= grant.edit;
        object.deletable &= grant.delete;
        let name = object.name.clone();
        let mut told_by = Vec::new();
        object.retain_fields(|field| {
            let grant = grants.field(&name, field);
            field.flags.createable &= grant.edit;
            field.flags.updateable &= grant.edit;
            if !grant.read {
                told_by.extend(field.compound.clone());
            }
            grant.read
        });
        // An address would tell its hidden parts, so it is hidden with them.
        object.retain_fields(|field| {
            !(field.kind == FieldType::Address && told_by.contains(&field.name))
        });
        grant.read
    });
    Arc::new(view)
}

impl Grants {
    fn object(&self, object: &Object) -> ObjectGrant {
        let open = ObjectGrant { read: true, create: true, edit: true, delete: true };
        if self.permissions.modify_all_data {
            return open;
        }
        let Some(said) = self.objects.get(&object.name.to_lowercase()) else {
            return open;
        };
        let base = said.by_profile.unwrap_or(open);
        ObjectGrant {
            read: base.read || said.added.read,
            create: base.create || said.added.create,
            edit: base.edit || said.added.edit,
            delete: base.delete || said.added.delete,
        }
    }

    /// Required and system fields cannot be hidden (Salesforce help, field-level security).
    fn field(&self, object: &str, field: &Field) -> FieldGrant {
        let open = FieldGrant { read: true, edit: true };
        if field.is_required() || field.name_field || field.is_system() {
            return open;
        }
        let silent = if field.requires_grant { FieldGrant::default() } else { open };
        let said = |name: &str| self.fields.get(&format!("{object}.{name}").to_lowercase());
        // Salesforce grants an address as a whole.
        let address = field.compound.as_deref().filter(|name| name.ends_with("Address"));
        let Some(said) = said(&field.name).or_else(|| said(address?)) else {
            return silent;
        };
        let base = said.by_profile.unwrap_or(silent);
        FieldGrant { read: base.read || said.added.read, edit: base.edit || said.added.edit }
    }
}
