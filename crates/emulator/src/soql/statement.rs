//! The whole statement: what to ask SQLite for a query, a page of it, the children of a record, or what a search found.

use rusqlite::types::Value as SqlValue;

use super::condition::balanced;
use super::fault;
use super::function::aggregates;
use super::resolve::{Compiler, Scope};
use super::select::{Plan, Shape};
use super::tree::{Item, Operand, Order, Query};
use crate::error::ApiError;
use crate::schema::Object;
use crate::schema::table::quoted;

/// How many parents a query may draw on (SOQL reference, "Understanding Relationship Query Limitations").
const MOST_PARENTS: usize = 55;

/// How many child queries a query may have (SOQL reference, "Understanding Relationship Query Limitations").
const MOST_CHILDREN: usize = 20;

/// How many fields ORDER BY takes (SOQL reference, "ORDER BY"); GROUP BY is held to the same.
const MOST_SORTED: usize = 32;

/// How many columns SQLite yields, less a few for ids.
const MOST_COLUMNS: usize = 1_900;

/// The largest OFFSET (SOQL reference).
const LARGEST_OFFSET: u64 = 2_000;

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
pub(crate) enum Own {
    Nothing,
    /// The ids that a search found; LIMIT and OFFSET still pick among them.
    Among(String),
    /// The ids of a page, which LIMIT and OFFSET have already picked.
    Page(String),
    /// The parent of a child query.
    ChildrenOf(String),
}

impl<'a> Compiler<'a> {
    /// Compiles a whole query.
    pub(crate) fn plan(mut self, query: &Query, rows: Among<'_>) -> Result<Plan, ApiError> {
        let object = self.object(&query.from)?;
        let mut scope = self.scope(object, query);
        let own = match rows {
            Among::Everything => Own::Nothing,
            Among::Page(ids) => Own::Page(self.is_among(&scope, ids)),
            Among::Found(ids) => Own::Among(self.is_among(&scope, ids)),
        };
        self.statement(&mut scope, query, &own)
    }

    fn is_among(&mut self, scope: &Scope<'a>, ids: &[String]) -> String {
        let ids = self.bind(serde_json::Value::from(ids).to_string());
        format!("{}.\"Id\" IN (SELECT value FROM json_each({ids}))", scope.alias)
    }

    /// Compiles the query of a child relationship; its first parameter is the parent's id.
    pub(crate) fn children(
        &self,
        parent: &'a Object,
        query: &Query,
    ) -> Result<(String, Plan), ApiError> {
        // `FROM Account.Contacts` is the same as `FROM Contacts`.
        let name = match query.from.parts.as_slice() {
            [own, name] if own.eq_ignore_ascii_case(&parent.name) => name.clone(),
            _ => query.from.text(),
        };
        let Some((child, reference)) = self.setting.schema.children(parent, &name) else {
            let (text, part) = (self.setting.text, "FROM part of query call");
            let offset = query.from.offset;
            return Err(fault::no_such_relationship(text, offset, &name, part, "INVALID_TYPE"));
        };
        let mut inner = Compiler::new(self.setting);
        let parent_id = inner.bind(SqlValue::Null);
        let mut scope = inner.scope(child, query);
        let own = format!("{}.{} = {parent_id}", scope.alias, quoted(&reference.name));
        let plan = inner.statement(&mut scope, query, &Own::ChildrenOf(own))?;
        let Shape::Records(..) = plan.shape else {
            let message = "only root queries support aggregate expressions";
            return Err(ApiError::new(400, "MALFORMED_QUERY", message));
        };
        let name = reference.children.clone().unwrap_or(name);
        Ok((name, plan))
    }

    fn statement(
        mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        own: &Own,
    ) -> Result<Plan, ApiError> {
        let is_count = matches!(
            query.items.as_slice(),
            [Item::Value(operand, _)] if operand.is_bare_count()
        );
        let terms = query.order_by.len().max(query.group_by.len());
        let children = query.items.iter().filter(|item| matches!(item, Item::Children(_))).count();
        if terms > MOST_SORTED || query.items.len() > MOST_COLUMNS || children > MOST_CHILDREN {
            return Err(fault::too_complicated());
        }
        let (sql, shape) = if is_count {
            self.count_statement(scope, query, own)?
        } else if is_grouped(query) {
            self.grouped_statement(scope, query, own)?
        } else {
            self.record_statement(scope, query, own)?
        };
        if scope.parents() > MOST_PARENTS {
            return Err(fault::too_complicated());
        }
        Ok(Plan { sql, parameters: self.parameters, shape })
    }

    fn count_statement(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        own: &Own,
    ) -> Result<(String, Shape), ApiError> {
        if !query.group_by.is_empty() || query.having.is_some() {
            let message = "a grouped query counts by COUNT(Id), not by COUNT()";
            return Err(self.fault(query.from.offset, "MALFORMED_QUERY", message));
        }
        let filter = self.own_filter(scope, query, own)?;
        let limit = self.limit(query)?;
        let from = scope.tables_sql();
        let sql = match limit.is_empty() {
            true => format!("SELECT count(*) FROM {from} WHERE {filter}"),
            false => format!("SELECT count(*) FROM (SELECT 1 FROM {from} WHERE {filter}{limit})"),
        };
        Ok((sql, Shape::Count))
    }

    fn record_statement(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        own: &Own,
    ) -> Result<(String, Shape), ApiError> {
        let (columns, shape) = self.record_items(scope, query)?;
        if columns.len() > MOST_COLUMNS {
            return Err(fault::too_complicated());
        }
        let filter = self.own_filter(scope, query, own)?;
        let order = self.order(scope, query)?;
        let limit = match own {
            Own::Page(_) => String::new(),
            Own::Nothing | Own::Among(_) | Own::ChildrenOf(_) => self.limit(query)?,
        };
        let sql = format!(
            "SELECT {} FROM {} WHERE {filter}{order}{limit}",
            columns.join(", "),
            scope.tables_sql()
        );
        Ok((sql, shape))
    }

    /// WHERE with the condition besides the query's own.
    pub(crate) fn own_filter(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        own: &Own,
    ) -> Result<String, ApiError> {
        let filter = self.filter(scope, query)?;
        Ok(match own {
            Own::Page(own) | Own::Among(own) | Own::ChildrenOf(own) => {
                balanced(&[own.clone(), filter], " AND ")
            }
            Own::Nothing => filter,
        })
    }

    fn order(&mut self, scope: &mut Scope<'a>, query: &Query) -> Result<String, ApiError> {
        let mut terms = Vec::with_capacity(query.order_by.len() + 1);
        for order in &query.order_by {
            terms.push(self.order_term(scope, order)?);
        }
        // Without it, pages and ties would depend on SQLite's plan.
        terms.push(format!("{}.\"Id\"", scope.alias));
        Ok(format!(" ORDER BY {}", terms.join(", ")))
    }

    pub(crate) fn order_term(
        &mut self,
        scope: &mut Scope<'a>,
        order: &Order,
    ) -> Result<String, ApiError> {
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

    pub(crate) fn limit(&self, query: &Query) -> Result<String, ApiError> {
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

/// Whether a query makes one row of many.
fn is_grouped(query: &Query) -> bool {
    let aggregated =
        |operand: &Operand| matches!(operand, Operand::Function(function) if aggregates(function));
    !query.group_by.is_empty()
        || query
            .items
            .iter()
            .any(|item| matches!(item, Item::Value(operand, _) if aggregated(operand)))
        || query.order_by.iter().any(|order| aggregated(&order.operand))
}
