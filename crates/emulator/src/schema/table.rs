//! One SQLite table an object, made from its fields.

use super::{Field, FieldType, Object, Schema};

/// An identifier in SQL; our names hold no quotes, but `Case` and `Group` are keywords.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// The statements that make all tables and indexes.
pub(crate) fn statements(schema: &Schema) -> String {
    let mut sql = String::new();
    for object in schema.objects() {
        sql.push_str(&table_with_indexes(object));
    }
    sql
}

/// The statements that lead the tables from one schema to another. Columns keep their type when a field changes its own,
/// for SQLite's columns hold any type.
pub(crate) fn migration(before: &Schema, after: &Schema) -> Vec<String> {
    let mut statements = Vec::new();
    for object in before.objects() {
        if after.object(&object.name).is_none() {
            statements.push(format!("DROP TABLE {};", quoted(&object.name)));
        }
    }
    for object in after.objects() {
        match before.object(&object.name) {
            None => statements.push(table_with_indexes(object)),
            Some(known) => alterations(known, object, &mut statements),
        }
    }
    statements
}

fn alterations(before: &Object, after: &Object, statements: &mut Vec<String>) {
    let table = quoted(&after.name);
    for field in &before.fields {
        let now = after.fields.iter().find(|now| now.name == field.name);
        if field.wants_index() && !now.is_some_and(Field::wants_index) {
            statements.push(format!("DROP INDEX \"{}_{}\";", after.name, field.name));
        }
        if now.is_none() {
            statements.push(format!("ALTER TABLE {table} DROP COLUMN {};", quoted(&field.name)));
        }
    }
    for field in &after.fields {
        let known = before.fields.iter().find(|known| known.name == field.name);
        if known.is_none() {
            statements.push(format!("ALTER TABLE {table} ADD COLUMN {};", column(after, field)));
        }
        if field.wants_index() && !known.is_some_and(Field::wants_index) {
            statements.push(index(after, field));
        }
    }
}

fn table_with_indexes(object: &Object) -> String {
    let mut sql = table(object);
    for field in object.fields.iter().filter(|field| field.wants_index()) {
        sql.push_str(&index(object, field));
    }
    sql
}

fn index(object: &Object, field: &Field) -> String {
    // Most phone fields of most people are empty; an index without the empty ones costs them nothing.
    let filled = match field.flags.nillable {
        true => format!(" WHERE {} IS NOT NULL", quoted(&field.name)),
        false => String::new(),
    };
    format!("CREATE INDEX \"{0}_{1}\" ON \"{0}\" (\"{1}\"){filled};\n", object.name, field.name)
}

fn table(object: &Object) -> String {
    let mut columns: Vec<String> =
        object.fields.iter().map(|field| column(object, field)).collect();
    if !object.recycle_bin {
        // Every table has the column, so that queries need no exception for objects without a recycle bin.
        columns.push("\"IsDeleted\" INTEGER NOT NULL DEFAULT 0".to_owned());
    }
    format!("CREATE TABLE \"{}\" ({});\n", object.name, columns.join(", "))
}

fn column(object: &Object, field: &Field) -> String {
    let name = quoted(&field.name);
    match field.kind {
        FieldType::Address => address(object, field),
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

/// A column that SQLite computes from the parts of an address: JSON, or NULL if all parts are.
fn address(object: &Object, field: &Field) -> String {
    let prefix = field.name.strip_suffix("Address").unwrap_or_default();
    let mut parts: Vec<(String, String)> = object
        .fields
        .iter()
        .filter(|part| part.compound.as_ref() == Some(&field.name))
        .map(|part| {
            let name = part.name.strip_prefix(prefix).unwrap_or(&part.name);
            let first = name.chars().next().map(|letter| letter.to_ascii_lowercase());
            let key: String = first.into_iter().chain(name.chars().skip(1)).collect();
            (key, quoted(&part.name))
        })
        .collect();
    if parts.is_empty() {
        return format!("{} TEXT", quoted(&field.name));
    }
    parts.sort();
    let columns: Vec<&str> = parts.iter().map(|(_, column)| column.as_str()).collect();
    let pairs: Vec<String> =
        parts.iter().map(|(key, column)| format!("'{key}', {column}")).collect();
    format!(
        "{} TEXT GENERATED ALWAYS AS (CASE WHEN coalesce({}, NULL) IS NULL THEN NULL ELSE json_object({}) END) VIRTUAL",
        quoted(&field.name),
        columns.join(", "),
        pairs.join(", ")
    )
}
