//! One SQLite table an object, made from its fields.

use std::fmt::Write as _;

use super::{Field, FieldType, Object, Schema};

/// An identifier in SQL; our names hold no quotes, but `Case` and `Group` are keywords.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// The statements that make all tables and indexes.
pub(crate) fn statements(schema: &Schema) -> String {
    let mut sql = String::new();
    for object in schema.objects() {
        sql.push_str(&table(object));
        for field in object.fields.iter().filter(|field| field.wants_index()) {
            let _ = writeln!(
                sql,
                "CREATE INDEX \"{0}_{1}\" ON \"{0}\" (\"{1}\");",
                object.name, field.name
            );
        }
    }
    sql
}

fn table(object: &Object) -> String {
    let mut columns: Vec<String> = object.fields.iter().map(column).collect();
    if !object.recycle_bin {
        // Every table has the column, so that queries need no exception for objects without a recycle bin.
        columns.push("\"IsDeleted\" INTEGER NOT NULL DEFAULT 0".to_owned());
    }
    format!("CREATE TABLE \"{}\" ({});\n", object.name, columns.join(", "))
}

fn column(field: &Field) -> String {
    let name = quoted(&field.name);
    match field.kind {
        FieldType::Id => format!("{name} TEXT NOT NULL PRIMARY KEY"),
        FieldType::Reference => format!("{name} TEXT"),
        FieldType::Boolean => format!("{name} INTEGER NOT NULL DEFAULT 0"),
        FieldType::Int | FieldType::Datetime => format!("{name} INTEGER"),
        FieldType::Double | FieldType::Currency | FieldType::Percent => format!("{name} REAL"),
        FieldType::Date => format!("{name} TEXT"),
        _ if field.case_sensitive => format!("{name} TEXT"),
        // SOQL compares text without regard to case.
        _ => format!("{name} TEXT COLLATE NOCASE"),
    }
}
