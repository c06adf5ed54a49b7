//! What an object looks like to our user, asked once in a while and remembered.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::client::{Call, Client};
use crate::collections::names;
use crate::composite::{Method, Subreply, Subrequest};
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
    /// Record types, the master record type among them; empty where the reply names none.
    pub record_types: Vec<RecordType>,
}

/// A record type of an object, as the user of the session may use it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordType {
    /// The record type.
    #[serde(rename = "recordTypeId")]
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Whether it is in use.
    #[serde(default = "yes")]
    pub active: bool,
    /// Whether the user may choose it.
    #[serde(default)]
    pub available: bool,
    /// Whether the user's new records have it.
    #[serde(rename = "defaultRecordTypeMapping", default)]
    pub default: bool,
    /// Whether it is the one that every object has.
    #[serde(default)]
    pub master: bool,
}

/// Replies of old versions do not say whether a record type is active, and list active ones only.
fn yes() -> bool {
    true
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
    /// Whether capital letters make a difference where values are compared.
    #[serde(default)]
    pub case_sensitive: bool,
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
    #[serde(default)]
    record_type_infos: Vec<RecordType>,
}

impl Describe {
    /// Reads a reply.
    fn read(object: &str, reply: Value) -> Result<Self, Failure> {
        let reply: DescribeReply = serde_json::from_value(reply).map_err(|error| {
            Failure::unreadable(format!("The describe of {object} cannot be read: {error}."), None)
                .nothing_written()
        })?;
        Ok(Self {
            name: reply.name,
            label: reply.label,
            key_prefix: reply.key_prefix,
            createable: reply.createable,
            updateable: reply.updateable,
            fields: reply.fields.into_iter().map(|field| (field.name.clone(), field)).collect(),
            record_types: reply.record_type_infos,
        })
    }
}

impl Subrequest {
    /// A describe, as one part of a composite. Its reply is for [`Client::described`].
    ///
    /// # Errors
    /// When `object` is no name.
    pub fn describe(reference_id: &str, object: &str) -> Result<Self, Failure> {
        names(&[object])?;
        let path = format!("/sobjects/{object}/describe");
        Ok(Self::new(Method::Get, path, reference_id, None))
    }
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
        let describe = Arc::new(Describe::read(object, reply)?);
        cache.insert(object.to_owned(), (now, Arc::clone(&describe)));
        Ok(describe)
    }

    /// The describe that a part of a composite brought. It is not remembered.
    ///
    /// # Errors
    /// The failure of the part: `NOT_FOUND` when the org has no such object or the user may not see it.
    pub fn described(&self, reply: Subreply) -> Result<Describe, Failure> {
        match reply.failure() {
            Some(failure) => Err(failure.nothing_written()),
            None => Describe::read(&reply.reference_id, reply.body),
        }
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
        ], "recordTypeInfos": [
            {"recordTypeId": "0125g000000AbcdAAC", "name": "Calls", "available": true, "defaultRecordTypeMapping": false}
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
    async fn many_describes_cost_one_call() {
        let server = serve_data(|_| {
            let part = |name: &str, status: u16, body: serde_json::Value| json!({"referenceId": name, "httpStatusCode": status, "body": body});
            let missing = json!([{"errorCode": "NOT_FOUND", "message": "no"}]);
            answer(200, json!({"compositeResponse": [part("task", 200, task()), part("lead", 404, missing)]}))
        })
        .await;
        let client = plain_client(&server.url);
        let parts = [
            Subrequest::describe("task", "Task").unwrap(),
            Subrequest::describe("lead", "Lead").unwrap(),
        ];
        let mut replies = client.composite(&parts, false).await.unwrap().into_iter();
        let task = client.described(replies.next().unwrap()).unwrap();
        assert_eq!((task.name.as_str(), task.fields.len()), ("Task", 3));
        let record_type = &task.record_types[0];
        assert!(record_type.available && record_type.active && !record_type.default);
        assert_eq!(client.described(replies.next().unwrap()).unwrap_err().code, "NOT_FOUND");
        assert_eq!(server.seen_data().len(), 1);
        assert!(Subrequest::describe("x", "Task/../x").is_err());
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
