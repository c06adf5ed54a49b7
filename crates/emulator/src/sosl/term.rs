//! What stands between the braces of FIND: words, phrases, wildcards and operators (SOSL reference, "FIND {SearchQuery}").

use super::malformed;
use crate::error::ApiError;

/// Beyond so many characters operators are taken for words (SOSL reference, "Search String Character Limits").
const LONGEST_WITH_OPERATORS: usize = 4_000;

/// How deep parentheses may nest here; keeps a hostile search from exhausting the stack.
const DEEPEST: usize = 64;

/// How many words and operators a search may have here; what is longer Salesforce would not run in time either.
const MOST_ITEMS: usize = 1_000;

/// A search expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// Words next to each other; each must occur. Numbers are read as one.
    Words(Vec<String>),
    /// Words in quotes; they must occur in this order.
    Phrase(String),
    All(Vec<Term>),
    Any(Vec<Term>),
    Not(Box<Term>),
}

/// A part of the search text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Word(String),
    Phrase(String),
    And,
    Or,
    Not,
    Open,
    Close,
}

/// Reads the text between the braces. In the words of the result `*` and `?` are wildcards, and a backslash stands
/// before what is meant literally.
///
/// # Errors
/// `MALFORMED_SEARCH` for less than two characters, unbalanced parentheses, or operators without operands.
pub(crate) fn parse(text: &str) -> Result<Term, ApiError> {
    let length = text.chars().filter(|character| character.is_alphanumeric()).count();
    if length < 2 {
        let message = format!("search term must be longer than one character: {}", text.trim());
        return Err(malformed(&message));
    }
    let items = items(text, text.chars().count() <= LONGEST_WITH_OPERATORS);
    if items.len() > MOST_ITEMS {
        return Err(malformed("The search has too many terms. Please shorten it."));
    }
    let mut reader = Reader { items: &items, next: 0, depth: 0 };
    let term = reader.any()?;
    match reader.peek() {
        None => Ok(term),
        Some(item) => Err(unexpected(Some(item))),
    }
}

fn unexpected(item: Option<&Item>) -> ApiError {
    let text = match item {
        None => "<EOF>",
        Some(Item::Word(word) | Item::Phrase(word)) => word,
        Some(Item::And) => "AND",
        Some(Item::Or) => "OR",
        Some(Item::Not) => "NOT",
        Some(Item::Open) => "(",
        Some(Item::Close) => ")",
    };
    malformed(&format!("unexpected token: {text}"))
}

fn items(text: &str, operators: bool) -> Vec<Item> {
    let mut items = Vec::new();
    let mut word = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        rest = after;
        match character {
            '\\' => {
                let escaped = after.chars().next().unwrap_or('\\');
                rest = after.get(escaped.len_utf8()..).unwrap_or_default();
                word.push('\\');
                word.push(escaped);
            }
            '"' => {
                finish(&mut word, &mut items, operators);
                let (phrase, behind) = quoted(after);
                items.push(Item::Phrase(phrase));
                rest = behind;
            }
            // Parentheses around digits are a way to write a number, not a group.
            '(' if !operators || holds_digits(after) => word.push(' '),
            ')' if !operators || !items.contains(&Item::Open) => word.push(' '),
            '(' | ')' => {
                finish(&mut word, &mut items, operators);
                items.push(if character == '(' { Item::Open } else { Item::Close });
            }
            '&' | '|' if operators => {
                finish(&mut word, &mut items, operators);
                items.push(if character == '&' { Item::And } else { Item::Or });
            }
            _ if character.is_whitespace() => finish(&mut word, &mut items, operators),
            other => word.push(other),
        }
    }
    finish(&mut word, &mut items, operators);
    items
}

/// Whether what follows an opening parenthesis is a part of a phone number.
fn holds_digits(text: &str) -> bool {
    let inside = text.split_once(')').map_or("", |(inside, _)| inside);
    let digits = |character: char| character.is_ascii_digit() || "+-./ ".contains(character);
    !inside.is_empty() && inside.chars().all(digits)
}

fn finish(word: &mut String, items: &mut Vec<Item>, operators: bool) {
    let word = std::mem::take(word);
    for word in word.split(' ').filter(|word| !word.is_empty()) {
        items.push(match word.to_ascii_uppercase().as_str() {
            "AND" if operators => Item::And,
            "OR" if operators => Item::Or,
            "NOT" if operators => Item::Not,
            _ => Item::Word(word.to_owned()),
        });
    }
}

/// A phrase up to its closing quote, and what follows.
fn quoted(text: &str) -> (String, &str) {
    let mut escaped = false;
    for (place, character) in text.char_indices() {
        if character == '"' && !escaped {
            let phrase = text.get(..place).unwrap_or_default();
            return (phrase.to_owned(), text.get(place + 1..).unwrap_or_default());
        }
        escaped = character == '\\' && !escaped;
    }
    (text.to_owned(), "")
}

struct Reader<'i> {
    items: &'i [Item],
    next: usize,
    depth: usize,
}

impl<'i> Reader<'i> {
    fn peek(&self) -> Option<&'i Item> {
        self.items.get(self.next)
    }

    fn accept(&mut self, item: &Item) -> bool {
        let here = self.peek() == Some(item);
        self.next += usize::from(here);
        here
    }

    fn any(&mut self) -> Result<Term, ApiError> {
        let mut terms = vec![self.all()?];
        while self.accept(&Item::Or) {
            terms.push(self.all()?);
        }
        Ok(joined(terms, Term::Any))
    }

    fn all(&mut self) -> Result<Term, ApiError> {
        let mut terms = vec![self.one()?];
        loop {
            if self.accept(&Item::And) {
                terms.push(self.negatable()?);
                continue;
            }
            match self.peek() {
                None | Some(Item::Or | Item::Close) => return Ok(joined(terms, Term::All)),
                Some(_) => terms.push(self.negatable()?),
            }
        }
    }

    fn negatable(&mut self) -> Result<Term, ApiError> {
        match self.accept(&Item::Not) {
            true => Ok(Term::Not(Box::new(self.one()?))),
            false => self.one(),
        }
    }

    fn one(&mut self) -> Result<Term, ApiError> {
        let item = self.peek();
        self.next += 1;
        match item {
            Some(Item::Phrase(phrase)) => Ok(Term::Phrase(phrase.clone())),
            Some(Item::Word(word)) => {
                let mut words = vec![word.clone()];
                while let Some(Item::Word(word)) = self.peek() {
                    words.push(word.clone());
                    self.next += 1;
                }
                Ok(Term::Words(words))
            }
            Some(Item::Open) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(malformed("The search nests too many parentheses."));
                }
                let inner = self.any()?;
                self.depth -= 1;
                match self.accept(&Item::Close) {
                    true => Ok(inner),
                    false => Err(unexpected(self.peek())),
                }
            }
            other => Err(unexpected(other)),
        }
    }
}

fn joined(mut terms: Vec<Term>, join: impl Fn(Vec<Term>) -> Term) -> Term {
    match terms.len() {
        1 => terms.remove(0),
        _ => join(terms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Term {
        Term::Words(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn operators_bind_as_documented() {
        let or = "acme AND \"joe smith\" OR initech and not old";
        assert_eq!(
            parse(or).unwrap(),
            Term::Any(vec![
                Term::All(vec![words(&["acme"]), Term::Phrase("joe smith".to_owned())]),
                Term::All(vec![words(&["initech"]), Term::Not(Box::new(words(&["old"])))]),
            ])
        );
        assert_eq!(
            parse("acme AND (joe OR jane)").unwrap(),
            Term::All(vec![words(&["acme"]), Term::Any(vec![words(&["joe"]), words(&["jane"])])])
        );
    }

    #[test]
    fn a_number_is_no_group() {
        assert_eq!(parse("(415) 555-0123").unwrap(), words(&["415", "555-0123"]));
        assert_eq!(parse("\\(415\\) 555\\-0123").unwrap(), words(&["\\(415\\)", "555\\-0123"]));
        assert_eq!(parse("joe*").unwrap(), words(&["joe*"]));
    }

    #[test]
    fn what_is_no_search_is_refused() {
        for text in ["", "a", " * ", "?", "AND acme", "acme OR", "(acme", "acme AND NOT", "()ab("] {
            assert_eq!(parse(text).unwrap_err().code, "MALFORMED_SEARCH", "{text}");
        }
        let deep = format!("{}ab{}", "(".repeat(500), ")".repeat(500));
        assert!(parse(&deep).is_err());
    }
}
