//! How Salesforce words DUPLICATES_DETECTED: the rule, and the records that match.

use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value, json};

use super::{Row, Writer, text};
use crate::cell;
use crate::error::{ApiError, Further};
use crate::schema::Object;
use crate::setup::{DuplicateAction, DuplicateRule, MatchMethod};

/// From this version on the key of the matches is spelled right.
const SPELLED_RIGHT_SINCE: u32 = 60;

impl Writer<'_> {
    /// The refusal of a record that a rule finds twice.
    pub(super) fn refusal(
        &self,
        object: &Object,
        rule: &DuplicateRule,
        action: DuplicateAction,
        found: &[Row<'_>],
    ) -> ApiError {
        let records: Vec<Value> = found
            .iter()
            .map(|row| {
                json!({
                    "additionalInformation": [], "fieldDiffs": [], "matchConfidence": 100.0,
                    "record": self.matched_record(object, rule, row),
                })
            })
            .collect();
        let exact = rule.matches.iter().flatten().all(|part| part.method == MatchMethod::Exact);
        let engine = if exact { "ExactMatchEngine" } else { "FuzzyMatchEngine" };
        let result = json!({
            "allowSave": action == DuplicateAction::Alert,
            "duplicateRule": rule.name,
            "duplicateRuleEntityType": object.name,
            "errorMessage": rule.message,
            "matchResults": [{
                "entityType": object.name, "errors": [], "matchEngine": engine, "matchRecords": records,
                "rule": rule.matching_rule, "size": found.len(), "success": true,
            }],
        });
        // Salesforce misspelled the key for years.
        let right = self.options.version_number() >= SPELLED_RIGHT_SINCE;
        let key = if right { "duplicateResult" } else { "duplicateResut" };
        let mut error = ApiError::record("DUPLICATES_DETECTED", rule.message.clone(), &[]);
        let keys = Map::from_iter([(key.to_owned(), result)]);
        error.further = Some(Box::new(Further { keys, errors: Vec::new() }));
        error
    }

    /// A match: its id, and the fields of the rule if the request wants details.
    fn matched_record(&self, object: &Object, rule: &DuplicateRule, row: &Row<'_>) -> Value {
        let (name, version) = (&object.name, &self.options.version);
        let id = text(row, "Id").unwrap_or_default();
        let url = format!("/services/data/{version}/sobjects/{name}/{id}");
        let mut record = json!({"attributes": {"type": name, "url": url}, "Id": id});
        if !self.options.include_record_details {
            return record;
        }
        for part in rule.matches.iter().flatten() {
            if let Some(field) = object.field(&part.field) {
                let cell = row.get(field.name.as_str()).unwrap_or(&SqlValue::Null);
                record[field.name.as_str()] = cell::json(field.kind, cell.into());
            }
        }
        record
    }
}
