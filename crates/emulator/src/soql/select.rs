//! The SELECT list and the whole statement: what to ask SQLite, and how its rows become records.

use rusqlite::types::Value as SqlValue;

use super::condition::balanced;
use super::fault;
use super::function::is_aggregate;
use super::resolve::{Column, Compiler, Scope, of_field};
use super::tree::{FieldSet, Item, Operand, Order, Query};
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::schema::{FieldType, Object};

/// The largest OFFSET (SOQL reference).
const LARGEST_OFFSET: u64 = 2_000;

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
}

/// Among which records a query looks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Among<'i> {
    Everything,
    /// A page of a kept result, whose LIMIT and OFFSET are already applied.
    Page(&'i [String]),
    /// What a search found.
    Found(&'i [String]),
}

/// A condition (SQL) besides the query's own.
enum Own {
    Nothing,
    /// The ids that a search found; LIMIT and OFFSET still pick among them.
    Among(String),
    /// The ids of a page, which LIMIT and OFFSET have already picked.
    Page(String),
    /// The parent of a child query.
    ChildrenOf(String),
}

/// The columns of a statement while it is put together.
struct Selection {
    columns: Vec<String>,
    entries: Vec<(String, Entry)>,
}

impl Selection {
    fn column(&mut self, sql: String) -> usize {
        self.columns.push(sql);
        self.columns.len() - 1
    }

    /// Puts a column under its parents; says whether it was not there before.
    fn add(&mut self, column: Column) -> bool {
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
                Entry::Value(..) | Entry::Children(_) => return false,
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
    /// Compiles a whole query.
    pub(crate) fn plan(mut self, query: &Query, rows: Among<'_>) -> Result<Plan, ApiError> {
        let object = self.object(&query.from)?;
        let mut scope = self.scope(object, query.alias.as_deref());
        let own = match rows {
            Among::Everything => Own::Nothing,
            Among::Page(ids) => Own::Page(self.is_among(&scope, ids)),
            Among::Found(ids) => Own::Among(self.is_among(&scope, ids)),
        };
        self.statement(&mut scope, query, own)
    }

    fn is_among(&mut self, scope: &Scope<'a>, ids: &[String]) -> String {
        let ids = self.bind(serde_json::Value::from(ids).to_string());
        format!("{}.\"Id\" IN (SELECT value FROM json_each({ids}))", scope.alias)
    }

    /// Compiles the query of a child relationship; its first parameter is the parent's id.
    fn children(&self, parent: &'a Object, query: &Query) -> Result<(String, Plan), ApiError> {
        let name = query.from.parts.join(".");
        let Some((child, reference)) = self.schema.children(parent, &name) else {
            let part = "FROM part of query call";
            let offset = query.from.offset;
            return Err(fault::no_such_relationship(
                self.text,
                offset,
                &name,
                part,
                "INVALID_TYPE",
            ));
        };
        let mut inner = Compiler::new(
            self.schema,
            self.text,
            self.user_id,
            self.today,
            self.zone,
            self.all_rows,
        );
        let parent_id = inner.bind(SqlValue::Null);
        let mut scope = inner.scope(child, query.alias.as_deref());
        let own = format!("{}.{} = {parent_id}", scope.alias, quoted(&reference.name));
        let plan = inner.statement(&mut scope, query, Own::ChildrenOf(own))?;
        let name = reference.children.clone().unwrap_or(name);
        Ok((name, plan))
    }

    fn statement(
        mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        own: Own,
    ) -> Result<Plan, ApiError> {
        let is_count = matches!(
            query.items.as_slice(),
            [Item::Value(Operand::Function(name, None, _), None)] if name == "COUNT"
        );
        let aggregated = !query.group_by.is_empty()
            || query.items.iter().any(|item| {
                matches!(item, Item::Value(Operand::Function(name, ..), _) if is_aggregate(name))
            });
        let (columns, shape) = if is_count {
            (vec!["1".to_owned()], Shape::Count)
        } else if aggregated {
            self.aggregate_items(scope, query)?
        } else {
            self.record_items(scope, query)?
        };
        let filter = self.filter(scope, query)?;
        let filter = match &own {
            Own::Page(own) | Own::Among(own) | Own::ChildrenOf(own) => {
                balanced(&[own.clone(), filter], " AND ")
            }
            Own::Nothing => filter,
        };
        let group = self.group(scope, query)?;
        let order = match is_count {
            true => String::new(),
            false => self.order(scope, query, aggregated)?,
        };
        let limit = match own {
            Own::Page(_) => String::new(),
            Own::Nothing | Own::Among(_) | Own::ChildrenOf(_) => self.limit(query)?,
        };
        let mut sql = format!(
            "SELECT {} FROM {} WHERE {filter}{group}{order}{limit}",
            columns.join(", "),
            scope.tables_sql()
        );
        if is_count {
            sql = format!("SELECT count(*) FROM ({sql})");
        }
        Ok(Plan { sql, parameters: self.parameters, shape })
    }

    fn record_items(
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
                    let name = column.name.clone();
                    if !selection.add(column) {
                        let message = format!("duplicate field selected: {name}");
                        return Err(self.fault(operand.offset(), "INVALID_FIELD", &message));
                    }
                }
                Item::Children(child) => {
                    let (name, plan) = self.children(scope.object, child)?;
                    selection.entries.push((name, Entry::Children(Box::new(plan))));
                }
                Item::Fields(set, offset) => {
                    self.add_fields(&mut selection, scope, query, *set, *offset)?;
                }
            }
        }
        let shape = Shape::Records(scope.object.name.clone(), selection.entries);
        Ok((selection.columns, shape))
    }

    fn add_fields(
        &self,
        selection: &mut Selection,
        scope: &Scope<'a>,
        query: &Query,
        set: FieldSet,
        offset: usize,
    ) -> Result<(), ApiError> {
        let small = query.limit.is_some_and(|limit| limit <= LARGEST_FIELDS_LIMIT);
        if set != FieldSet::Standard && !small {
            let message = "The SOQL FIELDS function must have a LIMIT of at most 200";
            return Err(self.fault(offset, "MALFORMED_QUERY", message));
        }
        for field in &scope.object.fields {
            let wanted = match set {
                FieldSet::All => true,
                FieldSet::Standard => !field.is_custom(),
                FieldSet::Custom => field.is_custom(),
            };
            if wanted {
                // A field that was also named on its own stays where it was named.
                selection.add(of_field(field, &scope.alias, Vec::new()));
            }
        }
        Ok(())
    }

    fn aggregate_items(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
    ) -> Result<(Vec<String>, Shape), ApiError> {
        let mut grouped = Vec::new();
        for operand in &query.group_by {
            grouped.push(self.column(scope, operand)?.sql);
        }
        let mut columns = Vec::new();
        let mut keys: Vec<(String, FieldType)> = Vec::new();
        let mut unnamed = 0;
        for item in &query.items {
            let Item::Value(operand, alias) = item else {
                let message = "a grouped query selects fields and aggregates only";
                return Err(self.fault(query.from.offset, "MALFORMED_QUERY", message));
            };
            let column = self.column(scope, operand)?;
            if !column.aggregate && !grouped.contains(&column.sql) {
                let message = format!("Field must be grouped or aggregated: {}", column.name);
                return Err(self.fault(operand.offset(), "MALFORMED_QUERY", &message));
            }
            let key = match (alias, operand) {
                (Some(alias), _) => alias.clone(),
                (None, Operand::Field(_)) => column.name.clone(),
                (None, Operand::Function(..)) => {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                }
            };
            if keys.iter().any(|(taken, _)| *taken == key) {
                let message = format!("duplicate alias: {key}");
                return Err(self.fault(operand.offset(), "MALFORMED_QUERY", &message));
            }
            keys.push((key, column.kind));
            columns.push(column.sql);
        }
        Ok((columns, Shape::Aggregate(keys)))
    }

    fn group(&mut self, scope: &mut Scope<'a>, query: &Query) -> Result<String, ApiError> {
        let mut columns = Vec::with_capacity(query.group_by.len());
        for operand in &query.group_by {
            let column = self.column(scope, operand)?;
            if !column.groupable {
                let message = format!("field '{}' can not be grouped in a query call", column.name);
                return Err(self.fault(operand.offset(), "INVALID_FIELD", &message));
            }
            columns.push(column.sql);
        }
        let mut sql = match columns.is_empty() {
            true => String::new(),
            false => format!(" GROUP BY {}", columns.join(", ")),
        };
        if let Some(having) = &query.having {
            let having = self.condition(scope, having)?;
            sql.push_str(" HAVING ");
            sql.push_str(&having);
        }
        Ok(sql)
    }

    fn order(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        aggregated: bool,
    ) -> Result<String, ApiError> {
        let mut terms = Vec::with_capacity(query.order_by.len() + 1);
        for order in &query.order_by {
            terms.push(self.order_term(scope, order)?);
        }
        if !aggregated {
            // Without it, pages and ties would depend on SQLite's plan.
            terms.push(format!("{}.\"Id\"", scope.alias));
        }
        Ok(match terms.is_empty() {
            true => String::new(),
            false => format!(" ORDER BY {}", terms.join(", ")),
        })
    }

    fn order_term(&mut self, scope: &mut Scope<'a>, order: &Order) -> Result<String, ApiError> {
        let column = self.column(scope, &order.operand)?;
        if !column.sortable {
            let message = format!("field '{}' can not be sorted in a query call", column.name);
            return Err(self.fault(order.operand.offset(), "INVALID_FIELD", &message));
        }
        let direction = if order.descending { " DESC" } else { "" };
        // Named only where nulls can be: SQLite sorts by an index when they are not.
        let nulls = match (column.nillable, order.nulls_last) {
            (false, _) => "",
            (true, true) => " NULLS LAST",
            (true, false) => " NULLS FIRST",
        };
        Ok(format!("{}{direction}{nulls}", column.sql))
    }

    fn limit(&self, query: &Query) -> Result<String, ApiError> {
        let skipped = query.offset.unwrap_or(0);
        if skipped > LARGEST_OFFSET {
            let message = "Maximum SOQL offset allowed is 2000";
            return Err(self.fault(query.from.offset, "NUMBER_OUTSIDE_VALID_RANGE", message));
        }
        let most = query.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        Ok(match (most, skipped) {
            (-1, 0) => String::new(),
            (most, skipped) => format!(" LIMIT {most} OFFSET {skipped}"),
        })
    }
}
