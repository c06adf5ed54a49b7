//! `/composite/graph`: up to 75 composites in one request, each of which is done as a whole or not at all.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::dispatch::{Call, allow};
use super::message::{Reply, Request};
use super::part::{self, Part, invalid, rolled_back, too_many};
use super::reference;
use crate::error::ApiError;

/// Limits of a request (REST API guide, Composite Graph Limits).
const MOST_GRAPHS: usize = 75;
const MOST_NODES: usize = 500;
const MOST_KINDS: usize = 15;
const MOST_DEPTH: usize = 15;

/// Graphs that may fail before the rest is not even tried.
const MOST_FAILURES: usize = 14;

/// The first version with graphs.
const FIRST_VERSION: &str = "v50.0";

/// A graph: its id and nodes.
struct Graph<'b> {
    id: &'b str,
    nodes: Vec<Part<'b>>,
}

impl Call<'_> {
    pub(super) fn graph(&self, request: &Request) -> Result<Reply, ApiError> {
        if request.version.as_str() < FIRST_VERSION {
            return Err(ApiError::not_found());
        }
        allow(request, &["POST"])?;
        let body = request.object()?;
        let Some(Value::Array(graphs)) = body.get("graphs") else {
            return Err(invalid("graphs must be an array of graphs"));
        };
        let graphs = graphs.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        check_size(&graphs)?;
        let mut failures = 0;
        let mut results = Vec::with_capacity(graphs.len());
        for graph in &graphs {
            let replies = if failures > MOST_FAILURES {
                graph.nodes.iter().map(|_| rolled_back().into()).collect()
            } else {
                self.together(&graph.nodes, true)?
            };
            let successful = !replies.iter().any(Reply::failed);
            failures += usize::from(!successful);
            let nodes = graph.nodes.iter().zip(replies);
            let responses = nodes.map(|(node, reply)| part::result(node, reply));
            results.push(json!({
                "graphId": graph.id,
                "graphResponse": {"compositeResponse": responses.collect::<Vec<_>>()},
                "isSuccessful": successful,
            }));
        }
        Ok(Reply::ok(json!({"graphs": results})))
    }
}

fn read(graph: &Value) -> Result<Graph<'_>, ApiError> {
    let id = graph.get("graphId").and_then(Value::as_str);
    let nodes = graph.get("compositeRequest").and_then(Value::as_array);
    let (Some(id), Some(nodes)) = (id, nodes) else {
        return Err(invalid("every graph needs a graphId and a compositeRequest"));
    };
    let nodes = part::read(nodes)?;
    for node in &nodes {
        let allowed: &[&str] = match node.path().as_slice() {
            ["sobjects", _] => &["POST"],
            ["sobjects", _, _] => &["DELETE", "GET", "PATCH"],
            ["sobjects", _, _, _] => &["DELETE", "GET", "PATCH", "POST"],
            _ => &[],
        };
        if !allowed.iter().any(|method| method.eq_ignore_ascii_case(node.method)) {
            let message = format!("A graph cannot hold the request {} {}.", node.method, node.url);
            return Err(invalid(&message));
        }
    }
    Ok(Graph { id, nodes })
}

fn check_size(graphs: &[Graph<'_>]) -> Result<(), ApiError> {
    if graphs.len() > MOST_GRAPHS {
        return Err(too_many("graph", "graphs", MOST_GRAPHS));
    }
    let mut seen = HashSet::new();
    if let Some(twice) = graphs.iter().find(|graph| !seen.insert(graph.id)) {
        return Err(invalid(&format!("Duplicate graphId provided ({}).", twice.id)));
    }
    let nodes = || graphs.iter().flat_map(|graph| &graph.nodes);
    if nodes().count() > MOST_NODES {
        return Err(too_many("graph", "nodes", MOST_NODES));
    }
    let kinds: HashSet<(String, String, String)> = nodes().map(kind).collect();
    if kinds.len() > MOST_KINDS {
        return Err(too_many("graph", "different nodes", MOST_KINDS));
    }
    if graphs.iter().any(|graph| depth(graph) > MOST_DEPTH) {
        return Err(too_many("graph", "levels", MOST_DEPTH));
    }
    Ok(())
}

/// What makes nodes different: version, method and object.
fn kind(node: &Part<'_>) -> (String, String, String) {
    let object = node.path().get(1).map_or_else(String::new, |object| object.to_lowercase());
    (node.version().to_owned(), node.method.to_uppercase(), object)
}

/// How many nodes stand on top of each other by their references.
fn depth(graph: &Graph<'_>) -> usize {
    let mut depths: HashMap<&str, usize> = HashMap::new();
    for node in &graph.nodes {
        let mut names = reference::names(node.url);
        if let Some(body) = node.body {
            names.extend(reference::names(&body.to_string()));
        }
        let below = names.iter().filter_map(|name| depths.get(name.as_str())).max();
        let depth = below.copied().unwrap_or_default() + 1;
        depths.insert(node.reference, depth);
    }
    depths.into_values().max().unwrap_or_default()
}
