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
            return Err(fault::too_complicated());
        }
        Ok(())
    }
}

/// Whether a word begins a clause or joins conditions.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_language_is_read() {
        for query in [
            "SELECT Id, Format FROM Report__c USING SCOPE mine_and_my_groups WHERE NOT (NOT Name LIKE 'a\\%')",
            "select count() total from Order",
            "SELECT Id FROM Nope__c USING LOOKUP Nope__c.Other__c BIND Id = 'a', Name = 'b'",
            "SELECT Id FROM Nope__kav WITH DATA CATEGORY Geo__c AT (a__c, b__c) AND Kind__c ABOVE_OR_BELOW c__c WITH SECURITY_ENFORCED",
            "SELECT Id FROM Nope__kav WITH RecordVisibilityContext (maxDescriptorPerRecord = 100, supportsDomains = true)",
            "SELECT Id FROM Nope__kav WITH UserId = 'x' LIMIT 1 OFFSET 2 FOR VIEW, REFERENCE UPDATE TRACKING, VIEWSTAT",
            "SELECT Id FROM Nope__c WHERE DISTANCE(Place__c, GEOLOCATION(-10.5, 20), 'KM') < 20 ORDER BY DISTANCE(Place__c, Other__c, 'mi') DESC NULLS LAST",
            "SELECT Id FROM Nope__c WHERE Amount__c IN (USD500.01, eur-600, 7) AND Day__c < N_FISCAL_YEARS_AGO:2",
            "SELECT a, FORMAT(convertCurrency(b)) c FROM Nope__c n WHERE t > 2020-04-23t09:00:00.0000000000000+00:00",
            "SELECT TYPEOF n.Owner WHEN User THEN Id, Profile.Name WHEN Group THEN Id ELSE Name END FROM Nope__c n",
            "SELECT a FROM Nope__c GROUP BY CUBE(a, b) HAVING COUNT(Id, Name) > 1 AND (a IN ('x', null) OR GROUPING(b) = 1)",
            "SELECT Name FROM Account OFFSET",
        ] {
            if let Err(error) = parse(query) {
                panic!("{query}: {}", error.message);
            }
        }
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for query in [
            "SELECT Id FROMAccount",
            "SELECT Id, FROM Account",
            "SELECT Id FROM ORDER BY Name LIMIT 1",
            "SELECT A..B FROM Account",
            "SELECT Name (SELECT Id FROM Contacts) FROM Account",
            "SELECT Id FROM Account WHERE Id = other",
            "SELECT Id FROM Account HAVING COUNT(Id) > 1",
            "SELECT Id FROM Account FOR",
            "SELECT Id FROM Account LIMIT -1",
            "SELECT Id FROM Account LIMIT 1.5",
            "SELECT Id FROM Account WITH",
            "SELECT Id FROM Account WHERE (((a = 1))",
            "SELECT Id FROM Account WHERE a LIKE NULL",
            "SELECT GEOLOCATION(1, 2) FROM Account",
            "SELECT DISTANCE(a, GEOLOCATION(1, 2), 'm') FROM Account",
            "SELECT FORMAT(CALENDAR_YEAR(convertTimezone(a))) FROM Account",
            "SELECT TYPEOF What END FROM Task",
            "SELECT Id FROM Account GROUP BY ROLLUP(a), b",
            "SELECT Id FROM Account WHERE a = \"b\"",
            "SELECT Id FROM Account /* never closed",
        ] {
            let error = parse(query).unwrap_err();
            assert_eq!(error.code, "MALFORMED_QUERY", "{query}");
        }
    }
}
