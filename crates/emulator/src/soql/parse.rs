//! Reads the tokens of a query one after another; the grammar itself stands in the `parse_…` files.

use super::fault;
use super::token::{Kind, Token, tokens};
use super::tree::{Path, Query};
use crate::error::ApiError;

/// The longest query that Salesforce takes, in characters (Salesforce limits quick reference).
const LONGEST_QUERY: usize = 100_000;

/// How deep parentheses may nest here; keeps a hostile query from exhausting the stack.
const DEEPEST: usize = 64;

/// Words that cannot be an alias (SOQL reference, "Reserved Keywords", and the beginnings of clauses).
const KEYWORDS: [&str; 28] = [
    "AND", "AS", "ASC", "DESC", "EXCLUDES", "FIRST", "FOR", "FROM", "GROUP", "HAVING", "IN",
    "INCLUDES", "LAST", "LIKE", "LIMIT", "NOT", "NULL", "NULLS", "OFFSET", "OR", "ORDER", "SELECT",
    "TYPEOF", "UPDATE", "USING", "WHERE", "WITH", "ALL",
];

/// Parses a query.
///
/// # Errors
/// `MALFORMED_QUERY`, pointing at the first token that does not fit.
pub(crate) fn parse(query: &str) -> Result<Query, ApiError> {
    if query.chars().count() > LONGEST_QUERY {
        return Err(ApiError::new(
            400,
            "MALFORMED_QUERY",
            "SOQL statements cannot be longer than 100,000 characters.",
        ));
    }
    let tokens = tokens(query)?;
    let mut parser = Parser::new(query, &tokens);
    let parsed = parser.query()?;
    parser.end()?;
    Ok(parsed)
}

/// Reads tokens one after another.
pub(crate) struct Parser<'t, 'q> {
    pub(super) query: &'q str,
    tokens: &'t [Token<'q>],
    next: usize,
    pub(super) depth: usize,
}

impl<'t, 'q> Parser<'t, 'q> {
    /// At the first of `tokens`, which must end with the end token.
    pub(crate) fn new(query: &'q str, tokens: &'t [Token<'q>]) -> Self {
        Self { query, tokens, next: 0, depth: 0 }
    }

    /// Fails unless everything was read.
    pub(crate) fn end(&self) -> Result<(), ApiError> {
        match self.peek().kind {
            Kind::End => Ok(()),
            _ => Err(self.unexpected()),
        }
    }

    pub(crate) fn peek(&self) -> Token<'q> {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, count: usize) -> Token<'q> {
        let last = self.tokens.last().copied();
        let end = last.unwrap_or(Token { kind: Kind::End, text: "<EOF>", offset: 0 });
        self.tokens.get(self.next + count).copied().unwrap_or(end)
    }

    pub(crate) fn take(&mut self) -> Token<'q> {
        let token = self.peek();
        self.next += 1;
        token
    }

    pub(crate) fn unexpected(&self) -> ApiError {
        fault::unexpected(self.query, &self.peek())
    }

    /// Where a construct does not fit as a whole, Salesforce names it from its first token on.
    pub(super) fn unexpected_since(&self, offset: usize) -> ApiError {
        let token = self.peek();
        let end = match token.kind {
            Kind::End => self.query.len(),
            _ => token.offset + token.text.len(),
        };
        let text = self.query.get(offset..end).unwrap_or(token.text);
        fault::of_grammar(self.query, token.offset, &format!("unexpected token: '{text}'"))
    }

    pub(crate) fn at_word(&self, word: &str) -> bool {
        self.peek().is_word(word)
    }

    pub(crate) fn accept_word(&mut self, word: &str) -> bool {
        let here = self.at_word(word);
        self.next += usize::from(here);
        here
    }

    /// Accepts two words that only mean something together, such as `ORDER BY`.
    pub(crate) fn accept_words(&mut self, first: &str, second: &str) -> bool {
        let here = self.at_word(first) && self.ahead(1).is_word(second);
        self.next += 2 * usize::from(here);
        here
    }

    pub(crate) fn word(&mut self, word: &str) -> Result<(), ApiError> {
        if self.accept_word(word) {
            return Ok(());
        }
        Err(self.unexpected())
    }

    /// Accepts one of some words and returns it as listed.
    pub(crate) fn one_of(&mut self, words: &[&'static str]) -> Result<&'static str, ApiError> {
        let found = words.iter().find(|word| self.accept_word(word));
        found.copied().ok_or_else(|| self.unexpected())
    }

    pub(super) fn at_symbol(&self, symbol: &str) -> bool {
        self.peek().is_symbol(symbol)
    }

    pub(crate) fn accept(&mut self, symbol: &str) -> bool {
        let here = self.at_symbol(symbol);
        self.next += usize::from(here);
        here
    }

    pub(crate) fn symbol(&mut self, symbol: &str) -> Result<(), ApiError> {
        if self.accept(symbol) {
            return Ok(());
        }
        Err(self.unexpected())
    }

    /// Any word: objects and fields may be called `Group`, `Case` or `Order`.
    pub(crate) fn any_word(&mut self) -> Result<Token<'q>, ApiError> {
        match self.peek().kind {
            Kind::Word => Ok(self.take()),
            _ => Err(self.unexpected()),
        }
    }

    /// A word that begins no clause.
    pub(super) fn alias(&mut self) -> Option<String> {
        let token = self.peek();
        let free = token.kind == Kind::Word && (!is_keyword(token.text) || self.is_free_here());
        free.then(|| self.take().text.to_owned())
    }

    /// `OFFSET` and `ALL` only mean something in front of a number and of `ROWS`.
    fn is_free_here(&self) -> bool {
        let next = self.ahead(1);
        match self.peek().text.to_ascii_uppercase().as_str() {
            "OFFSET" => next.kind == Kind::End,
            "ALL" => !next.is_word("ROWS"),
            _ => false,
        }
    }

    /// A dotted name.
    pub(crate) fn path(&mut self) -> Result<Path, ApiError> {
        let first = self.any_word()?;
        let mut parts = vec![first.text.to_owned()];
        while self.accept(".") {
            parts.push(self.any_word()?.text.to_owned());
        }
        Ok(Path { parts, offset: first.offset })
    }

    /// One or more of something, with commas between.
    pub(crate) fn list<T>(
        &mut self,
        mut entry: impl FnMut(&mut Self) -> Result<T, ApiError>,
    ) -> Result<Vec<T>, ApiError> {
        let mut entries = vec![entry(self)?];
        while self.accept(",") {
            entries.push(entry(self)?);
        }
        Ok(entries)
    }

    /// A whole number without a sign.
    pub(crate) fn count(&mut self) -> Result<u64, ApiError> {
        let token = self.peek();
        if token.is_symbol(":") {
            return Err(self.bind());
        }
        match token.text.parse() {
            Ok(number) if token.kind == Kind::Number && !token.text.starts_with('+') => {
                self.take();
                Ok(number)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A `:variable`, which Apex alone has.
    pub(super) fn bind(&self) -> ApiError {
        let offset = self.peek().offset;
        let message = "Bind variables only allowed in Apex code";
        fault::at(self.query, offset, "MALFORMED_QUERY", message)
    }

    pub(super) fn deeper(&mut self) -> Result<(), ApiError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let offset = self.peek().offset;
            let message = "The query nests too many parentheses. Please simplify it.";
            return Err(fault::at(self.query, offset, "QUERY_TOO_COMPLICATED", message));
        }
        Ok(())
    }
}

/// Whether a word begins a clause or joins conditions.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}
