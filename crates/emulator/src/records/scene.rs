//! A record about to be saved, as the formulas of the org's rules see it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::types::Value as SqlValue;

use super::{Row, Writer, text};
use crate::formula::{FormulaError, Scene, Value};
use crate::schema::{Field, FieldType, Object};
use crate::timestamp;

/// How many relationships a field may lead through (Salesforce help, "Formula field limits").
const MOST_PARENTS: usize = 10;

/// A record and who saves it.
pub(super) struct RecordScene<'s, 'a> {
    pub(super) writer: &'s Writer<'a>,
    pub(super) object: &'a Object,
    pub(super) row: &'s Row<'a>,
    /// The record before the change; none for a new one.
    pub(super) old: Option<&'s Row<'a>>,
}

impl Scene for RecordScene<'_, '_> {
    fn field(&self, path: &[String]) -> Result<Value, FormulaError> {
        match path {
            [global, name] if global.starts_with('$') => self.global(global, name),
            _ => self.of_record(self.row, path),
        }
    }

    fn prior(&self, path: &[String]) -> Result<Value, FormulaError> {
        match self.old {
            Some(old) => self.of_record(old, path),
            None => self.of_record(self.row, path),
        }
    }

    fn is_new(&self) -> bool {
        self.old.is_none()
    }

    fn now(&self) -> i64 {
        self.writer.now
    }

    fn today(&self) -> Date {
        let zone = self.user_value("TimeZoneSidKey").unwrap_or_default();
        let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        timestamp::day_of(self.writer.now, &zone).unwrap_or_default()
    }
}

impl RecordScene<'_, '_> {
    fn of_record(&self, row: &Row<'_>, path: &[String]) -> Result<Value, FormulaError> {
        let Some((name, parents)) = path.split_last() else {
            return Err(unknown(path));
        };
        if parents.len() > MOST_PARENTS {
            return Err(unknown(path));
        }
        let mut object = self.object;
        let mut current = Some(row.clone());
        for parent in parents {
            // `Owner:User` names the object behind a reference that has several.
            let (relationship, wanted) = match parent.split_once(':') {
                Some((relationship, wanted)) => (relationship, Some(wanted)),
                None => (parent.as_str(), None),
            };
            let field = object.relationship(relationship).ok_or_else(|| unknown(path))?;
            let id = current.as_ref().and_then(|row| text(row, &field.name)).map(str::to_owned);
            let schema = self.writer.schema();
            let found = id.as_deref().and_then(|id| schema.object_of_id(id));
            let wanted = wanted.map(|wanted| if wanted == "Queue" { "Group" } else { wanted });
            let target = match (wanted, found) {
                (Some(wanted), _) => schema.object(wanted),
                (None, Some(found)) => Some(found),
                (None, None) => field.references.first().and_then(|name| schema.object(name)),
            };
            object = target.ok_or_else(|| unknown(path))?;
            let id = id.filter(|id| id.starts_with(&object.key_prefix));
            current = match id {
                Some(id) => self.writer.row(object, &id).map_err(failed)?,
                None => None,
            };
        }
        let field = object.field(name).ok_or_else(|| unknown(path))?;
        Ok(value(field, current.as_ref().and_then(|row| row.get(field.name.as_str()))))
    }

    /// `$User.…`, `$Profile.…`, `$UserRole.…`, `$RecordType.…` and `$Organization.…`.
    fn global(&self, global: &str, name: &str) -> Result<Value, FormulaError> {
        let id = match global.to_ascii_lowercase().as_str() {
            "$user" => Some(self.writer.actor.user_id.clone()),
            "$profile" => self.user_value("ProfileId"),
            "$userrole" => self.user_value("UserRoleId"),
            "$organization" => Some(self.writer.org.id()),
            "$recordtype" => text(self.row, "RecordTypeId").map(str::to_owned),
            _ => {
                return Err(FormulaError(format!(
                    "Field {global}.{name} does not exist. Check spelling."
                )));
            }
        };
        let Some(id) = id else {
            return Ok(Value::Text(String::new()));
        };
        let path = [global.to_owned(), name.to_owned()];
        let object = self.writer.schema().object_of_id(&id).ok_or_else(|| unknown(&path))?;
        let field = object.field(name).ok_or_else(|| unknown(&path))?;
        let row = self.writer.row(object, &id).map_err(failed)?;
        Ok(value(field, row.as_ref().and_then(|row| row.get(field.name.as_str()))))
    }

    /// A text field of the user; none if it is empty or the user cannot be read.
    fn user_value(&self, name: &str) -> Option<String> {
        let users = self.writer.schema().object("User")?;
        let user = self.writer.row(users, &self.writer.actor.user_id).ok().flatten()?;
        text(&user, name).map(str::to_owned)
    }
}

fn unknown(path: &[String]) -> FormulaError {
    FormulaError(format!("Field {} does not exist. Check spelling.", path.join(".")))
}

fn failed(error: crate::error::ApiError) -> FormulaError {
    FormulaError(error.message)
}

/// A cell as a formula sees it: empty text is text.
fn value(field: &Field, cell: Option<&SqlValue>) -> Value {
    match (field.kind, cell) {
        (FieldType::Boolean, cell) => Value::Boolean(cell == Some(&SqlValue::Integer(1))),
        (kind, None | Some(SqlValue::Null)) if kind.is_text() || kind.is_id() => {
            Value::Text(String::new())
        }
        (FieldType::Combobox, None | Some(SqlValue::Null)) => Value::Text(String::new()),
        (FieldType::Datetime, Some(SqlValue::Integer(moment))) => Value::Moment(*moment),
        (FieldType::Date, Some(SqlValue::Text(day))) => {
            timestamp::parse_date(day).map_or(Value::Null, Value::Date)
        }
        // 50 percent are 0.5 in a formula.
        (FieldType::Percent, Some(cell)) => {
            number(cell).map_or(Value::Null, |number| Value::Number(number / 100.0))
        }
        (_, Some(SqlValue::Text(text))) => Value::Text(text.clone()),
        (_, Some(cell)) => number(cell).map_or(Value::Null, Value::Number),
        (_, None) => Value::Null,
    }
}

#[expect(clippy::cast_precision_loss, reason = "Salesforce's numbers are doubles")]
fn number(cell: &SqlValue) -> Option<f64> {
    match cell {
        SqlValue::Integer(number) => Some(*number as f64),
        SqlValue::Real(number) => Some(*number),
        _ => None,
    }
}
