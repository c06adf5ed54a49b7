//! The grammar of SOQL: tokens to a tree.

use super::fault;
use super::token::{Kind, Token, tokens};
use super::tree::{FieldSet, Item, Operand, Order, Path, Query};
use crate::error::ApiError;

/// The longest query that Salesforce takes, in characters (Salesforce limits quick reference).
const LONGEST_QUERY: usize = 100_000;

/// How deep parentheses may nest here; keeps a hostile query from exhausting the stack.
const DEEPEST: usize = 64;

/// Words that end a list of names, so that they are no alias.
const KEYWORDS: [&str; 17] = [
    "FROM", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "USING", "AND",
    "OR", "ASC", "DESC", "NULLS", "UPDATE", "TYPEOF",
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

    pub(crate) fn at_word(&self, word: &str) -> bool {
        let token = self.peek();
        token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word)
    }

    pub(crate) fn accept_word(&mut self, word: &str) -> bool {
        let here = self.at_word(word);
        self.next += usize::from(here);
        here
    }

    pub(crate) fn word(&mut self, word: &str) -> Result<(), ApiError> {
        if self.accept_word(word) {
            return Ok(());
        }
        Err(self.unexpected())
    }

    pub(super) fn at_symbol(&self, symbol: &str) -> bool {
        let token = self.peek();
        token.kind == Kind::Symbol && token.text == symbol
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

    /// A name that is no keyword.
    fn name(&mut self) -> Result<Token<'q>, ApiError> {
        let token = self.peek();
        if token.kind != Kind::Word || is_keyword(token.text) {
            return Err(self.unexpected());
        }
        Ok(self.take())
    }

    fn alias(&mut self) -> Option<String> {
        let token = self.peek();
        let here = token.kind == Kind::Word && !is_keyword(token.text);
        here.then(|| self.take().text.to_owned())
    }

    pub(crate) fn path(&mut self) -> Result<Path, ApiError> {
        let first = self.name()?;
        let mut parts = vec![first.text.to_owned()];
        while self.accept(".") {
            // After a dot even a keyword is a name, as in `Account.Order`.
            let token = self.peek();
            if token.kind != Kind::Word {
                return Err(self.unexpected());
            }
            parts.push(self.take().text.to_owned());
        }
        Ok(Path { parts, offset: first.offset })
    }

    pub(crate) fn operand(&mut self) -> Result<Operand, ApiError> {
        let path = self.path()?;
        if path.parts.len() > 1 || !self.at_symbol("(") {
            return Ok(Operand::Field(path));
        }
        self.symbol("(")?;
        let argument = match self.at_symbol(")") {
            true => None,
            false => Some(self.path()?),
        };
        self.symbol(")")?;
        let name = path.parts.concat().to_ascii_uppercase();
        Ok(Operand::Function(name, argument, path.offset))
    }

    /// A query from `SELECT` on, up to the first token that belongs to no clause.
    pub(super) fn query(&mut self) -> Result<Query, ApiError> {
        self.word("SELECT")?;
        let mut items = vec![self.item()?];
        while self.accept(",") {
            items.push(self.item()?);
        }
        self.word("FROM")?;
        let from = self.path()?;
        self.accept_word("AS");
        let alias = self.alias();
        let scope = match self.accept_word("USING") {
            true => {
                self.word("SCOPE")?;
                Some(self.name()?.text.to_ascii_lowercase())
            }
            false => None,
        };
        let mut query = Query { items, alias, scope, ..Query::of_ids("") };
        query.from = from;
        self.clauses(&mut query)?;
        Ok(query)
    }

    /// The clauses after FROM; also those inside the parentheses of a SOSL object.
    pub(crate) fn clauses(&mut self, query: &mut Query) -> Result<(), ApiError> {
        if self.accept_word("WHERE") {
            query.condition = Some(self.condition()?);
        }
        if self.accept_word("WITH") {
            // SECURITY_ENFORCED, USER_MODE, SYSTEM_MODE: every user of the emulator sees everything.
            self.name()?;
        }
        if self.accept_word("GROUP") {
            self.word("BY")?;
            query.group_by.push(self.operand()?);
            while self.accept(",") {
                query.group_by.push(self.operand()?);
            }
        }
        if self.accept_word("HAVING") {
            query.having = Some(self.condition()?);
        }
        if self.accept_word("ORDER") {
            self.word("BY")?;
            query.order_by.push(self.order()?);
            while self.accept(",") {
                query.order_by.push(self.order()?);
            }
        }
        if self.accept_word("LIMIT") {
            query.limit = Some(self.count()?);
        }
        if self.accept_word("OFFSET") {
            query.offset = Some(self.count()?);
        }
        while self.accept_word("FOR") {
            let known = ["VIEW", "REFERENCE", "UPDATE"];
            if !known.iter().any(|purpose| self.accept_word(purpose)) {
                return Err(self.unexpected());
            }
        }
        Ok(())
    }

    /// An object of a SOSL search: its name and, in parentheses, fields and clauses.
    pub(crate) fn returning(&mut self) -> Result<Query, ApiError> {
        let from = self.path()?;
        let mut query = Query::of_ids(&from.parts.join("."));
        query.from = from;
        if self.accept("(") {
            query.items = vec![self.item()?];
            while self.accept(",") {
                query.items.push(self.item()?);
            }
            self.clauses(&mut query)?;
            self.symbol(")")?;
        }
        Ok(query)
    }

    fn item(&mut self) -> Result<Item, ApiError> {
        if self.at_symbol("(") {
            self.deeper()?;
            self.symbol("(")?;
            let query = self.query()?;
            self.symbol(")")?;
            self.depth -= 1;
            return Ok(Item::Children(Box::new(query)));
        }
        let operand = self.operand()?;
        if let Operand::Function(name, Some(argument), offset) = &operand
            && name == "FIELDS"
        {
            let set = match argument.parts.concat().to_ascii_uppercase().as_str() {
                "ALL" => FieldSet::All,
                "STANDARD" => FieldSet::Standard,
                "CUSTOM" => FieldSet::Custom,
                _ => return Err(self.unexpected()),
            };
            return Ok(Item::Fields(set, *offset));
        }
        let alias = self.alias();
        Ok(Item::Value(operand, alias))
    }

    fn order(&mut self) -> Result<Order, ApiError> {
        let operand = self.operand()?;
        let descending = !self.accept_word("ASC") && self.accept_word("DESC");
        let mut nulls_last = false;
        if self.accept_word("NULLS") {
            nulls_last = self.accept_word("LAST");
            if !nulls_last {
                self.word("FIRST")?;
            }
        }
        Ok(Order { operand, descending, nulls_last })
    }

    pub(crate) fn count(&mut self) -> Result<u64, ApiError> {
        let token = self.peek();
        match token.text.parse() {
            Ok(number) if token.kind == Kind::Number => {
                self.take();
                Ok(number)
            }
            _ => Err(self.unexpected()),
        }
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

fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}
