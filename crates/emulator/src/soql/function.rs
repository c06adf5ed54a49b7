//! The functions of SOQL: aggregates, parts of dates, labels.

use super::resolve::Column;
use crate::schema::FieldType;

/// Whether a function (upper case) makes one value of many rows.
pub(crate) fn is_aggregate(name: &str) -> bool {
    matches!(name, "COUNT" | "COUNT_DISTINCT" | "SUM" | "AVG" | "MIN" | "MAX")
}

/// Applies a function (upper case) to a column; `None` if there is no such function.
pub(crate) fn apply(name: &str, argument: Option<Column>) -> Option<Column> {
    let Some(column) = argument else {
        return (name == "COUNT")
            .then(|| aggregate("count(*)".to_owned(), FieldType::Int, String::new()));
    };
    let inner = column.sql.clone();
    let found = match name {
        "COUNT" => aggregate(format!("count({inner})"), FieldType::Int, column.name),
        "COUNT_DISTINCT" => {
            aggregate(format!("count(DISTINCT {inner})"), FieldType::Int, column.name)
        }
        "SUM" => aggregate(format!("sum({inner})"), FieldType::Double, column.name),
        "AVG" => aggregate(format!("avg({inner})"), FieldType::Double, column.name),
        "MIN" => aggregate(format!("min({inner})"), column.kind, column.name),
        "MAX" => aggregate(format!("max({inner})"), column.kind, column.name),
        // Labels are the same as values here.
        "TOLABEL" => column,
        _ => part_of_date(name, column)?,
    };
    Some(found)
}

fn aggregate(sql: String, kind: FieldType, name: String) -> Column {
    Column {
        sql,
        kind,
        name,
        parents: Vec::new(),
        filterable: true,
        sortable: true,
        groupable: false,
        nillable: true,
        aggregate: true,
    }
}

/// Parts of a date or a moment; of a moment in UTC, as SOQL has it without `convertTimezone`.
fn part_of_date(name: &str, column: Column) -> Option<Column> {
    let time = match column.kind {
        FieldType::Datetime => format!("{} / 1000, 'unixepoch'", column.sql),
        FieldType::Date => column.sql.clone(),
        _ => return None,
    };
    let number = |format: &str| format!("CAST(strftime('{format}', {time}) AS INTEGER)");
    let (sql, kind) = match name {
        "CALENDAR_YEAR" | "FISCAL_YEAR" => (number("%Y"), FieldType::Int),
        "CALENDAR_MONTH" | "FISCAL_MONTH" => (number("%m"), FieldType::Int),
        "CALENDAR_QUARTER" | "FISCAL_QUARTER" => {
            (format!("(({} + 2) / 3)", number("%m")), FieldType::Int)
        }
        "DAY_IN_MONTH" => (number("%d"), FieldType::Int),
        "DAY_IN_WEEK" => (format!("({} + 1)", number("%w")), FieldType::Int),
        "DAY_IN_YEAR" => (number("%j"), FieldType::Int),
        "HOUR_IN_DAY" if column.kind == FieldType::Datetime => (number("%H"), FieldType::Int),
        "DAY_ONLY" if column.kind == FieldType::Datetime => {
            (format!("strftime('%Y-%m-%d', {time})"), FieldType::Date)
        }
        _ => return None,
    };
    Some(Column { sql, kind, filterable: true, sortable: true, groupable: true, ..column })
}
