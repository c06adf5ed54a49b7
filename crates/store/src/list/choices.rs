//! What the list can be narrowed down to: the different values of a column, read by leaps through its index.

use crate::error::Result;
use crate::store::Store;
use crate::value::Statement;

/// A column of which people choose a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallColumn {
    /// Who had the call.
    Agent,
    /// On which of our numbers.
    Line,
    /// The code of what stands in its way.
    ErrorCode,
    /// The phone system.
    Source,
}

impl CallColumn {
    fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Line => "line",
            Self::ErrorCode => "error_code",
            Self::Source => "source_id",
        }
    }
}

impl Store {
    /// The values that calls have in a column, in alphabetical order, at most `limit`.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn call_choices(
        &self,
        org_id: &str,
        column: CallColumn,
        limit: i64,
    ) -> Result<Vec<String>> {
        let statement = choices_statement(org_id, column, limit);
        let rows = self.database.query(statement.sql, statement.params).await?;
        rows.into_iter().map(|mut row| row.text("value")).collect()
    }
}

pub(crate) fn choices_statement(org_id: &str, column: CallColumn, limit: i64) -> Statement {
    let column = column.name();
    let sql = format!(
        "WITH RECURSIVE v(value, place) AS ( \
             SELECT (SELECT MIN({column}) FROM call WHERE org_id = $1 AND {column} IS NOT NULL), 1 \
             UNION ALL \
             SELECT (SELECT MIN({column}) FROM call WHERE org_id = $1 AND {column} > v.value), v.place + 1 \
             FROM v WHERE v.value IS NOT NULL AND v.place <= $2) \
         SELECT value FROM v WHERE value IS NOT NULL AND place <= $2 ORDER BY place"
    );
    Statement::new(sql, vec![org_id.into(), limit.into()])
}
