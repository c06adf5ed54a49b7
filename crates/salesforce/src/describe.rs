//! What an object looks like to our user, asked once in a while and remembered.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use tokio::sync::Mutex;

use crate::client::{Call, Client};
use crate::collections::names;
use crate::failure::Failure;

/// An object as the user of the session may see it: fields that it may not see are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Describe {
    /// API name.
    pub name: String,
    /// Name for people.
    pub label: String,
    /// The first three characters of its ids, where it has any.
    pub key_prefix: Option<String>,
    /// Whether the user may create records.
    pub createable: bool,
    /// Whether the user may change records.
    pub updateable: bool,
    /// Fields by API name.
    pub fields: BTreeMap<String, Field>,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// API name.
    pub name: String,
    /// Name for people.
    #[serde(default)]
    pub label: String,
    /// `string`, `picklist`, `reference`, `phone`, `datetime`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// Characters that fit; 0 where that says nothing.
    #[serde(default)]
    pub length: u32,
    /// Whether it may be given when a record is created.
    #[serde(default)]
    pub createable: bool,
    /// Whether it may be changed.
    #[serde(default)]
    pub updateable: bool,
    /// Whether it may be empty.
    #[serde(default)]
    pub nillable: bool,
    /// Whether Salesforce fills it where it is not given.
    #[serde(rename = "defaultedOnCreate", default)]
    pub defaulted: bool,
    /// Whether only values of the picklist are taken.
    #[serde(rename = "restrictedPicklist", default)]
    pub restricted: bool,
    /// Active values of the picklist, in order.
    #[serde(default, deserialize_with = "active_values")]
    pub picklist_values: Vec<PicklistValue>,
    /// Objects that it may point to.
    #[serde(default)]
    pub reference_to: Vec<String>,
    /// Whether records can be upserted by it.
    #[serde(default)]
    pub external_id: bool,
    /// Whether no two records may share a value.
    #[serde(default)]
    pub unique: bool,
    /// Whether it may stand in a WHERE clause.
    #[serde(default)]
    pub filterable: bool,
}

/// A value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PicklistValue {
    /// What is stored.
    pub value: String,
    /// What people read, in the user's language.
    #[serde(default)]
    pub label: Option<String>,
    /// Whether a new record has it.
    #[serde(default)]
    pub default_value: bool,
    #[serde(default)]
    active: bool,
}

fn active_values<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<PicklistValue>, D::Error> {
    let values = Vec::<PicklistValue>::deserialize(deserializer)?;
    Ok(values.into_iter().filter(|value| value.active).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribeReply {
    name: String,
    label: String,
    key_prefix: Option<String>,
    #[serde(default)]
    createable: bool,
    #[serde(default)]
    updateable: bool,
    fields: Vec<Field>,
}

/// Describes by object, with the time (UTC milliseconds) at which they were asked.
pub(crate) type Cache = Mutex<HashMap<String, (i64, Arc<Describe>)>>;

impl Client {
    /// Describes an object; an answer younger than `max_age_ms` (milliseconds) is given again without an API call.
    ///
    /// # Errors
    /// `NOT_FOUND` when the org has no such object or the user may not see it.
    pub async fn describe(&self, object: &str, max_age_ms: i64) -> Result<Arc<Describe>, Failure> {
        names(&[object])?;
        // Held while asking, so that many who want the same describe cost one call.
        let mut cache = self.describes().lock().await;
        let now = (self.session().clock)();
        if let Some((asked, describe)) = cache.get(object)
            && now.saturating_sub(*asked) < max_age_ms
        {
            return Ok(Arc::clone(describe));
        }
        let path = self.data_path(&format!("/sobjects/{object}/describe"));
        let reply = self.call(Call::get(&path)).await?;
        let reply: DescribeReply = serde_json::from_value(reply).map_err(|error| {
            Failure::unreadable(format!("The describe of {object} cannot be read: {error}."), None)
                .nothing_written()
        })?;
        let describe = Arc::new(Describe {
            name: reply.name,
            label: reply.label,
            key_prefix: reply.key_prefix,
            createable: reply.createable,
            updateable: reply.updateable,
            fields: reply.fields.into_iter().map(|field| (field.name.clone(), field)).collect(),
        });
        cache.insert(object.to_owned(), (now, Arc::clone(&describe)));
        Ok(describe)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use serde_json::json;

    use super::*;
    use crate::scripted::*;

    fn task() -> serde_json::Value {
        json!({"name": "Task", "label": "ToDo", "keyPrefix": "00T", "createable": true, "updateable": true, "fields": [
            {"name": "CallType", "label": "Call Type", "type": "picklist", "length": 40, "createable": true,
             "updateable": true, "nillable": true, "restrictedPicklist": true, "filterable": true,
             "picklistValues": [
                {"active": true, "defaultValue": true, "label": "受信", "value": "Inbound", "validFor": null},
                {"active": false, "defaultValue": false, "label": null, "value": "Fax"}]},
            {"name": "WhoId", "label": "Name", "type": "reference", "referenceTo": ["Contact", "Lead"]},
            {"name": "Call__c", "type": "string", "length": 255, "externalId": true, "unique": true,
             "defaultedOnCreate": true},
        ]})
    }

    #[tokio::test]
    async fn a_describe_tells_what_can_be_written() {
        let server = serve_data(|_| answer(200, task())).await;
        let task = plain_client(&server.url).describe("Task", 0).await.unwrap();
        assert_eq!((task.label.as_str(), task.key_prefix.as_deref()), ("ToDo", Some("00T")));
        let call_type = &task.fields["CallType"];
        assert!(
            call_type.restricted
                && call_type.updateable
                && call_type.nillable
                && !call_type.external_id
        );
        let values: Vec<_> =
            call_type.picklist_values.iter().map(|value| value.value.as_str()).collect();
        assert_eq!(values, ["Inbound"]);
        assert_eq!(task.fields["WhoId"].reference_to, ["Contact", "Lead"]);
        let id = &task.fields["Call__c"];
        assert!(id.external_id && id.unique && id.defaulted && id.length == 255);
        assert_eq!(server.seen_data()[0].path, "/services/data/v66.0/sobjects/Task/describe");
    }

    #[tokio::test]
    async fn it_is_asked_again_only_when_it_is_too_old() {
        let server = serve_data(|_| answer(200, task())).await;
        let now = Arc::new(AtomicI64::new(1000));
        let clock = Arc::clone(&now);
        let settings = settings(&server.url, client_credentials());
        let clock: crate::Clock = Arc::new(move || clock.load(Ordering::Relaxed));
        let client = Client::new(settings, Arc::new(MemoryVault::default()), clock).unwrap();
        let both =
            futures_util::future::join(client.describe("Task", 500), client.describe("Task", 500))
                .await;
        assert!(both.0.is_ok() && both.1.is_ok());
        now.store(1499, Ordering::Relaxed);
        client.describe("Task", 500).await.unwrap();
        assert_eq!(server.seen_data().len(), 1);
        now.store(1500, Ordering::Relaxed);
        client.describe("Task", 500).await.unwrap();
        assert_eq!(server.seen_data().len(), 2);
    }

    #[tokio::test]
    async fn a_failure_is_not_remembered() {
        let server =
            serve_data(|_| answer(404, json!([{"errorCode": "NOT_FOUND", "message": "no"}]))).await;
        let client = plain_client(&server.url);
        assert_eq!(client.describe("Nope__c", i64::MAX).await.unwrap_err().code, "NOT_FOUND");
        assert_eq!(client.describe("Nope__c", i64::MAX).await.unwrap_err().code, "NOT_FOUND");
        assert_eq!(server.seen_data().len(), 2);
    }
}
