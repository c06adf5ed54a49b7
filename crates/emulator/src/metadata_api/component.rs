//! Components within the files of a deployment: each with its type, its full name and its XML.

use roxmltree::Node;

use super::archive::Files;
use super::report::Message;
use super::{elements, types};
use crate::soap::xml;

/// A component as it was deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Component {
    /// The type's name.
    pub(crate) kind: &'static str,
    /// The full name, such as `Activity.Mood__c`.
    pub(crate) name: String,
    /// The file in which it stands.
    pub(crate) file: String,
    /// What stands within its element, without components of their own.
    pub(crate) xml: String,
}

impl Component {
    /// Its XML as a document of its own, to be read again.
    pub(super) fn document(&self) -> String {
        wrapped(&self.xml)
    }
}

/// XML that stood within an element, as a document.
pub(super) fn wrapped(inner: &str) -> String {
    format!("<component>{inner}</component>")
}

/// The components of all files, and what is wrong with files that cannot be read.
pub(super) fn read_all(files: &Files) -> (Vec<Component>, Vec<Message>) {
    let mut components = Vec::new();
    let mut problems = Vec::new();
    for (path, text) in files {
        if path.ends_with("package.xml") || path.contains("destructiveChanges") {
            continue;
        }
        if let Err(problem) = read_file(path, text, &mut components) {
            problems.push(*problem);
        }
    }
    (components, problems)
}

fn read_file(path: &str, text: &str, components: &mut Vec<Component>) -> Result<(), Box<Message>> {
    let unknown = || {
        Box::new(Message::failure("", path, path, "Unknown file type; this org does not take it"))
    };
    let (directory, file) = path.split_once('/').ok_or_else(unknown)?;
    let kind = types::in_directory(directory).ok_or_else(unknown)?;
    let ending = format!(".{}", kind.suffix);
    let stem = file.strip_suffix("-meta.xml").unwrap_or(file);
    let name = types::decoded(stem.strip_suffix(&ending).ok_or_else(unknown)?);
    let failure = |problem: String| {
        let problem = format!("Error parsing file: {problem}");
        Box::new(Message::failure(kind.name, &name, path, &problem))
    };
    let document = xml::parse(text).map_err(failure)?;
    let root = document.root_element();
    if root.tag_name().name() != kind.name {
        return Err(failure(format!("Unexpected element {}", elements::qualified(root))));
    }
    let mut own = String::new();
    for element in root.children().filter(Node::is_element) {
        let tag = element.tag_name().name();
        match kind.children.iter().find(|(known, _)| *known == tag) {
            None => own.push_str(source(text, element)),
            Some((_, child)) => {
                let full_name = xml::text(element, "fullName").unwrap_or_default();
                elements::check(child, element).map_err(|problem| {
                    Box::new(
                        Message::failure(child, &format!("{name}.{full_name}"), path, &problem)
                            .at(text, element),
                    )
                })?;
                components.push(Component {
                    kind: child,
                    name: format!("{name}.{full_name}"),
                    file: path.to_owned(),
                    xml: inner(text, element),
                });
            }
        }
    }
    elements::check(kind.name, root).map_err(|problem| {
        Box::new(Message::failure(kind.name, &name, path, &problem).at(text, root))
    })?;
    // A file that only carries children says nothing about the object itself.
    if kind.children.is_empty() || !own.is_empty() {
        components.push(Component { kind: kind.name, name, file: path.to_owned(), xml: own });
    }
    Ok(())
}

fn source<'a>(text: &'a str, element: Node<'_, '_>) -> &'a str {
    text.get(element.range()).unwrap_or_default()
}

fn inner(text: &str, element: Node<'_, '_>) -> String {
    element.children().filter(Node::is_element).map(|child| source(text, child)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_components_of_their_own() {
        let text = "<CustomObject xmlns=\"http://soap.sforce.com/2006/04/metadata\"><fields><fullName>A__c</fullName>\
            <label>A</label><type>Date</type></fields><label>Thing</label></CustomObject>";
        let files = Files::from([("objects/Thing__c.object".to_owned(), text.to_owned())]);
        let (components, problems) = read_all(&files);
        assert_eq!(problems, []);
        assert_eq!(components[0].kind, "CustomField");
        assert_eq!(components[0].name, "Thing__c.A__c");
        assert_eq!(components[0].xml, "<fullName>A__c</fullName><label>A</label><type>Date</type>");
        assert_eq!(components[1].kind, "CustomObject");
        assert_eq!(components[1].xml, "<label>Thing</label>");
    }

    #[test]
    fn files_that_cannot_be_read_are_named() {
        let files = [
            ("classes/A.cls", "class A {}"),
            ("objects/B.object", "<CustomObject><label></CustomObject>"),
            ("layouts/C.layout", "<Profile/>"),
            ("README", ""),
        ];
        let files: Files =
            files.map(|(path, text)| (path.to_owned(), text.to_owned())).into_iter().collect();
        let (components, problems) = read_all(&files);
        assert_eq!(components, []);
        assert_eq!(problems.len(), 4);
    }
}
