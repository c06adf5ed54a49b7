//! The `{FIELD}` language in which an admin words subjects, comments and field values.
//!
//! A template is plain text in which `{NAME}` stands for something that is known about the call; `{{` and `}}`
//! stand for the braces themselves. A line whose fields are all empty is left out together with its label, so
//! that a template needs no conditions:
//!
//! ```
//! use domain::template::Template;
//!
//! let template = Template::parse("Agent: {USER_NAME}\nRecording: {RECORDING_URL}\nThank you")?;
//! let text = template.render(&|field| match field.name {
//!     "USER_NAME" => "Mia Sample".to_owned(),
//!     _ => String::new(),
//! });
//! assert_eq!(text, "Agent: Mia Sample\nThank you");
//! # Ok::<(), domain::template::TemplateError>(())
//! ```

use language::Sentence;
use serde::{Deserialize, Serialize};

mod country;
mod field;
mod lookup;
mod values;

pub use field::{FIELDS, Field};
pub use values::{Value, Values};

/// A template that is known to be right: all its fields exist and its braces are closed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Template {
    text: String,
    lines: Vec<Vec<Piece>>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Text(String),
    Field(&'static Field),
}

/// Of a name that does not exist, so many letters are shown.
const LONGEST_NAME: usize = 60;

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A field that does not exist.
    #[error("the template field {{{name}}} does not exist; did you mean {{{nearest}}}?")]
    UnknownField {
        /// As it was written.
        name: String,
        /// The field whose name is most alike.
        nearest: &'static str,
    },
    /// `{` without `}` on the same line.
    #[error("a \"{{\" is not closed in {line:?}; write {{{{ where you mean the brace itself")]
    Unclosed {
        /// The line that holds it.
        line: String,
    },
    /// `}` without `{`.
    #[error("a \"}}\" closes nothing in {line:?}; write }}}} where you mean the brace itself")]
    Unopened {
        /// The line that holds it.
        line: String,
    },
}

impl TemplateError {
    /// What is wrong, for a person.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::UnknownField { name, nearest } => {
                let short: String = name.chars().take(LONGEST_NAME).collect();
                Sentence::new("profile-problem-unknown-field")
                    .with("name", format!("{{{short}}}"))
                    .with("nearest", format!("{{{nearest}}}"))
            }
            Self::Unclosed { .. } => Sentence::new("profile-problem-unclosed"),
            Self::Unopened { .. } => Sentence::new("profile-problem-unopened"),
        }
    }

    /// The error whose English words these are: behind a reader of TOML only the words are left of an error.
    pub(crate) fn worded(words: &str) -> Option<TemplateError> {
        let line = || words.to_owned();
        if words.starts_with("a \"{\" is not closed") {
            return Some(Self::Unclosed { line: line() });
        }
        if words.starts_with("a \"}\" closes nothing") {
            return Some(Self::Unopened { line: line() });
        }
        let name = words.strip_prefix("the template field {")?.split('}').next()?;
        Some(Self::UnknownField { name: name.to_owned(), nearest: nearest_field(name) })
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Names the first unknown field with the nearest right one, or the line with a lone brace.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let lines = text
            .split('\n')
            .map(|line| read_line(line.trim_end_matches('\r')))
            .collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), lines })
    }

    /// The template as its author wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing at all is written.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The fields in the order in which they stand, with repetitions.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.lines.iter().flatten().filter_map(|piece| match piece {
            Piece::Field(field) => Some(*field),
            Piece::Text(_) => None,
        })
    }

    /// The one field, where the template is nothing but that field.
    ///
    /// Such a template keeps the type of its value: a date-time stays one, a list stays a list.
    pub fn only_field(&self) -> Option<&'static Field> {
        match self.lines.as_slice() {
            [line] => match line.as_slice() {
                [Piece::Field(field)] => Some(field),
                _ => None,
            },
            _ => None,
        }
    }

    /// Puts the values in place. Lines whose fields are all empty are left out; blank lines that
    /// this leaves at the ends or side by side are left out too.
    pub fn render(&self, value: &dyn Fn(&'static Field) -> String) -> String {
        let mut rendered: Vec<String> = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let Some(text) = render_line(line, value) else {
                continue;
            };
            let doubled = rendered.last().is_none_or(|previous| previous.trim().is_empty());
            if text.trim().is_empty() && doubled {
                continue;
            }
            rendered.push(text);
        }
        while rendered.last().is_some_and(|line| line.trim().is_empty()) {
            rendered.pop();
        }
        rendered.join("\n")
    }
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        Self::parse(&text)
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.text
    }
}

/// Fills one line; `None` if it has fields and all of them are empty.
fn render_line(line: &[Piece], value: &dyn Fn(&'static Field) -> String) -> Option<String> {
    let mut text = String::new();
    let (mut has_field, mut has_value) = (false, false);
    for piece in line {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Field(field) => {
                let words = value(field);
                has_field = true;
                has_value |= !words.trim().is_empty();
                text.push_str(&words);
            }
        }
    }
    (!has_field || has_value).then_some(text)
}

/// Reads one line of a template.
fn read_line(line: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if let Some(doubled) = after.strip_prefix(brace) {
            text.push_str(brace);
            rest = doubled;
            continue;
        }
        if brace == "}" {
            return Err(TemplateError::Unopened { line: line.to_owned() });
        }
        let Some((name, after)) = after.split_once('}') else {
            return Err(TemplateError::Unclosed { line: line.to_owned() });
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Field(named(name.trim())?));
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

/// The field of that name.
fn named(name: &str) -> Result<&'static Field, TemplateError> {
    if let Some(field) = FIELDS.iter().find(|field| field.name == name) {
        return Ok(field);
    }
    Err(TemplateError::UnknownField { name: name.to_owned(), nearest: nearest_field(name) })
}

/// The field whose name is most alike.
fn nearest_field(name: &str) -> &'static str {
    let wanted = name.to_uppercase();
    let likeness = |field: &Field| strsim::jaro_winkler(field.name, &wanted);
    let nearest = FIELDS.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
    nearest.map_or("", |field| field.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str, known: &[(&str, &str)]) -> String {
        Template::parse(template).unwrap().render(&|field| {
            known
                .iter()
                .find(|(name, _)| *name == field.name)
                .map(|(_, value)| (*value).to_owned())
                .unwrap_or_default()
        })
    }

    #[test]
    fn a_line_without_values_goes_with_its_label() {
        let template = "Agent: {USER_NAME}\nTags: {TAGS}, {CALL_MEMO}\nfixed";
        assert_eq!(render(template, &[("TAGS", "vip")]), "Tags: vip, \nfixed");
        assert_eq!(render(template, &[]), "fixed");
    }

    #[test]
    fn blank_lines_do_not_pile_up() {
        let template = "{RECORDING_URL}\n\n{COMMENTS}\n\n{SPEECH_RECOGNITION}";
        assert_eq!(render(template, &[("SPEECH_RECOGNITION", "a\n\nb")]), "a\n\nb");
        assert_eq!(
            render(template, &[("RECORDING_URL", "x"), ("SPEECH_RECOGNITION", "y")]),
            "x\n\ny"
        );
        assert_eq!(render(template, &[("RECORDING_URL", "x")]), "x");
    }

    #[test]
    fn doubled_braces_are_braces() {
        assert_eq!(render("{{{USER_NAME}}} and {{}}", &[("USER_NAME", "Mia")]), "{Mia} and {}");
    }

    #[test]
    fn an_unknown_field_names_its_neighbour() {
        assert_eq!(
            Template::parse("x {CALL_STARTED_AT}"),
            Err(TemplateError::UnknownField {
                name: "CALL_STARTED_AT".to_owned(),
                nearest: "CALL_STARTS_AT"
            })
        );
        assert_eq!(
            Template::parse("{user_name}").unwrap_err().to_string(),
            "the template field {user_name} does not exist; did you mean {USER_NAME}?"
        );
    }

    #[test]
    fn lone_braces_are_refused() {
        assert!(matches!(Template::parse("{USER_NAME"), Err(TemplateError::Unclosed { .. })));
        assert!(matches!(Template::parse("a } b"), Err(TemplateError::Unopened { .. })));
    }

    #[test]
    fn only_a_bare_field_keeps_its_type() {
        assert_eq!(
            Template::parse("{TAGS}").unwrap().only_field().map(|field| field.name),
            Some("TAGS")
        );
        assert!(Template::parse("{TAGS}.").unwrap().only_field().is_none());
        assert!(Template::parse("").unwrap().only_field().is_none());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[{}A-Z_é\\n ]{0,40}") {
            if let Ok(template) = Template::parse(&text) {
                template.render(&|_| "v".to_owned());
            }
        }
    }
}
