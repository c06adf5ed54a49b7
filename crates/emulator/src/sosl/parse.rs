//! The grammar of a search around its term (SOSL reference, "SOSL Syntax").

use super::term::{self, Term};
use super::{malformed, no_term};
use crate::error::ApiError;
use crate::soql::parse::Parser;
use crate::soql::token::tokens_from;
use crate::soql::tree::Query;

/// The most rows of a search (SOSL reference).
pub(crate) const MOST_ROWS: usize = 2_000;

/// The longest search text, in characters, that finds anything (SOSL reference).
const LONGEST_TERM: usize = 10_000;

/// Which fields are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    All,
    Name,
    Email,
    Phone,
    Sidebar,
}

/// A parsed search.
#[derive(Debug)]
pub(crate) struct Search {
    /// `None` if the text is too long to find anything.
    pub(crate) term: Option<Term>,
    pub(crate) group: Group,
    /// The objects to return; empty if the search names none.
    pub(crate) returning: Vec<Query>,
    pub(crate) limit: usize,
}

/// Reads a whole search.
///
/// # Errors
/// `MALFORMED_SEARCH`, with the place where there is one.
pub(crate) fn parse(text: &str) -> Result<Search, ApiError> {
    let (term, start) = find(text)?;
    let term = match term.chars().count() > LONGEST_TERM {
        true => None,
        false => Some(term::parse(&term)?),
    };
    rest(text, start, term).map_err(|error| match error.code.as_str() {
        "MALFORMED_QUERY" => ApiError { code: "MALFORMED_SEARCH".to_owned(), ..error },
        _ => error,
    })
}

/// The text between the braces, its escapes still in it but for that of a brace, and where the rest begins.
fn find(text: &str) -> Result<(String, usize), ApiError> {
    let after = without_comments(text);
    let word = after.get(..4).filter(|word| word.eq_ignore_ascii_case("FIND"));
    if word.is_none() {
        let first = after.split_whitespace().next().unwrap_or("<EOF>");
        return Err(malformed(&format!("unexpected token: {first}")));
    }
    let after = after[4..].trim_start();
    let inside = after.strip_prefix('{').ok_or_else(no_term)?;
    let mut term = String::new();
    let mut characters = inside.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '}' => return Ok((term, text.len() - inside.len() + place + 1)),
            '\\' => match characters.next() {
                Some((_, brace @ ('{' | '}'))) => term.push(brace),
                Some((_, other)) => term.extend(['\\', other]),
                None => return Err(no_term()),
            },
            other => term.push(other),
        }
    }
    Err(no_term())
}

/// The text behind white space and comments.
fn without_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        let behind = match text.strip_prefix("//") {
            Some(comment) => comment.split_once('\n').map(|(_, behind)| behind),
            None => text
                .strip_prefix("/*")
                .and_then(|comment| comment.split_once("*/"))
                .map(|(_, behind)| behind),
        };
        match behind {
            Some(behind) => text = behind,
            None => return text,
        }
    }
}

fn rest(text: &str, start: usize, term: Option<Term>) -> Result<Search, ApiError> {
    let tokens = tokens_from(text, start)?;
    let mut parser = Parser::new(text, &tokens);
    let mut search = Search { term, group: Group::All, returning: Vec::new(), limit: MOST_ROWS };
    if parser.accept_word("IN") {
        search.group = match parser.one_of(&["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"])? {
            "NAME" => Group::Name,
            "EMAIL" => Group::Email,
            "PHONE" => Group::Phone,
            "SIDEBAR" => Group::Sidebar,
            _ => Group::All,
        };
        parser.word("FIELDS")?;
    }
    while parser.accept_word("RETURNING") {
        search.returning.extend(parser.list(Parser::returning)?);
    }
    while parser.accept_word("WITH") {
        with(&mut parser)?;
    }
    if parser.accept_word("USING") {
        parser.one_of(&["PHRASE", "ADVANCED"])?;
        parser.word("SEARCH")?;
    }
    if parser.accept_word("LIMIT") {
        let limit = usize::try_from(parser.count()?).unwrap_or(MOST_ROWS);
        search.limit = limit.min(MOST_ROWS);
    }
    if parser.accept_word("OFFSET") {
        parser.count()?;
    }
    parser.tracking()?;
    parser.end()?;
    Ok(search)
}

/// What follows `WITH`. The org has no divisions, networks, articles or price books, so that none of it narrows a search.
fn with(parser: &mut Parser<'_, '_>) -> Result<(), ApiError> {
    const KINDS: [&str; 8] = [
        "DATA",
        "DIVISION",
        "HIGHLIGHT",
        "METADATA",
        "NETWORK",
        "PRICEBOOKID",
        "SNIPPET",
        "SPELL_CORRECTION",
    ];
    match parser.one_of(&KINDS)? {
        "DATA" => parser.data_category(),
        "HIGHLIGHT" => Ok(()),
        "SNIPPET" => {
            if parser.accept("(") {
                parser.word("target_length")?;
                parser.symbol("=")?;
                parser.count()?;
                parser.symbol(")")?;
            }
            Ok(())
        }
        "NETWORK" if parser.accept_word("IN") => {
            parser.symbol("(")?;
            parser.list(Parser::literal)?;
            parser.symbol(")")
        }
        _ => {
            parser.symbol("=")?;
            parser.literal().map(drop)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_language_is_read() {
        for text in [
            "// who calls\nFIND {ann \\} bee} IN Sidebar Fields",
            "find {555 0123} in phone fields returning Contact, Lead(Id, Name n USING ListView = Mine WHERE IsConverted = false ORDER BY Name DESC NULLS LAST LIMIT 5 OFFSET 2) limit 3",
            "FIND {acme} RETURNING Account(FIELDS(ALL)) WITH HIGHLIGHT USING PHRASE SEARCH LIMIT 1",
            "FIND {acme} WITH NETWORK IN ('a', 'b') WITH DIVISION = 'x' WITH SNIPPET (target_length=120) WITH SPELL_CORRECTION = false",
            "FIND {acme} RETURNING Nope__kav WITH DATA CATEGORY Geo__c AT a__c AND Kind__c BELOW b__c UPDATE VIEWSTAT",
            "FIND {acme} RETURNING Nope__c(Id WHERE DISTANCE(p__c, GEOLOCATION(37,122), 'mi') < 5) WITH METADATA='LABELS' WITH PricebookId = 'x'",
        ] {
            if let Err(error) = parse(text) {
                panic!("{text}: {}", error.message);
            }
        }
    }

    #[test]
    fn what_is_no_search_is_refused() {
        for (text, message) in [
            ("555", "unexpected token: 555"),
            ("FIND 555", "No search term found. The search term must be enclosed in braces."),
            ("FIND {acme", "No search term found. The search term must be enclosed in braces."),
            ("FIND {a}", "search term must be longer than one character: a"),
            (
                "FIND {acme} IN COMPANY FIELDS",
                "\nFIND {acme} IN COMPANY FIELDS\n              ^\nERROR at Row:1:Column:15\nunexpected token: 'COMPANY'",
            ),
            ("FIND {acme} #", "line 1:12 unexpected token: '#'"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.code.as_str(), error.message.as_str()),
                ("MALFORMED_SEARCH", message)
            );
        }
    }
}
