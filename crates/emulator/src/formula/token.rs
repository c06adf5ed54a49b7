//! Splits a formula into tokens.

use winnow::ascii::digit1;
use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::prelude::*;
use winnow::token::{any, none_of, one_of, take_until, take_while};

use super::FormulaError;

/// A token of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A field, a function or a constant such as `TRUE`.
    Word(String),
    /// A text constant, its escapes resolved.
    Text(String),
    Number(f64),
    Symbol(String),
}

impl Token {
    /// The token as it stands in an error.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Text(text) => format!("\"{text}\""),
            Self::Number(number) => number.to_string(),
            Self::Symbol(symbol) => symbol.clone(),
        }
    }
}

/// Splits a formula; comments between `/*` and `*/` are left out.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FormulaError> {
    let mut input = text;
    let mut found = Vec::new();
    loop {
        if space.parse_next(&mut input).is_err() {
            return Err(FormulaError::new("Syntax error. Missing '*/'"));
        }
        let Some(first) = input.chars().next() else {
            return Ok(found);
        };
        match token.parse_next(&mut input) {
            Ok(token) => found.push(token),
            Err(_) if matches!(first, '"' | '\'') => {
                return Err(FormulaError(format!("Syntax error. Missing {first}")));
            }
            Err(_) => return Err(FormulaError(format!("Syntax error. Found '{first}'"))),
        }
    }
}

fn space(input: &mut &str) -> ModalResult<()> {
    let blank = take_while(1.., char::is_whitespace).void();
    let comment = delimited("/*", take_until(0.., "*/"), "*/").void();
    repeat::<_, (), (), _, _>(0.., alt((comment, blank))).parse_next(input)?;
    match input.starts_with("/*") {
        true => Err(winnow::error::ErrMode::Cut(winnow::error::ContextError::new())),
        false => Ok(()),
    }
}

fn token(input: &mut &str) -> ModalResult<Token> {
    alt((quoted('"'), quoted('\''), number, word, symbol)).parse_next(input)
}

/// Text between quotes; a backslash keeps the character behind it.
fn quoted<'i>(
    quote: char,
) -> impl Parser<&'i str, Token, winnow::error::ErrMode<winnow::error::ContextError>> {
    let escaped = preceded('\\', any).map(|character| match character {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    });
    let character = alt((escaped, none_of(['\\', quote])));
    delimited(quote, repeat(0.., character), quote).map(Token::Text)
}

fn number(input: &mut &str) -> ModalResult<Token> {
    alt(((digit1, opt(('.', digit1))).take(), ('.', digit1).take()))
        .parse_to()
        .map(Token::Number)
        .parse_next(input)
}

/// A name with its dots: `Phone`, `Account.Name`, `$User.Id`, `Owner:User.Name`.
fn word(input: &mut &str) -> ModalResult<Token> {
    let first = one_of(|character: char| character.is_alphabetic() || "$_".contains(character));
    let rest =
        take_while(0.., |character: char| character.is_alphanumeric() || "_.:".contains(character));
    (first, rest).take().map(|word: &str| Token::Word(word.to_owned())).parse_next(input)
}

fn symbol(input: &mut &str) -> ModalResult<Token> {
    let two = alt(("||", "&&", "==", "<>", "!=", "<=", ">="));
    alt((two.map(known), one_symbol)).parse_next(input)
}

fn known(symbol: &str) -> Token {
    Token::Symbol(symbol.to_owned())
}

fn one_symbol(input: &mut &str) -> ModalResult<Token> {
    one_of(['(', ')', ',', '=', '<', '>', '&', '+', '-', '*', '/', '^', '!'])
        .take()
        .map(known)
        .parse_next(input)
}
