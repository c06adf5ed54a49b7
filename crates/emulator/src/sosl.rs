//! SOSL: searches an index that lags behind the records. How real orgs split phone numbers into tokens is not
//! documented; here digits match digits, and long enough ends of numbers match each other.

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::Value;

use crate::database::Database;
use crate::error::ApiError;
use crate::org::{Actor, Org};
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object};
use crate::soql;
use crate::soql::parse::Parser;
use crate::soql::token::tokens;
use crate::soql::tree::Query;

/// The most rows of a search (SOSL reference).
const MOST_ROWS: usize = 2_000;

/// How many digits the end of a number needs to stand for the whole.
const SUFFIX_DIGITS: usize = 7;

/// The error of a search without a term in braces.
pub(crate) fn no_term() -> ApiError {
    malformed("No search term found. The search term must be enclosed in braces.")
}

fn malformed(message: &str) -> ApiError {
    ApiError::new(400, "MALFORMED_SEARCH", message)
}

/// A parsed search.
struct Search<'q> {
    term: String,
    /// `ALL`, `NAME`, `EMAIL`, `PHONE` or `SIDEBAR`.
    group: String,
    /// The text behind `RETURNING`, for errors.
    text: &'q str,
    returning: Vec<Query>,
    limit: usize,
}

/// Runs a search; `version` (such as `v66.0`) goes into the URLs of the records.
pub(crate) fn run(
    org: &Org,
    database: &Database,
    actor: &Actor,
    text: &str,
    version: &str,
) -> Result<Vec<Value>, ApiError> {
    let search = parse(text)?;
    let known_before =
        org.now() - i64::try_from(org.faults().search_index_lag_ms).unwrap_or(i64::MAX);
    let view = database.view(actor)?;
    let mut found = Vec::new();
    for query in &search.returning {
        let name = query.from.parts.join(".");
        let Some(object) = view.object(&name) else {
            let message = format!("sObject type '{name}' is not supported.");
            return Err(ApiError::new(400, "INVALID_TYPE", message));
        };
        let ids = matches(database, object, &search, known_before)?;
        if !ids.is_empty() {
            let options = soql::Options::api(version, false, None);
            found.extend(soql::among(org, database, actor, search.text, query, &ids, &options)?);
        }
    }
    found.truncate(search.limit);
    Ok(found)
}

fn parse(text: &str) -> Result<Search<'_>, ApiError> {
    let trimmed = text.trim_start();
    let find = trimmed.get(..4).filter(|word| word.eq_ignore_ascii_case("FIND"));
    let rest = match find {
        Some(_) => trimmed[4..].trim_start(),
        None => return Err(malformed("unexpected token: a search begins with FIND")),
    };
    let rest = rest.strip_prefix('{').ok_or_else(no_term)?;
    let (term, rest) = term(rest).ok_or_else(no_term)?;
    if term.chars().count() < 2 {
        let message = format!("search term must be longer than one character: {term}");
        return Err(malformed(&message));
    }
    let tokens = tokens(rest)?;
    let mut parser = Parser::new(rest, &tokens);
    let mut group = "ALL".to_owned();
    if parser.accept_word("IN") {
        group = parser.take().text.to_ascii_uppercase();
        if !["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"].contains(&group.as_str()) {
            return Err(malformed(&format!("unexpected token: {group}")));
        }
        parser.word("FIELDS")?;
    }
    let mut returning = Vec::new();
    if parser.accept_word("RETURNING") {
        returning.push(parser.returning()?);
        while parser.accept(",") {
            returning.push(parser.returning()?);
        }
    } else {
        for object in ["Account", "Contact", "Lead", "Opportunity", "Case", "User"] {
            returning.push(Query::of_ids(object));
        }
    }
    let limit = match parser.accept_word("LIMIT") {
        true => usize::try_from(parser.count()?).unwrap_or(MOST_ROWS),
        false => MOST_ROWS,
    };
    parser.end()?;
    Ok(Search { term, group, text: rest, returning, limit: limit.min(MOST_ROWS) })
}

/// The term up to the closing brace, without its escapes, and what follows.
fn term(text: &str) -> Option<(String, &str)> {
    let mut term = String::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '}' => return Some((term.trim().to_owned(), text.get(place + 1..)?)),
            '\\' => term.push(characters.next()?.1),
            other => term.push(other),
        }
    }
    None
}

/// The ids of the records that match, the most recently changed first.
fn matches(
    database: &Database,
    object: &Object,
    search: &Search<'_>,
    known_before: i64,
) -> Result<Vec<String>, ApiError> {
    let mut parameters = vec![SqlValue::Integer(known_before)];
    let mut conditions = Vec::new();
    for alternative in search.term.split(" OR ") {
        let alternative = alternative.trim().trim_matches('"');
        for field in &object.fields {
            if is_searched(field, &search.group)
                && let Some(condition) = condition(field, alternative, &mut parameters)
            {
                conditions.push(condition);
            }
        }
    }
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT \"Id\" FROM {} WHERE \"IsDeleted\" = 0 AND \"SystemModstamp\" <= ?1 AND ({}) \
         ORDER BY \"LastModifiedDate\" DESC, \"Id\" LIMIT {MOST_ROWS}",
        quoted(&object.name),
        conditions.join(" OR ")
    );
    let mut statement = database.connection.prepare_cached(&sql)?;
    let ids = statement.query_map(params_from_iter(&parameters), |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn is_searched(field: &Field, group: &str) -> bool {
    let named = field.name_field || matches!(field.name.as_str(), "FirstName" | "LastName");
    match group {
        "PHONE" => field.kind == FieldType::Phone,
        "EMAIL" => field.kind == FieldType::Email,
        "NAME" => named,
        _ => {
            named
                || matches!(field.kind, FieldType::Phone | FieldType::Email)
                || (field.kind == FieldType::String && field.flags.filterable)
        }
    }
}

fn condition(field: &Field, term: &str, parameters: &mut Vec<SqlValue>) -> Option<String> {
    let column = quoted(&field.name);
    let mut bind = |text: String| {
        parameters.push(SqlValue::Text(text));
        format!("?{}", parameters.len())
    };
    if field.kind == FieldType::Phone {
        let digits: String = term.chars().filter(char::is_ascii_digit).collect();
        if digits.len() < 2 {
            return None;
        }
        if term.ends_with('*') {
            let pattern = bind(format!("{digits}%"));
            return Some(format!("digits({column}) LIKE {pattern}"));
        }
        let long = digits.len() >= SUFFIX_DIGITS;
        let whole = bind(digits);
        let mut sql = format!("digits({column}) = {whole}");
        if long {
            sql.push_str(&format!(
                " OR digits({column}) LIKE '%' || {whole} \
                 OR (length(digits({column})) >= {SUFFIX_DIGITS} AND {whole} LIKE '%' || digits({column}))"
            ));
        }
        return Some(format!("({sql})"));
    }
    let words: Vec<String> = term
        .split_whitespace()
        .map(|word| {
            let pattern: String = word
                .chars()
                .flat_map(|character| match character {
                    '*' => vec!['%'],
                    '?' => vec!['_'],
                    '%' | '_' | '\\' => vec!['\\', character],
                    other => vec![other],
                })
                .collect();
            let pattern = bind(format!("% {pattern} %"));
            format!("' ' || {column} || ' ' LIKE {pattern} ESCAPE '\\'")
        })
        .collect();
    (!words.is_empty()).then(|| format!("({})", words.join(" AND ")))
}
