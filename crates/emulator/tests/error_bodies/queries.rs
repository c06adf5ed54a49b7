//! Errors of queries, searches and paths.

use serde_json::json;

use crate::stage::{Stage, Told};

pub(crate) async fn provoke(context: &str) -> Option<Told> {
    let stage = Stage::new();
    Some(match context {
        "SOQL syntax" => {
            let query = "SELECT Id, Fax, CreatedById, CreatedDate, LastModifiedById, LastModifiedDate, \
                 From Account ";
            stage.soql(query).await
        }
        "SOQL unknown object" => stage.soql("select count() from XYZZY").await,
        "SOQL unknown column" => stage.soql("SELECT Id, Foo__c FROM Contact").await,
        "unknown sobject path" => stage.get("/sobjects/Foo").await,
        "unknown record id / ext id field" => stage.get("/sobjects/Contact/23foo").await,
        "query slow" => {
            fault(&stage, json!({"requests": [{"kind": "query_timeout"}]}));
            stage.soql("SELECT Id FROM Contact").await
        }
        "server busy" => {
            fault(&stage, json!({"requests": [{"kind": "unavailable_json"}]}));
            stage.get("/limits").await
        }
        "maintenance" => {
            fault(&stage, json!({"requests": [{"kind": "unavailable_html"}]}));
            stage.get("/limits").await
        }
        "daily quota" => {
            fault(&stage, json!({"daily_api_requests": 0}));
            stage.get("/limits").await
        }
        "concurrency" => {
            let change = |options: &mut emulator::OrgOptions| {
                options.long_request_ms = 0;
                options.long_requests = Some(0);
            };
            Stage::with(change).get("/limits").await
        }
        "API off" => Stage::with(|options| options.api_enabled = false).get("/limits").await,
        "method" => stage.send("PATCH", "/sobjects/Contact", Some(&json!({}))).await,
        "SOSL without braces" => stage.get("/search?q=FIND%20yui").await,
        "ext id matches several" => {
            stage.object("Whizbang", "a01", json!([
                {"name": "Name", "label": "Name", "type": "string", "length": 80, "name_field": true},
                {"name": "Key__c", "label": "Key", "type": "string", "length": 80, "external_id": true},
            ]));
            let one = stage.create("Whizbang", json!({"Name": "one", "Key__c": "k"}));
            let other = stage.create("Whizbang", json!({"Name": "other", "Key__c": "k"}));
            stage.get("/sobjects/Whizbang/Key__c/k").await.given(&one, "foo").given(&other, "bar")
        }
        _ => return None,
    })
}

fn fault(stage: &Stage, faults: serde_json::Value) {
    stage.org.set_faults(serde_json::from_value(faults).expect("faults"));
}
