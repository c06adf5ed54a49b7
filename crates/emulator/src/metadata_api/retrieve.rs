//! A retrieval: the components that a manifest asks for, written as files and packed into a zip.

use std::collections::BTreeMap;

use super::archive::{self, Files};
use super::elements::NAMESPACE;
use super::inventory::{self, Listed};
use super::job::Retrieved;
use super::manifest::{Asked, Manifest};
use super::{own, types};
use crate::error::ApiError;
use crate::id;
use crate::org::{Actor, Org};
use crate::soap::xml::Xml;

/// The folder of everything that was not asked for as a package.
const FOLDER: &str = "unpackaged";

/// The children of one file: element, full name, XML.
type Children = Vec<(&'static str, String)>;

/// Retrieves what a manifest asks for on behalf of a user. With `single_package` the files stand at the zip's top.
///
/// # Errors
/// When the user may not see metadata, or the database fails.
pub(crate) fn retrieve(
    org: &Org,
    actor: &Actor,
    manifest: &Manifest,
    single_package: bool,
) -> Result<Retrieved, ApiError> {
    super::check_may_use(org, actor)?;
    let number = org.database().count_up("09S")?;
    let mut retrieval = Retrieval::new(org);
    for asked in &manifest.types {
        retrieval.take_type(asked)?;
    }
    let folder = if single_package { String::new() } else { format!("{FOLDER}/") };
    retrieval.pack(manifest, &folder, id::make("09S", u64::try_from(number).unwrap_or_default()))
}

struct Retrieval<'a> {
    org: &'a Org,
    /// By path: the root element, what stands in it, and its children.
    files: BTreeMap<String, (&'static str, String, Children)>,
    listed: Vec<Listed>,
    warnings: Vec<(String, String)>,
}

impl<'a> Retrieval<'a> {
    fn new(org: &'a Org) -> Self {
        Self { org, files: BTreeMap::new(), listed: Vec::new(), warnings: Vec::new() }
    }

    fn take_type(&mut self, asked: &Asked) -> Result<(), ApiError> {
        if types::holder(&asked.kind).is_none() {
            let problem = format!("Entity type: '{}' is unknown", asked.kind);
            self.warnings.push(("package.xml".to_owned(), problem));
            return Ok(());
        }
        for member in &asked.members {
            if member != "*" {
                self.take(&asked.kind, member)?;
                continue;
            }
            for listed in inventory::list(self.org, &asked.kind)? {
                // For CustomObject, `*` means custom objects and no standard ones (Metadata API guide).
                if asked.kind != "CustomObject" || listed.name.ends_with("__c") {
                    self.take(&asked.kind, &listed.name)?;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, kind: &str, name: &str) -> Result<(), ApiError> {
        let Some(holder) = types::holder(kind) else { return Ok(()) };
        let setup = self.org.setup();
        let kept = setup.metadata.find(kind, name).map(|kept| kept.xml.clone());
        if holder.name != kind {
            let inner = if kind == "CustomField" {
                kept.or_else(|| own::field(self.org, name))
            } else {
                kept
            };
            let element = holder.children.iter().find(|(_, child)| *child == kind);
            match (inner, element) {
                (Some(inner), Some((element, _))) => self.put_child(kind, name, element, inner),
                _ => self.absent(kind, name),
            }
            return Ok(());
        }
        let inner = match kind {
            "PermissionSet" | "Profile" => own::grants(self.org, name, kind == "Profile")?,
            "CustomObject" => return self.take_object(name, kept),
            _ => kept,
        };
        match inner {
            Some(inner) => self.put(holder, name, inner),
            None => self.absent(kind, name),
        }
        Ok(())
    }

    /// An object with all of its fields and rules.
    fn take_object(&mut self, name: &str, kept: Option<String>) -> Result<(), ApiError> {
        let Some(holder) = types::named("CustomObject") else { return Ok(()) };
        if !own::objects(self.org).iter().any(|known| known == name) {
            self.absent("CustomObject", name);
            return Ok(());
        }
        self.put(holder, name, kept.unwrap_or_default());
        let schema = self.org.schema();
        let owner = schema.object(if name == "Activity" { "Task" } else { name });
        let fields = owner.map(|object| object.fields.iter()).into_iter().flatten();
        let wanted = fields.filter(|field| match name {
            "Activity" => field.is_custom(),
            "Task" | "Event" => !field.is_custom(),
            _ => !field.is_system(),
        });
        for field in wanted {
            self.take("CustomField", &format!("{name}.{}", field.name))?;
        }
        let inside = format!("{name}.");
        let setup = self.org.setup();
        for rule in setup.metadata.of_kind("ValidationRule") {
            if rule.name.starts_with(&inside) {
                self.take("ValidationRule", &rule.name)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, holder: &'static types::MetadataType, name: &str, inner: String) {
        let file = self.files.entry(holder.path(name)).or_default();
        file.0 = holder.name;
        file.1 = inner;
        self.listed.push(inventory::listed(self.org, holder.name, name, String::new()));
    }

    fn put_child(&mut self, kind: &str, name: &str, element: &'static str, inner: String) {
        let listed = inventory::listed(self.org, kind, name, String::new());
        if self.listed.iter().any(|known| known.kind == kind && known.name == name) {
            return;
        }
        let file = self.files.entry(listed.file.clone()).or_default();
        file.0 = "CustomObject";
        file.2.push((element, inner));
        self.listed.push(listed);
    }

    fn absent(&mut self, kind: &str, name: &str) {
        let problem = format!("Entity of type '{kind}' named '{name}' cannot be found");
        self.warnings.push(("package.xml".to_owned(), problem));
    }

    /// The manifest with names in the place of `*`.
    fn manifest(&self, asked: &Manifest) -> String {
        let mut types: Vec<Asked> = Vec::new();
        for listed in &self.listed {
            match types.iter_mut().find(|asked| asked.kind == listed.kind) {
                Some(known) => known.members.push(listed.name.clone()),
                None => types
                    .push(Asked { kind: listed.kind.clone(), members: vec![listed.name.clone()] }),
            }
        }
        Manifest { types, version: asked.version.clone() }.write()
    }

    fn pack(self, manifest: &Manifest, folder: &str, id: String) -> Result<Retrieved, ApiError> {
        let mut files = Files::from([(format!("{folder}package.xml"), self.manifest(manifest))]);
        for (path, (root, inner, children)) in self.files {
            let mut file = Xml::new();
            file.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
            file.element(&format!("{root} xmlns=\"{NAMESPACE}\""), |file| {
                for (element, inner) in &children {
                    file.element(element, |child| {
                        child.raw(inner);
                    });
                }
                file.raw(&inner);
            });
            files.insert(format!("{folder}{path}"), file.finish());
        }
        let zip = archive::pack(&files).map_err(ApiError::internal)?;
        let mut listed = self.listed;
        for file in &mut listed {
            file.file = format!("{folder}{}", file.file);
        }
        Ok(Retrieved { id, zip, files: listed, warnings: self.warnings })
    }
}
