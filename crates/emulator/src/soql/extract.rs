//! Long results for bulk jobs: the ids of all rows at once, then rows by their ids, so that little is held in memory.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Row, params_from_iter};
use serde_json::Value;

use super::select::{Entry, Shape};
use super::statement::Among;
use super::tree::{Item, Operand, Query};
use super::{Asking, parse};
use crate::cell;
use crate::database::Database;
use crate::error::ApiError;
use crate::org::{Actor, Org};
use crate::schema::FieldType;

/// A query as a bulk job may ask it.
#[derive(Debug, Clone)]
pub(crate) struct Extract {
    text: String,
    all_rows: bool,
    /// The object behind FROM.
    pub(crate) object: String,
    /// The columns in the order of the SELECT list.
    pub(crate) columns: Vec<Column>,
}

/// A column of the result.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// The names from the record to the value.
    pub(crate) path: Vec<String>,
    /// The columns of the statement that hold the ids of the parents on the way.
    parents: Vec<usize>,
    /// The column of the statement that holds the value.
    place: usize,
    kind: FieldType,
}

impl Extract {
    /// Reads and checks a query; `all_rows` also finds deleted records.
    ///
    /// # Errors
    /// What is wrong with the query, and `API_ERROR` for what bulk queries do not support (Bulk API 2.0 guide).
    pub(crate) fn new(
        org: &Org,
        database: &Database,
        actor: &Actor,
        text: &str,
        all_rows: bool,
    ) -> Result<Self, ApiError> {
        let query = parse::parse(text)?;
        if query.items.iter().any(|item| matches!(item, Item::Children(_))) {
            return Err(unsupported("Aggregate Relationships"));
        }
        if query.items.iter().any(|item| matches!(item, Item::TypeOf(_))) {
            return Err(unsupported("TYPEOF"));
        }
        if !query.group_by.is_empty() {
            return Err(unsupported("Group By"));
        }
        if query.offset.is_some() {
            return Err(unsupported("Offset"));
        }
        let view = &*database.view(actor)?;
        let asking = Asking { org, database, view, actor };
        let plan = asking.plan(text, &query, all_rows, Among::Everything)?;
        let Shape::Records(object, entries) = plan.shape else {
            return Err(unsupported("Aggregate functions"));
        };
        let mut columns = Vec::new();
        leaves(&entries, &Default::default(), &mut columns);
        if columns.iter().any(|column| column.kind == FieldType::Address) {
            return Err(ApiError::new(
                400,
                "API_ERROR",
                "Selecting compound data not supported in Bulk Query",
            ));
        }
        columns.sort_by_key(|column| place(&query, column));
        Ok(Self { text: text.to_owned(), all_rows, object, columns })
    }

    /// The ids of all rows, 18 characters each, one behind the other.
    pub(crate) fn ids(
        &self,
        org: &Org,
        database: &Database,
        actor: &Actor,
    ) -> Result<String, ApiError> {
        let query = parse::parse(&self.text)?;
        let view = &*database.view(actor)?;
        let asking = Asking { org, database, view, actor };
        let plan = asking.plan(&self.text, &query, self.all_rows, Among::Everything)?;
        let mut statement = database.connection.prepare_cached(&plan.sql)?;
        let mut rows = statement.query(params_from_iter(&plan.parameters))?;
        let mut ids = String::new();
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_str().map_err(ApiError::internal)?;
            ids.push_str(id);
        }
        ids.shrink_to_fit();
        Ok(ids)
    }

    /// The rows with the given ids, in their order, whether or not they would still be found. `write` makes a text of the
    /// cells of each. Nothing is built in between: a large result has millions of cells.
    pub(crate) fn rows(
        &self,
        org: &Org,
        database: &Database,
        actor: &Actor,
        ids: &[String],
        mut write: impl FnMut(&[Cow<'_, str>]) -> String,
    ) -> Result<Vec<String>, ApiError> {
        let mut query = parse::parse(&self.text)?;
        query.condition = None;
        query.scope = None;
        query.order_by.clear();
        let view = &*database.view(actor)?;
        let asking = Asking { org, database, view, actor };
        let plan = asking.plan(&self.text, &query, true, Among::Page(ids))?;
        let places: HashMap<&str, usize> =
            ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
        let mut statement = database.connection.prepare_cached(&plan.sql)?;
        let mut found = statement.query(params_from_iter(&plan.parameters))?;
        let mut rows = Vec::with_capacity(ids.len());
        while let Some(row) = found.next()? {
            let id = row.get_ref(0)?.as_str().map_err(ApiError::internal)?;
            let cells: Result<Vec<_>, _> =
                self.columns.iter().map(|column| column.of(row)).collect();
            rows.push((places.get(id), write(&cells?)));
        }
        rows.sort_by_key(|(place, _)| *place);
        Ok(rows.into_iter().map(|(_, text)| text).collect())
    }
}

impl Column {
    /// The text of this column in a row; nothing if it or a parent is null.
    fn of<'r>(&self, row: &'r Row<'_>) -> Result<Cow<'r, str>, ApiError> {
        for parent in &self.parents {
            if row.get_ref(*parent)? == ValueRef::Null {
                return Ok(Cow::Borrowed(""));
            }
        }
        let cell = row.get_ref(self.place)?;
        if let (ValueRef::Text(text), false) = (cell, self.kind == FieldType::Address) {
            return Ok(String::from_utf8_lossy(text));
        }
        Ok(Cow::Owned(match cell::json(self.kind, cell) {
            Value::Null => String::new(),
            // Bulk results write moments with a Z where the other resources write an offset.
            Value::String(text) if self.kind == FieldType::Datetime => text.replace("+0000", "Z"),
            Value::String(text) => text,
            other => other.to_string(),
        }))
    }
}

fn unsupported(what: &str) -> ApiError {
    ApiError::new(400, "API_ERROR", format!("{what} not supported in Bulk Query"))
}

/// Collects the columns of entries, parents first to last; `above` are the names and the id columns of those.
fn leaves(
    entries: &[(String, Entry)],
    above: &(Vec<String>, Vec<usize>),
    columns: &mut Vec<Column>,
) {
    for (name, entry) in entries {
        let (mut path, mut parents) = above.clone();
        path.push(name.clone());
        match entry {
            Entry::Value(place, kind) => {
                columns.push(Column { path, parents, place: *place, kind: *kind });
            }
            Entry::Parent(id, _, inner) => {
                parents.push(*id);
                leaves(inner, &(path, parents), columns);
            }
            Entry::Children(_) | Entry::TypeOf(..) => {}
        }
    }
}

/// Where a column stands in the SELECT list; what `FIELDS()` stands for comes last.
fn place(query: &Query, column: &Column) -> usize {
    let found = query.items.iter().position(|item| match item {
        Item::Value(Operand::Field(path), _) => {
            // The object's name or alias may stand before the first name.
            let names = path.parts.get(path.parts.len().saturating_sub(column.path.len())..);
            let ends = names.is_some_and(|names| {
                names.len() == column.path.len()
                    && names.iter().zip(&column.path).all(|(a, b)| a.eq_ignore_ascii_case(b))
            });
            ends && path.parts.len() <= column.path.len() + 1
        }
        _ => false,
    });
    found.unwrap_or(usize::MAX)
}
