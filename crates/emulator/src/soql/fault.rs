//! Query errors in Salesforce's form: the fragment, a caret under the place, row and column, the message.

use super::token::Token;
use crate::error::ApiError;

/// How much is shown on either side of the place, in characters, before the fragment is widened to whole words.
const SHOWN: usize = 30;

/// What Salesforce adds when a name is unknown.
pub(crate) const NAMES_HINT: &str =
    "Please reference your WSDL or the describe call for the appropriate names.";

/// An error at a byte offset of the query; columns count from one.
pub(crate) fn at(query: &str, offset: usize, code: &str, message: &str) -> ApiError {
    let place = Place::of(query, offset);
    place.error(place.column, place.column + 1, code, message)
}

/// An error of the grammar at a byte offset of the query. Salesforce counts these columns from zero and sets the caret
/// one further left; an error at the very beginning it does not locate at all.
pub(crate) fn of_grammar(query: &str, offset: usize, message: &str) -> ApiError {
    let place = Place::of(query, offset);
    match place.column.checked_sub(1) {
        Some(caret) => place.error(caret, place.column, "MALFORMED_QUERY", message),
        None => ApiError::new(400, "MALFORMED_QUERY", message),
    }
}

/// Where an error is: its row and column from zero, and the line.
struct Place {
    row: usize,
    column: usize,
    line: Vec<char>,
}

impl Place {
    fn of(query: &str, offset: usize) -> Self {
        let before = query.get(..offset).unwrap_or(query);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = query.get(start..).unwrap_or_default();
        Self {
            row: before.matches('\n').count(),
            column: before.get(start..).map_or(0, |text| text.chars().count()),
            line: line.chars().take_while(|character| *character != '\n').collect(),
        }
    }

    fn error(&self, caret: usize, column: usize, code: &str, message: &str) -> ApiError {
        let ends_word = |place: usize| {
            self.line.get(place).is_none_or(|letter| letter.is_whitespace() || *letter == ',')
        };
        let mut start = caret.saturating_sub(SHOWN).min(self.line.len());
        while start > 0 && !ends_word(start - 1) {
            start -= 1;
        }
        let mut end = self.line.len().min(caret + SHOWN + 1);
        while !ends_word(end) {
            end += 1;
        }
        let fragment: String = self.line.get(start..end).unwrap_or_default().iter().collect();
        let indent = " ".repeat(caret - start);
        let row = self.row + 1;
        let message =
            format!("\n{fragment}\n{indent}^\nERROR at Row:{row}:Column:{column}\n{message}");
        ApiError::new(400, code, message)
    }
}

/// A token that may not stand where it does.
pub(crate) fn unexpected(query: &str, token: &Token<'_>) -> ApiError {
    of_grammar(query, token.offset, &format!("unexpected token: '{}'", token.text))
}

/// A query that asks for more than can be put together.
pub(crate) fn too_complicated() -> ApiError {
    let message =
        "Query is either selecting too many fields or the filter conditions are too complicated.";
    ApiError::new(400, "QUERY_TOO_COMPLICATED", message)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fragment_is_widened_to_whole_words() {
        let query = "SELECT Id, AnnualRevenue,BillingPostalCode, Industry, Nope, NumberOfEmployees, Website FROM Account";
        let error = at(query, 54, "INVALID_FIELD", "No such column");
        assert_eq!(
            error.message,
            "\nAnnualRevenue,BillingPostalCode, Industry, Nope, NumberOfEmployees, Website\n                                           ^\n\
             ERROR at Row:1:Column:55\nNo such column"
        );
    }

    #[test]
    fn the_grammar_counts_from_zero() {
        let error = of_grammar("SELECT Id, From Account", 11, "unexpected token: 'From'");
        assert_eq!(
            error.message,
            "\nSELECT Id, From Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'From'"
        );
        assert_eq!(of_grammar("q", 0, "unexpected token: 'q'").message, "unexpected token: 'q'");
        assert!(at("", 99, "X", "y").message.contains("Row:1:Column:1\n"));
    }
}
