//! `/composite/sobjects`: up to 200 records in one request, each with a result of its own.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use crate::error::ApiError;
use crate::records::{Upserted, Writer, read};

/// The most records of a write (Salesforce REST API guide).
const MOST_RECORDS: usize = 200;

/// The most records of a read.
const MOST_READ: usize = 2_000;

/// The most runs of records of the same object.
const MOST_CHUNKS: usize = 10;

/// What became of a record: its id, and whether an upsert created it.
type Done = Result<(String, Option<bool>), ApiError>;

impl Call<'_> {
    pub(super) fn collections(&self, request: &Request, rest: &[&str]) -> Result<Reply, ApiError> {
        match (request.method.as_str(), rest) {
            ("POST", []) => self.create_many(request),
            ("PATCH", []) => self.update_many(request),
            ("DELETE", []) => self.delete_many(request),
            ("PATCH", [object, field]) => self.upsert_many(request, object, field),
            ("GET" | "POST", [object]) => self.read_many(request, object),
            (_, []) => allow(request, &["DELETE", "PATCH", "POST"]).map(|()| Reply::empty()),
            (_, [_]) => allow(request, &["GET", "POST"]).map(|()| Reply::empty()),
            (_, [_, _]) => allow(request, &["PATCH"]).map(|()| Reply::empty()),
            _ => Err(ApiError::not_found()),
        }
    }

    fn create_many(&self, request: &Request) -> Result<Reply, ApiError> {
        let (all_or_none, records) = records(request)?;
        self.each(all_or_none, records, |writer, record| {
            let object = object_of(&record)?;
            let id = writer.create(&object, record)?;
            Ok((id, None))
        })
    }

    fn update_many(&self, request: &Request) -> Result<Reply, ApiError> {
        let (all_or_none, records) = records(request)?;
        self.each(all_or_none, records, |writer, mut record| {
            let object = object_of(&record)?;
            let id = take(&mut record, "Id");
            let Some(Value::String(id)) = id else {
                let message = "Id not specified in an update call";
                return Err(ApiError::record("MISSING_ARGUMENT", message, &["Id"]));
            };
            let label = writer.object(&object).map(|object| object.label.clone());
            let done = writer.update(&object, &id, record);
            done.map_err(|error| error.of_record(label.ok().as_deref(), &id))?;
            Ok((whole(id), None))
        })
    }

    fn delete_many(&self, request: &Request) -> Result<Reply, ApiError> {
        let all_or_none = request.parameter("allOrNone") == Some("true");
        let ids: Vec<&str> = request.required("ids")?.split(',').map(str::trim).collect();
        check_number(ids.len(), MOST_RECORDS)?;
        self.each(all_or_none, ids, |writer, id| {
            let Some(object) = writer.schema().object_of_id(id) else {
                let message = format!("malformed id {id}");
                return Err(ApiError::record("MALFORMED_ID", message, &[]));
            };
            let done = writer.delete(&object.name, id);
            done.map_err(|error| error.of_record(None, id))?;
            Ok((whole(id.to_owned()), None))
        })
    }

    fn upsert_many(&self, request: &Request, object: &str, field: &str) -> Result<Reply, ApiError> {
        let object = self.object(object)?;
        let known = object.field(field).filter(|field| field.external_id || field.id_lookup);
        let Some(field) = known else {
            return Err(read::no_such_external_id(field));
        };
        let (all_or_none, records) = records(request)?;
        let mut seen = HashSet::new();
        self.each(all_or_none, records, |writer, mut record| {
            let wanted = take(&mut record, &field.name).unwrap_or(Value::Null);
            let key = match field.case_sensitive {
                true => wanted.to_string(),
                false => wanted.to_string().to_lowercase(),
            };
            if !wanted.is_null() && !seen.insert(key) {
                let shown = wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned);
                let message = format!("Duplicate external id specified: {shown}");
                return Err(ApiError::record("DUPLICATE_VALUE", message, &[&field.name]));
            }
            let id = wanted.as_str().unwrap_or_default();
            let done = writer.upsert(&object.name, &field.name, &wanted, record, false);
            match done.map_err(|error| error.of_record(Some(&object.label), id))? {
                Upserted::Created(id) => Ok((id, Some(true))),
                Upserted::Updated(id) => Ok((id, Some(false))),
                Upserted::Several(ids) => Err(ApiError::record(
                    "DUPLICATE_EXTERNAL_ID",
                    format!(
                        "{}: more than one record found for external id field: [{}]",
                        field.name,
                        ids.join(", ")
                    ),
                    &[&field.name],
                )),
            }
        })
    }

    /// Does `work` for each item; with `all_or_none`, one failure undoes everything.
    fn each<'s, T>(
        &'s self,
        all_or_none: bool,
        items: Vec<T>,
        mut work: impl FnMut(&mut Writer<'s>, T) -> Done,
    ) -> Result<Reply, ApiError> {
        let mut writer = self.writer()?;
        let mut done = Vec::with_capacity(items.len());
        for item in items {
            done.push(writer.attempt(|writer| work(writer, item)));
        }
        if all_or_none && done.iter().any(Result::is_err) {
            writer.roll_back()?;
            for result in done.iter_mut().filter(|result| result.is_ok()) {
                *result = Err(rolled_back());
            }
        } else {
            writer.commit()?;
        }
        Ok(Reply::ok(done.iter().map(row).collect()))
    }

    fn read_many(&self, request: &Request, object: &str) -> Result<Reply, ApiError> {
        let object = self.object(object)?;
        let (ids, names) = match request.method.as_str() {
            "POST" => {
                let body = request.object()?;
                (strings(body, "ids")?, strings(body, "fields")?)
            }
            _ => {
                let list = |name: &str| -> Result<Vec<String>, ApiError> {
                    Ok(request
                        .required(name)?
                        .split(',')
                        .map(|part| part.trim().to_owned())
                        .collect())
                };
                (list("ids")?, list("fields")?)
            }
        };
        check_number(ids.len(), MOST_READ)?;
        let fields = read::chosen(object, &names)?;
        let mut records = Vec::with_capacity(ids.len());
        for id in &ids {
            let whole = crate::id::normalise(id);
            let found = match whole.filter(|id| id.starts_with(&object.key_prefix)) {
                Some(id) if !self.sees(object, &id)? => Ok(None),
                Some(id) => read::record(self.database, object, &id, &fields, &request.version),
                None => Ok(None),
            };
            // A deleted record is as good as none.
            let record = found.or_else(|error| match error.status {
                404 => Ok(None),
                _ => Err(error),
            })?;
            records.push(record.map_or(Value::Null, Value::Object));
        }
        Ok(Reply::ok(Value::Array(records)))
    }
}

fn strings(body: &Map<String, Value>, name: &str) -> Result<Vec<String>, ApiError> {
    let list = body.get(name).and_then(Value::as_array);
    let texts = list.map(|list| list.iter().map(|item| item.as_str().map(str::to_owned)));
    let texts: Option<Vec<String>> = texts.and_then(Iterator::collect);
    texts.ok_or_else(|| {
        let message = format!("{name} must be an array of strings");
        ApiError::new(400, "MISSING_ARGUMENT", message)
    })
}

/// `allOrNone` and the records of a request.
fn records(request: &Request) -> Result<(bool, Vec<Map<String, Value>>), ApiError> {
    let body = request.object()?;
    let all_or_none = request.is_on("allOrNone");
    let list = body.get("records").and_then(Value::as_array);
    let records = list.map(|list| list.iter().map(|record| record.as_object().cloned()));
    let records: Option<Vec<Map<String, Value>>> = records.and_then(Iterator::collect);
    let Some(records) = records.filter(|records| !records.is_empty()) else {
        let message = "records must be an array of at least one record";
        return Err(ApiError::new(400, "MISSING_ARGUMENT", message));
    };
    check_number(records.len(), MOST_RECORDS)?;
    let mut chunks = 0;
    let mut last = None;
    for record in &records {
        let object = object_of(record)?;
        if last.as_ref() != Some(&object) {
            chunks += 1;
            last = Some(object);
        }
    }
    if chunks > MOST_CHUNKS {
        let message = "The request cannot have more than 10 chunks of records of one object each.";
        return Err(ApiError::new(400, "LIMIT_EXCEEDED", message));
    }
    Ok((all_or_none, records))
}

fn check_number(number: usize, most: usize) -> Result<(), ApiError> {
    if number <= most {
        return Ok(());
    }
    let message =
        format!("record limit reached. cannot submit more than {most} records in this request");
    Err(ApiError::new(400, "EXCEEDED_ID_LIMIT", message))
}

fn object_of(record: &Map<String, Value>) -> Result<String, ApiError> {
    let kind = record
        .get("attributes")
        .and_then(|attributes| attributes.get("type"))
        .and_then(Value::as_str);
    kind.map(str::to_owned).ok_or_else(|| {
        let message = "every record needs attributes with the type of its object";
        ApiError::new(400, "INVALID_INPUT", message)
    })
}

/// The 18 characters of an id, which Salesforce answers with whatever it was asked.
fn whole(id: String) -> String {
    crate::id::normalise(&id).unwrap_or(id)
}

/// Takes a field out of a record, in any case.
fn take(record: &mut Map<String, Value>, name: &str) -> Option<Value> {
    let key = record.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned()?;
    record.shift_remove(&key)
}

fn rolled_back() -> ApiError {
    ApiError::record(
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "Record rolled back because not all records were valid and the request was using AllOrNone header",
        &[],
    )
}

fn row(done: &Done) -> Value {
    match done {
        Ok((id, None)) => json!({"id": id, "success": true, "errors": []}),
        Ok((id, Some(created))) => {
            json!({"id": id, "success": true, "errors": [], "created": created})
        }
        Err(error) => json!({"success": false, "errors": error.all_in_collection()}),
    }
}
