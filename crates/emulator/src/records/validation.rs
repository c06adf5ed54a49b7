//! Validation rules: each that holds for a record refuses it in the admin's own words.

use super::scene::RecordScene;
use super::{Row, Writer};
use crate::error::ApiError;
use crate::schema::Object;

impl<'a> Writer<'a> {
    /// Fails with the message of every validation rule that holds; `old` is the record before a change.
    pub(super) fn check_validation_rules(
        &self,
        object: &'a Object,
        row: &Row<'a>,
        old: Option<&Row<'a>>,
    ) -> Result<(), ApiError> {
        if self.takes_system_fields {
            return Ok(());
        }
        let setup = self.org.setup();
        let scene = RecordScene { writer: self, object, row, old };
        let mut failed: Option<ApiError> = None;
        for rule in &setup.validation_rules {
            if !rule.active || !rule.object.eq_ignore_ascii_case(&object.name) {
                continue;
            }
            let message = match rule.condition.formula().holds(&scene) {
                Ok(false) => continue,
                Ok(true) => rule.message.clone(),
                // Salesforce refuses such a formula when the admin saves it, so that this is the emulator's own case.
                Err(error) => format!(
                    "The formula in the \"{}\" validation rule is invalid due to the following: {error}",
                    rule.name
                ),
            };
            let fields: Vec<&str> = rule.field.as_deref().into_iter().collect();
            let error = ApiError::record("FIELD_CUSTOM_VALIDATION_EXCEPTION", message, &fields);
            match &mut failed {
                None => failed = Some(error),
                Some(first) => first.further.get_or_insert_default().errors.push(error),
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
