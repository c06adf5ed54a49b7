//! The SELECT list: which columns to ask SQLite for, and how its rows become records.

use rusqlite::types::Value as SqlValue;

use super::resolve::{Column, Compiler, Scope, of_field};
use super::tree::{FieldSet, Item, Operand, Query};
use crate::error::ApiError;
use crate::schema::FieldType;

/// The largest LIMIT of a query with FIELDS(ALL) or FIELDS(CUSTOM) (SOQL reference).
const LARGEST_FIELDS_LIMIT: u64 = 200;

/// A compiled query.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<SqlValue>,
    pub(crate) shape: Shape,
}

/// What the rows mean.
#[derive(Debug)]
pub(crate) enum Shape {
    /// One row with one number.
    Count,
    /// Keys and types, in the order of the columns.
    Aggregate(Vec<(String, FieldType)>),
    /// The object, and its entries; column 0 is the id.
    Records(String, Vec<(String, Entry)>),
}

/// An entry of a record.
#[derive(Debug)]
pub(crate) enum Entry {
    /// The column's number and type.
    Value(usize, FieldType),
    /// The column of the parent's id, its object if fixed, and its entries.
    Parent(usize, Option<String>, Vec<(String, Entry)>),
    /// A query whose first parameter is the record's id.
    Children(Box<Plan>),
    /// The column of the id, the entries for each object that it may belong to, and those for any other.
    TypeOf(usize, Vec<(String, Vec<(String, Entry)>)>, Vec<(String, Entry)>),
}

/// The columns of a statement while it is put together.
pub(crate) struct Selection {
    columns: Vec<String>,
    pub(crate) entries: Vec<(String, Entry)>,
}

impl Selection {
    pub(crate) fn column(&mut self, sql: String) -> usize {
        self.columns.push(sql);
        self.columns.len() - 1
    }

    /// Puts a column under its parents; says whether it was not there before.
    pub(crate) fn add(&mut self, column: Column) -> bool {
        let mut parents = Vec::with_capacity(column.parents.len());
        for parent in &column.parents {
            parents.push((parent, self.column(parent.id_sql.clone())));
        }
        let value = Entry::Value(self.column(column.sql.clone()), column.kind);
        let mut entries = &mut self.entries;
        for (parent, id_column) in parents {
            let found = entries.iter().position(|(name, entry)| {
                *name == parent.name && matches!(entry, Entry::Parent(..))
            });
            let place = found.unwrap_or_else(|| {
                let entry = Entry::Parent(id_column, parent.object.clone(), Vec::new());
                entries.push((parent.name.clone(), entry));
                entries.len() - 1
            });
            match &mut entries[place].1 {
                Entry::Parent(_, _, inner) => entries = inner,
                Entry::Value(..) | Entry::Children(_) | Entry::TypeOf(..) => return false,
            }
        }
        if entries.iter().any(|(name, _)| *name == column.name) {
            return false;
        }
        entries.push((column.name, value));
        true
    }
}

impl<'a> Compiler<'a> {
    /// The columns of a query that yields records.
    pub(crate) fn record_items(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
    ) -> Result<(Vec<String>, Shape), ApiError> {
        let mut selection =
            Selection { columns: vec![format!("{}.\"Id\"", scope.alias)], entries: Vec::new() };
        for item in &query.items {
            match item {
                Item::Value(operand, alias) => {
                    let mut column = self.column(scope, operand)?;
                    if let Some(alias) = alias {
                        let Operand::Function(..) = operand else {
                            let message = "only aggregate expressions use field aliasing";
                            return Err(self.fault(operand.offset(), "MALFORMED_QUERY", message));
                        };
                        column.name.clone_from(alias);
                    }
                    self.add(&mut selection, column)?;
                }
                Item::Children(child) => {
                    let (name, plan) = self.children(scope.object, child)?;
                    selection.entries.push((name, Entry::Children(Box::new(plan))));
                }
                Item::TypeOf(type_of) => self.add_type_of(&mut selection, scope, type_of)?,
                Item::Fields(set, _) => {
                    self.add_fields(&mut selection, scope, query, *set)?;
                }
            }
        }
        let shape = Shape::Records(scope.object.name.clone(), selection.entries);
        Ok((selection.columns, shape))
    }

    fn add(&self, selection: &mut Selection, column: Column) -> Result<(), ApiError> {
        let name = column.name.clone();
        match selection.add(column) {
            true => Ok(()),
            false => {
                let message = format!("duplicate field selected: {name}");
                Err(ApiError::new(400, "INVALID_FIELD", message))
            }
        }
    }

    fn add_fields(
        &self,
        selection: &mut Selection,
        scope: &Scope<'a>,
        query: &Query,
        set: FieldSet,
    ) -> Result<(), ApiError> {
        let small = query.limit.is_some_and(|limit| limit <= LARGEST_FIELDS_LIMIT);
        if set != FieldSet::Standard && !small {
            let message = "The SOQL FIELDS function must have a LIMIT of at most 200";
            return Err(ApiError::new(400, "MALFORMED_QUERY", message));
        }
        for field in &scope.object.fields {
            let wanted = match set {
                FieldSet::All => true,
                FieldSet::Standard => !field.is_custom(),
                FieldSet::Custom => field.is_custom(),
            };
            if wanted {
                self.add(selection, of_field(field, &scope.alias, Vec::new()))?;
            }
        }
        Ok(())
    }
}
