//! `package.xml` and `destructiveChanges.xml`: which components are meant.

use roxmltree::Node;

use crate::soap::xml::{self, Xml};

/// The members asked for of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The type's name.
    pub(crate) kind: String,
    /// Full names, or `*`.
    pub(crate) members: Vec<String>,
}

/// A manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// In the order of the file.
    pub(crate) types: Vec<Asked>,
    /// The API version, such as `66.0`.
    pub(crate) version: Option<String>,
}

impl Manifest {
    /// Reads a manifest file.
    ///
    /// # Errors
    /// A text for a person.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let document = xml::parse(text)?;
        let root = document.root_element();
        if root.tag_name().name() != "Package" {
            return Err(format!("Unexpected root element {}", root.tag_name().name()));
        }
        Ok(Self::read(root))
    }

    /// Reads a manifest that stands within another message.
    pub(crate) fn read(root: Node<'_, '_>) -> Self {
        let types = xml::children(root, "types").map(|asked| Asked {
            kind: xml::text(asked, "name").unwrap_or_default(),
            members: xml::texts(asked, "members"),
        });
        Self { types: types.collect(), version: xml::text(root, "version") }
    }

    /// Whether a component is named, or meant by `*`.
    pub(super) fn names(&self, kind: &str, name: &str) -> bool {
        let of_kind = self.types.iter().filter(|asked| asked.kind == kind);
        of_kind.flat_map(|asked| &asked.members).any(|member| member == "*" || member == name)
    }

    /// The file.
    pub(super) fn write(&self) -> String {
        let mut file = Xml::new();
        file.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        file.element("Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"", |package| {
            for asked in &self.types {
                package.element("types", |types| {
                    for member in &asked.members {
                        types.text("members", member);
                    }
                    types.text("name", &asked.kind);
                });
            }
            package.optional("version", self.version.as_ref());
        });
        file.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_components_or_all_of_a_type() {
        let text = "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>Task.A__c</members>\
            <name>CustomField</name></types><types><members>*</members><name>Layout</name></types>\
            <version>66.0</version></Package>";
        let manifest = Manifest::parse(text).unwrap();
        assert!(manifest.names("CustomField", "Task.A__c"));
        assert!(!manifest.names("CustomField", "Task.B__c"));
        assert!(manifest.names("Layout", "Task-Task Layout"));
        assert!(!manifest.names("Profile", "Admin"));
        assert_eq!(Manifest::parse(&manifest.write()).unwrap(), manifest);
        assert!(Manifest::parse("<Other/>").is_err());
    }
}
