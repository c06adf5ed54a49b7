//! Resolves the names of a query against the schema: fields, parent relationships, functions.

use rusqlite::types::Value as SqlValue;

use super::fault;
use super::tree::{Operand, Path, Query};
use crate::error::ApiError;
use crate::records::Sharing;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object, Schema};

/// How many parents a name may climb (SOQL reference, relationship queries).
const MOST_PARENTS: usize = 5;

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
    given_alias: Option<String>,
    /// Names that FROM gives to parents, and the relationships that lead there.
    given_parents: Vec<(String, Vec<String>)>,
    joins: Vec<Join<'a>>,
}

/// How far a name has climbed.
pub(crate) struct Place<'a> {
    pub(crate) object: &'a Object,
    pub(crate) alias: String,
    /// Relationship names from the root, in lower case.
    pub(crate) route: String,
    pub(crate) parents: Vec<Parent>,
}

impl<'a> Scope<'a> {
    /// How many parents are joined.
    pub(crate) fn parents(&self) -> usize {
        self.joins.len()
    }

    /// FROM with all joins made so far.
    pub(crate) fn tables_sql(&self) -> String {
        let joins: String = self.joins.iter().map(|join| join.sql.as_str()).collect();
        format!("{} AS {}{joins}", quoted(&self.object.name), self.alias)
    }
}

/// What a compiler knows about the org and the request.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) schema: &'a Schema,
    /// The query's text, for errors.
    pub(crate) text: &'a str,
    pub(crate) user_id: &'a str,
    /// Which records the user sees.
    pub(crate) sharing: &'a Sharing,
    pub(crate) today: jiff::civil::Date,
    pub(crate) zone: &'a jiff::tz::TimeZone,
    pub(crate) all_rows: bool,
    /// The month in which the org's fiscal year begins, from 1.
    pub(crate) fiscal_start: i8,
}

/// Turns a parsed query into SQL; holds what all its parts share.
pub(crate) struct Compiler<'a> {
    pub(crate) setting: Setting<'a>,
    pub(crate) parameters: Vec<SqlValue>,
    /// SQL of the groups that the rows of a subtotal run over.
    pub(crate) rolled: Vec<String>,
    /// Whether the condition at hand is that of HAVING.
    pub(crate) in_having: bool,
    aliases: usize,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(setting: Setting<'a>) -> Self {
        Self { setting, parameters: Vec::new(), rolled: Vec::new(), in_having: false, aliases: 0 }
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
        fault::at(self.setting.text, offset, code, message)
    }

    /// A scope over an object, with the names that the query gives.
    pub(crate) fn scope(&mut self, object: &'a Object, query: &Query) -> Scope<'a> {
        let mut given: Vec<(String, Vec<String>)> = Vec::new();
        for (path, name) in &query.parents {
            let (first, rest) = path
                .parts
                .split_first()
                .map_or(("", [].as_slice()), |(first, rest)| (first.as_str(), rest));
            let known = given.iter().find(|(name, _)| name.eq_ignore_ascii_case(first));
            let mut steps = known.map(|(_, steps)| steps.clone()).unwrap_or_default();
            steps.extend_from_slice(rest);
            given.push((name.clone(), steps));
        }
        Scope {
            object,
            alias: self.new_alias(),
            given_alias: query.alias.clone(),
            given_parents: given,
            joins: Vec::new(),
        }
    }

    /// The object named after FROM.
    pub(crate) fn object(&self, from: &Path) -> Result<&'a Object, ApiError> {
        let name = from.text();
        let found = self.setting.schema.object(&name);
        found.ok_or_else(|| fault::no_such_object(self.setting.text, from.offset, &name))
    }

    /// Resolves a field or a function, as the rows of the subtotal at hand have it.
    pub(crate) fn column(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
    ) -> Result<Column, ApiError> {
        let mut column = self.whole_column(scope, operand)?;
        if !column.aggregate {
            for rolled in &self.rolled {
                column.sql = column.sql.replace(rolled, "NULL");
            }
        }
        Ok(column)
    }

    /// Resolves a field or a function.
    pub(crate) fn whole_column(
        &mut self,
        scope: &mut Scope<'a>,
        operand: &Operand,
    ) -> Result<Column, ApiError> {
        match operand {
            Operand::Field(path) => self.field(scope, path),
            Operand::Function(function) => self.function(scope, function),
        }
    }

    /// Resolves a dotted name, joining the parents it climbs.
    pub(crate) fn field(&mut self, scope: &mut Scope<'a>, path: &Path) -> Result<Column, ApiError> {
        let steps = own_steps(scope, &path.parts);
        let Some((last, climbed)) = steps.split_last() else {
            return Err(self.fault(path.offset, "MALFORMED_QUERY", "unexpected token: '.'"));
        };
        let root = Place {
            object: scope.object,
            alias: scope.alias.clone(),
            route: String::new(),
            parents: Vec::new(),
        };
        self.field_from(scope, root, path, climbed, last)
    }

    /// Resolves a name from a place on.
    pub(crate) fn field_from(
        &mut self,
        scope: &mut Scope<'a>,
        mut place: Place<'a>,
        path: &Path,
        climbed: &[String],
        last: &str,
    ) -> Result<Column, ApiError> {
        if climbed.len() > MOST_PARENTS {
            let message = "a relationship path may climb at most 5 parents";
            return Err(self.fault(path.offset, "INVALID_FIELD", message));
        }
        for (number, step) in climbed.iter().enumerate() {
            let Some(reference) = place.object.relationship(step) else {
                return Err(self.no_such_parent(path, step));
            };
            if reference.is_polymorphic() {
                if let Some(next) = climbed.get(number + 1) {
                    return Err(self.no_such_parent(path, next));
                }
                let name = reference.relationship.clone().unwrap_or_default();
                let id_sql = format!("{}.{}", place.alias, quoted(&reference.name));
                place.parents.push(Parent { name, id_sql: id_sql.clone(), object: None });
                return self.name_field(path, reference, &id_sql, last, place.parents);
            }
            place = self
                .climb(scope, place, reference)
                .ok_or_else(|| self.no_such_parent(path, step))?;
        }
        let Some(field) = place.object.field(last) else {
            let object = &place.object.name;
            return Err(fault::no_such_column(self.setting.text, path.offset, last, object));
        };
        Ok(of_field(field, &place.alias, place.parents))
    }

    /// Joins the parent behind a reference; `None` if the org has no such object.
    pub(crate) fn climb(
        &mut self,
        scope: &mut Scope<'a>,
        place: Place<'a>,
        reference: &Field,
    ) -> Option<Place<'a>> {
        let target = self.setting.schema.object(reference.references.first()?)?;
        let name = reference.relationship.clone().unwrap_or_default();
        let id_sql = format!("{}.{}", place.alias, quoted(&reference.name));
        let route = format!("{}{}.", place.route, name.to_ascii_lowercase());
        let alias = self.join(scope, &route, target, &id_sql);
        let mut parents = place.parents;
        parents.push(Parent { name, id_sql, object: Some(target.name.clone()) });
        Some(Place { object: target, alias, route, parents })
    }

    pub(crate) fn no_such_parent(&self, path: &Path, step: &str) -> ApiError {
        let (text, part) = (self.setting.text, "field path");
        fault::no_such_relationship(text, path.offset, step, part, "INVALID_FIELD")
    }

    /// Joins an object by its id; the same route is joined once.
    pub(crate) fn join(
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
}

/// The steps of a name without the query's own name for its object, and with the relationships that a given name means.
pub(crate) fn own_steps(scope: &Scope<'_>, parts: &[String]) -> Vec<String> {
    let Some((first, rest)) = parts.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return parts.to_vec();
    };
    let given = scope.given_parents.iter().find(|(name, _)| name.eq_ignore_ascii_case(first));
    if let Some((_, steps)) = given {
        return steps.iter().chain(rest).cloned().collect();
    }
    let own = match &scope.given_alias {
        Some(alias) if alias.eq_ignore_ascii_case(first) => true,
        _ => {
            scope.object.name.eq_ignore_ascii_case(first)
                && scope.object.relationship(first).is_none()
        }
    };
    if own { rest.to_vec() } else { parts.to_vec() }
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
