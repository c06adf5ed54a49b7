//! Finds the records that a search means, in the order of their last change.

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use super::parse::{Group, MOST_ROWS};
use super::split::{digits_of, words_of};
use super::term::Term;
use crate::database::Database;
use crate::error::ApiError;
use crate::schema::table::quoted;
use crate::schema::{Field, FieldType, Object};
use crate::soql::balanced;

/// Fields besides the record's name that count as names (SOSL reference, "IN SearchGroup").
const NAMES: [&str; 4] = ["FirstName", "LastName", "Company", "Site"];

/// The ids of the records that match and were known to the index, the most recently changed first.
pub(crate) fn ids(
    database: &Database,
    object: &Object,
    group: Group,
    term: &Term,
    known_before: i64,
) -> Result<Vec<String>, ApiError> {
    let mut finder = Finder::new(object, group, known_before);
    let Some(condition) = finder.condition(term) else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT \"Id\" FROM {} WHERE \"IsDeleted\" = 0 AND \"SystemModstamp\" <= ?1 AND {condition} \
         ORDER BY \"LastModifiedDate\" DESC, \"Id\" LIMIT {MOST_ROWS}",
        quoted(&object.name),
    );
    let mut statement = database.connection.prepare_cached(&sql)?;
    let ids = statement.query_map(params_from_iter(&finder.parameters), |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

struct Finder<'o> {
    texts: Vec<&'o Field>,
    numbers: Vec<&'o Field>,
    parameters: Vec<SqlValue>,
}

impl<'o> Finder<'o> {
    fn new(object: &'o Object, group: Group, known_before: i64) -> Self {
        let phone = |field: &&Field| field.kind == FieldType::Phone;
        let texts = object.fields.iter().filter(|field| is_text(field, group)).collect();
        let numbers = match group {
            Group::All | Group::Phone | Group::Sidebar => {
                object.fields.iter().filter(phone).collect()
            }
            Group::Name | Group::Email => Vec::new(),
        };
        Self { texts, numbers, parameters: vec![SqlValue::Integer(known_before)] }
    }

    fn bind(&mut self, text: &str) -> String {
        self.parameters.push(SqlValue::Text(text.to_owned()));
        format!("?{}", self.parameters.len())
    }

    /// SQL of a term; `None` if no field of the object can hold it.
    fn condition(&mut self, term: &Term) -> Option<String> {
        self.keeping_what_is_used(|finder| finder.sql(term))
    }

    /// SQLite counts parameters: what was bound for a condition that came to nothing must go again.
    fn keeping_what_is_used(
        &mut self,
        build: impl FnOnce(&mut Self) -> Option<String>,
    ) -> Option<String> {
        let bound = self.parameters.len();
        let sql = build(self);
        if sql.is_none() {
            self.parameters.truncate(bound);
        }
        sql
    }

    fn sql(&mut self, term: &Term) -> Option<String> {
        match term {
            Term::Any(terms) => {
                let found: Vec<String> =
                    terms.iter().filter_map(|term| self.condition(term)).collect();
                any(found)
            }
            Term::All(terms) => {
                let mut every = Vec::with_capacity(terms.len());
                for term in terms {
                    match term {
                        Term::Not(inner) => {
                            if let Some(sql) = self.condition(inner) {
                                every.push(format!("NOT {sql}"));
                            }
                        }
                        other => every.push(self.condition(other)?),
                    }
                }
                (!every.is_empty()).then(|| balanced(&every, " AND "))
            }
            Term::Not(inner) => Some(format!("NOT {}", self.condition(inner)?)),
            Term::Phrase(phrase) => {
                any([self.words(phrase), self.number(phrase)].into_iter().flatten().collect())
            }
            Term::Words(words) => {
                let number = self.number(&words.join(" "));
                let every = self.keeping_what_is_used(|finder| {
                    let every: Option<Vec<String>> =
                        words.iter().map(|word| finder.words(word)).collect();
                    Some(balanced(&every?, " AND "))
                });
                any([every, number].into_iter().flatten().collect())
            }
        }
    }

    /// SQL of words that follow each other in one of the text fields.
    fn words(&mut self, pattern: &str) -> Option<String> {
        let words = words_of(pattern);
        let longest =
            words.iter().flat_map(|word| word.split(['*', '?'])).max_by_key(|part| part.len())?;
        let fields = self.texts.clone();
        if fields.is_empty() {
            return None;
        }
        // LIKE looks first, for it is quicker; it ignores the case of ASCII letters only.
        let likely = longest.is_ascii().then(|| self.bind(&format!("%{longest}%")));
        let pattern = self.bind(pattern);
        let fields = fields.iter().map(|field| {
            let column = quoted(&field.name);
            match &likely {
                Some(likely) => {
                    format!("({column} LIKE {likely} AND sosl_words({column}, {pattern}))")
                }
                None => format!("sosl_words({column}, {pattern})"),
            }
        });
        any(fields.collect())
    }

    /// SQL of a number in one of the phone fields.
    fn number(&mut self, pattern: &str) -> Option<String> {
        digits_of(pattern)?;
        if self.numbers.is_empty() {
            return None;
        }
        let pattern = self.bind(pattern);
        let fields = self
            .numbers
            .iter()
            .map(|field| format!("sosl_number({}, {pattern})", quoted(&field.name)));
        any(fields.collect())
    }
}

fn any(conditions: Vec<String>) -> Option<String> {
    (!conditions.is_empty()).then(|| balanced(&conditions, " OR "))
}

fn is_text(field: &Field, group: Group) -> bool {
    let named = field.name_field || NAMES.contains(&field.name.as_str());
    let email = field.kind == FieldType::Email;
    match group {
        Group::Phone => false,
        Group::Email => email,
        Group::Name => named,
        Group::Sidebar => named || email || field.external_id,
        Group::All => {
            named
                || email
                || matches!(
                    field.kind,
                    FieldType::String | FieldType::Combobox | FieldType::Textarea
                )
        }
    }
}
