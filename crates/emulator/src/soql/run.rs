//! Runs a compiled query and puts its rows into the shape of Salesforce's replies.

use std::collections::HashMap;

use rusqlite::types::Value as SqlValue;
use rusqlite::{Row, params_from_iter};
use serde_json::{Map, Value, json};

use super::select::{Entry, Plan, Shape};
use crate::cell;
use crate::database::Database;
use crate::error::ApiError;
use crate::schema::Schema;

/// The rows of a query: those of the first page, and the ids of all of them.
pub(crate) struct Rows {
    pub(crate) total: usize,
    pub(crate) records: Vec<Value>,
    /// Only filled when there are more rows than the page holds.
    pub(crate) ids: Vec<String>,
}

/// Where records come from, for the URLs in their attributes.
pub(crate) struct Reader<'a> {
    pub(crate) database: &'a Database,
    pub(crate) schema: &'a Schema,
    /// Such as `v66.0`.
    pub(crate) version: &'a str,
}

impl Reader<'_> {
    /// Runs a plan; builds at most `page` records.
    pub(crate) fn rows(&self, plan: &Plan, page: usize) -> Result<Rows, ApiError> {
        let mut statement = self.database.connection.prepare_cached(&plan.sql)?;
        let mut found = statement.query(params_from_iter(&plan.parameters))?;
        let mut rows = Rows { total: 0, records: Vec::new(), ids: Vec::new() };
        while let Some(row) = found.next()? {
            match &plan.shape {
                Shape::Count => {
                    let count: i64 = row.get(0)?;
                    rows.total = usize::try_from(count).unwrap_or(0);
                    return Ok(rows);
                }
                Shape::Aggregate(keys) => rows.records.push(aggregate(row, keys)?),
                Shape::Records(object, entries) => {
                    rows.ids.push(row.get(0)?);
                    if rows.records.len() < page {
                        rows.records.push(self.record(row, object, entries)?);
                    }
                }
            }
            rows.total += 1;
        }
        if rows.total == rows.records.len() {
            rows.ids.clear();
        }
        Ok(rows)
    }

    /// Runs a plan over one page of a kept result; the records come in the order of `ids`.
    pub(crate) fn page(&self, plan: &Plan, ids: &[String]) -> Result<Vec<Value>, ApiError> {
        let mut rows = self.rows(plan, usize::MAX)?;
        let places: HashMap<&str, usize> =
            ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
        let place_of = |record: &Value| {
            let url = record["attributes"]["url"].as_str().unwrap_or_default();
            let id = url.rsplit('/').next().unwrap_or_default();
            places.get(id).copied()
        };
        rows.records.sort_by_key(place_of);
        Ok(rows.records)
    }

    fn record(
        &self,
        row: &Row<'_>,
        object: &str,
        entries: &[(String, Entry)],
    ) -> Result<Value, ApiError> {
        let id: String = row.get(0)?;
        let mut record = Map::with_capacity(entries.len() + 1);
        record.insert("attributes".to_owned(), self.attributes(object, object, &id));
        self.fill(row, &id, entries, &mut record)?;
        Ok(Value::Object(record))
    }

    fn object_of(&self, id: &str) -> &str {
        let object = self.schema.object_of_id(id);
        object.map_or("Name", |object| object.name.as_str())
    }

    fn attributes(&self, kind: &str, object: &str, id: &str) -> Value {
        let version = self.version;
        json!({"type": kind, "url": format!("/services/data/{version}/sobjects/{object}/{id}")})
    }

    fn fill(
        &self,
        row: &Row<'_>,
        id: &str,
        entries: &[(String, Entry)],
        record: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        for (name, entry) in entries {
            let value = match entry {
                Entry::Value(column, kind) => cell::json(*kind, row.get_ref(*column)?),
                Entry::Parent(column, object, inner) => {
                    self.parent(row, id, *column, object.as_deref(), inner)?
                }
                Entry::Children(plan) => self.children(plan, id)?,
                Entry::TypeOf(column, cases, otherwise) => {
                    self.type_of(row, *column, cases, otherwise)?
                }
            };
            record.insert(name.clone(), value);
        }
        Ok(())
    }

    fn parent(
        &self,
        row: &Row<'_>,
        id: &str,
        column: usize,
        object: Option<&str>,
        entries: &[(String, Entry)],
    ) -> Result<Value, ApiError> {
        let Some(parent_id) = row.get::<_, Option<String>>(column)? else {
            return Ok(Value::Null);
        };
        let mut parent = Map::with_capacity(entries.len() + 1);
        let attributes = match object {
            Some(object) => self.attributes(object, object, &parent_id),
            // Behind a polymorphic reference stands the pseudo-object Name; the URL tells the real one.
            None => self.attributes("Name", self.object_of(&parent_id), &parent_id),
        };
        parent.insert("attributes".to_owned(), attributes);
        self.fill(row, id, entries, &mut parent)?;
        Ok(Value::Object(parent))
    }

    fn type_of(
        &self,
        row: &Row<'_>,
        column: usize,
        cases: &[(String, Vec<(String, Entry)>)],
        otherwise: &[(String, Entry)],
    ) -> Result<Value, ApiError> {
        let Some(id) = row.get::<_, Option<String>>(column)? else {
            return Ok(Value::Null);
        };
        let object = self.object_of(&id);
        let case = cases.iter().find(|(name, _)| name == object);
        let entries = match case {
            Some((_, entries)) => entries,
            None if otherwise.is_empty() => return Ok(Value::Null),
            None => otherwise,
        };
        let mut record = Map::with_capacity(entries.len() + 1);
        record.insert("attributes".to_owned(), self.attributes(object, object, &id));
        self.fill(row, &id, entries, &mut record)?;
        Ok(Value::Object(record))
    }

    fn children(&self, plan: &Plan, parent_id: &str) -> Result<Value, ApiError> {
        let mut statement = self.database.connection.prepare_cached(&plan.sql)?;
        let parent = SqlValue::Text(parent_id.to_owned());
        let parameters = std::iter::once(&parent).chain(plan.parameters.iter().skip(1));
        let mut found = statement.query(params_from_iter(parameters))?;
        let mut records = Vec::new();
        while let Some(row) = found.next()? {
            match &plan.shape {
                Shape::Records(object, entries) => {
                    records.push(self.record(row, object, entries)?);
                }
                Shape::Count | Shape::Aggregate(_) => {
                    return Err(ApiError::new(
                        400,
                        "MALFORMED_QUERY",
                        "a child query selects fields, not aggregates",
                    ));
                }
            }
        }
        if records.is_empty() {
            return Ok(Value::Null);
        }
        Ok(json!({"totalSize": records.len(), "done": true, "records": records}))
    }
}

fn aggregate(
    row: &Row<'_>,
    keys: &[(String, crate::schema::FieldType)],
) -> Result<Value, ApiError> {
    let mut record = Map::with_capacity(keys.len() + 1);
    record.insert("attributes".to_owned(), json!({"type": "AggregateResult"}));
    for (place, (key, kind)) in keys.iter().enumerate() {
        record.insert(key.clone(), cell::json(*kind, row.get_ref(place)?));
    }
    Ok(Value::Object(record))
}
