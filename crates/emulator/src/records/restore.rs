//! Reads and writes rows whole, as an export and its return need them: every cell as it stands, no rule asked.

use std::collections::BTreeMap;

use rusqlite::types::Value as SqlValue;
use rusqlite::{ToSql, params_from_iter};
use serde_json::{Map, Value};

use super::value;
use crate::cell;
use crate::error::ApiError;
use crate::id;
use crate::org::Org;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType};

impl Org {
    /// Every row of an object, deleted ones included, without its nulls.
    pub(crate) fn rows_as_they_stand(
        &self,
        object: &str,
    ) -> Result<Vec<Map<String, Value>>, ApiError> {
        let database = self.database();
        let object = database.schema.object(object).ok_or_else(ApiError::not_found)?;
        // An address is computed from its parts.
        let fields: Vec<&Field> =
            object.fields.iter().filter(|field| field.kind != FieldType::Address).collect();
        let names: Vec<String> = fields.iter().map(|field| quoted(&field.name)).collect();
        let sql =
            format!("SELECT {} FROM {} ORDER BY \"Id\"", names.join(", "), quoted(&object.name));
        let mut statement = database.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            let mut record = Map::new();
            for (place, field) in fields.iter().enumerate() {
                let value = cell::json(field.kind, row.get_ref(place)?);
                if !value.is_null() && value != Value::Bool(false) {
                    record.insert(field.name.clone(), value);
                }
            }
            Ok(record)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Puts rows back, each in place of the one with its id. All of them or none.
    pub(crate) fn restore(
        &self,
        object: &str,
        rows: &[Map<String, Value>],
    ) -> Result<(), ApiError> {
        let database = self.database();
        let object = database.schema.object(object).ok_or_else(ApiError::not_found)?;
        database.savepoint()?;
        let restored = rows.iter().try_for_each(|row| {
            let mut names = Vec::with_capacity(row.len());
            let mut cells: Vec<SqlValue> = Vec::with_capacity(row.len());
            for (name, given) in row {
                let field = object.field(name).ok_or_else(|| {
                    let message =
                        format!("No such column '{name}' on sobject of type {}", object.name);
                    ApiError::new(400, "INVALID_FIELD", message)
                })?;
                names.push(quoted(&field.name));
                cells.push(value::cell(field, given)?);
            }
            let marks = vec!["?"; cells.len()].join(", ");
            let sql = format!(
                "INSERT OR REPLACE INTO {} ({}) VALUES ({marks})",
                quoted(&object.name),
                names.join(", ")
            );
            let mut statement = database.connection.prepare_cached(&sql)?;
            statement.execute(params_from_iter(cells.iter().map(|cell| cell as &dyn ToSql)))?;
            Ok(())
        });
        database.forget_views();
        match restored {
            Ok(()) => Ok(database.release()?),
            Err(error) => {
                database.roll_back()?;
                Err(error)
            }
        }
    }

    /// Writes new rows of these columns in one transaction, as an import of a whole org would: system fields are set,
    /// no rule is asked.
    pub(crate) fn plant(
        &self,
        object: &str,
        columns: &[&str],
        rows: impl Iterator<Item = Vec<SqlValue>>,
    ) -> Result<(), ApiError> {
        let database = self.database();
        let object = database.schema.object(object).ok_or_else(ApiError::not_found)?;
        let owner = SqlValue::Text(self.administrator().user_id);
        let now = SqlValue::Integer(self.now());
        let system = [
            ("OwnerId", &owner),
            ("CreatedDate", &now),
            ("CreatedById", &owner),
            ("LastModifiedDate", &now),
            ("LastModifiedById", &owner),
            ("SystemModstamp", &now),
        ];
        let system = system.iter().filter(|(name, _)| object.field(name).is_some());
        let system: Vec<_> = system.collect();
        let names: Vec<String> = std::iter::once("Id")
            .chain(columns.iter().copied())
            .chain(system.iter().map(|(name, _)| *name))
            .map(quoted)
            .collect();
        let marks = vec!["?"; names.len()].join(", ");
        let table = quoted(&object.name);
        let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
        database.savepoint()?;
        let planted = rows.into_iter().try_for_each(|cells| {
            let number = u64::try_from(database.count_up(&object.name)?).unwrap_or(0);
            let id = SqlValue::Text(id::make(&object.key_prefix, number));
            let system = system.iter().map(|(_, cell)| *cell);
            let all = std::iter::once(&id).chain(&cells).chain(system);
            database.connection.prepare_cached(&sql)?.execute(params_from_iter(all))?;
            Ok(())
        });
        match planted {
            Ok(()) => Ok(database.release()?),
            Err(error) => {
                database.roll_back()?;
                Err(error)
            }
        }
    }

    /// How far each id and number has counted.
    pub(crate) fn counters(&self) -> Result<BTreeMap<String, i64>, ApiError> {
        let database = self.database();
        let mut statement =
            database.connection.prepare("SELECT name, value FROM \"emulator counter\"")?;
        let counters = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counters.collect::<Result<_, _>>()?)
    }

    /// Lets ids and numbers go on from where they had counted.
    pub(crate) fn restore_counters(
        &self,
        counters: &BTreeMap<String, i64>,
    ) -> Result<(), ApiError> {
        let database = self.database();
        for (name, value) in counters {
            database.connection.execute(
                "INSERT INTO \"emulator counter\" (name, value) VALUES (?1, ?2) \
                 ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
                (name, value),
            )?;
        }
        Ok(())
    }
}
