//! Query errors in Salesforce's form: the fragment, a caret under the place, row and column, the message.

use crate::error::ApiError;

/// How much of the line is shown on either side of the place, in characters.
const SHOWN: usize = 60;

/// What Salesforce adds when a name is unknown.
pub(crate) const NAMES_HINT: &str =
    "Please reference your WSDL or the describe call for the appropriate names.";

/// An error at a byte offset of the query.
pub(crate) fn at(query: &str, offset: usize, code: &str, message: &str) -> ApiError {
    let before = query.get(..offset).unwrap_or(query);
    let row = before.matches('\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = query.get(line_start..).unwrap_or_default();
    let line: Vec<char> = line.chars().take_while(|character| *character != '\n').collect();
    let place = before.get(line_start..).map_or(0, |text| text.chars().count());
    let start = place.saturating_sub(SHOWN);
    let end = line.len().min(place + SHOWN);
    let fragment: String = line.get(start..end).unwrap_or_default().iter().collect();
    let caret = " ".repeat(place - start);
    let column = place + 1;
    ApiError::new(
        400,
        code,
        format!("\n{fragment}\n{caret}^\nERROR at Row:{row}:Column:{column}\n{message}"),
    )
}

/// A token that may not stand where it does.
pub(crate) fn unexpected(query: &str, token: &super::token::Token<'_>) -> ApiError {
    let message = format!("unexpected token: '{}'", token.text);
    at(query, token.offset, "MALFORMED_QUERY", &message)
}

/// A column that the object does not have.
pub(crate) fn no_such_column(query: &str, offset: usize, name: &str, object: &str) -> ApiError {
    let message = format!(
        "No such column '{name}' on entity '{object}'. If you are attempting to use a custom field, \
         be sure to append the '__c' after the custom field name. {NAMES_HINT}"
    );
    at(query, offset, "INVALID_FIELD", &message)
}

/// An object that the org does not have.
pub(crate) fn no_such_object(query: &str, offset: usize, name: &str) -> ApiError {
    let message = format!(
        "sObject type '{name}' is not supported. If you are attempting to use a custom object, \
         be sure to append the '__c' after the entity name. {NAMES_HINT}"
    );
    at(query, offset, "INVALID_TYPE", &message)
}

/// A relationship that the object does not have; `part` says where it stands.
pub(crate) fn no_such_relationship(
    query: &str,
    offset: usize,
    name: &str,
    part: &str,
    code: &str,
) -> ApiError {
    let message = format!(
        "Didn't understand relationship '{name}' in {part}. If you are attempting to use a custom relationship, \
         be sure to append the '__r' after the custom relationship name. {NAMES_HINT}"
    );
    at(query, offset, code, &message)
}
