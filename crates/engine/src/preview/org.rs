//! What the org offers to those who write a profile: its Task statuses and fields. From what is known already; Salesforce
//! is asked only if nothing is.

use serde::Serialize;

use super::PreviewError;
use crate::Engine;

/// What a profile can name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OrgOffer {
    /// The values of Task status in their order.
    pub statuses: Vec<String>,
    /// API names of the Task fields that we may write and that have no key of their own.
    pub task_fields: Vec<String>,
}

impl Engine {
    /// What the org offers to a profile.
    ///
    /// # Errors
    /// When nothing is known of the org and Salesforce does not answer.
    pub async fn org_offer(&self) -> Result<OrgOffer, PreviewError> {
        let known = self.known_or_old().await?;
        let fields = known.facts.fields.iter();
        let writable = fields.filter(|(name, facts)| facts.createable && name.ends_with("__c"));
        let key = known.facts.call_id_field.as_ref();
        Ok(OrgOffer {
            statuses: known.facts.statuses.iter().map(|status| status.value.clone()).collect(),
            task_fields: writable
                .map(|(name, _)| name.clone())
                .filter(|name| Some(name) != key)
                .collect(),
        })
    }
}
