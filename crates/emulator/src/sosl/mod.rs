//! SOSL: searches an index that lags behind the records.

pub(crate) mod find;
pub(crate) mod parse;
pub(crate) mod split;
pub(crate) mod term;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::database::Database;
use crate::error::ApiError;
use crate::org::{Actor, Org};
use crate::soql;
use crate::soql::tree::Query;

/// The error of a search without a term in braces.
pub(crate) fn no_term() -> ApiError {
    malformed("No search term found. The search term must be enclosed in braces.")
}

fn malformed(message: &str) -> ApiError {
    ApiError::new(400, "MALFORMED_SEARCH", message)
}

/// Puts a term that did not come as SOSL between braces; a brace within it is escaped.
pub(crate) fn braced(term: &str) -> String {
    let mut braced = String::from("{");
    let mut characters = term.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => braced.extend(['\\', characters.next().unwrap_or('\\')]),
            '{' | '}' => braced.extend(['\\', character]),
            other => braced.push(other),
        }
    }
    braced.push('}');
    braced
}

/// Whether a text is a search, whatever objects and fields it names.
///
/// # Errors
/// `MALFORMED_SEARCH`, with the place where there is one; `QUERY_TOO_COMPLICATED` for deep nesting.
pub fn check_sosl(search: &str) -> Result<(), ApiError> {
    parse::parse(search).map(drop)
}

/// Runs a search; `version` (such as `v66.0`) goes into the URLs of the records.
pub(crate) fn run(
    org: &Org,
    database: &Database,
    actor: &Actor,
    text: &str,
    version: &str,
) -> Result<Vec<Value>, ApiError> {
    let search = parse::parse(text)?;
    let known_before =
        org.now() - i64::try_from(org.faults().search_index_lag_ms).unwrap_or(i64::MAX);
    let view = database.view(actor)?;
    let mut returning = search.returning;
    if returning.is_empty() {
        let searchable = view.objects().iter().filter(|object| object.searchable);
        returning.extend(searchable.map(|object| Query::of_ids(&object.name)));
    }
    if returning.len() > view.objects().len() {
        let message = "The search returns more objects than there are. Please name each once.";
        return Err(ApiError::new(400, "MALFORMED_SEARCH", message));
    }
    let mut found = Vec::new();
    for query in &returning {
        let name = query.from.text();
        let Some(object) = view.object(&name) else {
            return Err(soql::no_such_object(text, query.from.offset, &name));
        };
        let ids = match &search.term {
            Some(term) => find::ids(database, object, search.group, term, known_before)?,
            None => Vec::new(),
        };
        // Run even if nothing was found: a name that is wrong is wrong in any case.
        let options = soql::Options::api(version, false, None);
        found.extend(soql::among(org, database, actor, text, query, &ids, &options)?);
    }
    found.truncate(search.limit);
    Ok(found)
}
