//! Writes jobs, batches and results, with Salesforce's elements in Salesforce's order.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::job::{Batch, Job};
use crate::timestamp;

/// The namespace of this API's XML.
pub(super) const NAMESPACE: &str = "http://www.force.com/2009/06/asyncapi/dataload";

const JSON: &str = "application/json;charset=UTF-8";
const XML: &str = "application/xml";

type Text = (u16, &'static str, String);

/// The content type of a batch's rows.
pub(super) fn content_type(kind: &str) -> &'static str {
    if kind == "JSON" { JSON } else { "text/csv" }
}

/// Text within XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// This API writes moments with `Z` in XML.
fn moment(milliseconds: i64) -> String {
    timestamp::format(milliseconds).replace("+0000", "Z")
}

fn document(element: &str, indent: &str, pairs: &[(&str, String)]) -> String {
    let mut text = format!("<{element}\n   xmlns=\"{NAMESPACE}\">\n");
    body(&mut text, indent, pairs);
    let _ = write!(text, "</{element}>");
    text
}

fn body(text: &mut String, indent: &str, pairs: &[(&str, String)]) {
    for (name, value) in pairs {
        let _ = writeln!(text, "{indent}<{name}>{}</{name}>", escaped(value));
    }
}

/// A job.
pub(super) fn job(status: u16, job: &Job, as_json: bool) -> Text {
    let (queued, completed, failed) =
        (job.count("Queued"), job.count("Completed"), job.count("Failed"));
    let processed: usize = job.batches.iter().map(|batch| batch.processed).sum();
    let records_failed: usize = job.batches.iter().map(|batch| batch.failed).sum();
    if as_json {
        let version = job.version.parse::<f64>().unwrap_or_default();
        let body = json!({
            "apexProcessingTime": 0, "apiActiveProcessingTime": 0, "apiVersion": version,
            "assignmentRuleId": null, "concurrencyMode": job.concurrency, "contentType": job.content_type,
            "createdById": job.created_by, "createdDate": timestamp::format(job.created_at),
            "externalIdFieldName": job.external_id, "fastPathEnabled": false, "id": job.id,
            "numberBatchesCompleted": completed, "numberBatchesFailed": failed, "numberBatchesInProgress": 0,
            "numberBatchesQueued": queued, "numberBatchesTotal": job.batches.len(),
            "numberRecordsFailed": records_failed, "numberRecordsProcessed": processed, "numberRetries": 0,
            "object": job.object, "operation": job.operation, "state": job.state,
            "systemModstamp": timestamp::format(job.changed_at), "totalProcessingTime": 0,
        });
        return (status, JSON, body.to_string());
    }
    let mut pairs = vec![
        ("id", job.id.clone()),
        ("operation", job.operation.clone()),
        ("object", job.object.clone()),
        ("createdById", job.created_by.clone()),
        ("createdDate", moment(job.created_at)),
        ("systemModstamp", moment(job.changed_at)),
        ("state", job.state.to_owned()),
    ];
    if let Some(name) = &job.external_id {
        pairs.push(("externalIdFieldName", name.clone()));
    }
    pairs.extend([
        ("concurrencyMode", job.concurrency.clone()),
        ("contentType", job.content_type.clone()),
        ("numberBatchesQueued", queued.to_string()),
        ("numberBatchesInProgress", "0".to_owned()),
        ("numberBatchesCompleted", completed.to_string()),
        ("numberBatchesFailed", failed.to_string()),
        ("numberBatchesTotal", job.batches.len().to_string()),
        ("numberRecordsProcessed", processed.to_string()),
        ("numberRetries", "0".to_owned()),
        ("apiVersion", job.version.clone()),
        ("numberRecordsFailed", records_failed.to_string()),
        ("totalProcessingTime", "0".to_owned()),
        ("apiActiveProcessingTime", "0".to_owned()),
        ("apexProcessingTime", "0".to_owned()),
    ]);
    (status, XML, format!("{HEAD}{}", document("jobInfo", " ", &pairs)))
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn batch_pairs(batch: &Batch) -> Vec<(&'static str, String)> {
    let mut pairs = vec![
        ("id", batch.id.clone()),
        ("jobId", batch.job_id.clone()),
        ("state", batch.state.to_owned()),
    ];
    if let Some(message) = &batch.message {
        pairs.push(("stateMessage", message.clone()));
    }
    pairs.extend([
        ("createdDate", moment(batch.created_at)),
        ("systemModstamp", moment(batch.changed_at)),
        ("numberRecordsProcessed", batch.processed.to_string()),
        ("numberRecordsFailed", batch.failed.to_string()),
        ("totalProcessingTime", "0".to_owned()),
        ("apiActiveProcessingTime", "0".to_owned()),
        ("apexProcessingTime", "0".to_owned()),
    ]);
    pairs
}

fn batch_json(batch: &Batch) -> Value {
    json!({
        "apexProcessingTime": 0, "apiActiveProcessingTime": 0,
        "createdDate": timestamp::format(batch.created_at), "id": batch.id, "jobId": batch.job_id,
        "numberRecordsFailed": batch.failed, "numberRecordsProcessed": batch.processed,
        "state": batch.state, "stateMessage": batch.message,
        "systemModstamp": timestamp::format(batch.changed_at), "totalProcessingTime": 0,
    })
}

/// A batch.
pub(super) fn batch(status: u16, batch: &Batch, as_json: bool) -> Text {
    if as_json {
        return (status, JSON, batch_json(batch).to_string());
    }
    (status, XML, format!("{HEAD}{}", document("batchInfo", " ", &batch_pairs(batch))))
}

/// The batches of a job.
pub(super) fn batches(job: &Job, as_json: bool) -> Text {
    if as_json {
        let list: Vec<Value> = job.batches.iter().map(batch_json).collect();
        return (200, JSON, json!({"batchInfo": list}).to_string());
    }
    let mut text = format!("{HEAD}<batchInfoList\n   xmlns=\"{NAMESPACE}\">\n");
    for batch in &job.batches {
        text.push_str(" <batchInfo>\n");
        body(&mut text, "  ", &batch_pairs(batch));
        text.push_str(" </batchInfo>\n");
    }
    text.push_str("</batchInfoList>");
    (200, XML, text)
}

/// The results of a batch: its rows' fates, or the list of a query's result ids.
pub(super) fn results(job: &Job, batch: &Batch) -> Text {
    let Some(id) = &batch.result_id else {
        return (200, content_type(&job.content_type), batch.rows.clone());
    };
    if job.content_type == "JSON" {
        return (200, JSON, json!([id]).to_string());
    }
    let text = format!("<result-list xmlns=\"{NAMESPACE}\"><result>{id}</result></result-list>");
    (200, XML, text)
}
