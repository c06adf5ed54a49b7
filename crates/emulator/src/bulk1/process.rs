//! Works on batches: each row under the org's rules, each with a fate of its own.

use serde_json::{Map, Value, json};

use super::error::Refusal;
use super::job::{Batch, Job};
use super::read;
use crate::error::ApiError;
use crate::org::{Actor, Org};
use crate::records::{Upserted, Writer};
use crate::soql;

/// What became of a row: its id, and whether it is new.
type Fate = Result<(String, bool), ApiError>;

/// Works on everything that waits in a job.
pub(super) fn run(org: &Org, actor: &Actor, job: &mut Job) {
    if job.state == "Aborted" {
        return;
    }
    let mut batches = std::mem::take(&mut job.batches);
    for batch in batches.iter_mut().filter(|batch| batch.state == "Queued") {
        let done = match job.is_query() {
            true => query(org, actor, job, batch),
            false => write(org, actor, job, batch),
        };
        batch.changed_at = org.now();
        batch.state = match done {
            Ok(()) => "Completed",
            Err(why) => {
                batch.message = Some(why);
                "Failed"
            }
        };
    }
    job.batches = batches;
}

fn write(org: &Org, actor: &Actor, job: &Job, batch: &mut Batch) -> Result<(), String> {
    let records = read::records(job, &batch.request).map_err(Refusal::into_message)?;
    let fates = org.write(actor, |writer| {
        Ok(records
            .into_iter()
            .map(|record| writer.attempt(|writer| row(writer, job, record)))
            .collect::<Vec<Fate>>())
    });
    let fates = fates.map_err(|error| error.to_string())?;
    batch.processed = fates.len();
    batch.failed = fates.iter().filter(|fate| fate.is_err()).count();
    batch.rows = match job.content_type.as_str() {
        "JSON" => Value::Array(fates.iter().map(fate_json).collect()).to_string(),
        _ => table(&["Id", "Success", "Created", "Error"], fates.iter().map(fate_row))?,
    };
    Ok(())
}

fn row(writer: &mut Writer<'_>, job: &Job, mut record: Map<String, Value>) -> Fate {
    record.retain(|key, _| key != "attributes");
    let key = record.keys().find(|key| key.eq_ignore_ascii_case("Id")).cloned();
    let id =
        key.as_ref().and_then(|key| record.get(key)).and_then(Value::as_str).map(str::to_owned);
    let known = || {
        let missing = ApiError::record("MISSING_ARGUMENT", "Id not specified", &["Id"]);
        id.clone().ok_or(missing)
    };
    match (job.operation.as_str(), &job.external_id) {
        ("insert", _) => Ok((writer.create(&job.object, record)?, true)),
        ("update", _) => {
            record.retain(|name, _| !name.eq_ignore_ascii_case("Id"));
            writer.update(&job.object, &known()?, record)?;
            Ok((known()?, false))
        }
        ("upsert", Some(field)) => {
            let key = record.keys().find(|key| key.eq_ignore_ascii_case(field)).cloned();
            let wanted = key.and_then(|key| record.remove(&key)).unwrap_or(Value::Null);
            match writer.upsert(&job.object, field, &wanted, record, false)? {
                Upserted::Created(id) => Ok((id, true)),
                Upserted::Updated(id) => Ok((id, false)),
                Upserted::Several(ids) => {
                    let text = format!("more than one record found for external id field: {ids:?}");
                    Err(ApiError::record("DUPLICATE_EXTERNAL_ID", text, &[field]))
                }
            }
        }
        _ => {
            writer.delete(&job.object, &known()?)?;
            Ok((known()?, false))
        }
    }
}

fn fate_json(fate: &Fate) -> Value {
    match fate {
        Ok((id, created)) => json!({"success": true, "created": created, "id": id, "errors": []}),
        Err(error) => json!({
            "success": false, "created": false, "id": null,
            "errors": [{
                "fields": error.fields.clone().unwrap_or_default(), "message": error.message,
                "statusCode": error.code, "extendedErrorDetails": null,
            }],
        }),
    }
}

fn fate_row(fate: &Fate) -> [String; 4] {
    match fate {
        Ok((id, created)) => [id.clone(), "true".to_owned(), created.to_string(), String::new()],
        Err(error) => {
            let fields = error.fields.clone().unwrap_or_default().join(", ");
            let text = format!("{}:{}:{fields} --", error.code, error.message);
            [String::new(), "false".to_owned(), "false".to_owned(), text]
        }
    }
}

fn query(org: &Org, actor: &Actor, job: &Job, batch: &mut Batch) -> Result<(), String> {
    let mut options = soql::Options::everything();
    options.version = format!("v{}", job.version);
    options.all_rows = job.operation == "queryAll";
    let refuse = |error: ApiError| format!("InvalidBatch : Failed to process query: {error}");
    let reply = soql::run(org, &org.database(), actor, batch.request.trim(), &options);
    let mut records = reply.map_err(refuse)?.records;
    batch.processed = records.len();
    records.iter_mut().for_each(moments_as_numbers);
    batch.rows = match job.content_type.as_str() {
        "JSON" => Value::Array(records).to_string(),
        _ => flat(&records)?,
    };
    Ok(())
}

/// This API writes moments as numbers in JSON, unlike REST: milliseconds since 1970.
fn moments_as_numbers(value: &mut Value) {
    match value {
        Value::Object(object) => object.values_mut().for_each(moments_as_numbers),
        Value::Array(list) => list.iter_mut().for_each(moments_as_numbers),
        Value::String(text)
            if text.ends_with("+0000") && text.len() == "2024-11-07T07:00:00.000+0000".len() =>
        {
            if let Some(moment) = crate::timestamp::parse(text) {
                *value = Value::from(moment);
            }
        }
        _ => {}
    }
}

/// Rows as CSV; parents become columns such as `Account.Name`.
fn flat(records: &[Value]) -> Result<String, String> {
    let rows: Vec<Vec<(String, String)>> = records
        .iter()
        .map(|record| {
            let mut cells = Vec::new();
            cells_of("", record, &mut cells);
            cells
        })
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok("Records not found for this query".to_owned());
    }
    let table_rows = rows.iter().map(|row| {
        names.iter().map(|name| {
            let cell = row.iter().find(|(known, _)| known == name);
            cell.map(|(_, text)| text.as_str()).unwrap_or_default()
        })
    });
    table(&names, table_rows)
}

fn cells_of(prefix: &str, record: &Value, cells: &mut Vec<(String, String)>) {
    for (name, value) in record.as_object().into_iter().flatten() {
        let name = format!("{prefix}{name}");
        match value {
            _ if name.ends_with("attributes") => {}
            Value::Object(_) => cells_of(&format!("{name}."), value, cells),
            Value::Null => cells.push((name, String::new())),
            Value::String(text) => cells.push((name, text.clone())),
            other => cells.push((name, other.to_string())),
        }
    }
}

/// CSV in which every cell stands in quotes.
fn table<R>(names: &[&str], rows: impl Iterator<Item = R>) -> Result<String, String>
where
    R: IntoIterator,
    R::Item: AsRef<[u8]>,
{
    let mut writer =
        csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    writer.write_record(names).map_err(|error| error.to_string())?;
    for row in rows {
        writer.write_record(row).map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
