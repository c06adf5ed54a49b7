//! Conditions to SQL, with SOQL's view of null: it is a value like any other, never "unknown".

use rusqlite::types::Value as SqlValue;
use serde_json::Value;

use super::literal::Bound;
use super::resolve::{Column, Compiler, Scope};
use super::tree::{Condition, Literal, Operand, Operator, Query};
use crate::error::ApiError;
use crate::schema::FieldType;

/// The longest string in a condition, in characters (Salesforce limits quick reference).
const LONGEST_TEXT: usize = 4_000;

impl<'a> Compiler<'a> {
    /// SQL of a condition.
    pub(crate) fn condition(
        &mut self,
        scope: &mut Scope<'a>,
        condition: &Condition,
    ) -> Result<String, ApiError> {
        match condition {
            Condition::All(terms) => self.joined(scope, terms, " AND "),
            Condition::Any(terms) => self.joined(scope, terms, " OR "),
            Condition::Not(inner) => {
                let sql = self.condition(scope, inner)?;
                Ok(format!("NOT coalesce({sql}, 0)"))
            }
            Condition::Compare(operand, operator, literal) => {
                self.compare(scope, operand, *operator, literal)
            }
            Condition::In(operand, negated, values) => {
                self.membership(scope, operand, *negated, values)
            }
            Condition::InQuery(operand, negated, query) => {
                self.in_query(scope, operand, *negated, query)
            }
            Condition::Includes(operand, negated, values) => {
                self.includes(scope, operand, *negated, values)
            }
        }
    }

    fn joined(
        &mut self,
        scope: &mut Scope<'a>,
        terms: &[Condition],
        joiner: &str,
    ) -> Result<String, ApiError> {
        let terms: Result<Vec<String>, ApiError> =
            terms.iter().map(|term| self.condition(scope, term)).collect();
        Ok(balanced(&terms?, joiner))
    }

    /// Resolves the left side of a condition and checks that it may stand there.
    pub(crate) fn filterable(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
    ) -> Result<Column, ApiError> {
        let column = self.column(scope, operand)?;
        if column.aggregate && !self.in_having {
            let message = "aggregate expressions belong into HAVING, not into WHERE";
            return Err(self.fault(operand.offset(), "MALFORMED_QUERY", message));
        }
        if !column.filterable {
            let message = format!("field '{}' can not be filtered in a query call", column.name);
            return Err(self.fault(operand.offset(), "INVALID_FIELD", &message));
        }
        Ok(column)
    }

    fn compare(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
        operator: Operator,
        literal: &Literal,
    ) -> Result<String, ApiError> {
        let column = self.filterable(scope, operand)?;
        let offset = operand.offset();
        self.check_operator(&column, operator, offset)?;
        self.check_length(literal, offset)?;
        let sql = &column.sql;
        Ok(match self.value(&column, operator, literal, offset)? {
            Bound::Null => match operator {
                Operator::Equal => format!("{sql} IS NULL"),
                Operator::NotEqual => format!("{sql} IS NOT NULL"),
                _ => "0".to_owned(),
            },
            Bound::One(value) => {
                // A missing boolean, reached through a missing parent, counts as false.
                let sql = match column.kind {
                    FieldType::Boolean if column.nillable => format!("coalesce({sql}, 0)"),
                    _ => sql.clone(),
                };
                let value = self.bind(value);
                match operator {
                    Operator::NotEqual => format!("{sql} IS NOT {value}"),
                    Operator::Like => format!("{sql} LIKE {value} ESCAPE '\\'"),
                    _ => format!("{sql} {} {value}", operator.sql()),
                }
            }
            Bound::Range(start, end) => self.in_range(sql, operator, start, end),
        })
    }

    /// A comparison with a range of days; each end is bound only where it is used.
    fn in_range(
        &mut self,
        sql: &str,
        operator: Operator,
        start: SqlValue,
        end: SqlValue,
    ) -> String {
        match operator {
            Operator::Less => format!("{sql} < {}", self.bind(start)),
            Operator::LessOrEqual => format!("{sql} < {}", self.bind(end)),
            Operator::Greater => format!("{sql} >= {}", self.bind(end)),
            Operator::GreaterOrEqual => format!("{sql} >= {}", self.bind(start)),
            Operator::NotEqual => {
                let (start, end) = (self.bind(start), self.bind(end));
                format!("({sql} IS NULL OR {sql} < {start} OR {sql} >= {end})")
            }
            Operator::Equal | Operator::Like => {
                let (start, end) = (self.bind(start), self.bind(end));
                format!("({sql} >= {start} AND {sql} < {end})")
            }
        }
    }

    fn check_operator(
        &self,
        column: &Column,
        operator: Operator,
        offset: usize,
    ) -> Result<(), ApiError> {
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let kind = match column.kind {
            FieldType::Id | FieldType::Reference if operator == Operator::Like => "id",
            FieldType::Boolean if !equality => "boolean",
            FieldType::Multipicklist if !equality => "multipicklist",
            kind if operator == Operator::Like && !kind.is_text() => kind.name(),
            _ => return Ok(()),
        };
        let message = format!("invalid operator on {kind} field");
        Err(self.fault(offset, "INVALID_QUERY_FILTER_OPERATOR", &message))
    }

    fn check_length(&self, literal: &Literal, offset: usize) -> Result<(), ApiError> {
        match literal {
            Literal::Text(text) if text.chars().count() > LONGEST_TEXT => {
                let message = "a string in a WHERE clause cannot be longer than 4,000 characters";
                Err(self.fault(offset, "MALFORMED_QUERY", message))
            }
            _ => Ok(()),
        }
    }

    fn membership(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
        negated: bool,
        literals: &[Literal],
    ) -> Result<String, ApiError> {
        let column = self.filterable(scope, operand)?;
        let offset = operand.offset();
        let mut values = Vec::with_capacity(literals.len());
        let mut ranges = Vec::new();
        let mut has_null = false;
        for literal in literals {
            self.check_length(literal, offset)?;
            match self.value(&column, Operator::Equal, literal, offset)? {
                Bound::Null => has_null = true,
                Bound::One(value) => values.push(json(value)),
                Bound::Range(start, end) => {
                    ranges.push(self.in_range(&column.sql, Operator::Equal, start, end));
                }
            }
        }
        // One parameter for the whole list: the statement stays the same, whatever the list's length.
        let list = self.bind(Value::Array(values).to_string());
        let sql = &column.sql;
        let mut inside = format!("{sql} IN (SELECT value FROM json_each({list}))");
        if !ranges.is_empty() {
            inside = format!("({inside} OR {})", balanced(&ranges, " OR "));
        }
        Ok(match (negated, has_null) {
            (false, false) => inside,
            (false, true) => format!("({sql} IS NULL OR {inside})"),
            (true, false) => format!("NOT coalesce({inside}, 0)"),
            (true, true) => format!("({sql} IS NOT NULL AND NOT {inside})"),
        })
    }

    fn includes(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
        negated: bool,
        literals: &[Literal],
    ) -> Result<String, ApiError> {
        let column = self.filterable(scope, operand)?;
        let offset = operand.offset();
        if column.kind != FieldType::Multipicklist {
            let message = "invalid operator on a field that is no multipicklist";
            return Err(self.fault(offset, "INVALID_QUERY_FILTER_OPERATOR", message));
        }
        let mut any = Vec::with_capacity(literals.len());
        for literal in literals {
            let Bound::One(SqlValue::Text(values)) =
                self.value(&column, Operator::Equal, literal, offset)?
            else {
                let message = "INCLUDES and EXCLUDES take strings";
                return Err(self.fault(offset, "MALFORMED_QUERY", message));
            };
            let mut every = Vec::new();
            for value in values.split(';') {
                let value = self.bind(format!(";{value};"));
                every.push(format!(
                    "instr(lower(';' || {} || ';'), lower({value})) > 0",
                    column.sql
                ));
            }
            any.push(balanced(&every, " AND "));
        }
        let sql = balanced(&any, " OR ");
        Ok(match negated {
            false => sql,
            true => format!("NOT coalesce({sql}, 0)"),
        })
    }

    /// WHERE of a query: its condition, its scope, and no deleted records unless they are asked for.
    pub(crate) fn filter(
        &mut self,
        scope: &mut Scope<'a>,
        query: &Query,
    ) -> Result<String, ApiError> {
        let mut terms = Vec::new();
        if !self.setting.all_rows {
            terms.push(format!("{}.\"IsDeleted\" = 0", scope.alias));
        }
        terms.extend(self.setting.sharing.condition(scope.object, &scope.alias));
        if query.scope.as_deref() == Some("mine") && scope.object.field("OwnerId").is_some() {
            let user = self.bind(self.setting.user_id.to_owned());
            terms.push(format!("{}.\"OwnerId\" = {user}", scope.alias));
        }
        if let Some(condition) = &query.condition {
            self.check_semi_joins(condition)?;
            terms.push(self.condition(scope, condition)?);
        }
        if terms.is_empty() {
            terms.push("1".to_owned());
        }
        Ok(balanced(&terms, " AND "))
    }
}

/// Joins terms as a balanced tree: SQLite refuses expressions more than 1000 deep, and a chain is as deep as it is long.
pub(crate) fn balanced(terms: &[String], joiner: &str) -> String {
    match terms {
        [] => "1".to_owned(),
        [one] => one.clone(),
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            format!("({}{joiner}{})", balanced(left, joiner), balanced(right, joiner))
        }
    }
}

fn json(value: SqlValue) -> Value {
    match value {
        SqlValue::Null | SqlValue::Blob(_) => Value::Null,
        SqlValue::Integer(number) => Value::from(number),
        SqlValue::Real(number) => Value::from(number),
        SqlValue::Text(text) => Value::String(text),
    }
}
