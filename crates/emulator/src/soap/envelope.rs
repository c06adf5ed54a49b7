//! The envelope of a SOAP request: whose session it is, and what is asked.

use roxmltree::{Document, Node};

use super::fault::Fault;
use super::xml;

/// A request within its envelope.
#[derive(Debug, Clone, Copy)]
pub(super) struct Envelope<'a, 'input> {
    /// The element in the body; its name is the operation.
    pub(super) operation: Node<'a, 'input>,
    root: Node<'a, 'input>,
}

impl<'a, 'input> Envelope<'a, 'input> {
    /// Finds the operation.
    pub(super) fn open(document: &'a Document<'input>) -> Result<Self, Fault> {
        let root = document.root_element();
        if root.tag_name().name() != "Envelope" {
            return Err(Fault::client("the document is no SOAP envelope"));
        }
        let operation = xml::child(root, "Body")
            .and_then(|body| body.children().find(Node::is_element))
            .ok_or_else(|| Fault::client("the SOAP body is empty"))?;
        Ok(Self { operation, root })
    }

    /// The operation's name.
    pub(super) fn name(&self) -> &'a str {
        self.operation.tag_name().name()
    }

    /// The session id of the `SessionHeader`.
    pub(super) fn session_id(&self) -> Option<String> {
        let header = self.header("SessionHeader")?;
        xml::text(header, "sessionId")
    }

    /// A header by name.
    pub(super) fn header(&self, name: &str) -> Option<Node<'a, 'input>> {
        let header = self.root.children().find(|node| node.tag_name().name() == "Header")?;
        header.children().find(|node| node.is_element() && node.tag_name().name() == name)
    }

    /// The text of an element of the operation.
    pub(super) fn need(&self, name: &str) -> Result<String, Fault> {
        xml::text(self.operation, name).ok_or_else(|| Fault::missing(name))
    }
}
