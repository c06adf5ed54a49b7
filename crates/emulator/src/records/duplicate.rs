//! Duplicate rules: finds the records that a new or changed one matches, and words the refusal.

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use super::match_text::{PHONE_DIGITS, last_digits, matches};
use super::{Row, Writer, text};
use crate::error::ApiError;
use crate::schema::Object;
use crate::schema::table::quoted;
use crate::setup::{DuplicateAction, DuplicateRule, MatchField, MatchMethod};

/// The most matches that are looked at.
const MOST_MATCHES: usize = 100;

impl<'a> Writer<'a> {
    /// Fails if a duplicate rule finds the record twice; `old` is the record before a change.
    pub(super) fn check_duplicates(
        &self,
        object: &'a Object,
        row: &Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<(), ApiError> {
        if self.takes_system_fields {
            return Ok(());
        }
        let setup = self.org.setup();
        for rule in &setup.duplicate_rules {
            let action = if old.is_none() { rule.on_create } else { rule.on_update };
            let passes = match action {
                DuplicateAction::Allow => true,
                DuplicateAction::Alert => self.options.allow_save,
                DuplicateAction::Block => false,
            };
            if passes || !rule.active || !rule.object.eq_ignore_ascii_case(&object.name) {
                continue;
            }
            let found = self.duplicates(object, rule, row, old)?;
            if !found.is_empty() {
                return Err(self.refusal(object, rule, action, &found));
            }
        }
        Ok(())
    }

    fn duplicates(
        &self,
        object: &'a Object,
        rule: &DuplicateRule,
        row: &Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<Vec<Row<'a>>, ApiError> {
        let mut found: Vec<Row<'a>> = Vec::new();
        for set in &rule.matches {
            let changed = old.is_none_or(|old| {
                set.iter().any(|part| text(row, &part.field) != text(old, &part.field))
            });
            if !changed {
                continue;
            }
            for candidate in self.candidates(object, set, row)? {
                let same = set.iter().all(|part| {
                    let (one, other) = (text(row, &part.field), text(&candidate, &part.field));
                    matches(part.method, one.unwrap_or_default(), other.unwrap_or_default())
                });
                let new = !found.iter().any(|known| known.get("Id") == candidate.get("Id"));
                if same && new && found.len() < MOST_MATCHES {
                    found.push(candidate);
                }
            }
        }
        Ok(found)
    }

    /// The records that may match by a set of fields: those that SQLite can tell apart cheaply.
    fn candidates(
        &self,
        object: &'a Object,
        set: &[MatchField],
        row: &Row<'a>,
    ) -> Result<Vec<Row<'a>>, ApiError> {
        let own = text(row, "Id").unwrap_or_default().to_owned();
        let mut conditions = vec!["\"IsDeleted\" = 0 AND \"Id\" <> ?".to_owned()];
        let mut parameters = vec![SqlValue::Text(own)];
        for part in set {
            let Some(field) = object.field(&part.field) else {
                return Ok(Vec::new());
            };
            let Some(value) = text(row, &field.name).filter(|value| !value.trim().is_empty())
            else {
                return Ok(Vec::new());
            };
            let column = quoted(&field.name);
            let (condition, parameter) = match part.method {
                MatchMethod::Exact => (format!("{column} = ? COLLATE NOCASE"), value.to_owned()),
                MatchMethod::FuzzyPhone => {
                    (format!("substr(digits({column}), -{PHONE_DIGITS}) = ?"), last_digits(value))
                }
                // The first letter of a name or company, or of one of its words, is the same.
                MatchMethod::FuzzyName | MatchMethod::FuzzyCompany => {
                    let last = value.split_whitespace().last().unwrap_or_default();
                    let wanted = if part.method == MatchMethod::FuzzyName { last } else { "" };
                    let first: String = wanted.chars().take(1).collect();
                    (format!("instr(lower({column}), lower(?)) > 0"), first)
                }
            };
            conditions.push(condition);
            parameters.push(SqlValue::Text(parameter));
        }
        let mut sql = format!(
            "SELECT \"Id\" FROM {} WHERE {}",
            quoted(&object.name),
            conditions.join(" AND ")
        );
        if object.name == "Lead" {
            sql.push_str(" AND \"IsConverted\" = 0");
        }
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let ids = statement
            .query_map(params_from_iter(parameters), |row| row.get(0))?
            .collect::<Result<Vec<String>, _>>()?;
        let mut rows = Vec::new();
        let sharing = self.sharing()?;
        for id in ids {
            if self.options.run_as_current_user && !sharing.sees(self.database, object, &id)? {
                continue;
            }
            rows.extend(self.row(object, &id)?);
        }
        Ok(rows)
    }
}
