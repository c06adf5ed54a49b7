//! `destructiveChanges.xml`: components that a deployment takes away.

use super::check::Draft;
use super::client_app::{PARTS, read};
use super::manifest::Manifest;
use super::permission_rows;
use super::report::Message;
use super::types;
use crate::org::Org;

impl Draft {
    /// Takes away what a manifest names, users of a thing before the thing itself.
    pub(super) fn destroy(&mut self, org: &Org, file: &str, manifest: &Manifest) -> Vec<Message> {
        let mut wanted: Vec<(&str, &str)> = manifest
            .types
            .iter()
            .flat_map(|asked| {
                asked.members.iter().map(|member| (asked.kind.as_str(), member.as_str()))
            })
            .collect();
        wanted.sort_by_key(|(kind, _)| std::cmp::Reverse(types::order(kind)));
        let message = |(kind, name): (&str, &str), gone: Result<bool, String>| match gone {
            Ok(true) => {
                Message { deleted: true, changed: true, ..Message::success(kind, name, file) }
            }
            Ok(false) => {
                let problem = format!("No {kind} named: {name} found");
                Message { deleted: true, ..Message::remark(kind, name, file, &problem) }
            }
            Err(problem) => Message::failure(kind, name, file, &problem),
        };
        wanted
            .into_iter()
            .map(|(kind, name)| message((kind, name), self.remove(org, kind, name)))
            .collect()
    }

    /// Whether there was something to take away.
    fn remove(&mut self, org: &Org, kind: &str, name: &str) -> Result<bool, String> {
        if name == "*" {
            return Err("Wildcards are not allowed in a destructive manifest".to_owned());
        }
        match kind {
            "CustomField" => self.remove_field(name),
            "CustomObject" => self.remove_object(name),
            "PermissionSet" => self.remove_set(org, name),
            "Profile" => Err(format!("Cannot delete standard profile {name}")),
            "ExternalClientApplication" => {
                self.kept.components.retain(|part| {
                    !(PARTS.contains(&part.kind.as_str())
                        && read(&part.xml, "externalClientApplication").as_deref() == Some(name))
                });
                self.kept.consumers.remove(name);
                Ok(self.kept.remove(kind, name))
            }
            _ if types::holder(kind).is_some() => Ok(self.kept.remove(kind, name)),
            _ => Err(format!("Unknown type name '{kind}' specified in package.xml")),
        }
    }

    fn remove_field(&mut self, full_name: &str) -> Result<bool, String> {
        let Some((object, field)) = full_name.split_once('.') else { return Ok(false) };
        if !field.ends_with("__c") {
            return Err(format!("Cannot delete standard field {full_name}"));
        }
        self.kept.remove("CustomField", full_name);
        let gone = self.schema.remove_field(object, field);
        if gone {
            let objects = if object == "Activity" { vec!["Task", "Event"] } else { vec![object] };
            self.fields_removed.extend(objects.iter().map(|object| format!("{object}.{field}")));
        }
        Ok(gone)
    }

    fn remove_object(&mut self, name: &str) -> Result<bool, String> {
        if !name.ends_with("__c") {
            return Err(format!("Cannot delete standard object {name}"));
        }
        let pointing = self.schema.objects().iter().find_map(|object| {
            let field =
                object.fields.iter().find(|field| field.references.iter().any(|to| to == name))?;
            (object.name != name).then(|| format!("{}.{}", object.name, field.name))
        });
        if let Some(field) = pointing {
            return Err(format!("This object is referenced elsewhere: CustomField {field}"));
        }
        self.kept.remove("CustomObject", name);
        let inside = format!("{name}.");
        self.kept.components.retain(|part| !part.name.starts_with(&inside));
        Ok(self.schema.remove_object(name))
    }

    fn remove_set(&mut self, org: &Org, name: &str) -> Result<bool, String> {
        let failed = |error: crate::error::ApiError| error.message;
        let Some(id) = permission_rows::find(org, name, false).map_err(failed)? else {
            return Ok(false);
        };
        if permission_rows::is_assigned(org, &id).map_err(failed)? {
            return Err(format!(
                "You can't delete the permission set {name} while it is assigned to users; remove its assignments first"
            ));
        }
        self.sets_removed.push(id);
        Ok(true)
    }
}
