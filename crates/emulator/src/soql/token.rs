//! Splits a query into tokens, each with its place, so that every error can point at one.

use winnow::LocatingSlice;
use winnow::ascii::digit1;
use winnow::combinator::{alt, delimited, opt, repeat};
use winnow::prelude::*;
use winnow::stream::Location;
use winnow::token::{any, none_of, one_of, take_while};

use super::fault;
use crate::error::ApiError;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, a keyword or a date literal.
    Word,
    /// A string; the text excludes the quotes and still holds its escapes.
    Text,
    /// A number.
    Number,
    /// A date or a moment.
    Date,
    /// Punctuation or an operator.
    Symbol,
    /// The end of the query.
    End,
}

/// A token of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'q> {
    pub(crate) kind: Kind,
    pub(crate) text: &'q str,
    /// Byte offset in the query.
    pub(crate) offset: usize,
}

type Input<'q> = LocatingSlice<&'q str>;

/// Splits a query; the last token is always the end.
pub(crate) fn tokens(query: &str) -> Result<Vec<Token<'_>>, ApiError> {
    let mut input = LocatingSlice::new(query);
    let mut found = Vec::new();
    loop {
        skip_space(&mut input);
        let offset = input.current_token_start();
        if input.is_empty() {
            found.push(Token { kind: Kind::End, text: "<EOF>", offset });
            return Ok(found);
        }
        match token.parse_next(&mut input) {
            Ok((kind, text)) => found.push(Token { kind, text, offset }),
            Err(_) => return Err(unreadable(query, offset)),
        }
    }
}

fn skip_space(input: &mut Input<'_>) {
    // Zero characters are enough, so this cannot fail.
    let skipped: ModalResult<&str> = take_while(0.., char::is_whitespace).parse_next(input);
    debug_assert!(skipped.is_ok(), "white space of length zero always matches");
}

fn unreadable(query: &str, offset: usize) -> ApiError {
    let rest = query.get(offset..).unwrap_or_default();
    let message = match rest.chars().next() {
        Some('\'' | '"') => "Invalid string literal: the closing quote is missing".to_owned(),
        Some(other) => format!("unexpected char: '{other}'"),
        None => "unexpected token: '<EOF>'".to_owned(),
    };
    fault::at(query, offset, "MALFORMED_QUERY", &message)
}

fn token<'q>(input: &mut Input<'q>) -> ModalResult<(Kind, &'q str)> {
    alt((
        word.map(|text| (Kind::Word, text)),
        text.map(|text| (Kind::Text, text)),
        date.map(|text| (Kind::Date, text)),
        number.map(|text| (Kind::Number, text)),
        symbol.map(|text| (Kind::Symbol, text)),
    ))
    .parse_next(input)
}

fn word<'q>(input: &mut Input<'q>) -> ModalResult<&'q str> {
    (
        one_of(|character: char| character.is_alphabetic() || character == '_'),
        take_while(0.., |character: char| character.is_alphanumeric() || character == '_'),
    )
        .take()
        .parse_next(input)
}

fn text<'q>(input: &mut Input<'q>) -> ModalResult<&'q str> {
    alt((quoted::<'\''>, quoted::<'"'>)).parse_next(input)
}

fn quoted<'q, const QUOTE: char>(input: &mut Input<'q>) -> ModalResult<&'q str> {
    let characters = repeat::<_, _, (), _, _>(
        0..,
        alt((
            none_of(move |character: char| character == QUOTE || character == '\\').void(),
            ('\\', any).void(),
        )),
    );
    delimited(QUOTE, characters.take(), QUOTE).parse_next(input)
}

fn digits<'q>(count: usize) -> impl FnMut(&mut Input<'q>) -> ModalResult<&'q str> {
    move |input: &mut Input<'q>| {
        take_while(count..=count, |character: char| character.is_ascii_digit()).parse_next(input)
    }
}

fn date<'q>(input: &mut Input<'q>) -> ModalResult<&'q str> {
    let moment = (
        'T',
        take_while(1.., |character: char| {
            character.is_ascii_digit() || matches!(character, ':' | '.')
        }),
        opt(alt((
            one_of(['Z', 'z']).void(),
            (
                one_of(['+', '-']),
                take_while(1.., |character: char| character.is_ascii_digit() || character == ':'),
            )
                .void(),
        ))),
    );
    (digits(4), '-', digits(2), '-', digits(2), opt(moment)).take().parse_next(input)
}

fn number<'q>(input: &mut Input<'q>) -> ModalResult<&'q str> {
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1);
    (
        opt(one_of(['+', '-'])),
        alt(((digit1, opt(('.', opt(digit1)))).void(), ('.', digit1).void())),
        opt(exponent),
    )
        .take()
        .parse_next(input)
}

fn symbol<'q>(input: &mut Input<'q>) -> ModalResult<&'q str> {
    alt((
        alt(("!=", "<>", "<=", ">=")),
        one_of(['(', ')', ',', '.', ':', '=', '<', '>', '{', '}']).take(),
    ))
    .parse_next(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_places() {
        let found = tokens("SELECT Id\nFROM A WHERE b<=-1.5 AND c='it\\'s'").unwrap();
        let texts: Vec<&str> = found.iter().map(|token| token.text).collect();
        assert_eq!(
            texts,
            [
                "SELECT", "Id", "FROM", "A", "WHERE", "b", "<=", "-1.5", "AND", "c", "=", "it\\'s",
                "<EOF>"
            ]
        );
        assert_eq!(found[2].offset, 10);
    }

    #[test]
    fn dates_are_not_numbers() {
        let found = tokens("2024-11-07 2024-11-07T07:00:00.000+09:00 2024").unwrap();
        let kinds: Vec<Kind> = found.iter().map(|token| token.kind).collect();
        assert_eq!(kinds, [Kind::Date, Kind::Date, Kind::Number, Kind::End]);
    }

    #[test]
    fn says_what_it_cannot_read() {
        for (query, message) in
            [("SELECT 'a", "the closing quote is missing"), ("SELECT #", "unexpected char: '#'")]
        {
            let error = tokens(query).unwrap_err();
            assert!(error.message.ends_with(message), "{}", error.message);
            assert!(error.message.contains("ERROR at Row:1:Column:8"));
        }
    }
}
