//! Reading and writing the XML of SOAP and of metadata files, within limits that no request can exceed.

use roxmltree::{Document, Node, ParsingOptions};

/// Elements, attributes and texts of one document.
const MOST_NODES: u32 = 500_000;

/// How deep elements may be nested. Metadata files stay below ten.
const DEEPEST: usize = 64;

/// Attributes of one element. Metadata files have a handful.
const MOST_ATTRIBUTES: usize = 256;

/// Parses a document.
///
/// # Errors
/// A text for a person: where the document stops being XML, or which limit it exceeds.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, String> {
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..Default::default() };
    check_limits(text)?;
    Document::parse_with_options(text, options).map_err(|error| error.to_string())
}

/// Looks at a text before it is parsed, because parsing takes the square of an element's attributes.
fn check_limits(text: &str) -> Result<(), String> {
    let mut rest = text;
    let mut depth = 0_usize;
    while let Some(start) = rest.find('<') {
        rest = rest.get(start..).unwrap_or_default();
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        let skipped = skipped.into_iter().find(|(start, _)| rest.starts_with(start));
        if let Some((_, end)) = skipped {
            rest = rest.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        let (tag, attributes) = tag(rest);
        if attributes > MOST_ATTRIBUTES {
            return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
        }
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !tag.ends_with('/') {
            depth += 1;
        }
        if depth > DEEPEST {
            return Err(format!("elements are nested more than {DEEPEST} deep"));
        }
        rest = rest.get(tag.len()..).unwrap_or_default();
    }
    Ok(())
}

/// The tag with which a text begins, up to its closing bracket, and how many attributes it has.
fn tag(text: &str) -> (&str, usize) {
    let mut attributes = 0;
    let mut quote = None;
    for (place, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'=') => attributes += 1,
            (None, b'>') => return (text.get(..place).unwrap_or_default(), attributes),
            (None, _) => {}
        }
    }
    (text, attributes)
}

/// The child elements with a name, whatever their namespace.
pub(crate) fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The first child element with a name.
pub(crate) fn child<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'a str,
) -> Option<Node<'a, 'input>> {
    children(node, name).next()
}

/// The text within an element, its blanks around cut off; empty if there is none.
pub(crate) fn content(node: Node<'_, '_>) -> String {
    let text: String =
        node.children().filter(Node::is_text).filter_map(|text| text.text()).collect();
    text.trim().to_owned()
}

/// The text of the first child element with a name.
pub(crate) fn text(node: Node<'_, '_>, name: &str) -> Option<String> {
    let child = node
        .children()
        .find(|child| child.is_element() && child.tag_name().name() == name)
        .filter(|child| !is_nil(*child))?;
    Some(content(child))
}

/// The texts of all child elements with a name.
pub(crate) fn texts(node: Node<'_, '_>, name: &str) -> Vec<String> {
    node.children()
        .filter(|child| child.is_element() && child.tag_name().name() == name)
        .map(content)
        .collect()
}

/// Whether the first child element with a name says `true` (or `1`, as XML Schema allows).
pub(crate) fn truth(node: Node<'_, '_>, name: &str) -> Option<bool> {
    text(node, name).map(|text| matches!(text.as_str(), "true" | "1"))
}

/// Whether an element is marked as null.
pub(crate) fn is_nil(node: Node<'_, '_>) -> bool {
    node.attributes()
        .any(|attribute| attribute.name() == "nil" && matches!(attribute.value(), "true" | "1"))
}

/// XML being written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Xml(String);

impl Xml {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An element with text in it.
    pub(crate) fn text(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        self.0.push_str(&format!("<{name}>{}</{name}>", escaped(value.as_ref())));
        self
    }

    /// An element with text in it, if there is any.
    pub(crate) fn optional(&mut self, name: &str, value: Option<impl AsRef<str>>) -> &mut Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// An element that says true or false.
    pub(crate) fn truth(&mut self, name: &str, value: bool) -> &mut Self {
        self.text(name, if value { "true" } else { "false" })
    }

    /// An element with a number in it.
    pub(crate) fn number(&mut self, name: &str, value: usize) -> &mut Self {
        self.text(name, value.to_string())
    }

    /// An element with others in it; `name` may carry attributes.
    pub(crate) fn element(&mut self, name: &str, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.0.push_str(&format!("<{name}>"));
        write(self);
        let bare = name.split(' ').next().unwrap_or(name);
        self.0.push_str(&format!("</{bare}>"));
        self
    }

    /// XML that is well-formed already.
    pub(crate) fn raw(&mut self, xml: &str) -> &mut Self {
        self.0.push_str(xml);
        self
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// Text with the characters that XML reserves written as entities; those that XML cannot hold are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() && other < ' ' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let mut xml = Xml::new();
        xml.element("a b=\"1\"", |xml| {
            xml.text("c", "<&>\"'\u{1}é").truth("d", true).number("e", 7);
        });
        let text = xml.finish();
        let document = parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(super::text(root, "c").unwrap(), "<&>\"'é");
        assert_eq!(truth(root, "d"), Some(true));
        assert_eq!(super::text(root, "e").unwrap(), "7");
        assert_eq!(super::text(root, "f"), None);
    }

    #[test]
    fn what_would_take_long_is_refused_before_it_is_parsed() {
        let attributes = |count: usize| -> String {
            (0..count).map(|number| format!(" a{number}='>' ")).collect()
        };
        assert!(parse(&format!("<a{}/>", attributes(MOST_ATTRIBUTES))).is_ok());
        let many = format!("<!-- < --><b><![CDATA[<]]><a{}/></b>", attributes(100_000));
        assert!(parse(&many).unwrap_err().contains("attributes"));
        let beside = format!("<a>{}</a>", "<b x='1'>é=é</b><c/>".repeat(1_000));
        assert!(parse(&beside).is_ok());
        for odd in ["<", "<a", "<a b='", "<!--", "<![CDATA[", "</a>", "<a></a></a>", "<?"] {
            assert!(parse(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn deep_nesting_and_document_types_are_refused() {
        let deep = format!("{}{}", "<a>".repeat(30_000), "</a>".repeat(30_000));
        assert!(parse(&deep).unwrap_err().contains("deep"));
        let bomb = "<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>";
        assert!(parse(bomb).is_err());
        assert!(parse("<a><b></a>").is_err());
        assert!(parse("").is_err());
    }
}
