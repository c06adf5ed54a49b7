//! Resolves the names of a query against the schema: fields, parent relationships, functions.

use rusqlite::types::Value as SqlValue;

use super::fault;
use super::tree::{Operand, Path};
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object, Schema};

/// How many parents a name may climb (SOQL reference, relationship queries).
const MOST_PARENTS: usize = 5;

/// The fields of the pseudo-object `Name`, behind which the targets of a polymorphic reference stand.
const NAME_FIELDS: [(&str, FieldType); 11] = [
    ("Id", FieldType::Id),
    ("Name", FieldType::String),
    ("FirstName", FieldType::String),
    ("LastName", FieldType::String),
    ("Type", FieldType::Picklist),
    ("Alias", FieldType::String),
    ("Email", FieldType::Email),
    ("Phone", FieldType::Phone),
    ("Title", FieldType::String),
    ("Username", FieldType::String),
    ("IsActive", FieldType::Boolean),
];

/// A parent that a column passes through.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parent {
    /// The relationship's name.
    pub(crate) name: String,
    /// SQL of the parent's id.
    pub(crate) id_sql: String,
    /// The parent's object; `None` if the id decides.
    pub(crate) object: Option<String>,
}

/// A value that a query can select, compare, sort or group by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) sql: String,
    pub(crate) kind: FieldType,
    /// The name as the schema spells it.
    pub(crate) name: String,
    pub(crate) parents: Vec<Parent>,
    pub(crate) filterable: bool,
    pub(crate) sortable: bool,
    pub(crate) groupable: bool,
    pub(crate) nillable: bool,
    pub(crate) aggregate: bool,
}

/// A joined parent.
struct Join<'a> {
    /// Relationship names from the root, in lower case.
    route: String,
    alias: String,
    object: &'a Object,
    sql: String,
}

/// The tables that a query draws on.
pub(crate) struct Scope<'a> {
    pub(crate) object: &'a Object,
    pub(crate) alias: String,
    pub(crate) given_alias: Option<String>,
    joins: Vec<Join<'a>>,
}

impl<'a> Scope<'a> {
    /// FROM with all joins made so far.
    pub(crate) fn tables_sql(&self) -> String {
        let joins: String = self.joins.iter().map(|join| join.sql.as_str()).collect();
        format!("{} AS {}{joins}", quoted(&self.object.name), self.alias)
    }
}

/// Turns a parsed query into SQL; holds what all its parts share.
pub(crate) struct Compiler<'a> {
    pub(crate) schema: &'a Schema,
    /// The query's text, for errors.
    pub(crate) text: &'a str,
    pub(crate) user_id: &'a str,
    pub(crate) today: jiff::civil::Date,
    pub(crate) zone: &'a jiff::tz::TimeZone,
    pub(crate) all_rows: bool,
    pub(crate) parameters: Vec<SqlValue>,
    aliases: usize,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(
        schema: &'a Schema,
        text: &'a str,
        user_id: &'a str,
        today: jiff::civil::Date,
        zone: &'a jiff::tz::TimeZone,
        all_rows: bool,
    ) -> Self {
        Self { schema, text, user_id, today, zone, all_rows, parameters: Vec::new(), aliases: 0 }
    }

    /// Adds a parameter and returns its placeholder.
    pub(crate) fn bind(&mut self, value: impl Into<SqlValue>) -> String {
        self.parameters.push(value.into());
        format!("?{}", self.parameters.len())
    }

    fn new_alias(&mut self) -> String {
        self.aliases += 1;
        format!("t{}", self.aliases)
    }

    pub(crate) fn fault(&self, offset: usize, code: &str, message: &str) -> ApiError {
        fault::at(self.text, offset, code, message)
    }

    /// A scope over an object.
    pub(crate) fn scope(&mut self, object: &'a Object, given_alias: Option<&str>) -> Scope<'a> {
        Scope {
            object,
            alias: self.new_alias(),
            given_alias: given_alias.map(str::to_owned),
            joins: Vec::new(),
        }
    }

    /// The object named after FROM.
    pub(crate) fn object(&self, from: &Path) -> Result<&'a Object, ApiError> {
        let name = from.parts.join(".");
        self.schema
            .object(&name)
            .ok_or_else(|| fault::no_such_object(self.text, from.offset, &name))
    }

    /// Resolves a field or a function.
    pub(crate) fn column(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
    ) -> Result<Column, ApiError> {
        match operand {
            Operand::Field(path) => self.field(scope, path),
            Operand::Function(name, argument, offset) => {
                let argument = match argument {
                    Some(path) => Some(self.field(scope, path)?),
                    None => None,
                };
                super::function::apply(name, argument).ok_or_else(|| {
                    let message = format!("unexpected token: '{name}'");
                    self.fault(*offset, "MALFORMED_QUERY", &message)
                })
            }
        }
    }

    /// Resolves a dotted name, joining the parents it climbs.
    pub(crate) fn field(&mut self, scope: &mut Scope<'a>, path: &Path) -> Result<Column, ApiError> {
        let mut steps: &[String] = &path.parts;
        if let [first, rest @ ..] = steps
            && !rest.is_empty()
            && is_own_name(scope, first)
        {
            steps = rest;
        }
        let Some((last, climbed)) = steps.split_last() else {
            return Err(self.fault(path.offset, "MALFORMED_QUERY", "unexpected token: '.'"));
        };
        if climbed.len() > MOST_PARENTS {
            let message = "a relationship path may climb at most 5 parents";
            return Err(self.fault(path.offset, "INVALID_FIELD", message));
        }
        let mut object = scope.object;
        let mut alias = scope.alias.clone();
        let mut parents = Vec::new();
        let mut route = String::new();
        for (place, step) in climbed.iter().enumerate() {
            let Some(reference) = object.relationship(step) else {
                return Err(self.no_such_parent(path, step));
            };
            let name = reference.relationship.clone().unwrap_or_default();
            let id_sql = format!("{alias}.{}", quoted(&reference.name));
            if reference.is_polymorphic() {
                parents.push(Parent { name, id_sql: id_sql.clone(), object: None });
                if place + 1 < climbed.len() {
                    return Err(self.no_such_parent(path, &climbed[place + 1]));
                }
                return self.name_field(path, reference, &id_sql, last, parents);
            }
            let target = reference.references.first().map(String::as_str);
            let Some(target) = target.and_then(|target| self.schema.object(target)) else {
                return Err(self.no_such_parent(path, step));
            };
            parents.push(Parent {
                name,
                id_sql: id_sql.clone(),
                object: Some(target.name.clone()),
            });
            route.push_str(&step.to_ascii_lowercase());
            route.push('.');
            alias = self.join(scope, &route, target, &id_sql);
            object = target;
        }
        let Some(field) = object.field(last) else {
            return Err(fault::no_such_column(self.text, path.offset, last, &object.name));
        };
        Ok(of_field(field, &alias, parents))
    }

    fn no_such_parent(&self, path: &Path, step: &str) -> ApiError {
        let part = "field path";
        fault::no_such_relationship(self.text, path.offset, step, part, "INVALID_FIELD")
    }

    fn join(
        &mut self,
        scope: &mut Scope<'a>,
        route: &str,
        object: &'a Object,
        id_sql: &str,
    ) -> String {
        let joined = scope.joins.iter().find(|join| join.route == route);
        if let Some(join) = joined {
            debug_assert_eq!(join.object.name, object.name);
            return join.alias.clone();
        }
        let alias = self.new_alias();
        scope.joins.push(Join {
            route: route.to_owned(),
            sql: format!(
                " LEFT JOIN {} AS {alias} ON {alias}.\"Id\" = {id_sql}",
                quoted(&object.name)
            ),
            alias: alias.clone(),
            object,
        });
        alias
    }

    /// A field of the pseudo-object `Name`: the id's prefix decides which table holds it.
    fn name_field(
        &self,
        path: &Path,
        reference: &Field,
        id_sql: &str,
        wanted: &str,
        parents: Vec<Parent>,
    ) -> Result<Column, ApiError> {
        let known = NAME_FIELDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let Some((name, kind)) = known.copied() else {
            return Err(fault::no_such_column(self.text, path.offset, wanted, "Name"));
        };
        let sql = match name {
            "Id" => id_sql.to_owned(),
            _ => self.by_prefix(reference, id_sql, name),
        };
        Ok(Column {
            sql,
            kind,
            name: name.to_owned(),
            parents,
            filterable: true,
            sortable: true,
            groupable: true,
            nillable: true,
            aggregate: false,
        })
    }

    fn by_prefix(&self, reference: &Field, id_sql: &str, name: &str) -> String {
        let mut sql = format!("(CASE substr({id_sql}, 1, 3)");
        for target in &reference.references {
            let Some(object) = self.schema.object(target) else {
                continue;
            };
            let value = if name == "Type" {
                format!("'{}'", object.name)
            } else {
                let field = match name {
                    "Name" => object.name_field(),
                    other => object.field(other),
                };
                let Some(field) = field else { continue };
                format!(
                    "(SELECT named.{} FROM {} AS named WHERE named.\"Id\" = {id_sql})",
                    quoted(&field.name),
                    quoted(&object.name)
                )
            };
            sql.push_str(&format!(" WHEN '{}' THEN {value}", object.key_prefix));
        }
        // An ELSE keeps the CASE valid when no target has the field; the collation is lost in a CASE.
        sql.push_str(" ELSE NULL END COLLATE NOCASE)");
        sql
    }
}

fn is_own_name(scope: &Scope<'_>, name: &str) -> bool {
    match &scope.given_alias {
        Some(alias) if alias.eq_ignore_ascii_case(name) => true,
        _ => {
            scope.object.name.eq_ignore_ascii_case(name)
                && scope.object.relationship(name).is_none()
        }
    }
}

/// The column of a field of the table behind `alias`.
pub(crate) fn of_field(field: &Field, alias: &str, parents: Vec<Parent>) -> Column {
    Column {
        sql: format!("{alias}.{}", quoted(&field.name)),
        kind: field.kind,
        name: field.name.clone(),
        // A parent may be missing, so whatever is reached through one may be null.
        nillable: field.flags.nillable || !parents.is_empty(),
        parents,
        filterable: field.flags.filterable,
        sortable: field.flags.sortable,
        groupable: field.flags.groupable,
        aggregate: false,
    }
}
