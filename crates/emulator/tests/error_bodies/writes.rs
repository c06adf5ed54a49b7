//! Errors of single writes that follow from the schema and the records alone.

use serde_json::{Value, json};

use crate::stage::{Stage, Told};

const MISSING: &str = "0035g00000Zzzzz";

pub(crate) async fn provoke(context: &str) -> Option<Told> {
    let stage = Stage::new();
    let post = async |object: &str, record: Value| {
        stage.send("POST", &format!("/sobjects/{object}"), Some(&record)).await
    };
    Some(match context {
        "DML unknown field" => {
            stage.object("Bar", "a01", json!([name(80)]));
            post("Bar", json!({"foo": 1})).await
        }
        "DML missing required" => post("Account", json!({"Phone": "+1 212 555 0100"})).await,
        "DML too long" => {
            stage.object("Topic", "a01", json!([name(25)]));
            let long = "a name that is far too long for it";
            post("Topic", json!({"Name": long})).await.given(long, "X")
        }
        "DML restricted picklist" => {
            let field = json!({"name": "Job_Category__c", "label": "Job Category", "type": "picklist",
                "length": 40, "restricted": true, "values": ["Sales"]});
            stage.field("Contact", field);
            post("Contact", json!({"LastName": "Mori", "Job_Category__c": "X"})).await
        }
        "Task WhoId of wrong type (Account id)" => {
            let id = stage.create("Account", json!({"Name": "Acme"}));
            post("Task", json!({"WhoId": id})).await.given(&id, "0010o00002XXXXXAAA")
        }
        "Task WhatId of wrong type (Lead id)" => {
            let id = stage.create("Lead", json!({"LastName": "Mori", "Company": "Acme"}));
            post("Task", json!({"WhatId": id})).await.given(&id, "00Q0o00001XXXXXEAA")
        }
        "Task WhoId=Lead with WhatId set" => {
            let who = stage.create("Lead", json!({"LastName": "Mori", "Company": "Acme"}));
            let what = stage.create("Account", json!({"Name": "Acme"}));
            post("Task", json!({"WhoId": who, "WhatId": what})).await
        }
        "update/delete unknown id" => {
            stage.send("DELETE", &format!("/sobjects/Contact/{MISSING}"), None).await
        }
        "deleted record" => {
            let id = stage.create("Contact", json!({"LastName": "Mori"}));
            stage.org.delete(&stage.administrator(), "Contact", &id).expect("a deletion");
            let path = format!("/sobjects/Contact/{id}");
            stage.send("PATCH", &path, Some(&json!({"LastName": "Sato"}))).await
        }
        "FLS denies field (or not updateable e.g. TaskSubtype)" => {
            post("Contact", json!({"LastName": "Mori", "Name": "Yui Mori"})).await
        }
        "unique external id" => {
            let field = json!({"name": "Call_External_Id__c", "label": "Call", "type": "string",
                "length": 64, "unique": true, "external_id": true});
            stage.field("Activity", field);
            let first = json!({"Call_External_Id__c": "c-1"});
            stage.create("Task", first.clone());
            post("Task", first).await
        }
        _ => return None,
    })
}

/// Errors of bodies, of several records at once, and of records in use.
pub(crate) async fn provoke_more(context: &str) -> Option<Told> {
    let stage = Stage::new();
    Some(match context {
        "row lock" => {
            let id = stage.create("Contact", json!({"LastName": "Mori"}));
            let faults = json!({"lock_row_probability": 1.0});
            stage.org.set_faults(serde_json::from_value(faults).expect("faults"));
            let path = format!("/sobjects/Contact/{id}");
            stage.send("PATCH", &path, Some(&json!({"LastName": "Sato"}))).await
        }
        "bad json" => raw(&stage, "{\"LastName\"      jo}".to_owned()).await,
        "bad json type" => {
            let start = "{\"Description\": \"";
            let end = "\", \"EmailBouncedDate\": ";
            let more = "x".repeat(178 - start.len() - end.len());
            raw(&stage, format!("{start}{more}{end}\"2021-13-01\"}}")).await
        }
        "empty body" => raw(&stage, String::new()).await,
        "composite rollback" => rollback(&stage).await,
        "upsert via unknown foreign ext id" => foreign_key(&stage).await,
        "converted lead" => {
            let lead = json!({"LastName": "Mori", "Company": "Acme", "IsConverted": true});
            let id = stage.load("Lead", lead);
            stage.send("POST", "/sobjects/Task", Some(&json!({"WhoId": id}))).await
        }
        "bulk failedResults row" => bulk(&stage).await,
        _ => return None,
    })
}

fn name(length: u32) -> Value {
    json!({"name": "Name", "label": "Topic Name", "type": "string", "length": length, "flags": "CUFSG",
        "name_field": true})
}

async fn raw(stage: &Stage, body: String) -> Told {
    let path = "/services/data/v66.0/sobjects/Contact";
    stage.raw("POST", path, "application/json", body).await
}

/// The part of a composite that did nothing wrong.
async fn rollback(stage: &Stage) -> Told {
    let url = "/services/data/v66.0/sobjects/Contact";
    let request = json!({"allOrNone": true, "compositeRequest": [
        {"method": "POST", "url": url, "referenceId": "good", "body": {"LastName": "Mori"}},
        {"method": "POST", "url": url, "referenceId": "bad", "body": {}},
    ]});
    let told = stage.send("POST", "/composite", Some(&request)).await;
    let reply: Value = serde_json::from_str(&told.text).expect("JSON");
    let first = &reply["compositeResponse"][0];
    let status = first["httpStatusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
    Told { status: status.unwrap_or_default(), text: first["body"].to_string(), given: Vec::new() }
}

async fn foreign_key(stage: &Stage) -> Told {
    stage.object("blng__Invoice__c", "a01", json!([
        name(80),
        {"name": "Invoice_External_Id__c", "label": "Invoice", "type": "string", "length": 20, "external_id": true},
    ]));
    stage.object(
        "blng__InvoiceLine__c",
        "a02",
        json!([
            name(80),
            {"name": "blng__Invoice__c", "label": "Invoice", "type": "reference", "length": 18,
                "references": ["blng__Invoice__c"], "relationship": "blng__Invoice__r"},
        ]),
    );
    let line = json!({"Name": "one", "blng__Invoice__r": {"Invoice_External_Id__c": "0116"}});
    stage.send("POST", "/sobjects/blng__InvoiceLine__c", Some(&line)).await
}

/// The error column of a bulk job's failed row.
async fn bulk(stage: &Stage) -> Told {
    let wanted = json!({"object": "Account", "operation": "insert", "contentType": "CSV"});
    let told = stage.send("POST", "/jobs/ingest", Some(&wanted)).await;
    let job: Value = serde_json::from_str(&told.text).expect("a job");
    let path =
        format!("/services/data/v66.0/jobs/ingest/{}", job["id"].as_str().unwrap_or_default());
    let rows = "Phone\n+1 212 555 0100\n".to_owned();
    stage.raw("PUT", &format!("{path}/batches"), "text/csv", rows).await;
    let done = json!({"state": "UploadComplete"}).to_string();
    stage.raw("PATCH", &path, "application/json", done).await;
    stage.raw("GET", &path, "application/json", String::new()).await;
    let told = stage.raw("GET", &format!("{path}/failedResults/"), "text/csv", String::new()).await;
    let mut reader = csv::Reader::from_reader(told.text.as_bytes());
    let row = reader.records().next().and_then(Result::ok).unwrap_or_default();
    Told { text: row.get(1).unwrap_or_default().to_owned(), ..told }
}
