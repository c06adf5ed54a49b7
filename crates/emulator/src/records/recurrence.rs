//! Recurring tasks: a series makes its tasks when it is created, and they belong to whom it belongs.

use jiff::civil::Date;
use rusqlite::types::Value as SqlValue;

use super::recurrence_dates::Pattern;
use super::{Row, Writer, is_true, text};
use crate::error::ApiError;
use crate::schema::Object;
use crate::timestamp;

impl<'a> Writer<'a> {
    /// Fails if a new series lacks what says when it recurs, or recurs too often.
    pub(super) fn check_recurrence(&self, object: &Object, row: &Row<'a>) -> Result<(), ApiError> {
        if object.name != "Task" || !is_true(row, "IsRecurrence") || self.takes_system_fields {
            return Ok(());
        }
        let needed = ["RecurrenceType", "RecurrenceStartDateOnly", "RecurrenceEndDateOnly"];
        let mut missing: Vec<String> = needed
            .iter()
            .filter(|name| text(row, name).is_none())
            .map(|name| (*name).to_owned())
            .collect();
        let pattern = pattern(row);
        if let Some(pattern) = &pattern {
            missing.extend(pattern.missing().iter().map(|name| format!("Recurrence{name}")));
        }
        if !missing.is_empty() {
            let message = format!("Required fields are missing: [{}]", missing.join(", "));
            let names: Vec<&str> = missing.iter().map(String::as_str).collect();
            return Err(ApiError::record("REQUIRED_FIELD_MISSING", message, &names));
        }
        let days = pattern.map_or(Ok(Vec::new()), |pattern| pattern.days());
        let message = match days {
            Ok(days) if days.is_empty() => "the recurrence has no days".to_owned(),
            Ok(_) => return Ok(()),
            Err(most) => format!("the recurrence has more than {most} days"),
        };
        // The code is documented for activities, the wording our own.
        Err(ApiError::record("FIELD_INTEGRITY_EXCEPTION", message, &["RecurrenceEndDateOnly"]))
    }

    /// Makes the tasks of a new series.
    pub(super) fn make_occurrences(
        &mut self,
        object: &'a Object,
        id: &str,
        series: &Row<'a>,
    ) -> Result<(), ApiError> {
        let recurs = object.name == "Task" && is_true(series, "IsRecurrence");
        if !recurs || self.takes_system_fields {
            return Ok(());
        }
        let mut own = Row::new();
        own.insert("RecurrenceActivityId", SqlValue::Text(id.to_owned()));
        self.change(object, id, &own)?;
        for day in
            pattern(series).map_or(Ok(Vec::new()), |pattern| pattern.days()).unwrap_or_default()
        {
            let mut row = series.clone();
            row.retain(|name, _| !name.starts_with("Recurrence"));
            for field in object.fields.iter().filter(|field| field.unique) {
                row.remove(field.name.as_str());
            }
            let task = self.new_id(object)?;
            row.insert("Id", SqlValue::Text(task));
            row.insert("IsRecurrence", SqlValue::Integer(0));
            row.insert("RecurrenceActivityId", SqlValue::Text(id.to_owned()));
            row.insert("ActivityDate", SqlValue::Text(day.to_string()));
            self.insert(object, &row)?;
        }
        Ok(())
    }
}

/// When a series recurs; none if it does not say.
fn pattern(row: &Row<'_>) -> Option<Pattern> {
    let day = |name: &str| -> Option<Date> { timestamp::parse_date(text(row, name)?) };
    let number = |name: &str| match row.get(name) {
        Some(SqlValue::Integer(number)) => Some(*number),
        _ => None,
    };
    Some(Pattern {
        kind: text(row, "RecurrenceType")?.to_owned(),
        start: day("RecurrenceStartDateOnly")?,
        end: day("RecurrenceEndDateOnly")?,
        interval: number("RecurrenceInterval"),
        weekdays: number("RecurrenceDayOfWeekMask"),
        day_of_month: number("RecurrenceDayOfMonth"),
        instance: text(row, "RecurrenceInstance").map(str::to_owned),
        month: text(row, "RecurrenceMonthOfYear").map(str::to_owned),
    })
}
