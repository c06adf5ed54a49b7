//! Queues as owners, and the assignment of new leads to users and queues.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as SqlValue;

use super::options::AutoAssign;
use super::scene::RecordScene;
use super::{Row, Writer};
use crate::error::ApiError;
use crate::id;
use crate::schema::Object;
use crate::setup::LeadAssignment;

impl<'a> Writer<'a> {
    /// Fails if a group is no queue, or a queue that does not take records of this object.
    ///
    /// A queue takes the objects of its QueueSobject rows; one without any takes leads and cases, and tasks if the
    /// org's option says so.
    pub(super) fn check_queue(
        &self,
        object: &Object,
        queue: &str,
        is_queue: bool,
    ) -> Result<(), ApiError> {
        let mut statement = self.database.connection.prepare_cached(
            "SELECT count(*), coalesce(sum(\"SobjectType\" = ?2), 0) FROM \"QueueSobject\" WHERE \"QueueId\" = ?1",
        )?;
        let (all, own): (i64, i64) =
            statement.query_row((queue, &object.name), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let takes = match all {
            0 => object.name != "Task" || self.org.options().task_queues,
            _ => own > 0 || (object.name == "Task" && self.org.options().task_queues),
        };
        if is_queue && takes {
            return Ok(());
        }
        Err(ApiError::record(
            "INVALID_OPERATION",
            "Queue not associated with this SObject type",
            &["OwnerId"],
        ))
    }

    /// Gives a new lead to whom the org's assignment rule gives it.
    pub(super) fn assign_lead(
        &self,
        object: &'a Object,
        row: &mut Row<'a>,
    ) -> Result<(), ApiError> {
        if object.name != "Lead" || self.takes_system_fields {
            return Ok(());
        }
        let setup = self.org.setup();
        let Some(rule) = self.wanted_rule(setup.lead_assignment.as_ref())? else {
            return Ok(());
        };
        let scene = RecordScene { writer: self, object, row, old: None };
        let mut owner = None;
        for entry in &rule.entries {
            let holds = match &entry.condition {
                None => Ok(true),
                Some(condition) => condition.formula().holds(&scene),
            };
            // An entry whose formula has no value for this lead does not apply to it.
            if holds.unwrap_or(false) {
                owner = Some(&entry.owner);
                break;
            }
        }
        let Some(owner) = owner else {
            return Ok(());
        };
        let Some(owner) = self.owner_named(owner)? else {
            let message =
                format!("the assignment rule {} names no user or queue: {owner}", rule.name);
            return Err(ApiError::record("INVALID_ASSIGNMENT_RULE", message, &[]));
        };
        let mut given = Row::new();
        if let Some(field) = object.field("OwnerId") {
            given.insert(&field.name, SqlValue::Text(owner));
        }
        self.check_references(object, &given, row)?;
        row.extend(given);
        Ok(())
    }

    fn wanted_rule<'s>(
        &self,
        rule: Option<&'s LeadAssignment>,
    ) -> Result<Option<&'s LeadAssignment>, ApiError> {
        match &self.options.auto_assign {
            AutoAssign::Off => Ok(None),
            AutoAssign::Active => Ok(rule.filter(|rule| rule.active)),
            AutoAssign::Rule(wanted) => {
                let named = rule.filter(|rule| {
                    let own = rule.id.as_deref().and_then(id::normalise);
                    own.is_some() && own == id::normalise(wanted)
                });
                let message = format!("no such assignment rule: {wanted}");
                match named {
                    Some(rule) => Ok(Some(rule)),
                    None => Err(ApiError::record("INVALID_ASSIGNMENT_RULE", message, &[])),
                }
            }
        }
    }

    /// The id of an owner named by id, username, or the name of a queue.
    fn owner_named(&self, owner: &str) -> Result<Option<String>, ApiError> {
        if let Some(whole) = id::normalise(owner) {
            return Ok(Some(whole));
        }
        let mut statement = self.database.connection.prepare_cached(
            "SELECT \"Id\" FROM \"User\" WHERE \"Username\" = ?1 UNION ALL SELECT \"Id\" FROM \"Group\" \
             WHERE \"Type\" = 'Queue' AND (\"DeveloperName\" = ?1 OR \"Name\" = ?1)",
        )?;
        Ok(statement.query_row([owner], |row| row.get(0)).optional()?)
    }
}
