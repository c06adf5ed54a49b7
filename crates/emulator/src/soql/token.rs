//! Splits a query into tokens, each with its place, so that every error can point at one.

use winnow::LocatingSlice;
use winnow::ascii::digit1;
use winnow::combinator::{alt, delimited, opt, repeat};
use winnow::prelude::*;
use winnow::stream::Location;
use winnow::token::{any, none_of, one_of, take_until, take_while};

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

impl Token<'_> {
    /// Whether it is a certain word, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is a certain symbol.
    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }
}

type Input<'q> = LocatingSlice<&'q str>;

/// Splits a query; the last token is always the end.
pub(crate) fn tokens(query: &str) -> Result<Vec<Token<'_>>, ApiError> {
    tokens_from(query, 0)
}

/// Splits what stands behind a byte offset.
pub(crate) fn tokens_from(query: &str, start: usize) -> Result<Vec<Token<'_>>, ApiError> {
    let mut input = LocatingSlice::new(query);
    if query.is_char_boundary(start) {
        input.next_slice(start);
    }
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

/// Skips white space and comments; a comment without an end stays.
fn skip_space(input: &mut Input<'_>) {
    let space = take_while(1.., char::is_whitespace).void();
    let line = ("//", take_while(0.., |character: char| character != '\n')).void();
    let block = ("/*", take_until(0.., "*/"), "*/").void();
    // Zero of them are enough, so this cannot fail.
    let skipped: ModalResult<()> = repeat(0.., alt((space, line, block))).parse_next(input);
    debug_assert!(skipped.is_ok(), "nothing at all always matches");
}

fn unreadable(query: &str, offset: usize) -> ApiError {
    let rest = query.get(offset..).unwrap_or_default();
    let found = rest.chars().next().unwrap_or(' ');
    let message = format!("unexpected token: '{found}'");
    if found == '\'' {
        return fault::of_grammar(query, offset, &message);
    }
    // What no token begins with is found before there is a query to quote from.
    let before = query.get(..offset).unwrap_or_default();
    let row = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|character| *character != '\n').count();
    ApiError::new(400, "MALFORMED_QUERY", format!("line {row}:{column} {message}"))
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
    let characters =
        repeat::<_, _, (), _, _>(0.., alt((none_of(['\'', '\\']).void(), ('\\', any).void())));
    delimited('\'', characters.take(), '\'').parse_next(input)
}

fn digits<'q>(count: usize) -> impl FnMut(&mut Input<'q>) -> ModalResult<&'q str> {
    move |input: &mut Input<'q>| {
        take_while(count..=count, |character: char| character.is_ascii_digit()).parse_next(input)
    }
}

fn date<'q>(input: &mut Input<'q>) -> ModalResult<&'q str> {
    let moment = (
        one_of(['T', 't']),
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
        for (query, message) in [
            ("SELECT 'a", "Row:1:Column:7\nunexpected token: '''"),
            ("SELECT #", "line 1:7 unexpected token: '#'"),
            ("SELECT /* a", "line 1:7 unexpected token: '/'"),
        ] {
            let error = tokens(query).unwrap_err();
            assert!(error.message.ends_with(message), "{}", error.message);
        }
    }

    #[test]
    fn comments_are_white_space() {
        let found = tokens("// a\nSELECT /* b */Id//c\n'// no' '/* no */'").unwrap();
        let texts: Vec<&str> = found.iter().map(|token| token.text).collect();
        assert_eq!(texts, ["SELECT", "Id", "// no", "/* no */", "<EOF>"]);
    }
}
