//! What a new record gets that nobody gave: default values, its owner, its numbers, and who made it when.

use rusqlite::types::Value as SqlValue;
use serde_json::Value;

use super::{Row, Writer, founding};
use crate::error::ApiError;
use crate::schema::{FieldType, Object};

/// The cells of a new record that were not given: defaults and the owner.
impl<'a> Writer<'a> {
    pub(super) fn fill_defaults(
        &self,
        object: &'a Object,
        row: &mut Row<'a>,
    ) -> Result<(), ApiError> {
        for field in &object.fields {
            let missing = matches!(row.get(field.name.as_str()), None | Some(SqlValue::Null));
            if !missing {
                continue;
            }
            if let Some(width) = field.auto_number {
                let number = self.database.count_up(&format!("{}.{}", object.name, field.name))?;
                row.insert(&field.name, SqlValue::Text(format!("{number:0width$}")));
                continue;
            }
            let default = match (object.name.as_str(), field.name.as_str()) {
                (_, "OwnerId") => SqlValue::Text(self.actor.user_id.clone()),
                ("User", "ProfileId") => SqlValue::Text(founding::standard_profile()),
                ("User", "TimeZoneSidKey") => SqlValue::Text(self.org.options().time_zone.clone()),
                _ => match field.default_value() {
                    Some(Value::Bool(value)) => SqlValue::Integer(i64::from(value)),
                    Some(Value::String(value)) => SqlValue::Text(value),
                    Some(Value::Number(number)) if field.kind == FieldType::Int => {
                        SqlValue::Integer(number.as_i64().unwrap_or_default())
                    }
                    _ => continue,
                },
            };
            row.insert(&field.name, default);
        }
        Ok(())
    }

    pub(super) fn stamp_created(&self, row: &mut Row<'a>) {
        let user = || SqlValue::Text(self.actor.user_id.clone());
        row.entry("CreatedDate").or_insert(SqlValue::Integer(self.now));
        row.entry("CreatedById").or_insert_with(user);
        row.entry("LastModifiedDate").or_insert(SqlValue::Integer(self.now));
        row.entry("LastModifiedById").or_insert_with(user);
        row.entry("SystemModstamp").or_insert(SqlValue::Integer(self.now));
    }

    pub(super) fn stamp_modified(&self, row: &mut Row<'a>) {
        row.insert("LastModifiedDate", SqlValue::Integer(self.now));
        row.insert("LastModifiedById", SqlValue::Text(self.actor.user_id.clone()));
        row.insert("SystemModstamp", SqlValue::Integer(self.now));
    }
}
