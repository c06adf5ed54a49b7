//! The operations of `/services/Soap/u` and `/c` on records.

use super::Call;
use super::envelope::Envelope;
use super::fault::Fault;
use super::metadata::time;
use super::record::{self, Record, write_outcome};
use super::xml::{self, Xml};
use crate::error::ApiError;
use crate::records::{Upserted, Writer};
use crate::soql::{self, Options};

/// Records of one message (SOAP API guide).
const MOST_RECORDS: usize = 200;

/// The id of a written record, and whether it was created.
type Outcome = Result<(String, Option<bool>), ApiError>;

impl Call<'_> {
    /// Answers a message with the results to put into its reply.
    pub(super) fn records(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        match envelope.name() {
            "getUserInfo" => self.get_user_info(),
            "getServerTimestamp" => {
                let mut results = Xml::new();
                results.element("result", |result| {
                    result.text("timestamp", time(self.org.now()));
                });
                Ok(results.finish())
            }
            "logout" => {
                self.org.sessions().revoke(self.session);
                Ok(String::new())
            }
            "query" => self.query(envelope, false),
            "queryAll" => self.query(envelope, true),
            "queryMore" => self.query_more(envelope),
            "create" => self.each_record(envelope, |writer, record| {
                Ok((writer.create(&record.object, record.fields)?, None))
            }),
            "update" => self.each_record(envelope, |writer, record| {
                let id = record.id.ok_or_else(missing_id)?;
                writer.update(&record.object, &id, record.fields)?;
                Ok((id, None))
            }),
            "upsert" => self.upsert(envelope),
            "delete" => self.delete(envelope),
            "undelete" => self.undelete(envelope),
            "convertLead" => self.convert_lead(envelope),
            "merge" => self.merge(envelope),
            other => Err(Fault::client(format!(
                "No operation available for request {{{}}}{other}",
                self.api.namespace()
            ))),
        }
    }

    fn query(&self, envelope: &Envelope<'_, '_>, all_rows: bool) -> Result<String, Fault> {
        let query = envelope.need("queryString")?;
        let size =
            envelope.header("QueryOptions").and_then(|header| xml::text(header, "batchSize"));
        let size =
            size.and_then(|size| size.parse::<usize>().ok()).map(|size| size.clamp(200, 2_000));
        let version = format!("v{}", self.version);
        let reply = {
            let database = self.org.database();
            let options = Options::api(&version, all_rows, size);
            soql::run(self.org, &database, self.actor, &query, &options)?
        };
        Ok(page(&reply.body()))
    }

    fn query_more(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let locator = envelope.need("queryLocator")?;
        let version = format!("v{}", self.version);
        let database = self.org.database();
        let reply = soql::more(self.org, &database, self.actor, &locator, &version)?;
        Ok(page(&reply.body()))
    }

    fn each_record(
        &self,
        envelope: &Envelope<'_, '_>,
        work: impl Fn(&mut Writer<'_>, Record) -> Outcome,
    ) -> Result<String, Fault> {
        let schema = self.org.database().view(self.actor)?;
        let records: Vec<_> = xml::children(envelope.operation, "sObjects")
            .map(|node| record::read(node, &schema))
            .collect::<Result<_, _>>()?;
        self.each(records, work)
    }

    fn upsert(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let key = envelope.need("externalIDFieldName")?;
        self.each_record(envelope, move |writer, mut record| {
            if key.eq_ignore_ascii_case("Id") {
                return match record.id {
                    Some(id) => {
                        writer.update(&record.object, &id, record.fields)?;
                        Ok((id, Some(false)))
                    }
                    None => Ok((writer.create(&record.object, record.fields)?, Some(true))),
                };
            }
            let named = record.fields.keys().find(|name| name.eq_ignore_ascii_case(&key)).cloned();
            let value = named.and_then(|name| record.fields.shift_remove(&name));
            let value = value.unwrap_or_default();
            Ok(match writer.upsert(&record.object, &key, &value, record.fields, false)? {
                Upserted::Created(id) => (id, Some(true)),
                Upserted::Updated(id) => (id, Some(false)),
                Upserted::Several(_) => {
                    let message =
                        format!("{key}: more than one record found for external id field");
                    return Err(ApiError::record("DUPLICATE_EXTERNAL_ID", message, &[]));
                }
            })
        })
    }

    fn delete(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let schema = self.org.database().view(self.actor)?;
        self.each(xml::texts(envelope.operation, "ids"), |writer, id: String| {
            let object = schema.object_of_id(&id).ok_or_else(unknown_id)?;
            writer.delete(&object.name, &id)?;
            Ok((id, None))
        })
    }

    /// Does the work for each item, in a transaction of its own.
    pub(super) fn each<T>(
        &self,
        items: Vec<T>,
        work: impl Fn(&mut Writer<'_>, T) -> Outcome,
    ) -> Result<String, Fault> {
        if items.len() > MOST_RECORDS {
            let message = format!("cannot work on more than {MOST_RECORDS} records in one request");
            return Err(Fault::new("EXCEEDED_ID_LIMIT", &message));
        }
        let mut results = Xml::new();
        for item in items {
            write_outcome(&mut results, self.org.write(self.actor, |writer| work(writer, item)));
        }
        Ok(results.finish())
    }
}

/// No object has ids like this one.
fn unknown_id() -> ApiError {
    ApiError::record("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[])
}

fn missing_id() -> ApiError {
    ApiError::record("MISSING_ARGUMENT", "Id not specified in an update call", &[])
}

fn page(reply: &serde_json::Value) -> String {
    let mut results = Xml::new();
    results.element("result", |result| record::write_page(result, reply));
    results.finish()
}
