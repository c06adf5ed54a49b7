//! From the JSON of a request to cells: which fields may be set, and whether each value fits its field.

use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use super::{Row, Writer};
use crate::error::ApiError;
use crate::id;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object};
use crate::timestamp;

impl<'a> Writer<'a> {
    /// The cells that a request gives for a new record, or for changes if there is an `old` one.
    pub(super) fn given(
        &self,
        object: &'a Object,
        record: &Map<String, Value>,
        old: Option<&Row<'a>>,
    ) -> Result<Row<'a>, ApiError> {
        let mut row = Row::new();
        let mut forbidden = Vec::new();
        let view = self.view()?;
        let seen = view.object(&object.name).ok_or_else(ApiError::not_found)?;
        for (key, value) in record {
            if key == "attributes" {
                continue;
            }
            let (field, cell) = match object.field(key) {
                Some(field) => (field, cell(field, value)?),
                None => self.by_external_id(object, key, value)?,
            };
            // A hidden field is as unknown as one that does not exist.
            let flags = seen.field(&field.name).map(|seen| seen.flags);
            let flags = flags.ok_or_else(|| no_such_column(object, key))?;
            let allowed = match old {
                None => flags.createable,
                Some(_) => flags.updateable,
            };
            let refused = !allowed || !self.may_set(object, &field.name)?;
            if refused && !self.takes_system_fields {
                forbidden.push(field.name.as_str());
            }
            row.insert(&field.name, cell);
        }
        if forbidden.is_empty() {
            return Ok(row);
        }
        let names = forbidden.join(", ");
        let message = format!(
            "Unable to create/update fields: {names}. Please check the security settings of this field and \
             verify that it is read/write for your profile or permission set."
        );
        Err(ApiError::record("INVALID_FIELD_FOR_INSERT_UPDATE", message, &forbidden))
    }

    /// A parent named by an external id: `"Account": {"Key__c": "v"}`.
    fn by_external_id(
        &self,
        object: &'a Object,
        key: &str,
        value: &Value,
    ) -> Result<(&'a Field, SqlValue), ApiError> {
        let reference = object.relationship(key);
        let (Some(reference), Value::Object(parent)) = (reference, value) else {
            return Err(no_such_column(object, key));
        };
        let mut keys = parent.iter().filter(|(name, _)| *name != "attributes");
        let target = match reference.references.as_slice() {
            [one] => self.schema().object(one),
            _ => None,
        };
        let (Some(target), Some((name, value))) = (target, keys.next()) else {
            return Err(ApiError::record(
                "INVALID_FIELD",
                format!("a polymorphic {key} cannot be named by an external id"),
                &[],
            ));
        };
        let lookup = target.field(name).filter(|field| field.external_id || field.id_lookup);
        let Some(lookup) = lookup else {
            return Err(ApiError::record(
                "INVALID_FIELD",
                format!("{name} is no external ID field of {}", target.name),
                &[],
            ));
        };
        let sql = format!(
            "SELECT \"Id\" FROM {} WHERE {} = ?1 AND \"IsDeleted\" = 0",
            quoted(&target.name),
            quoted(&lookup.name)
        );
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let found = statement.query_map([cell(lookup, value)?], |row| row.get(0))?;
        let mut found = found.collect::<Result<Vec<String>, _>>()?;
        match (found.pop(), found.is_empty()) {
            (Some(id), true) => Ok((reference, SqlValue::Text(id))),
            _ => {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let message = format!(
                    "Foreign key external ID: {} not found for field {} in entity {}",
                    value.to_lowercase(),
                    lookup.name,
                    target.name
                );
                Err(ApiError::record("INVALID_FIELD", message, &[]))
            }
        }
    }
}

fn no_such_column(object: &Object, key: &str) -> ApiError {
    let message = format!("No such column '{key}' on sobject of type {}", object.name);
    ApiError::new(400, "INVALID_FIELD", message)
}

/// The cell of a value, checked for type, length and picklist.
pub(super) fn cell(field: &Field, value: &Value) -> Result<SqlValue, ApiError> {
    let cell = match (field.kind, value) {
        (FieldType::Boolean, Value::Null) => SqlValue::Integer(0),
        (_, Value::Null) => SqlValue::Null,
        (kind, Value::String(text)) if kind.is_text() => return text_cell(field, text),
        (kind, Value::String(text)) if text.trim().is_empty() && kind != FieldType::Boolean => {
            SqlValue::Null
        }
        (FieldType::Id | FieldType::Reference, Value::String(text)) => {
            let whole = id::normalise(text.trim()).ok_or_else(|| wrong_id(field, text))?;
            SqlValue::Text(whole)
        }
        (FieldType::Boolean, Value::Bool(value)) => SqlValue::Integer(i64::from(*value)),
        (FieldType::Boolean, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => SqlValue::Integer(1),
            "false" | "0" => SqlValue::Integer(0),
            _ => return Err(unreadable(field, value)),
        },
        (FieldType::Int, _) => whole_number(field, value)?,
        (kind, _) if kind.is_decimal() => decimal(field, value)?,
        (FieldType::Date, Value::String(text)) => {
            let date = timestamp::parse_date(text).ok_or_else(|| unreadable(field, value))?;
            SqlValue::Text(date.to_string())
        }
        (FieldType::Datetime, Value::String(text)) => {
            let moment = timestamp::parse(text).ok_or_else(|| unreadable(field, value))?;
            SqlValue::Integer(moment)
        }
        _ => return Err(unreadable(field, value)),
    };
    Ok(cell)
}

fn text_cell(field: &Field, text: &str) -> Result<SqlValue, ApiError> {
    // Salesforce trims what stands on one line, and keeps no empty strings.
    let text = match field.kind {
        FieldType::Textarea => text,
        _ => text.trim(),
    };
    if text.is_empty() {
        return Ok(SqlValue::Null);
    }
    let names = [field.name.as_str()];
    if field.length > 0 && text.encode_utf16().count() > field.length {
        let message =
            format!("{}: data value too large: {text} (max length={})", field.label, field.length);
        return Err(ApiError::record("STRING_TOO_LONG", message, &names));
    }
    if !field.restricted {
        return Ok(SqlValue::Text(text.to_owned()));
    }
    let several = field.kind == FieldType::Multipicklist;
    let mut chosen = Vec::new();
    for part in text.split(|character| several && character == ';') {
        let listed = field.values.iter().find(|value| value.value.eq_ignore_ascii_case(part));
        let Some(listed) = listed else {
            let message =
                format!("{}: bad value for restricted picklist field: {part}", field.label);
            let code = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST";
            return Err(ApiError::record(code, message, &names));
        };
        chosen.push(listed.value.as_str());
    }
    Ok(SqlValue::Text(chosen.join(";")))
}

fn whole_number(field: &Field, value: &Value) -> Result<SqlValue, ApiError> {
    let number = match value {
        // 12.0 is a whole number too.
        Value::Number(number) => number.as_i64().or_else(|| {
            let number = number.to_string();
            number.strip_suffix(".0")?.parse().ok()
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.ok_or_else(|| unreadable(field, value))?;
    let limit = 10_u64.checked_pow(field.digits.max(1)).unwrap_or(u64::MAX);
    if number.unsigned_abs() >= limit {
        let message = format!("{}: value outside of valid range: {number}", field.label);
        let names = [field.name.as_str()];
        return Err(ApiError::record("NUMBER_OUTSIDE_VALID_RANGE", message, &names));
    }
    Ok(SqlValue::Integer(number))
}

fn decimal(field: &Field, value: &Value) -> Result<SqlValue, ApiError> {
    let number: Option<f64> = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.filter(|number| number.is_finite());
    number.map(SqlValue::Real).ok_or_else(|| unreadable(field, value))
}

/// An id that is malformed or belongs to an object to which the field cannot point.
pub(super) fn wrong_id(field: &Field, value: &str) -> ApiError {
    // Recorded for Task's two references; other references answer MALFORMED_ID.
    let code = match field.name.as_str() {
        "WhoId" | "WhatId" => "FIELD_INTEGRITY_EXCEPTION",
        _ => "MALFORMED_ID",
    };
    let message = format!("{}: id value of incorrect type: {value}", field.label);
    ApiError::record(code, message, &[&field.name])
}

fn unreadable(field: &Field, value: &Value) -> ApiError {
    let token = match value {
        Value::Null => "VALUE_NULL",
        Value::Bool(true) => "VALUE_TRUE",
        Value::Bool(false) => "VALUE_FALSE",
        Value::Number(number) if number.is_f64() => "VALUE_NUMBER_FLOAT",
        Value::Number(_) => "VALUE_NUMBER_INT",
        Value::String(_) => "VALUE_STRING",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    };
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let kind = match field.kind {
        kind if kind.is_text() => "string",
        kind if kind.is_id() => "reference",
        kind => kind.name(),
    };
    // Salesforce names line and column of the request; the parsed request has lost them.
    ApiError::new(
        400,
        "JSON_PARSER_ERROR",
        format!(
            "Cannot deserialize instance of {kind} from {token} value {shown} at [line:1, column:1]"
        ),
    )
}
