//! Each limit that the document states is kept: one request for each that breaks exactly that one.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use web::access::Role;

use crate::api::{json, problem};
use crate::browser::Browser;
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(each_limit_that_the_document_states_is_kept);

/// A value that keeps every limit of `schema`.
fn fitting(schema: &Value) -> Value {
    let kind = &schema["type"];
    let is =
        |name: &str| kind == name || kind.as_array().is_some_and(|it| it.contains(&name.into()));
    let least = |name: &str| usize::try_from(schema[name].as_i64().unwrap_or(0)).unwrap();
    match () {
        () if schema["enum"].is_array() => schema["enum"][0].clone(),
        () if is("string") => Value::from("a".repeat(least("minLength"))),
        () if is("integer") => schema["minimum"].as_i64().unwrap_or(0).into(),
        () if is("boolean") => false.into(),
        () if is("array") => (0..least("minItems")).map(|_| fitting(&schema["items"])).collect(),
        () => json!({}),
    }
}

/// Values that each break one limit of `schema`, with the end of the field's path.
fn breaking(schema: &Value) -> Vec<(Value, &'static str)> {
    let limit = |name: &str| schema[name].as_i64();
    let text = |count: i64| Value::from("é".repeat(usize::try_from(count).unwrap()));
    let list = |count: i64| (0..count).map(|_| fitting(&schema["items"])).collect();
    let mut all: Vec<(Value, &str)> = Vec::new();
    all.extend(limit("minLength").filter(|it| *it > 0).map(|it| (text(it - 1), "")));
    all.extend(limit("maxLength").map(|it| (text(it + 1), "")));
    all.extend(limit("minimum").map(|it| (Value::from(it - 1), "")));
    all.extend(limit("maximum").map(|it| (Value::from(it + 1), "")));
    all.extend(limit("minItems").filter(|it| *it > 0).map(|it| (list(it - 1), "")));
    all.extend(limit("maxItems").map(|it| (list(it + 1), "")));
    let items = schema["items"].as_object().map(|_| breaking(&schema["items"]));
    all.extend(items.into_iter().flatten().map(|(item, _)| (json!([item]), "[0]")));
    all
}

/// The pairs behind a question mark.
fn pairs(name: &str, value: &Value) -> String {
    let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    let texts = values.iter().map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(texts.map(|text| (name.to_owned(), text))).finish()
}

async fn each_limit_that_the_document_states_is_kept(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    let owner = Browser::signed_in(&stage, Role::Owner).await;
    let document = json(&owner.get("/api/v1/openapi.json").await);
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "none" } else { part });
        let address = parts.collect::<Vec<_>>().join("/");
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            let none = Vec::new();
            for parameter in operation["parameters"].as_array().unwrap_or(&none) {
                let name = parameter["name"].as_str().unwrap();
                if parameter["in"] != "query" {
                    continue;
                }
                for (value, end) in breaking(&parameter["schema"]) {
                    let address = format!("{address}?{}", pairs(name, &value));
                    let answer = owner.send(&method, &address, None, String::new()).await;
                    let answer = problem(&answer, StatusCode::BAD_REQUEST, "api-bad-parameter");
                    assert_eq!(answer["field"], format!("{name}{end}"), "{method} {path}");
                    tried += 1;
                }
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let Some(schema) = body.as_str().and_then(|to| to.rsplit('/').next()) else { continue };
            let schema = &document["components"]["schemas"][schema];
            let fields = schema["properties"].as_object().unwrap();
            let whole: Map<String, Value> =
                fields.iter().map(|(name, schema)| (name.clone(), fitting(schema))).collect();
            for (name, schema) in fields {
                for (value, end) in breaking(schema) {
                    let mut body = whole.clone();
                    body.insert(name.clone(), value);
                    let body = Value::from(body).to_string();
                    let answer = owner.send(&method, &address, Some("application/json"), body);
                    let answer = answer.await;
                    let answer = problem(&answer, StatusCode::BAD_REQUEST, "api-bad-field");
                    assert_eq!(answer["field"], format!("{name}{end}"), "{method} {path}");
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} limits kept");
    assert!(tried >= 50, "{tried}");
}
