//! What a deployment would lead to: each component is checked against all that came before it, and noted if it is fine.

use super::channel;
use super::client_app;
use super::component::Component;
use super::kept::{DeployedComponent, DeployedMetadata};
use super::permission::Grants;
use super::{custom_field, custom_object, permission, permission_rows, validation_rule};
use crate::error::ApiError;
use crate::org::Org;
use crate::schema::Schema;
use crate::soap::xml;

/// The org as it will be.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) schema: Schema,
    pub(super) kept: DeployedMetadata,
    /// Permission sets and profiles to write.
    pub(super) grants: Vec<Grants>,
    /// Permission sets to delete, by id.
    pub(super) sets_removed: Vec<String>,
    /// Fields to forget, with their objects in front.
    pub(super) fields_removed: Vec<String>,
}

/// What a component does to the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) created: bool,
    pub(super) changed: bool,
}

impl Draft {
    /// The org as it is.
    pub(super) fn of(org: &Org) -> Self {
        Self {
            schema: Schema::clone(&org.schema()),
            kept: org.setup().metadata.clone(),
            grants: Vec::new(),
            sets_removed: Vec::new(),
            fields_removed: Vec::new(),
        }
    }

    /// Checks a component and notes it. Nothing is noted of one that fails.
    ///
    /// # Errors
    /// The problem as a deployment reports it.
    pub(super) fn add(&mut self, org: &Org, component: &Component) -> Result<Effect, String> {
        let text = component.document();
        let document = xml::parse(&text)?;
        let node = document.root_element();
        match component.kind {
            "CustomField" => self.field(node, component)?,
            "CustomObject" => self.object(node, component)?,
            "PermissionSet" | "Profile" => return self.grant(org, node, component),
            "ValidationRule" => {
                validation_rule::read(&component.name, &component.xml, &self.schema)?;
            }
            "Layout" => self.layout(component)?,
            "PlatformEventChannelMember" => {
                channel::check(&component.xml, &self.schema)?;
            }
            kind => client_app::check(kind, &component.xml, |app| {
                self.kept.find("ExternalClientApplication", app).is_some()
            })?,
        }
        Ok(self.keep(org, component))
    }

    fn field(
        &mut self,
        node: roxmltree::Node<'_, '_>,
        component: &Component,
    ) -> Result<(), String> {
        let (object, name) = component.name.split_once('.').ok_or("Invalid field name")?;
        if matches!(object, "Task" | "Event") {
            return Err(format!("Custom fields of {object} are defined on the object Activity"));
        }
        let target = if object == "Activity" { "Task" } else { object };
        let known = self.schema.object(target);
        let known = known.ok_or_else(|| {
            format!("Entity Enumeration Or ID: no CustomObject named {object} found")
        })?;
        let standing = known.field(name);
        if !name.ends_with("__c") {
            return match standing {
                // A file may mention standard fields; what it says of them has no effect here.
                Some(_) => Ok(()),
                None => Err(format!(
                    "The field name provided {name} is not valid: it must end with __c"
                )),
            };
        }
        let mut field = custom_field::read(node, name)?;
        for target in &field.references {
            if self.schema.object(target).is_none() {
                return Err(format!(
                    "In field: referenceTo - no CustomObject named {target} found"
                ));
            }
        }
        if let Some(standing) = standing {
            if standing.kind != field.kind {
                return Err(format!(
                    "Cannot change type of the CustomField {} from {} to {}",
                    component.name,
                    standing.kind.name(),
                    field.kind.name()
                ));
            }
            // Whoever sees the field already goes on seeing it.
            field.requires_grant = standing.requires_grant;
        }
        self.schema.put_field(object, &field).map_err(|error| error.message)
    }

    fn object(
        &mut self,
        node: roxmltree::Node<'_, '_>,
        component: &Component,
    ) -> Result<(), String> {
        if !component.name.ends_with("__c") {
            return match component.name.as_str() {
                "Activity" => Ok(()),
                name if self.schema.object(name).is_some() => Ok(()),
                name => Err(format!(
                    "The object name provided {name} is not valid: it must end with __c"
                )),
            };
        }
        let mut object = custom_object::read(node, &component.name, &self.schema)?;
        if let Some(standing) = self.schema.object(&component.name) {
            let own = |name: &str| object.fields.iter().any(|field| field.name == name);
            let more: Vec<_> =
                standing.fields.iter().filter(|field| !own(&field.name)).cloned().collect();
            object.fields.extend(more);
        }
        self.schema.put_object(object).map_err(|error| error.message)
    }

    fn grant(
        &mut self,
        org: &Org,
        node: roxmltree::Node<'_, '_>,
        component: &Component,
    ) -> Result<Effect, String> {
        let is_profile = component.kind == "Profile";
        let grants = permission::read(node, &component.name, is_profile, &self.schema)?;
        let found = permission_rows::find(org, &component.name, is_profile);
        let known = found.map_err(|error| error.message)?.is_some();
        if is_profile && !known {
            return Err(format!("In field: fullName - no Profile named {} found", component.name));
        }
        self.grants.push(grants);
        Ok(Effect { created: !known, changed: true })
    }

    /// The name of a layout begins with its object; the fields that it shows must exist.
    fn layout(&self, component: &Component) -> Result<(), String> {
        let object = component.name.split('-').next().unwrap_or_default();
        let known = self.schema.object(object);
        let known = known.ok_or_else(|| format!("Parent entity failed to deploy: {object}"))?;
        let text = component.document();
        let document = xml::parse(&text)?;
        for item in document.descendants().filter(|node| node.tag_name().name() == "layoutItems") {
            let Some(field) = xml::text(item, "field") else { continue };
            if field.ends_with("__c") && known.field(&field).is_none() {
                return Err(format!(
                    "In field: field - no CustomField named {object}.{field} found"
                ));
            }
        }
        Ok(())
    }

    fn keep(&mut self, org: &Org, component: &Component) -> Effect {
        let now = org.now();
        let standing = self.kept.find(component.kind, &component.name).cloned();
        let changed = standing.as_ref().is_none_or(|kept| kept.xml != component.xml);
        let created = standing.is_none();
        let (id, created_at, modified_at) = match standing {
            Some(kept) if !changed => (kept.id, kept.created_at, kept.modified_at),
            Some(kept) => (kept.id, kept.created_at, now),
            None => (String::new(), now, now),
        };
        self.kept.put(DeployedComponent {
            kind: component.kind.to_owned(),
            name: component.name.clone(),
            id,
            xml: component.xml.clone(),
            created_at,
            modified_at,
        });
        Effect { created, changed }
    }

    /// Puts the draft in force.
    ///
    /// # Errors
    /// What the database refuses; the schema is as before then.
    pub(super) fn put_in_force(self, org: &Org) -> Result<(), ApiError> {
        let before = org.schema();
        org.change_schema(|schema| {
            *schema = self.schema;
            Ok(())
        })?;
        let written = write_rows(org, &self.grants, &self.sets_removed, &self.fields_removed);
        if let Err(error) = written {
            org.change_schema(|schema| {
                *schema = Schema::clone(&before);
                Ok(())
            })?;
            return Err(error);
        }
        let after = org.schema();
        org.change_setup(|setup| {
            let ours =
                |key: &str| setup.metadata.consumers.values().any(|consumer| consumer.key == key);
            let others: Vec<_> =
                setup.apps.app.iter().filter(|app| !ours(&app.client_id)).cloned().collect();
            setup.apps.app = others;
            channel::follow(&mut setup.change_data_capture, &setup.metadata, &self.kept);
            validation_rule::follow(
                &mut setup.validation_rules,
                &setup.metadata,
                &self.kept,
                &after,
            );
            setup.apps.app.extend(client_app::deployed(&self.kept));
            setup.metadata = self.kept;
        });
        Ok(())
    }
}

fn write_rows(
    org: &Org,
    grants: &[Grants],
    sets_removed: &[String],
    fields_removed: &[String],
) -> Result<(), ApiError> {
    for id in sets_removed {
        permission_rows::remove(org, id)?;
    }
    for field in fields_removed {
        permission_rows::forget_field(org, field)?;
    }
    for grant in grants {
        permission_rows::write(org, grant)?;
    }
    Ok(())
}
