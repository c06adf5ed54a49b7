//! Grouped queries: aggregates, GROUP BY, HAVING, and the subtotals of ROLLUP and CUBE.

use super::resolve::{Column, Compiler, Scope};
use super::select::Shape;
use super::statement::Own;
use super::tree::{Item, Operand, Order, Query, Subtotals};
use crate::error::ApiError;
use crate::schema::FieldType;

/// How many fields subtotals may be built from (SOQL reference, "GROUP BY ROLLUP").
const MOST_ROLLED: usize = 3;

impl<'a> Compiler<'a> {
    /// The columns of a query that groups or aggregates.
    pub(crate) fn aggregate_items(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
    ) -> Result<(Vec<String>, Shape), ApiError> {
        let mut grouped = Vec::new();
        for operand in &query.group_by {
            grouped.push(self.whole_column(scope, operand)?.sql);
        }
        let mut columns = Vec::new();
        let mut keys: Vec<(String, FieldType)> = Vec::new();
        let mut unnamed = 0;
        for item in &query.items {
            let Item::Value(operand, alias) = item else {
                let message = "a grouped query selects fields and aggregates only";
                return Err(self.fault(query.from.offset, "MALFORMED_QUERY", message));
            };
            let column = self.grouped(scope, operand, &grouped, "Field")?;
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

    /// A column that is either a group or made of many rows.
    fn grouped(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
        groups: &[String],
        what: &str,
    ) -> Result<Column, ApiError> {
        let whole = self.whole_column(scope, operand)?;
        // What is computed from a group, such as FORMAT(Status), holds the group's SQL.
        let computed = matches!(operand, Operand::Function(_))
            && groups.iter().any(|group| whole.sql.contains(group.as_str()));
        if !whole.aggregate && !computed && !groups.contains(&whole.sql) {
            let message = format!("{what} must be grouped or aggregated: {}", whole.name);
            return Err(self.fault(operand.offset(), "MALFORMED_QUERY", &message));
        }
        self.column(scope, operand)
    }

    /// SQL of the groups, and the terms of ORDER BY over them.
    fn groups(&mut self, scope: &mut Scope<'a>, query: &Query) -> Result<Vec<String>, ApiError> {
        let mut columns = Vec::with_capacity(query.group_by.len());
        for operand in &query.group_by {
            let column = self.whole_column(scope, operand)?;
            if !column.groupable || column.aggregate {
                let message = format!("field '{}' can not be grouped in a query call", column.name);
                return Err(self.fault(operand.offset(), "INVALID_FIELD", &message));
            }
            columns.push(column.sql);
        }
        Ok(columns)
    }

    fn having(&mut self, scope: &mut Scope<'a>, query: &Query) -> Result<String, ApiError> {
        let Some(having) = &query.having else {
            return Ok(String::new());
        };
        self.in_having = true;
        let sql = self.condition(scope, having);
        self.in_having = false;
        Ok(format!(" HAVING {}", sql?))
    }

    /// The statement of a grouped query.
    pub(crate) fn grouped_statement(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        own: &Own,
    ) -> Result<(String, Shape), ApiError> {
        if query.group_by.is_empty() && query.limit.is_some() {
            let message =
                "Non-grouped query that uses overall aggregate functions cannot also use LIMIT";
            return Err(ApiError::new(400, "MALFORMED_QUERY", message));
        }
        let groups = self.groups(scope, query)?;
        for order in &query.order_by {
            self.grouped(scope, &order.operand, &groups, "Ordered field")?;
        }
        if query.subtotals != Subtotals::None {
            return self.subtotals(scope, query, own, &groups);
        }
        let (columns, shape) = self.aggregate_items(scope, query)?;
        let filter = self.own_filter(scope, query, own)?;
        let group = match groups.is_empty() {
            true => String::new(),
            false => format!(" GROUP BY {}", groups.join(", ")),
        };
        let having = self.having(scope, query)?;
        let mut terms = Vec::with_capacity(query.order_by.len());
        for order in &query.order_by {
            terms.push(self.order_term(scope, order)?);
        }
        let order = match terms.is_empty() {
            true => String::new(),
            false => format!(" ORDER BY {}", terms.join(", ")),
        };
        let limit = self.limit(query)?;
        let sql = format!(
            "SELECT {} FROM {} WHERE {filter}{group}{having}{order}{limit}",
            columns.join(", "),
            scope.tables_sql()
        );
        Ok((sql, shape))
    }

    /// One statement for each set of groups, put together: SQLite has no grouping sets.
    fn subtotals(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        own: &Own,
        groups: &[String],
    ) -> Result<(String, Shape), ApiError> {
        if groups.len() > MOST_ROLLED {
            let message = format!("subtotals can be built from at most {MOST_ROLLED} fields");
            return Err(self.fault(query.from.offset, "MALFORMED_QUERY", &message));
        }
        let mut arms = Vec::new();
        let mut found = (0, Shape::Count, Vec::new());
        for rolled in rolled_sets(query.subtotals, groups.len()) {
            let kept = |place: &usize| rolled & (1 << place) == 0;
            let places = 0..groups.len();
            self.rolled = places
                .clone()
                .filter(|place| !kept(place))
                .map(|place| groups[place].clone())
                .collect();
            let left: Vec<&str> = places.filter(kept).map(|place| groups[place].as_str()).collect();
            let (mut columns, shape) = self.aggregate_items(scope, query)?;
            let selected = columns.len();
            let orders = self.subtotal_orders(scope, query, &mut columns)?;
            let filter = self.own_filter(scope, query, own)?;
            let having = self.having(scope, query)?;
            // A constant makes one group of everything, and none of nothing.
            let left = if left.is_empty() { "NULL".to_owned() } else { left.join(", ") };
            let named: Vec<String> = columns
                .iter()
                .enumerate()
                .map(|(place, column)| format!("{column} AS c{place}"))
                .collect();
            arms.push((named.join(", "), format!("WHERE {filter} GROUP BY {left}{having}")));
            found = (selected, shape, orders);
        }
        self.rolled.clear();
        let (selected, shape, orders) = found;
        let arms: Vec<String> = arms
            .into_iter()
            .map(|(columns, rest)| format!("SELECT {columns} FROM {} {rest}", scope.tables_sql()))
            .collect();
        let columns: Vec<String> = (0..selected).map(|place| format!("c{place}")).collect();
        let sql = format!(
            "SELECT {} FROM ({}) ORDER BY {}{}",
            columns.join(", "),
            arms.join(" UNION ALL "),
            orders.join(", "),
            self.limit(query)?
        );
        Ok((sql, shape))
    }

    /// Adds what to sort subtotals by as columns; without ORDER BY, each subtotal follows its groups.
    fn subtotal_orders(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
        columns: &mut Vec<String>,
    ) -> Result<Vec<String>, ApiError> {
        let groups: Vec<Order> = query
            .group_by
            .iter()
            .map(|operand| Order { operand: operand.clone(), descending: false, nulls_last: true })
            .collect();
        let orders = if query.order_by.is_empty() { &groups } else { &query.order_by };
        let mut terms = Vec::with_capacity(orders.len());
        for order in orders {
            let column = self.column(scope, &order.operand)?;
            let direction = if order.descending { " DESC" } else { "" };
            let nulls = if order.nulls_last { " NULLS LAST" } else { " NULLS FIRST" };
            terms.push(format!("c{} COLLATE NOCASE{direction}{nulls}", columns.len()));
            columns.push(column.sql);
        }
        Ok(terms)
    }
}

/// Which groups each statement runs over, as bits.
fn rolled_sets(subtotals: Subtotals, groups: usize) -> Vec<usize> {
    let all = (1 << groups) - 1;
    match subtotals {
        Subtotals::None => vec![0],
        Subtotals::Rollup => {
            (0..=groups).map(|count| all & !((1 << (groups - count)) - 1)).collect()
        }
        Subtotals::Cube => (0..=all).collect(),
    }
}
