//! The functions of SOQL: aggregates, parts of dates, labels, formats (SOQL reference, "Aggregate Functions",
//! "Date Functions", "FORMAT()").

use super::fault;
use super::resolve::{Column, Compiler, Scope};
use super::tree::{Argument, Function};
use crate::error::ApiError;
use crate::schema::FieldType;

/// The functions that the grammar knows, in upper case; `FIELDS`, `DISTANCE` and `GEOLOCATION` have rules of their own.
const KNOWN: [&str; 25] = [
    "AVG",
    "CALENDAR_MONTH",
    "CALENDAR_QUARTER",
    "CALENDAR_YEAR",
    "CONVERTCURRENCY",
    "CONVERTTIMEZONE",
    "COUNT",
    "COUNT_DISTINCT",
    "DAY_IN_MONTH",
    "DAY_IN_WEEK",
    "DAY_IN_YEAR",
    "DAY_ONLY",
    "DISTANCE",
    "FISCAL_MONTH",
    "FISCAL_QUARTER",
    "FISCAL_YEAR",
    "FORMAT",
    "GROUPING",
    "HOUR_IN_DAY",
    "MAX",
    "MIN",
    "SUM",
    "TOLABEL",
    "WEEK_IN_MONTH",
    "WEEK_IN_YEAR",
];

/// Whether SOQL has a function (upper case).
pub(crate) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
}

/// Whether a function (upper case) makes one value of many rows.
pub(crate) fn is_aggregate(name: &str) -> bool {
    matches!(name, "COUNT" | "COUNT_DISTINCT" | "SUM" | "AVG" | "MIN" | "MAX")
}

/// Whether a function makes one value of many rows, itself or through its argument.
pub(crate) fn aggregates(function: &Function) -> bool {
    is_aggregate(&function.name)
        || function.name == "GROUPING"
        || function.arguments.iter().any(|argument| {
            matches!(argument, Argument::Operand(super::tree::Operand::Function(inner)) if aggregates(inner))
        })
}

impl<'a> Compiler<'a> {
    /// Resolves a function and what it is applied to.
    pub(crate) fn function(
        &mut self,
        scope: &mut Scope<'a>,
        function: &Function,
    ) -> Result<Column, ApiError> {
        let argument = match function.arguments.as_slice() {
            [] => return Ok(aggregate("count(*)".to_owned(), FieldType::Int, String::new())),
            [Argument::Operand(operand)] => self.whole_column(scope, operand)?,
            [Argument::Operand(operand), ..] if function.name == "DISTANCE" => {
                let name = self.whole_column(scope, operand)?.name;
                let message = format!("field '{name}' is no geolocation, so it has no distance");
                return Err(self.fault(function.offset, "INVALID_FIELD", &message));
            }
            _ => {
                let message = "unexpected token: ','";
                return Err(fault::of_grammar(self.setting.text, function.offset, message));
            }
        };
        if is_aggregate(&function.name) {
            return self.aggregate_of(function, argument);
        }
        match function.name.as_str() {
            // Labels are the same as values here.
            "TOLABEL" => Ok(argument),
            // The org has one currency.
            "CONVERTCURRENCY" if argument.kind == FieldType::Currency => Ok(argument),
            "CONVERTTIMEZONE" if argument.kind == FieldType::Datetime => Ok(self.local(argument)),
            "FORMAT" => Ok(self.formatted(argument)),
            "GROUPING" => {
                let rolled = i32::from(self.rolled.contains(&argument.sql));
                Ok(aggregate(rolled.to_string(), FieldType::Int, argument.name))
            }
            _ => {
                let name = argument.name.clone();
                let start = self.setting.fiscal_start;
                part_of_date(&function.name, argument, start).ok_or_else(|| {
                    let message =
                        format!("field '{name}' does not support function {}", function.name);
                    self.fault(function.offset, "INVALID_FIELD", &message)
                })
            }
        }
    }

    fn aggregate_of(&self, function: &Function, column: Column) -> Result<Column, ApiError> {
        let inner = &column.sql;
        let number = column.kind == FieldType::Int || column.kind.is_decimal();
        let fits = match function.name.as_str() {
            "SUM" | "AVG" => number,
            "MIN" | "MAX" => column.kind != FieldType::Boolean && column.sortable,
            _ => true,
        };
        if !fits || column.aggregate {
            let message = format!(
                "field {} does not support aggregate operator {}",
                column.name, function.name
            );
            return Err(self.fault(function.offset, "INVALID_FIELD", &message));
        }
        let (sql, kind) = match function.name.as_str() {
            "COUNT" => (format!("count({inner})"), FieldType::Int),
            "COUNT_DISTINCT" => (format!("count(DISTINCT {inner})"), FieldType::Int),
            "SUM" => (format!("sum({inner})"), FieldType::Double),
            "AVG" => (format!("avg({inner})"), FieldType::Double),
            "MIN" => (format!("min({inner})"), column.kind),
            _ => (format!("max({inner})"), column.kind),
        };
        Ok(aggregate(sql, kind, column.name))
    }

    /// A moment as the user's clock shows it.
    fn local(&self, column: Column) -> Column {
        let zone = self.zone_sql();
        Column { sql: format!("soql_local({}, {zone})", column.sql), ..column }
    }

    /// A value as a user in the United States reads it.
    fn formatted(&self, column: Column) -> Column {
        let (zone, kind) = (self.zone_sql(), column.kind.name());
        let sql = format!("soql_format({}, '{kind}', {zone})", column.sql);
        Column { sql, kind: FieldType::String, groupable: false, ..column }
    }

    fn zone_sql(&self) -> String {
        let name = self.setting.zone.iana_name().unwrap_or("UTC");
        format!("'{}'", name.replace('\'', ""))
    }
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
fn part_of_date(name: &str, column: Column, fiscal_start: i8) -> Option<Column> {
    let time = match column.kind {
        FieldType::Datetime => format!("{} / 1000, 'unixepoch'", column.sql),
        FieldType::Date => column.sql.clone(),
        _ => return None,
    };
    let number = |format: &str| format!("CAST(strftime('{format}', {time}) AS INTEGER)");
    let month = number("%m");
    // Months since the fiscal year began; the year is called after the one in which it ends.
    let fiscal = format!("(({month} + {}) % 12)", 12 - fiscal_start);
    let ends_later = format!("({fiscal_start} > 1 AND {month} >= {fiscal_start})");
    let sql = match name {
        "CALENDAR_YEAR" => number("%Y"),
        "CALENDAR_MONTH" => month,
        "CALENDAR_QUARTER" => format!("(({month} + 2) / 3)"),
        "FISCAL_YEAR" => format!("({} + {ends_later})", number("%Y")),
        "FISCAL_MONTH" => format!("({fiscal} + 1)"),
        "FISCAL_QUARTER" => format!("({fiscal} / 3 + 1)"),
        "DAY_IN_MONTH" => number("%d"),
        "DAY_IN_WEEK" => format!("({} + 1)", number("%w")),
        "DAY_IN_YEAR" => number("%j"),
        "WEEK_IN_MONTH" => format!("(({} + 6) / 7)", number("%d")),
        "WEEK_IN_YEAR" => format!("(({} + 6) / 7)", number("%j")),
        "HOUR_IN_DAY" if column.kind == FieldType::Datetime => number("%H"),
        "DAY_ONLY" if column.kind == FieldType::Datetime => {
            let sql = format!("strftime('%Y-%m-%d', {time})");
            return Some(Column { sql, kind: FieldType::Date, ..free(column) });
        }
        _ => return None,
    };
    Some(Column { sql, kind: FieldType::Int, ..free(column) })
}

/// A value computed from a field may stand anywhere.
fn free(column: Column) -> Column {
    Column { filterable: true, sortable: true, groupable: true, ..column }
}
