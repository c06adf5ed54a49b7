//! The control endpoint, clearly apart from Salesforce's paths: injects faults, ends sessions, counts from outside.
//!
//! | request under `/__emulator__` | does |
//! |---|---|
//! | `GET /faults`, `PUT /faults`, `DELETE /faults` | shows, replaces, heals what goes wrong ([`Faults`] as JSON) |
//! | `POST /sessions/expire` | ends every session; refresh tokens stay good |
//! | `POST /grants/revoke` | ends every grant and session: clients need a person again |
//! | `GET /usage` | API requests by kind, and what is left of the allowance |
//! | `GET /stats` | API requests by kind, and the number of records by object (set-up objects left out) |
//! | `POST /query` `{"soql": …}` | answers a query without spending the API allowance, without latency and faults |
//! | `GET /apps`, `PUT /apps` | the OAuth client apps |
//!
//! Whoever reaches the port may use it: the emulator belongs on a loopback address.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::error::ApiError;
use crate::faults::Faults;
use crate::org::Org;

/// Routes of this part.
pub(crate) fn routes(org: Org) -> Router {
    Router::new()
        .route("/__emulator__/faults", get(read_faults).put(set_faults).delete(heal))
        .route("/__emulator__/sessions/expire", post(expire_sessions))
        .route("/__emulator__/grants/revoke", post(revoke_grants))
        .route("/__emulator__/usage", get(usage))
        .route("/__emulator__/stats", get(stats))
        .route("/__emulator__/query", post(query))
        .with_state(org)
}

async fn read_faults(State(org): State<Org>) -> Json<Faults> {
    Json(org.faults())
}

async fn set_faults(
    State(org): State<Org>,
    faults: Result<Json<Faults>, JsonRejection>,
) -> Response {
    let faults = match faults {
        Ok(Json(faults)) => faults,
        Err(error) => return refused(&error.body_text()),
    };
    let mut chances = faults.requests.iter().map(|fault| fault.probability);
    let is_chance = |chance: f64| (0.0..=1.0).contains(&chance);
    if !chances.all(is_chance) || !is_chance(faults.lock_row_probability) {
        return refused("a probability lies between 0.0 and 1.0");
    }
    org.set_faults(faults);
    Json(org.faults()).into_response()
}

async fn heal(State(org): State<Org>) -> Json<Faults> {
    org.set_faults(Faults::default());
    Json(org.faults())
}

async fn expire_sessions(State(org): State<Org>) -> StatusCode {
    org.sessions().expire_all();
    StatusCode::NO_CONTENT
}

async fn revoke_grants(State(org): State<Org>) -> StatusCode {
    org.sessions().revoke_all_grants();
    StatusCode::NO_CONTENT
}

async fn usage(State(org): State<Org>) -> Response {
    Json(org.api_usage()).into_response()
}

async fn stats(State(org): State<Org>) -> Response {
    let schema = org.schema();
    let counted: Result<BTreeMap<&str, usize>, ApiError> = schema
        .objects()
        .iter()
        // What people write goes to a recycle bin; the rest is the org's set-up.
        .filter(|object| object.recycle_bin)
        .map(|object| {
            let count = format!("SELECT COUNT() FROM {}", object.name);
            let reply = org.query(&org.administrator(), &count)?;
            Ok((object.name.as_str(), reply.total_size))
        })
        .collect();
    match counted {
        Ok(records) => Json(json!({
            "api_calls": org.api_calls(),
            "api_usage": org.api_usage(),
            "records": records,
        }))
        .into_response(),
        Err(error) => error.into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    soql: String,
}

async fn query(
    State(org): State<Org>,
    question: Result<Json<Question>, JsonRejection>,
) -> Response {
    let question = match question {
        Ok(Json(question)) => question,
        Err(error) => return refused(&error.body_text()),
    };
    match org.query(&org.administrator(), &question.soql) {
        Ok(reply) => Json(reply.body()).into_response(),
        Err(error) => error.into_response(),
    }
}

fn refused(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": why}))).into_response()
}
