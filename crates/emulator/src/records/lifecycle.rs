//! What the org lets others do with the life of its records, each in a transaction of its own.

use serde_json::{Map, Value};

use super::{ConvertedLead, LeadConversion, Merged};
use crate::error::ApiError;
use crate::org::{Actor, Org};

impl Org {
    /// Converts a lead into an account, a contact and an opportunity.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn convert_lead(
        &self,
        actor: &Actor,
        wanted: &LeadConversion,
    ) -> Result<ConvertedLead, ApiError> {
        self.write(actor, |writer| writer.convert_lead(wanted))
    }

    /// Merges one or two records into another; `changes` are made to the one that stays.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn merge(
        &self,
        actor: &Actor,
        object: &str,
        master: &str,
        losers: &[String],
        changes: Map<String, Value>,
    ) -> Result<Merged, ApiError> {
        self.write(actor, |writer| writer.merge(object, master, losers, changes))
    }

    /// Brings a record back from the recycle bin with what was deleted along with it.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn undelete(&self, actor: &Actor, id: &str) -> Result<(), ApiError> {
        self.write(actor, |writer| writer.undelete(id))
    }

    /// Deletes a record for good, without the recycle bin.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn hard_delete(&self, actor: &Actor, object: &str, id: &str) -> Result<(), ApiError> {
        self.write(actor, |writer| writer.hard_delete(object, id))
    }

    /// Removes a record from the recycle bin for good.
    ///
    /// # Errors
    /// What Salesforce would answer.
    pub fn empty_from_bin(&self, actor: &Actor, id: &str) -> Result<(), ApiError> {
        self.write(actor, |writer| writer.empty_from_bin(id))
    }
}
