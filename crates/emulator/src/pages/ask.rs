//! Asks the org by SOQL on behalf of the administrator, without spending its API allowance.

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::org::Org;

/// A row of an answer.
pub(super) type Row = Map<String, Value>;

/// Every row of a query.
pub(super) fn rows(org: &Org, query: &str) -> Result<Vec<Row>, ApiError> {
    let reply = org.query(&org.administrator(), query)?;
    let objects = reply.records.into_iter().filter_map(|record| match record {
        Value::Object(row) => Some(row),
        _ => None,
    });
    Ok(objects.collect())
}

/// How many records a `FROM …` clause finds.
pub(super) fn count(org: &Org, from: &str) -> Result<usize, ApiError> {
    let reply = org.query(&org.administrator(), &format!("SELECT COUNT() FROM {from}"))?;
    Ok(reply.total_size)
}

/// The name of a record, or its id if it has none; `None` if it does not exist.
pub(super) fn name(org: &Org, id: &str) -> Option<String> {
    let schema = org.schema();
    let object = schema.object_of_id(id)?;
    let Some(field) = object.name_field() else {
        return Some(id.to_owned());
    };
    let row = org.read(&object.name, id, &[&field.name]).ok()?;
    Some(text(&row, &field.name).unwrap_or(id).to_owned())
}

/// A text of a row, by a path such as `Account.Name`; `None` for null.
pub(super) fn text<'row>(row: &'row Row, path: &str) -> Option<&'row str> {
    value(row, path)?.as_str()
}

/// A value of a row, by a path such as `Account.Name`; `None` for null.
pub(super) fn value<'row>(row: &'row Row, path: &str) -> Option<&'row Value> {
    let mut steps = path.split('.');
    let mut value = row.get(steps.next()?)?;
    for step in steps {
        value = value.get(step)?;
    }
    (!value.is_null()).then_some(value)
}

/// A SOQL string literal.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// A SOQL pattern literal that finds `text` anywhere.
pub(super) fn containing(text: &str) -> String {
    let pattern = escaped(text).replace('%', "\\%").replace('_', "\\_");
    format!("'%{pattern}%'")
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .flat_map(|character| {
            let escape = matches!(character, '\\' | '\'').then_some('\\');
            escape.into_iter().chain([character])
        })
        .collect()
}
