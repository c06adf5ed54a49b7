//! Semi-joins and anti-joins, with the restrictions that Salesforce puts on them (SOQL reference, "Comparison Operators").

use super::resolve::{Compiler, Scope};
use super::tree::{Condition, Item, Operand, Query};
use crate::error::ApiError;

/// How many sub-selects a WHERE clause may have.
const MOST: usize = 2;

const WITH_OR: &str = "Semi join sub-selects are not allowed with the 'OR' operator";
const NESTED: &str = "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.";

impl<'a> Compiler<'a> {
    /// Checks where the sub-selects of a WHERE clause stand.
    pub(crate) fn check_semi_joins(&self, condition: &Condition) -> Result<(), ApiError> {
        let refused = |message: String| Err(ApiError::new(400, "MALFORMED_QUERY", message));
        if count(condition) > MOST {
            return refused(format!("Maximum {MOST} semi join sub-selects are allowed"));
        }
        match condition {
            Condition::Any(terms) if terms.iter().any(|term| count(term) > 0) => {
                refused(WITH_OR.to_owned())
            }
            Condition::All(terms) if terms.iter().any(is_buried) => refused(NESTED.to_owned()),
            Condition::Not(inner) if count(inner) > 0 => refused(NESTED.to_owned()),
            _ => Ok(()),
        }
    }

    /// SQL of a semi-join or anti-join.
    pub(crate) fn in_query(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
        negated: bool,
        query: &Query,
    ) -> Result<String, ApiError> {
        let malformed = |message: String| ApiError::new(400, "MALFORMED_QUERY", message);
        let column = self.filterable(scope, operand)?;
        if !column.kind.is_id() {
            let message = format!(
                "semi joins can only be used with id fields, cannot use: '{}'",
                column.name
            );
            return Err(malformed(message));
        }
        let object = self.object(&query.from)?;
        if object.name == scope.object.name && column.parents.is_empty() {
            let message = "The inner and outer selects should not be on the same object type";
            return Err(malformed(message.to_owned()));
        }
        if query.condition.as_ref().is_some_and(|condition| count(condition) > 0) {
            return Err(malformed("Nesting of semi join sub-selects is not supported".to_owned()));
        }
        let mut inner = self.scope(object, query);
        let [Item::Value(selected, None)] = query.items.as_slice() else {
            let message = "a semi join sub-select selects exactly one field";
            return Err(self.fault(query.from.offset, "MALFORMED_QUERY", message));
        };
        let selected = self.whole_column(&mut inner, selected)?;
        if !selected.kind.is_id() || selected.aggregate {
            return Err(malformed(format!(
                "Semi join sub-selects can only query id fields, cannot use: '{}'",
                selected.name
            )));
        }
        let filter = self.filter(&mut inner, query)?;
        let sql = format!(
            "{} IN (SELECT {} FROM {} WHERE {filter} AND {} IS NOT NULL)",
            column.sql,
            selected.sql,
            inner.tables_sql(),
            selected.sql,
        );
        Ok(match negated {
            false => sql,
            true => format!("NOT coalesce({sql}, 0)"),
        })
    }
}

/// How many sub-selects a condition holds.
fn count(condition: &Condition) -> usize {
    match condition {
        Condition::All(terms) | Condition::Any(terms) => terms.iter().map(count).sum(),
        Condition::Not(inner) => count(inner),
        Condition::InQuery(..) => 1,
        Condition::Compare(..) | Condition::In(..) | Condition::Includes(..) => 0,
    }
}

/// Whether a sub-select stands below an OR or a NOT.
fn is_buried(condition: &Condition) -> bool {
    match condition {
        Condition::All(terms) => terms.iter().any(is_buried),
        Condition::Any(_) | Condition::Not(_) => count(condition) > 0,
        _ => false,
    }
}
