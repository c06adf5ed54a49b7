//! `/sobjects`: records by id and by external id, and what changed.

use rusqlite::params;
use serde_json::{Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::records::{Sharing, Upserted, read};
use crate::schema::Object;
use crate::schema::table::quoted;
use crate::timestamp;

/// The longest window of `/updated` and `/deleted`, in milliseconds: 30 days (Salesforce REST API guide).
const LONGEST_WINDOW_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// From this version on, an upsert that changes a record answers 200 with a body.
const UPSERT_BODY_SINCE: u16 = 46;

impl Call<'_> {
    pub(super) fn sobjects(&self, request: &Request, rest: &[&str]) -> Result<Reply, ApiError> {
        match rest {
            [] => self.describe_all(request),
            [object] if request.method == "POST" => self.create(request, object),
            [object] => self.describe_basic(request, object),
            [object, "describe"] => self.describe(request, object),
            [object, "describe", "layouts"] => self.layouts(request, object),
            [object, "describe", "layouts", record_type] => {
                self.layout_of(request, object, record_type)
            }
            [object, "describe", "compactLayouts"] => self.compact_layouts(request, object),
            [object, "updated"] => self.updated(request, object),
            [object, "deleted"] => self.deleted(request, object),
            [object, id] => self.record(request, object, id),
            [object, id, name] if self.is_relationship(object, id, name) => {
                self.follow(request, object, id, name)
            }
            [object, field, value] => self.by_external_id(request, object, field, value),
            _ => Err(ApiError::not_found()),
        }
    }

    pub(super) fn object(&self, name: &str) -> Result<&Object, ApiError> {
        let object = self.schema.object(name);
        object.ok_or_else(ApiError::not_found)
    }

    fn create(&self, request: &Request, object: &str) -> Result<Reply, ApiError> {
        let object = self.object(object)?;
        let record = request.object()?.clone();
        let id = self.write(|writer| writer.create(&object.name, record))?;
        Ok(created(request, object, &id, false))
    }

    fn record(&self, request: &Request, object: &str, id: &str) -> Result<Reply, ApiError> {
        allow(request, &["DELETE", "GET", "HEAD", "PATCH"])?;
        let object = self.object(object)?;
        if let Some(reply) = self.unless_wanted(request, object, id)? {
            return Ok(reply);
        }
        match request.method.as_str() {
            "PATCH" => {
                let changes = request.object()?.clone();
                if changes.keys().any(|key| key.eq_ignore_ascii_case("id")) {
                    let message = "The Id field should not be specified in the sobject data.";
                    return Err(ApiError::record("INVALID_FIELD", message, &["Id"]));
                }
                self.write(|writer| writer.update(&object.name, id, changes))?;
                Ok(Reply::empty())
            }
            "DELETE" => {
                self.write(|writer| writer.delete(&object.name, id))?;
                Ok(Reply::empty())
            }
            _ => {
                let fields = fields(request);
                let version = &request.version;
                if !self.sees(object, id)? {
                    return Err(ApiError::not_found());
                }
                let record =
                    read::by_id(self.schema, self.database, &object.name, id, &fields, version)?;
                Ok(Reply::ok(Value::Object(record)))
            }
        }
    }

    fn by_external_id(
        &self,
        request: &Request,
        object: &str,
        field: &str,
        value: &str,
    ) -> Result<Reply, ApiError> {
        allow(request, &["DELETE", "GET", "HEAD", "PATCH"])?;
        let object = self.object(object)?;
        let wanted = Value::String(value.to_owned());
        if request.method == "PATCH" {
            return self.upsert(request, object, field, &wanted);
        }
        let mut found = self.write(|writer| {
            let field = writer.external_id(writer.object(&object.name)?, field)?;
            writer.find(object, field, &wanted)
        })?;
        let Some(id) = found.pop() else {
            return Err(ApiError::not_found());
        };
        if !found.is_empty() {
            found.push(id);
            return Ok(several(request, object, &found));
        }
        self.record(request, &object.name, &id)
    }

    fn upsert(
        &self,
        request: &Request,
        object: &Object,
        field: &str,
        wanted: &Value,
    ) -> Result<Reply, ApiError> {
        let record = request.object()?.clone();
        let update_only = request.parameter("updateOnly").is_some_and(|value| value == "true");
        let done =
            self.write(|writer| writer.upsert(&object.name, field, wanted, record, update_only))?;
        Ok(match done {
            Upserted::Created(id) => created(request, object, &id, true),
            Upserted::Updated(id) if speaks(request, UPSERT_BODY_SINCE) => {
                Reply::ok(json!({"id": id, "success": true, "errors": [], "created": false}))
            }
            Upserted::Updated(_) => Reply::empty(),
            Upserted::Several(ids) => several(request, object, &ids),
        })
    }

    fn updated(&self, request: &Request, object: &str) -> Result<Reply, ApiError> {
        let changed = self.changed(request, object, false)?;
        let ids: Vec<&String> = changed.iter().map(|(id, _)| id).collect();
        let covered = self.covered(request)?;
        Ok(Reply::ok(json!({"ids": ids, "latestDateCovered": covered})))
    }

    fn deleted(&self, request: &Request, object: &str) -> Result<Reply, ApiError> {
        let changed = self.changed(request, object, true)?;
        let records: Vec<Value> = changed
            .iter()
            .map(|(id, time)| json!({"deletedDate": timestamp::format(*time), "id": id}))
            .collect();
        let earliest = timestamp::format(self.org.now() - LONGEST_WINDOW_MS);
        let covered = self.covered(request)?;
        Ok(Reply::ok(json!({
            "deletedRecords": records, "earliestDateAvailable": earliest, "latestDateCovered": covered,
        })))
    }

    fn covered(&self, request: &Request) -> Result<String, ApiError> {
        let (_, end) = window(request)?;
        Ok(timestamp::format(end.min(self.org.now())))
    }

    fn changed(
        &self,
        request: &Request,
        object: &str,
        deleted: bool,
    ) -> Result<Vec<(String, i64)>, ApiError> {
        allow(request, &["GET", "HEAD"])?;
        let object = self.object(object)?;
        let (start, end) = window(request)?;
        let sharing = Sharing::of(self.org, self.database, self.actor)?;
        let seen = sharing.condition(object, "changed").unwrap_or_else(|| "1".to_owned());
        let sql = format!(
            "SELECT \"Id\", \"SystemModstamp\" FROM {} AS changed WHERE \"SystemModstamp\" >= ?1 \
             AND \"SystemModstamp\" < ?2 AND \"IsDeleted\" = ?3 AND {seen} ORDER BY \"SystemModstamp\", \"Id\"",
            quoted(&object.name)
        );
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let rows = statement
            .query_map(params![start, end, deleted], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// `start` and `end` of a request, UTC milliseconds.
fn window(request: &Request) -> Result<(i64, i64), ApiError> {
    let moment = |name: &str| {
        let text = request.required(name)?;
        // A plus sign that was not encoded arrives as a space.
        timestamp::parse(&text.replace(' ', "+")).ok_or_else(|| {
            let message =
                format!("Invalid date: {text}; use ISO 8601 such as 2024-11-07T07:00:00Z");
            ApiError::new(400, "INVALID_REPLICATION_DATE", message)
        })
    };
    let (start, end) = (moment("start")?, moment("end")?);
    if end - start < 60_000 {
        let message = "endDate must be at least one minute greater than the startDate";
        return Err(ApiError::new(400, "INVALID_REPLICATION_DATE", message));
    }
    if end - start > LONGEST_WINDOW_MS {
        let message = "startDate cannot be more than 30 days before endDate";
        return Err(ApiError::new(400, "INVALID_REPLICATION_DATE", message));
    }
    Ok((start, end))
}

fn speaks(request: &Request, since: u16) -> bool {
    let number = request.version.trim_start_matches('v');
    let number = number.split('.').next().unwrap_or_default();
    number.parse::<u16>().is_ok_and(|version| version >= since)
}

/// The names in `fields=A,B`.
fn fields(request: &Request) -> Vec<String> {
    let names = request.parameter("fields").unwrap_or_default();
    names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn url(request: &Request, object: &Object, id: &str) -> String {
    let version = &request.version;
    format!("/services/data/{version}/sobjects/{}/{id}", object.name)
}

fn created(request: &Request, object: &Object, id: &str, upsert: bool) -> Reply {
    let mut body = json!({"id": id, "success": true, "errors": []});
    if let (true, Some(body)) = (upsert, body.as_object_mut()) {
        body.insert("created".to_owned(), Value::Bool(true));
    }
    let mut reply = Reply::with(201, body);
    reply.headers.push(("location", url(request, object, id)));
    reply
}

fn several(request: &Request, object: &Object, ids: &[String]) -> Reply {
    let urls: Vec<String> = ids.iter().map(|id| url(request, object, id)).collect();
    Reply::with(300, json!(urls))
}
