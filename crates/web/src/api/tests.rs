//! The document and the router say the same, and what the document says of each endpoint is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use language::{Language, say};
use serde_json::Value;

use super::document::{document, needs};
use super::endpoints;
use crate::route::Need;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");
const BLESS: &str = "RINGLEDGER_BLESS=1 cargo test -p web --lib api";

fn english() -> Value {
    serde_json::to_value(document(endpoints(), Language::English, "ringledger")).unwrap()
}

/// Every operation of the document by path and method.
fn operations(document: &Value) -> BTreeMap<(String, String), Value> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let item = item.as_object().unwrap().clone();
        let path = path.clone();
        item.into_iter()
            .map(move |(method, operation)| ((path.clone(), method.to_uppercase()), operation))
    };
    paths.iter().flat_map(of).collect()
}

#[test]
fn each_route_of_the_api_stands_in_the_document_and_the_other_way_round() {
    let document = english();
    let documented = operations(&document);
    let routes: BTreeMap<(String, String), Need> = crate::routes()
        .into_iter()
        .filter(|(_, path, _)| path.starts_with("/api/v1/"))
        .map(|(method, path, need)| ((path.to_owned(), method.to_string()), need))
        .collect();
    let names = |all: Vec<&(String, String)>| all.into_iter().cloned().collect::<BTreeSet<_>>();
    assert!(routes.len() > 4);
    assert_eq!(names(routes.keys().collect()), names(documented.keys().collect()));
    for (place, need) in routes {
        let operation = &documented[&place];
        let (capability, scopes) = needs(need);
        assert_eq!(operation["x-capability"].as_str(), capability, "{place:?}");
        assert_eq!(operation["x-scopes"], serde_json::json!(scopes), "{place:?}");
        let security = operation["security"].as_array().unwrap();
        let open = security.iter().any(|one| one.as_object().unwrap().is_empty());
        assert_eq!(open, need == Need::Nobody, "{place:?}");
        let responses = operation["responses"].as_object().unwrap();
        assert_eq!(responses.contains_key("403"), need != Need::Nobody, "{place:?}");
        assert!(responses.contains_key("404") || !place.0.contains('{'), "{place:?}");
        assert!(responses.contains_key("503"), "{place:?}");
    }
}

#[test]
fn each_endpoint_is_told_in_every_language() {
    let mut ids = BTreeSet::new();
    for (place, operation) in operations(&english()) {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        let message = format!("api-do-{}", id.replace('_', "-"));
        for language in Language::ALL {
            assert_ne!(say(language, &message), message, "{place:?} has no {message}");
        }
        assert_eq!(operation["summary"], say(Language::English, &message));
        assert!(
            operation["description"].as_str().is_some_and(|text| text.ends_with('.')),
            "{place:?}"
        );
        assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{place:?}");
        assert!(ids.insert(id), "{place:?} has the id of another endpoint");
    }
}

/// Every `$ref` below `value`.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(to)) = object.get("$ref") {
                found.insert(to.clone());
            }
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[test]
fn every_type_that_the_document_names_is_in_it_and_explains_its_fields() {
    let document = english();
    let mut named = BTreeSet::new();
    references(&document, &mut named);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let there: BTreeSet<String> =
        schemas.keys().map(|name| format!("#/components/schemas/{name}")).collect();
    assert_eq!(named, there);
    for (name, schema) in schemas {
        assert!(schema["description"].is_string(), "{name} has no description");
    }
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn no_body_hides_a_limit_behind_a_name() {
    // Limits are checked as the body's own schema states them.
    let document = english();
    for (place, operation) in operations(&document) {
        let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let Some(name) = body.as_str().and_then(|to| to.rsplit('/').next()) else {
            assert!(operation["requestBody"].is_null(), "{place:?} has a body without a name");
            continue;
        };
        let mut named = BTreeSet::new();
        references(&document["components"]["schemas"][name], &mut named);
        assert_eq!(named, BTreeSet::new(), "{place:?}");
    }
}

#[test]
fn the_page_lists_the_endpoints() {
    let mut table =
        String::from("| method | path | does | scope of the key |\n|---|---|---|---|\n");
    for endpoint in endpoints() {
        let id = endpoint.operation.operation_id.clone().unwrap().replace('_', "-");
        let (capability, scopes) = needs(endpoint.route.need);
        let scopes = match (endpoint.route.need, capability) {
            (Need::Nobody, _) => "no key needed".to_owned(),
            (_, Some(_)) if scopes.is_empty() => "none: owners in the console's session".to_owned(),
            (_, Some(_)) => {
                scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ")
            }
            _ => "any".to_owned(),
        };
        let (method, path) = (&endpoint.route.method, endpoint.route.path);
        let does = say(Language::English, &format!("api-do-{id}"));
        writeln!(table, "| {method} | `{path}` | {does} | {scopes} |").unwrap();
    }
    let page = std::fs::read_to_string(PAGE).unwrap_or_default();
    let begin = "<!-- endpoints -->\n";
    let (head, rest) = page.split_once(begin).expect("docs/api.md marks where the endpoints stand");
    let (_, tail) = rest.split_once("<!-- /endpoints -->").expect("and where they end");
    let wanted = format!("{head}{begin}{table}<!-- /endpoints -->{tail}");
    if std::env::var_os("RINGLEDGER_BLESS").is_some() {
        std::fs::write(PAGE, &wanted).unwrap();
    } else {
        assert!(page == wanted, "docs/api.md is out of date; write it anew with: {BLESS}");
    }
}
